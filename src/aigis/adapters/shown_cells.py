"""The cells of a sheet as people saw them, in place of the values that the file holds."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from aigis.adapters.number_formats import ShownDate, shown_number
from aigis.adapters.sheet_details import SheetDetails
from aigis.core.imports.cell_doubts import CellDoubt
from aigis.core.imports.cells import NOT_COMPUTED

Rows = list[list[Any]]
Doubts = dict[int, list[tuple[int, str]]]
MergedRange = tuple[tuple[int, int], tuple[int, int]]

WHOLE_ROW = -1  # the column of a doubt about a row
_MOST_ROWS_ADDED = 10_000
_MOST_COLUMNS = 16_384
_CALENDAR = date(1899, 12, 30)


def show_cells(rows: Rows, details: SheetDetails, *, merged: Sequence[MergedRange], epoch: date | None) -> Doubts:
    """Changes the rows of a sheet to what their cells show.

    Args:
        rows: the values of all cells, from the first row and column on.
        details: the details of the sheet.
        merged: first and last cell (row, column) of merged ranges.
        epoch: day 0 of the workbook's calendar.

    Returns:
        What has to be confirmed: row -> column and reason; the column is `WHOLE_ROW` for the row itself.
    """
    doubts: Doubts = {}
    for cell, error in details.errors.items():
        _put(rows, cell, error)
    for cell in details.no_results:
        if _value(rows, cell) in (None, ""):
            _put(rows, cell, NOT_COMPUTED)
    for cell, code in details.numbers.items():
        value = _value(rows, cell)
        if isinstance(value, int | float) and not isinstance(value, bool) and float(value).is_integer():
            _put(rows, cell, shown_number(int(value), code))
    for cell, part in details.dates.items():
        _show_date(rows, cell, part, epoch or _CALENDAR, doubts)
    _fill_merged(rows, merged)
    for row in details.hidden:
        doubts.setdefault(row, []).append((WHOLE_ROW, CellDoubt.HIDDEN_ROW.value))
    return doubts


def _show_date(rows: Rows, cell: tuple[int, int], part: ShownDate, epoch: date, doubts: Doubts) -> None:
    """Puts a month or a year in place of a date of which no more is shown, unless the rest was typed as well."""
    value = _value(rows, cell)
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 100_000:
        value = epoch + timedelta(days=int(value))
    if not isinstance(value, date):
        return
    is_start = value.day == 1 and (part is ShownDate.MONTH or value.month == 1)
    midnight = not isinstance(value, datetime) or (value.hour, value.minute) == (0, 0)
    if part is ShownDate.UNCLEAR or not (is_start and midnight):
        _put(rows, cell, value)
        doubts.setdefault(cell[0], []).append((cell[1], CellDoubt.PART_OF_DATE.value))
    else:
        _put(rows, cell, f"{value:%Y-%m}" if part is ShownDate.MONTH else f"{value:%Y}")


def _fill_merged(rows: Rows, merged: Sequence[MergedRange]) -> None:
    """Repeats a value in all rows over which its cell was merged, except in rows that hold nothing else."""
    tall = [((top, column), bottom) for (top, column), (bottom, _) in merged if bottom > top]
    filled = [(row, cell) for cell, bottom in tall for row in range(cell[0] + 1, min(bottom + 1, len(rows)))]
    holds_more = {row: any(value not in (None, "") for value in rows[row]) for row, _ in filled}
    for row, cell in filled:
        if holds_more[row] and _value(rows, (row, cell[1])) in (None, ""):
            _put(rows, (row, cell[1]), _value(rows, cell))


def _value(rows: Rows, cell: tuple[int, int]) -> Any:
    row, column = cell
    return rows[row][column] if row < len(rows) and column < len(rows[row]) else None


def _put(rows: Rows, cell: tuple[int, int], value: Any) -> None:
    row, column = cell
    if column >= _MOST_COLUMNS or row > len(rows) + _MOST_ROWS_ADDED:
        return
    while row >= len(rows):
        rows.append([])
    rows[row].extend([""] * (column + 1 - len(rows[row])))
    rows[row][column] = value
