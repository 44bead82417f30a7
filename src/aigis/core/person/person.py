"""What a query and a subject have in common: the details that say who somebody is."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from aigis.core.person.birth import BirthDate


class Sex(StrEnum):
    """As documents state it; X is unspecified."""

    F = "F"
    M = "M"
    X = "X"


@dataclass(frozen=True, slots=True)
class Name:
    """A name as written. If the parts are not told apart, all of it is in `family`."""

    family: str
    given: str = ""
    truncated: bool = False  # read from a machine-readable zone that had no room for all of it
    whole: bool = False  # written in one piece: `family` may hold given names as well

    @property
    def full(self) -> str:
        """The given names, then the family name."""
        return f"{self.given} {self.family}".strip()


@dataclass(frozen=True, slots=True)
class Document:
    """A travel or identity document: issuing state (ICAO three letters) and number, normalised by `numbers.py`."""

    state: str
    number: str


@dataclass(frozen=True, slots=True)
class Person:
    """Identity details; the first name is the main one, the others are aliases. Numbers are normalised digits."""

    names: tuple[Name, ...] = ()
    birth: BirthDate | None = None
    national_numbers: tuple[str, ...] = ()
    documents: tuple[Document, ...] = ()
    sex: Sex | None = None
    nationality: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The person in plain JSON types; the inverse of `from_dict`."""
        names = [[n.family, n.given, n.truncated, *([True] if n.whole else [])] for n in self.names]
        return {
            "names": names,
            "birth": str(self.birth) if self.birth else None,
            "numbers": list(self.national_numbers),
            "documents": [[d.state, d.number] for d in self.documents],
            "sex": self.sex.value if self.sex else None,
            "nationality": self.nationality,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Person":
        """Rebuilds what `to_dict` gave."""
        return cls(
            names=tuple(Name(*parts) for parts in data["names"]),
            birth=BirthDate.parse(data["birth"]) if data["birth"] else None,
            national_numbers=tuple(data["numbers"]),
            documents=tuple(Document(state, number) for state, number in data["documents"]),
            sex=Sex(data["sex"]) if data["sex"] else None,
            nationality=data["nationality"],
        )
