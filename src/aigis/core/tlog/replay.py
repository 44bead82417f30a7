"""A whole published log, recomputed from its entries: every tile, the root, and nothing taken on trust but the key."""

from collections.abc import Callable

from aigis.core.errors import InvalidInput
from aigis.core.tlog.checkpoint import Checkpoint
from aigis.core.tlog.tiles import TilePath, bundles_of, parse_bundle, row_of
from aigis.core.tlog.tree import HASH_LENGTH, TILE_WIDTH, complete_root, hash_leaf, root_from_tiles

Fetch = Callable[[TilePath], bytes]
Progress = Callable[[int], None]

_WRONG_TILE = "{} does not hold the hashes of its entries. The log was altered: keep a copy and raise the alarm."
_WRONG_WIDTH = "{} does not hold {} entries. The log was altered: keep a copy and raise the alarm."
_WRONG_ROOT = "The entries do not lead to the signed root. The log was altered: keep a copy and raise the alarm."


def replay(checkpoint: Checkpoint, *, fetch: Fetch, progress: Progress) -> None:
    """Recomputes the log of a checkpoint whose signature is verified; raises InvalidInput where a byte does not fit.

    `fetch` gets each tile and entry bundle once, by its path; `progress` is told how many entries are done.
    """
    tiles: dict[tuple[int, int], bytes] = {}
    above: list[bytes] = []
    done = 0
    for path in bundles_of(checkpoint.size):
        hashes = _leaf_hashes(path, fetch)
        _compare(TilePath(0, path.n, path.width), hashes, fetch)
        if path.width == TILE_WIDTH:
            above.append(complete_root(hashes))
        else:
            tiles[0, path.n] = hashes
        done += path.width
        progress(done)
    _replay_above(b"".join(above), tiles, fetch)
    if _root(checkpoint.size, tiles) != checkpoint.root:
        raise InvalidInput(_WRONG_ROOT, field="root")


def _leaf_hashes(path: TilePath, fetch: Fetch) -> bytes:
    entries = parse_bundle(fetch(path))
    if len(entries) != path.width:
        raise InvalidInput(_WRONG_WIDTH.format(path, path.width), field="bundle")
    return b"".join([hash_leaf(entry) for entry in entries])


def _replay_above(hashes: bytes, tiles: dict[tuple[int, int], bytes], fetch: Fetch) -> None:
    """Compares the levels above the leaves with the hashes they must hold, and keeps them."""
    level = 1
    while hashes:
        above: list[bytes] = []
        for path in row_of(level, len(hashes) // HASH_LENGTH):
            start = path.n * TILE_WIDTH * HASH_LENGTH
            tile = tiles[level, path.n] = hashes[start : start + path.width * HASH_LENGTH]
            _compare(path, tile, fetch)
            if path.width == TILE_WIDTH:
                above.append(complete_root(tile))
        level, hashes = level + 1, b"".join(above)


def _compare(path: TilePath, hashes: bytes, fetch: Fetch) -> None:
    if fetch(path) != hashes:
        raise InvalidInput(_WRONG_TILE.format(path), field="tile")


def _root(size: int, tiles: dict[tuple[int, int], bytes]) -> bytes:
    return root_from_tiles(size=size, read=lambda level, n: tiles[level, n])
