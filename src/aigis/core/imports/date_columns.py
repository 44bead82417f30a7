"""The order of day and month in the columns of dates of one list, decided once for all of its rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from aigis.core.errors import InvalidInput
from aigis.core.imports.cells import Cell
from aigis.core.imports.columns import Column, Columns
from aigis.core.imports.dates import Dates, day, either_order, only_one_order
from aigis.core.imports.table import Row
from aigis.core.remarks import Remark

DATES = (Column.BIRTH_DATE, Column.DECISION_DATE, Column.FINAL_ON, Column.FIRST_DAY, Column.LAST_DAY)

_MONTH_COMES_FIRST = Remark(
    "This column has the month first, as row %(row)s shows with %(written)s. Import the list "
    "again and choose the month first."
)
_DAY_COMES_FIRST = Remark(
    "This column has the day first, as row %(row)s shows with %(written)s. Import the list "
    "again and choose the day first."
)
_BOTH_ORDERS = Remark(
    "This column has dates in both orders: %(day_first)s in row %(day_row)s, %(month_first)s in row %(month_row)s."
    " Compare this date with the decision or document."
)
_PERHAPS_SWAPPED = Remark(
    "Day and month of %(day)s may be swapped: in row %(row)s the spreadsheet left %(written)s as text. Compare it with"
    " the decision or document."
)


@dataclass(frozen=True, slots=True)
class DateColumns:
    """What the cells of the columns of dates prove about their order.

    `contradicted`: columns whose cells prove another order than the list is read in. `mixed`: columns whose cells prove
    both. `swapped`: columns of a workbook in which the spreadsheet left dates as text because it expected the other
    order, so that those it took for dates may have day and month swapped.
    """

    month_first: bool = False
    contradicted: Mapping[Column, Remark] = field(default_factory=dict)
    mixed: Mapping[Column, Remark] = field(default_factory=dict)
    swapped: Mapping[Column, Remark] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Sequence[Row], columns: Columns, *, month_first: bool) -> "DateColumns":
        """Reads through the columns of dates of a list."""
        contradicted: dict[Column, Remark] = {}
        mixed: dict[Column, Remark] = {}
        swapped: dict[Column, Remark] = {}
        for column in DATES:
            for index in columns.places.get(column, ())[:1]:
                cells = [(row.number, row.cells[index]) for row in rows if not row.slipped]
                proofs = _proofs(cells)
                if set(proofs) == {not month_first}:
                    contradicted[column] = _contradiction(not month_first, *proofs[not month_first])
                if len(proofs) == 2:
                    mixed[column] = _both_orders(proofs)
                left = next(((number, cell) for number, cell in cells if _is_text_of_a_day(cell)), None)
                if left and _all_swappable(cells):
                    swapped[column] = _PERHAPS_SWAPPED.filled(row=left[0], written=str(left[1]))
        return cls(month_first, contradicted, mixed, swapped)

    def fault(self, column: Column, cell: Cell) -> Remark | None:
        """Returns why a cell cannot be read in the order of the list, or None."""
        proof = self.contradicted.get(column)
        return proof if either_order(cell) or only_one_order(cell) is not None else None

    def doubt(self, column: Column, cell: Cell) -> Remark | None:
        """Returns why a date has to be confirmed, or None."""
        if isinstance(cell, date):
            remark = self.swapped.get(column) if _swappable(cell) else None
            return remark.filled(**remark.values, day=date(cell.year, cell.month, cell.day)) if remark else None
        return self.mixed.get(column) if either_order(cell) else None


def _proofs(cells: Sequence[tuple[int, Cell]]) -> dict[bool, tuple[int, str]]:
    """Returns the first cell that proves each order: True for the month first."""
    return {
        order: (number, str(cell)) for number, cell in reversed(cells) if (order := only_one_order(cell)) is not None
    }


def _is_text_of_a_day(cell: Cell) -> bool:
    """Tells whether a text is a date that only the other order made unreadable for the spreadsheet."""
    month_first = only_one_order(cell)
    if month_first is None:
        return False
    try:
        day(cell, dates=Dates(date.max, month_first))
    except InvalidInput:
        return False
    return True


def _contradiction(month_first: bool, number: int, written: str) -> Remark:
    remark = _MONTH_COMES_FIRST if month_first else _DAY_COMES_FIRST
    return remark.filled(row=number, written=written)


def _both_orders(proofs: Mapping[bool, tuple[int, str]]) -> Remark:
    (day_row, day_first), (month_row, month_first) = proofs[False], proofs[True]
    return _BOTH_ORDERS.filled(day_row=day_row, day_first=day_first, month_row=month_row, month_first=month_first)


def _all_swappable(cells: Sequence[tuple[int, Cell]]) -> bool:
    """Tells whether the spreadsheet took no date for one that has a day above twelve."""
    return all(cell.day <= 12 for cell in _dates(cells))


def _dates(cells: Sequence[tuple[int, Cell]]) -> Iterator[date]:
    return (cell for _, cell in cells if isinstance(cell, date))


def _swappable(cell: date) -> bool:
    return cell.day <= 12 and cell.day != cell.month
