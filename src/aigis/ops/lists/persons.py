"""Persons out of the rows of a list, in the columns of `aigis match`; what cannot be read is told with its line."""

import sys
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any, TypeVar

import polars as pl

from aigis.core.errors import InvalidInput
from aigis.core.imports import cells
from aigis.core.person.birth import BirthDate
from aigis.core.person.numbers import national_number
from aigis.core.person.person import Name, Person
from aigis.ops.lists.frame import LINE, OVER

T = TypeVar("T")

WHO = ("full_name", "family_name", "given_names", "national_number", "document")
PERSON_COLUMNS = (*WHO, "aliases", "birth_date", "sex", "nationality")
_NOTES_SHOWN = 10
_REMEMBERED = 100_000
_SLIPPED = "The row has more cells than the list has columns. Put a cell that holds the separator between quotes."
_NO_ID = "The row has no id. Give it one."
_NOBODY = "The row says neither a name nor a number nor a document. Fill in one of them."


class Notes:
    """What could not be read: the first few are told as they come, all are counted; quiet, nothing is told."""

    def __init__(self, *, quiet: bool = False) -> None:
        self.details = 0
        self.rows = 0
        self._shown = 0 if quiet else _NOTES_SHOWN

    def add(self, location: str, sentence: str) -> None:
        """Notes a detail that is left out of the comparison, or the part of it that cannot be read."""
        self.details += 1
        self._tell(location, sentence)

    def leave_out(self, location: str, sentence: str) -> None:
        """Notes a row that is left out as a whole."""
        self.rows += 1
        self._tell(location, sentence)

    def end(self) -> None:
        """Tells how many there were."""
        for count, what in ((self.rows, "rows"), (self.details, "details or parts of them")):
            if count:
                print(f"{count:,} {what} could not be read and were left out of the comparison", file=sys.stderr)

    def _tell(self, location: str, sentence: str) -> None:
        if self.rows + self.details <= self._shown:
            print(f"{location}: {sentence}", file=sys.stderr)


def sound_rows(frame: pl.DataFrame, *, list_name: str, notes: Notes) -> pl.DataFrame:
    """Leaves out the rows that slipped, that have no id, or that (where the list is one of persons) name nobody."""
    checks = [(pl.col(OVER) != "", _SLIPPED), (pl.col("id") == "", _NO_ID)]
    if who := [name for name in WHO if name in frame.columns]:
        checks.append((pl.all_horizontal(pl.col(who) == ""), _NOBODY))
    if not frame.select(pl.any_horizontal(wrong for wrong, _ in checks).any()).item():
        return frame
    for wrong, sentence in checks:
        for line in frame.filter(wrong)[LINE]:
            notes.leave_out(f"{list_name}, line {line}", sentence)
        frame = frame.filter(~wrong)
    return frame


@lru_cache(maxsize=_REMEMBERED)
def birth_read(written: str) -> tuple[BirthDate | None, str]:
    """A birth date as far as it can be read, with what is to be told where that is not all of it."""
    try:
        return BirthDate.parse(written), ""
    except InvalidInput as wrong:
        part = BirthDate.readable_part(written)
        only = f"There is no such day; no more than {part} was compared. " if part else ""
        return part, only + wrong.sentence


class PersonReader:
    """Reads the persons of one list; what it has read of a date, number or code it remembers."""

    def __init__(self, list_name: str, notes: Notes) -> None:
        self._list_name = list_name
        self._notes = notes
        self._read: dict[tuple[str, str], Any] = {}

    def persons(self, frame: pl.DataFrame) -> Iterator[tuple[str, Person]]:
        """Yields id and person of every row; a detail that cannot be read is noted and left out, the row stays."""
        for row in frame.iter_rows(named=True):
            yield row["id"], self.person(row, location=f"line {row[LINE]}, id {row['id']}")

    def person(self, row: dict[str, str], *, location: str) -> Person:
        """The person of one row, which stands at `place` of the list."""

        def read(column: str, parse: Callable[[str], T]) -> T | None:
            written = row.get(column, "")
            return self._parsed(column, written, parse, location) if written else None

        return Person(
            names=tuple(_names(row)),
            birth=self._birth(row.get("birth_date", ""), location),
            national_numbers=read("national_number", each(national_number)) or (),
            documents=read("document", each(cells.document)) or (),
            sex=read("sex", cells.sex),
            nationality=read("nationality", cells.nationality),
        )

    def _birth(self, written: str, location: str) -> BirthDate | None:
        if not written:
            return None
        birth, wrong = birth_read(written)
        if wrong:
            self._notes.add(f"{self._list_name}, {location}, birth_date", wrong)
        return birth

    def _parsed(self, column: str, written: str, parse: Callable[[str], T], location: str) -> T | None:
        known = self._read.get((column, written))
        if known is not None:
            return known  # type: ignore[no-any-return]
        try:
            parsed = parse(written)
        except InvalidInput as wrong:
            self._notes.add(f"{self._list_name}, {location}, {column}", wrong.sentence)
            return None
        if len(self._read) < _REMEMBERED:
            self._read[column, written] = parsed
        return parsed


def _names(row: dict[str, str]) -> Iterable[Name]:
    family, given_names = row.get("family_name", ""), row.get("given_names", "")
    whole = row.get("full_name", "")
    if family or given_names:
        yield Name(family, given_names) if family else Name(given_names)
    elif whole:
        yield cells.whole_name(whole)
    yield from aliases(row.get("aliases", ""))


def aliases(written: str) -> tuple[Name, ...]:
    """Reads whole names separated by semicolons."""
    return tuple(cells.whole_name(alias) for alias in written.split(";") if alias.strip())


def each(parse: Callable[[str], T]) -> Callable[[str], tuple[T, ...]]:
    """Reads several values separated by semicolons."""
    return lambda written: tuple(parse(part.strip()) for part in written.split(";") if part.strip())
