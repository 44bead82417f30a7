"""Whole logs: every entry against every tile and the signed root, and one checkpoint against a later one."""

from collections.abc import Callable

from aigis_verifier.errors import Bad
from aigis_verifier.merkle import Range, complete_subtrees, leaf_hash, node_hash
from aigis_verifier.note import Checkpoint
from aigis_verifier.receipt import open_leaf
from aigis_verifier.source import Source

_WIDTH, _HEIGHT = 256, 8

Progress = Callable[[int, int], None]


def check_log(source: Source, checkpoint: Checkpoint, progress: Progress) -> int:
    """Recomputes everything from the entries; raises Bad at the first tile or root that does not fit.

    Gives how many entries the log opens: what is there of `opened/` is proven too.
    """
    tree, below, opened = Range(), [], 0
    for n in range(-(-checkpoint.size // _WIDTH)):
        width = min(_WIDTH, checkpoint.size - n * _WIDTH)
        entries = source.entries(n, width)
        hashes = [leaf_hash(entry) for entry in entries]
        opened += _check_opened(source.opened(n, width), entries, n)
        if full := _compare(source, 0, n, hashes):
            tree.add(full[0], _HEIGHT)
            below.extend(full)
        else:
            for found in hashes:
                tree.add(found)
        progress(tree.size, checkpoint.size)
    if tree.root() != checkpoint.root:
        raise Bad("the entries do not lead to the signed root")
    _check_levels_above(source, below)
    return opened


def _check_opened(lines: list[bytes], entries: list[bytes], n: int) -> int:
    """Proves what a log opens of its entries, each line against the entry in its place."""
    if lines and len(lines) != len(entries):
        raise Bad(f"opened/{n} does not open each entry once")
    for line, entry in zip(lines, entries, strict=bool(lines)):
        if open_leaf(line)[0] != entry:
            raise Bad(f"opened/{n} opens another entry than the one in its place")
    return len(lines)


def _check_levels_above(source: Source, hashes: list[bytes]) -> None:
    level = 1
    while hashes:
        above = []
        for at in range(0, len(hashes), _WIDTH):
            above.extend(_compare(source, level, at // _WIDTH, hashes[at : at + _WIDTH]))
        level, hashes = level + 1, above


def _compare(source: Source, level: int, n: int, hashes: list[bytes]) -> list[bytes]:
    """Compares a tile with the hashes it must hold; gives its root if it is full."""
    if source.tile(level, n, len(hashes)) != b"".join(hashes):
        raise Bad(f"tile {n} of level {level} does not hold the hashes of its entries")
    return [_fold(hashes)] if len(hashes) == _WIDTH else []


def check_consistency(source: Source, old: Checkpoint, new: Checkpoint) -> None:
    """Proves from the tiles that the new tree begins with the whole old one; raises Bad otherwise.

    The same subtree roots must lead to the old root and, with those that follow, to the new one.
    """
    if old.origin != new.origin:
        raise Bad(f"the checkpoints are of two logs, {old.origin!r} and {new.origin!r}")
    if old.size > new.size:
        raise Bad(f"the log shrank from {old.size} to {new.size}")
    tree = Range()
    for limit, root in ((old.size, old.root), (new.size, new.root)):
        for start, height in complete_subtrees(tree.size, limit):
            tree.add(_subtree(source, new.size, start, height), height)
        if tree.root() != root:
            raise Bad(f"the tiles do not lead to the root signed for size {limit}")


def _subtree(source: Source, size: int, start: int, height: int) -> bytes:
    """Computes the root of a complete subtree of 2^height leaves from the tile that holds it."""
    level = height // 8
    first = start >> 8 * level
    width = min(_WIDTH, (size >> 8 * level) - first // _WIDTH * _WIDTH)
    tile = source.tile(level, first // _WIDTH, width)
    at, count = first % _WIDTH, 1 << height % 8
    return _fold([tile[32 * place : 32 * place + 32] for place in range(at, at + count)])


def _fold(hashes: list[bytes]) -> bytes:
    """The root over 1, 2, 4 … 256 hashes."""
    while len(hashes) > 1:
        hashes = [node_hash(*pair) for pair in zip(hashes[::2], hashes[1::2], strict=True)]
    return hashes[0]
