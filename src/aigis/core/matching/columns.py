"""Persons of a list in columns: a million of them without an object each."""

from collections.abc import Sequence
from typing import NamedTuple, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from aigis.core.matching.birth_dates import packed, unpacked
from aigis.core.matching.prepared import birth_by
from aigis.core.person.person import Document, Name, Person, Sex

T = TypeVar("T")
Births = NDArray[np.int32]


class Details(NamedTuple):
    """What is known of persons beside one written name and the birth date as matching reads it, by row."""

    stated: Births  # the birth date as stated, YYYYMMDD with zeros where unknown
    aliases: Sequence[tuple[Name, ...]]
    numbers: Sequence[tuple[str, ...]]
    documents: Sequence[tuple[Document, ...]]
    sexes: Sequence[Sex | None]
    nationalities: Sequence[str | None]

    @classmethod
    def joined(cls, parts: Sequence["Details"]) -> "Details":
        """Those of several parts of one list, one behind the other."""
        return cls(
            stated=np.concatenate([part.stated for part in parts]),
            aliases=[held for part in parts for held in part.aliases],
            numbers=[held for part in parts for held in part.numbers],
            documents=[held for part in parts for held in part.documents],
            sexes=[held for part in parts for held in part.sexes],
            nationalities=[held for part in parts for held in part.nationalities],
        )

    def births(self) -> Births:
        """The birth dates as stated, or as the national numbers tell them."""
        births_read = self.stated.copy()
        for row in np.flatnonzero(births_read == 0).tolist():
            if held := self.numbers[row]:
                births_read[row] = packed(birth_by(Person(national_numbers=held)))
        return births_read

    def taken(self, rows: NDArray[np.int64]) -> "Details":
        """Those of some rows, in that order."""
        places = rows.tolist()
        return Details(
            stated=self.stated[rows],
            aliases=_taken(self.aliases, places),
            numbers=_taken(self.numbers, places),
            documents=_taken(self.documents, places),
            sexes=_taken(self.sexes, places),
            nationalities=_taken(self.nationalities, places),
        )


class Columns(NamedTuple):
    """Persons of one written name each, empty for nobody's; births as matching reads them, as YYYYMMDD."""

    given: Sequence[str]
    family: Sequence[str]
    births: Births
    details: Details | None = None

    @classmethod
    def joined(cls, parts: Sequence["Columns"]) -> "Columns":
        """The persons of several parts of one list, one behind the other."""
        given_names = [name for part in parts for name in part.given]
        family = [name for part in parts for name in part.family]
        details = [part.details for part in parts if part.details]
        births = np.concatenate([np.empty(0, dtype=np.int32), *(part.births for part in parts)])
        return cls(given_names, family, births, Details.joined(details) if details else None)

    def taken(self, rows: NDArray[np.int64]) -> "Columns":
        """The persons of some rows, in that order."""
        places = rows.tolist()
        details = self.details.taken(rows) if self.details else None
        return Columns(_taken(self.given, places), _taken(self.family, places), self.births[rows], details)

    def person(self, row: int) -> Person:
        """The person of one row."""
        given_name, family = self.given[row], self.family[row]
        names = (Name(family, given_name),) if family or given_name else ()
        if self.details is None:
            return Person(names=names, birth=unpacked(int(self.births[row])))
        stated, aliases, numbers, documents, sexes, nationalities = self.details
        return Person(
            names=(*names, *aliases[row]),
            birth=unpacked(int(stated[row])),
            national_numbers=numbers[row],
            documents=documents[row],
            sex=sexes[row],
            nationality=nationalities[row],
        )


class PersonsInColumns(Sequence[Person]):
    """Persons made out of columns when somebody asks for one."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns

    def __len__(self) -> int:
        return len(self._columns.births)

    @overload
    def __getitem__(self, index: int) -> Person: ...

    @overload
    def __getitem__(self, place: slice) -> list[Person]: ...

    def __getitem__(self, place: int | slice) -> Person | list[Person]:
        if isinstance(place, slice):
            return [self._columns.person(row) for row in range(len(self))[place]]
        return self._columns.person(place)


def _taken(field: Sequence[T], places: Sequence[int]) -> list[T]:
    return list(map(field.__getitem__, places))
