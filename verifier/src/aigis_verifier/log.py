"""Whole logs: every entry against every tile and the signed root, and one checkpoint against a later one."""

from collections.abc import Callable

from aigis_verifier.errors import Bad
from aigis_verifier.merkle import Range, complete_subtrees, leaf_hash
from aigis_verifier.note import Checkpoint
from aigis_verifier.source import Source

_WIDTH = 256

Progress = Callable[[int, int], None]


def check_log(source: Source, checkpoint: Checkpoint, progress: Progress) -> None:
    """Recomputes everything from the entries; raises Bad at the first tile or root that does not fit."""
    tree = Range()
    below = []
    for n in range(-(-checkpoint.size // _WIDTH)):
        width = min(_WIDTH, checkpoint.size - n * _WIDTH)
        hashes = [leaf_hash(entry) for entry in source.entries(n, width)]
        for found in hashes:
            tree.add(found)
        below.extend(_compare(source, 0, n, hashes))
        progress(tree.size, checkpoint.size)
    if tree.root() != checkpoint.root:
        raise Bad("the entries do not lead to the signed root")
    _check_levels_above(source, below)


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
    tree = Range()
    for found in hashes:
        tree.add(found)
    return tree.root()
