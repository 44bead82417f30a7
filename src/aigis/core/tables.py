"""A list as it came out of a file: headers, rows, and what the file says of itself."""

from dataclasses import dataclass
from datetime import date

from aigis.core.cells import Cell


@dataclass(frozen=True, slots=True)
class Row:
    """One row that is not blank; `number` is the row's number as the sheet shows it, from 1."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The list of a file; headers and rows are all as wide as the widest of them.

    `sheet` is the one the list was found in, `other_sheets` have content that was not read; both are empty for CSV.
    `epoch` is the day that number 0 stands for in the workbook's calendar, None where the file does not tell.
    """

    headers: tuple[str, ...]
    rows: list[Row]
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()
    epoch: date | None = None
