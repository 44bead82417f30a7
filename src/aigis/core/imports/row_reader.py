"""Reads one row of a list, cell by cell, and keeps a remark for each cell that cannot be read or only with care."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TypeVar

from aigis.core.errors import InvalidInput
from aigis.core.imports import cells
from aigis.core.imports.cell_doubts import CellDoubt
from aigis.core.imports.cells import Cell
from aigis.core.imports.columns import Column, Columns
from aigis.core.imports.date_columns import DateColumns
from aigis.core.imports.dates import Dated, Dates, birth_date, late_time
from aigis.core.person.person import Document, Name, Person
from aigis.core.remarks import Remark

T = TypeVar("T")

SLIPPED = Remark(
    "The row has more cells than the list has columns. Put a cell that contains the separator between quotation marks."
)
_NAMES = frozenset({Column.FAMILY_NAME, Column.GIVEN_NAMES, Column.FULL_NAME, Column.ALIASES})
_DAY_FIRST = DateColumns()


class RowReader:
    """The cells of one row under their columns; `faults`, `doubts` and `notes` grow while it is read.

    Args:
        row: the cells.
        columns: what they mean.
        order: what the whole list proves about the order of day and month.
        doubts: what has to be confirmed of cells, by their column; -1 stands for the whole row.
    """

    def __init__(
        self,
        row: Sequence[Cell],
        columns: Columns,
        *,
        order: DateColumns = _DAY_FIRST,
        doubts: Iterable[tuple[int, CellDoubt]] = (),
    ) -> None:
        self._row = row
        self._columns = columns
        self._order = order
        self.faults: list[Remark] = []
        self.doubts: list[Remark] = [
            doubt.remark.about(columns.headers[index] if index >= 0 else "")
            for index, doubt in doubts
            if index < 0 or any(index in places for places in columns.places.values())
        ]
        self.notes: list[Remark] = []

    def filled(self, column: Column) -> list[tuple[str, Cell]]:
        """The cells of a column that say something, each with its header."""
        places = self._columns.places.get(column, ())
        blank = cells.blank_name if column in _NAMES else cells.blank
        return [(self._columns.headers[at], self._row[at]) for at in places if not blank(self._row[at])]

    def one(self, column: Column, read: Callable[[Cell], T]) -> T | None:
        """What the cell says; None where it is blank or a fault."""
        return next(iter(self.many(column, lambda cell: [read(cell)])), None)

    def many(self, column: Column, read: Callable[[Cell], Iterable[T]]) -> tuple[T, ...]:
        """What all cells of the column say, each thing once."""
        values: list[T] = []
        for header, cell in self.filled(column):
            try:
                values.extend(read(cell))
            except InvalidInput as wrong:
                self.faults.append(Remark.of(wrong, column=header))
        return tuple(dict.fromkeys(values))

    def date(self, column: Column, read: Callable[[Cell], Dated[T]]) -> T | None:
        """The date a cell holds; one that could be read differently leaves a note, a doubt or a fault."""
        for header, cell in self.filled(column):
            if fault := self._order.fault(column, cell):
                self.faults.append(fault.about(header))
                return None
            if doubt := self._order.doubt(column, cell):
                self.doubts.append(doubt.about(header))
            if doubt := late_time(cell, may_end_day=column is Column.LAST_DAY):
                self.doubts.append(doubt.about(header))
        dated = self.one(column, read)
        if dated is not None and dated.remark is not None:
            self.notes.append(dated.remark.about(self._columns.header(column)))
        if dated is not None and dated.doubt is not None:
            self.doubts.append(dated.doubt.about(self._columns.header(column)))
        return dated.value if dated is not None else None

    def need(self, column: Column, missing: Remark) -> None:
        """Makes a blank cell a fault."""
        if not self.filled(column):
            self.blame(column, missing)

    def header(self, column: Column) -> str:
        """The header over a column as the list writes it."""
        return self._columns.header(column)

    def blame(self, column: Column, fault: Remark) -> None:
        """Notes a fault of the row that shows in this column."""
        self.faults.append(fault.about(self._columns.header(column)))


def read_person(row: RowReader, *, dates: Dates) -> Person:
    """Reads the identity details of a row; what cannot be read is missing in the result and a fault of the row."""
    return Person(
        names=_names(row),
        birth=row.date(Column.BIRTH_DATE, partial(birth_date, dates=dates)),
        national_numbers=row.many(Column.NATIONAL_NUMBER, cells.national_numbers),
        documents=_documents(row),
        sex=row.one(Column.SEX, cells.sex),
        nationality=row.one(Column.NATIONALITY, cells.nationality),
    )


def _names(row: RowReader) -> tuple[Name, ...]:
    family = row.one(Column.FAMILY_NAME, cells.name_text)
    given_names = row.one(Column.GIVEN_NAMES, cells.name_text)
    whole = row.one(Column.FULL_NAME, cells.name_text)
    if family or given_names:
        main = [Name(family, given_names or "") if family else Name(given_names or "")]
    else:
        main = [cells.whole_name(whole)] if whole else []
    aliases = row.many(Column.ALIASES, lambda cell: map(cells.whole_name, cells.several_names(cell)))
    return tuple(dict.fromkeys((*main, *aliases)))


def _documents(row: RowReader) -> tuple[Document, ...]:
    state = row.one(Column.DOCUMENT_STATE, cells.text) or ""
    return row.many(
        Column.DOCUMENT, lambda cell: [cells.document(written, state=state) for written in cells.identifiers(cell)]
    )
