"""Where tiles and entry bundles are found, and how a bundle is written: C2SP tlog-tiles."""

import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aigis.core.errors import InvalidInput
from aigis.core.tlog.tree import TILE_WIDTH

_PATH = re.compile(
    r"tile/(?P<level>entries|[0-9]{1,2})/(?P<n>(?:x[0-9]{3}/){0,5}[0-9]{3})(?:\.p/(?P<width>[0-9]{1,3}))?"
)
_HIGHEST_LEVEL = 63
_LENGTH = struct.Struct(">H")
_WRONG_PATH = "There is no tile at this address. Tiles are named as C2SP tlog-tiles says."
_WRONG_BUNDLE = "The entry bundle ends in the middle of an entry. Fetch it again."


@dataclass(frozen=True, slots=True)
class TilePath:
    """The place of a tile, or of an entry bundle where level is None; a width of 256 is a full one."""

    level: int | None
    n: int
    width: int = TILE_WIDTH

    def __str__(self) -> str:
        level = "entries" if self.level is None else self.level
        suffix = "" if self.width == TILE_WIDTH else f".p/{self.width}"
        return f"tile/{level}/{_groups(self.n)}{suffix}"


def tile_path(level: int | None, n: int, width: int = TILE_WIDTH) -> str:
    """Writes the path of a tile (level None: of an entry bundle), such as `tile/0/x001/x234/067.p/8`."""
    return str(TilePath(level, n, width))


def parse_tile_path(path: str) -> TilePath:
    """Reads what `tile_path` wrote; raises InvalidInput on any other spelling."""
    match = _PATH.fullmatch(path)
    if not match:
        raise InvalidInput(_WRONG_PATH, field="path")
    level = None if match["level"] == "entries" else int(match["level"])
    n = int(match["n"].replace("x", "").replace("/", ""))
    parsed = TilePath(level, n, int(match["width"] or TILE_WIDTH))
    in_bounds = (level or 0) <= _HIGHEST_LEVEL and 0 < parsed.width <= TILE_WIDTH
    if not in_bounds or str(parsed) != path:  # one address for one tile: no leading zeroes, no empty groups
        raise InvalidInput(_WRONG_PATH, field="path")
    return parsed


def tiles_of(size: int) -> Iterator[TilePath]:
    """Lists every tile of a tree of that size, lowest level first, each with its width; entry bundles are not tiles."""
    level = 0
    while count := size >> 8 * level:
        yield from row_of(level, count)
        level += 1


def bundles_of(size: int) -> Iterator[TilePath]:
    """Lists every entry bundle of a tree of that size, each with its width."""
    return row_of(None, size)


def row_of(level: int | None, count: int) -> Iterator[TilePath]:
    """Lists the tiles that count hashes fill at a level: full ones, then a partial one for the rest."""
    full, rest = divmod(count, TILE_WIDTH)
    yield from (TilePath(level, n) for n in range(full))
    if rest:
        yield TilePath(level, full, rest)


def compose_bundle(entries: Sequence[bytes]) -> bytes:
    """Writes entries one after the other, each behind its length (uint16, big endian)."""
    return b"".join([_LENGTH.pack(len(entry)) + entry for entry in entries])


def parse_bundle(data: bytes) -> list[bytes]:
    """Reads what `compose_bundle` wrote; raises InvalidInput where the last entry is cut off."""
    entries, at = [], 0
    while at < len(data):
        if len(data) - at < _LENGTH.size:
            raise InvalidInput(_WRONG_BUNDLE, field="bundle")
        start = at + _LENGTH.size
        at = start + _LENGTH.unpack_from(data, at)[0]
        if at > len(data):
            raise InvalidInput(_WRONG_BUNDLE, field="bundle")
        entries.append(data[start:at])
    return entries


def _groups(n: int) -> str:
    """Writes an index as groups of three digits, all but the last behind an x."""
    groups = [f"{n % 1000:03d}"]
    while n := n // 1000:
        groups.append(f"x{n % 1000:03d}")
    return "/".join(reversed(groups))
