"""The stored tiles of each log: reading what there is, adding what a batch changed."""

from typing import Any

from aigis.apps.audit import bulk_insert
from aigis.apps.audit.models import Tile
from aigis.core.tlog.tree import Read, Tiles

_ADD = (
    "INSERT INTO audit_tile (log, level, number, hashes)"
    " SELECT * FROM unnest($1::int2[], $2::int2[], $3::int8[], $4::bytea[])"
    " ON CONFLICT (log, level, number) DO UPDATE SET hashes = excluded.hashes"
)


def reader(log: int) -> Read:
    """What reads a log's tiles: level and number in, the hashes it holds by now out; nothing where there is none."""

    def read(level: int, number: int) -> bytes:
        hashes = Tile.objects.filter(log=log, level=level, number=number).values_list("hashes", flat=True).first()
        return bytes(hashes) if hashes is not None else b""

    return read


def store(log: int, tiles: Tiles) -> None:
    """Writes the tiles that a batch changed, in the open transaction."""
    rows = [(log, level, number, hashes) for (level, number), hashes in tiles.items()]
    values: list[list[Any]] = [list(column) for column in zip(*rows, strict=True)]
    bulk_insert.execute(_ADD, values)
