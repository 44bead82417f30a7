"""A list as it came out of a file: headers, rows, and what the file says of itself."""

from dataclasses import dataclass, field
from datetime import date

from aigis.core.imports.cell_doubts import CellDoubt
from aigis.core.imports.cells import Cell
from aigis.core.imports.file_errors import Refusal, refused


@dataclass(frozen=True, slots=True)
class Row:
    """One row that is not blank; `number` is the row's number as the sheet shows it, from 1.

    `slipped`: it has more cells than the header of a CSV file, so that none of them is surely under its own header.
    `doubts`: what has to be confirmed of its cells, by their column counted from 0; -1 stands for the whole row.
    """

    number: int
    cells: tuple[Cell, ...]
    slipped: bool = field(default=False, compare=False)
    doubts: tuple[tuple[int, CellDoubt], ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Table:
    """The list of a file; headers and rows are all as wide as the widest of them.

    `sheet` is the one the list was found in, `other_sheets` have content that was not read; both are empty for CSV.
    `epoch` is the day that number 0 stands for in the workbook's calendar, None where the file does not tell. `above`
    is how many rows with text stand above the headers; they are not read. `other_lists` are those of the sheets that
    were not read, hidden ones included, which have column names and rows. `encoding` is that of a CSV file.
    """

    headers: tuple[str, ...]
    rows: list[Row]
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()
    epoch: date | None = None
    above: int = 0
    other_lists: tuple[str, ...] = ()
    encoding: str = ""


def require_all_rows(rows: int, *parts: int) -> None:
    """Raises InvalidInput unless the parts into which rows were sorted are together all of them: none is ever lost."""
    if sum(parts) != rows:
        raise refused(Refusal.ROWS_LOST)
