"""Persons out of CSV files of any length, row by row, in the columns of `aigis match`."""

import csv
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from aigis.core import cells
from aigis.core.errors import InvalidInput
from aigis.core.person.birth import BirthDate
from aigis.core.person.numbers import national_number
from aigis.core.person.person import Name, Person

T = TypeVar("T")

PERSON_COLUMNS = "full_name family_name given_names aliases birth_date national_number document sex nationality".split()
_NOTES_SHOWN = 10
_LONGEST_CELL = 2**20


class Notes:
    """What could not be read: the first few are told as they come, all are counted."""

    def __init__(self) -> None:
        self.count = 0

    def add(self, place: str, sentence: str) -> None:
        """Notes a detail that is left out of the comparison."""
        self.count += 1
        if self.count <= _NOTES_SHOWN:
            print(f"{place}: {sentence}", file=sys.stderr)

    def end(self) -> None:
        """Tells how many there were."""
        if self.count:
            print(f"{self.count:,} details could not be read and were left out of the comparison", file=sys.stderr)


@contextmanager
def records(path: Path, *, needed: Sequence[str], one_of: Sequence[str] = ()) -> Iterator[Iterator[dict[str, str]]]:
    """Opens a CSV file in UTF-8 with a header row and gives its records; raises InvalidInput for what is none."""
    csv.field_size_limit(_LONGEST_CELL)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restval="", skipinitialspace=True)
            headers = [header.strip() for header in reader.fieldnames or ()]
            reader.fieldnames = headers
            missing = [name for name in needed if name not in headers]
            if missing or (one_of and not set(one_of) & set(headers)):
                raise InvalidInput(f"{path} has no column {', '.join(missing) or ' or '.join(one_of)}.", field="file")
            yield reader
    except (UnicodeDecodeError, csv.Error) as wrong:
        raise InvalidInput(f"{path} is no CSV file in UTF-8: {wrong}.", field="file") from None
    except OSError as wrong:
        raise InvalidInput(f"{path} cannot be read: {wrong.strerror}. Check its name.", field="file") from None


def persons(path: Path, *, notes: Notes) -> Iterator[tuple[str, Person]]:
    """Yields id and person of every row; a detail that cannot be read is noted and left out, the row stays."""
    named = ("full_name", "family_name", "given_names", "national_number", "document")
    with records(path, needed=("id",), one_of=named) as rows:
        for row in rows:
            yield row["id"], person_of(row, place=f"{path.name}, id {row['id']}", notes=notes)


def person_of(row: dict[str, str], *, place: str, notes: Notes) -> Person:
    """The person of one record."""

    def read(column: str, parse: Callable[[str], T]) -> T | None:
        written = row.get(column, "").strip()
        if not written:
            return None
        try:
            return parse(written)
        except InvalidInput as wrong:
            notes.add(f"{place}, {column}", wrong.sentence)
            return None

    return Person(
        names=tuple(_names(row)),
        birth=read("birth_date", BirthDate.parse),
        national_numbers=read("national_number", _each(national_number)) or (),
        documents=read("document", _each(cells.document)) or (),
        sex=read("sex", cells.sex),
        nationality=read("nationality", cells.nationality),
    )


def _names(row: dict[str, str]) -> Iterable[Name]:
    family, given = row.get("family_name", "").strip(), row.get("given_names", "").strip()
    whole = row.get("full_name", "").strip()
    if family or given:
        yield Name(family, given) if family else Name(given)
    elif whole:
        yield cells.whole_name(whole)
    for alias in row.get("aliases", "").split(";"):
        if alias.strip():
            yield cells.whole_name(alias)


def _each(parse: Callable[[str], T]) -> Callable[[str], tuple[T, ...]]:
    """Reads several values separated by semicolons."""
    return lambda written: tuple(parse(part.strip()) for part in written.split(";") if part.strip())
