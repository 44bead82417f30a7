"""Rows of a workbook's first sheet, read whole by the child that may die of it."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from pathlib import Path

import polars as pl

from aigis.adapters.spreadsheet import Row, Table, read_table
from aigis.core.errors import InvalidInput
from aigis.core.imports.cells import Cell, require_no_error
from aigis.ops.lists.frame import Frames, framed

_NUMBER = "national_number"
_DIGITS = 11


def opened(path: Path) -> tuple[list[str], Frames]:
    """The headers, and what yields the chosen columns (name -> place) of all rows, some at a time."""
    try:
        table = read_table(path)
    except InvalidInput as wrong:
        raise InvalidInput(f"{path}: {wrong.sentence}", field="file") from None
    return list(table.headers), partial(_frames, table)


def _frames(table: Table, columns: Mapping[str, int], rows: int) -> Iterator[pl.DataFrame]:
    width = max([index + 1 for index, header in enumerate(table.headers) if header], default=0)
    for start in range(0, len(table.rows), rows):
        some = table.rows[start : start + rows]
        cells = {name: [_sound(row, index, name) for row in some] for name, index in columns.items()}
        yield framed([row.number for row in some], cells, [_beyond(row, width) for row in some])


def _sound(row: Row, index: int, name: str) -> str:
    """A cell as text; raises InvalidInput with its row for an error of the spreadsheet."""
    written = _written(row.cells[index], name)
    try:
        require_no_error(written)
    except InvalidInput as error:
        raise InvalidInput(f"Row {row.number}, {name}: {error.sentence}", field="file") from None
    return written


def _written(cell: Cell, name: str) -> str:
    """A cell as a CSV list would have it; a national number kept as a number has lost the zeros at its front."""
    if cell is None:
        return ""
    if isinstance(cell, date):  # a moment is one, too
        return f"{cell:%Y-%m-%d}"
    return str(cell).zfill(_DIGITS) if name == _NUMBER and isinstance(cell, int) else str(cell)


def _beyond(row: Row, width: int) -> str:
    return next((_written(cell, "") for cell in row.cells[width:] if cell is not None), "")
