"""The Merkle tree of RFC 6962, kept as C2SP tlog-tiles: each stored tile grows up to 256 hashes and is never rewritten.

`Read` fetches a stored tile: level and index within the level in, its hashes one after the other out (32 bytes each).
A tile may hold more hashes than an older tree size knows, never fewer.
"""

from collections.abc import Callable, Sequence
from functools import cache
from hashlib import sha256

from aigis.core.errors import LogRefuses

HASH_LENGTH = 32
TILE_WIDTH = 256

Read = Callable[[int, int], bytes]
Tiles = dict[tuple[int, int], bytes]

_TILE_HEIGHT = 8
_TILE_BYTES = TILE_WIDTH * HASH_LENGTH
_EMPTY_ROOT = sha256().digest()


def hash_leaf(entry: bytes) -> bytes:
    """Hashes an entry as a leaf: SHA-256(0x00 || entry), RFC 6962 section 2.1."""
    return sha256(b"\x00" + entry).digest()


def hash_node(left: bytes, right: bytes) -> bytes:
    """Hashes two children: SHA-256(0x01 || left || right), RFC 6962 section 2.1."""
    return sha256(b"\x01" + left + right).digest()


def empty_root() -> bytes:
    """Gives the root hash of the tree without leaves: SHA-256 of nothing, RFC 6962 section 2.1."""
    return _EMPTY_ROOT


def complete_root(hashes: bytes) -> bytes:
    """Folds 1, 2, 4 … 256 hashes, one after the other, into the root of their complete subtree."""
    while len(hashes) > HASH_LENGTH:
        pairs = range(0, len(hashes), 2 * HASH_LENGTH)
        hashes = b"".join([sha256(b"\x01" + hashes[at : at + 2 * HASH_LENGTH]).digest() for at in pairs])
    return hashes


def split(width: int) -> int:
    """Gives the largest power of two smaller than width (2 or more): where RFC 6962 divides a tree."""
    return 1 << (width - 1).bit_length() - 1


def root_from_tiles(*, size: int, read: Read) -> bytes:
    """Computes the root hash of the tree of that size; raises LogRefuses where a tile is missing or short."""
    return range_root(0, size, cache(read)) if size else _EMPTY_ROOT


def range_root(start: int, end: int, read: Read) -> bytes:
    """Computes the root over the leaves from start up to end, where start is a place that RFC 6962 divides at."""
    width = end - start
    if width & (width - 1) == 0:
        return _node(start, width.bit_length() - 1, read)
    middle = start + split(width)
    return hash_node(range_root(start, middle, read), range_root(middle, end, read))


def _node(start: int, height: int, read: Read) -> bytes:
    """Computes the root of the complete subtree of 2^height leaves that begins at leaf start."""
    level, height_in_tile = divmod(height, _TILE_HEIGHT)
    n, first = divmod(start >> _TILE_HEIGHT * level, TILE_WIDTH)
    last = first + (1 << height_in_tile)
    hashes = read(level, n)[first * HASH_LENGTH : last * HASH_LENGTH]
    if len(hashes) != (last - first) * HASH_LENGTH:
        raise LogRefuses(f"Tile {n} of level {level} has fewer than {last} hashes. The stored log is not whole.")
    return complete_root(hashes)


def extend(*, size: int, leaf_hashes: Sequence[bytes], read: Read) -> tuple[int, bytes, Tiles]:
    """Appends leaf hashes to the tree of that size; gives the new size, the new root and every tile that changed.

    Reads only the tiles at the right edge. Changed tiles are whole (all hashes from their first), by (level, index).
    """
    changed: Tiles = {}
    level, new = 0, b"".join(leaf_hashes)
    if len(new) != len(leaf_hashes) * HASH_LENGTH:
        raise ValueError("A leaf hash has 32 bytes.")
    while new:
        new = _append(level=level, count=size >> _TILE_HEIGHT * level, new=new, read=read, changed=changed)
        level += 1
    new_size = size + len(leaf_hashes)
    root = root_from_tiles(size=new_size, read=lambda level, n: changed.get((level, n)) or read(level, n))
    return new_size, root, changed


def _append(*, level: int, count: int, new: bytes, read: Read, changed: Tiles) -> bytes:
    """Appends hashes to a level that holds count of them; gives the roots of tiles this filled, for the next level."""
    n, width = divmod(count, TILE_WIDTH)
    edge = read(level, n)[: width * HASH_LENGTH] if width else b""
    if len(edge) != width * HASH_LENGTH:
        raise LogRefuses(f"Tile {n} of level {level} has fewer than {width} hashes. The stored log is not whole.")
    hashes = edge + new
    filled = []
    for at in range(0, len(hashes), _TILE_BYTES):
        tile = changed[level, n + at // _TILE_BYTES] = hashes[at : at + _TILE_BYTES]
        if len(tile) == _TILE_BYTES:
            filled.append(complete_root(tile))
    return b"".join(filled)
