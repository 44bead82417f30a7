"""The rows of a list that were not registered, as a list to be corrected and sent again."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time

from aigis.core.imports.ban_rows import Reading
from aigis.core.imports.cells import Cell
from aigis.core.imports.column_suggestions import is_reason
from aigis.core.imports.dates import plain_day
from aigis.core.imports.table import Row


def plain_cells(row: Row, *, reading: Reading) -> list[str]:
    """The cells of a row as text that is read the same wherever it is opened."""
    days = reading.places_of_dates
    return [
        written(plain_day(cell, dates=reading.dates) if index in days else cell) for index, cell in enumerate(row.cells)
    ]


def rejects(
    headers: Sequence[str], rows: Iterable[tuple[Sequence[str], str]], *, reason: str
) -> tuple[list[str], list[list[str]]]:
    """Headers and rows of the list to be corrected: each row as it came, and why it was not registered in the last
    column, headed `reason`; such a column from an earlier time is left out.
    """
    left_columns = [index for index, header in enumerate(headers) if not is_reason(header)]
    return [*(headers[index] for index in left_columns), reason], [
        [*(cells[at] for at in left_columns), why] for cells, why in rows
    ]


def written(cell: Cell) -> str:
    """A cell as text."""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d}" if cell.time() == time() else cell.isoformat(sep=" ")
    return "" if cell is None else str(cell)
