"""Reads one row of a list, cell by cell, and keeps a sentence for each cell that cannot be read."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from aigis.core import cells
from aigis.core.cells import Cell
from aigis.core.columns import Column, Columns
from aigis.core.errors import InvalidInput
from aigis.core.person.person import Document, Name, Person

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell: the header of its column as written, and a sentence that says what to do."""

    column: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.column}: {self.sentence}"


class RowReader:
    """The cells of one row under their columns; `faults` grows while it is read."""

    def __init__(self, row: Sequence[Cell], columns: Columns) -> None:
        self._row = row
        self._columns = columns
        self.faults: list[Fault] = []

    def filled(self, column: Column) -> list[tuple[str, Cell]]:
        """The cells of a column that say something, each with its header."""
        places = self._columns.places.get(column, ())
        return [(self._columns.headers[at], self._row[at]) for at in places if not cells.blank(self._row[at])]

    def one(self, column: Column, read: Callable[[Cell], T]) -> T | None:
        """What the cell says; None where it is blank or a fault."""
        return next(iter(self.many(column, lambda cell: [read(cell)])), None)

    def many(self, column: Column, read: Callable[[Cell], Iterable[T]]) -> tuple[T, ...]:
        """What all cells of the column say, each thing once."""
        found: list[T] = []
        for header, cell in self.filled(column):
            try:
                found.extend(read(cell))
            except InvalidInput as wrong:
                self.faults.append(Fault(header, wrong.sentence))
        return tuple(dict.fromkeys(found))

    def needed(self, column: Column, read: Callable[[Cell], T], *, sentence: str) -> T | None:
        """What the cell says; a blank one is a fault as well."""
        if not self.filled(column):
            self.blame(column, sentence)
        return self.one(column, read)

    def blame(self, column: Column, sentence: str) -> None:
        """Notes a fault of the row that shows in this column."""
        self.faults.append(Fault(self._columns.header(column), sentence))


def read_person(row: RowReader, *, today: date) -> Person:
    """Reads the identity details of a row; what cannot be read is missing in the result and a fault of the row."""
    return Person(
        names=_names(row),
        birth=row.one(Column.BIRTH_DATE, lambda cell: cells.birth_date(cell, today=today)),
        national_numbers=row.many(Column.NATIONAL_NUMBER, cells.national_numbers),
        documents=_documents(row),
        sex=row.one(Column.SEX, cells.sex),
        nationality=row.one(Column.NATIONALITY, cells.nationality),
    )


def _names(row: RowReader) -> tuple[Name, ...]:
    family = row.one(Column.FAMILY_NAME, cells.text)
    given = row.one(Column.GIVEN_NAMES, cells.text)
    whole = row.one(Column.FULL_NAME, cells.text)
    if family or given:
        main = [Name(family, given or "") if family else Name(given or "")]
    else:
        main = [cells.whole_name(whole)] if whole else []
    aliases = row.many(Column.ALIASES, lambda cell: map(cells.whole_name, cells.several(cell)))
    return tuple(dict.fromkeys((*main, *aliases)))


def _documents(row: RowReader) -> tuple[Document, ...]:
    state = row.one(Column.DOCUMENT_STATE, cells.text) or ""
    return row.many(
        Column.DOCUMENT, lambda cell: [cells.document(written, state=state) for written in cells.several(cell)]
    )
