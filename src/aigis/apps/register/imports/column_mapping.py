"""What an office said of the columns of a list, remembered for the next list with the same headers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aigis import wiring
from aigis.apps.register.models import ImportMapping
from aigis.core.crypto.canonical_json import canonical
from aigis.core.imports.column_suggestions import Suggestion, suggested
from aigis.core.imports.columns import Column, folded


@dataclass(frozen=True, slots=True)
class Choice:
    """What each column of a list is meant to be, from the left, and whether its dates have the month first."""

    columns: tuple[Column | None, ...]
    month_first: bool = False

    def to_dict(self) -> dict[str, Any]:
        """The choice in plain JSON types; the inverse of `from_dict`."""
        return {"columns": [column.value if column else "" for column in self.columns], "month_first": self.month_first}

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> "Choice":
        """Rebuilds what `to_dict` gave."""
        return cls(tuple(Column(word) if word else None for word in stored["columns"]), bool(stored["month_first"]))


@dataclass(frozen=True, slots=True)
class MappingProposal:
    """What the columns of a list probably are; `remembered` where the office has said so of such a list before."""

    suggestions: tuple[Suggestion, ...]
    month_first: bool = False
    remembered: bool = False


def proposal(headers: Sequence[str], *, organisation: int) -> MappingProposal:
    """Proposes columns for the headers of a list: as the office said last time, else by what they are called."""
    row = ImportMapping.objects.filter(organisation_id=organisation, headers=_code(headers)).first()
    if row is None:
        return MappingProposal(tuple(suggested(headers)))
    choice = Choice.from_dict(row.columns)
    return MappingProposal(tuple(map(Suggestion, choice.columns)), choice.month_first, remembered=True)


def remember(headers: Sequence[str], choice: Choice, *, organisation: int, at: datetime) -> None:
    """Notes what was said, in the open transaction."""
    values = {"columns": choice.to_dict(), "used_at": at}
    ImportMapping.objects.update_or_create(organisation_id=organisation, headers=_code(headers), defaults=values)


def _code(headers: Sequence[str]) -> bytes:
    """A keyed code: where somebody's list has no headers, its first row is a person."""
    return wiring.keyring().mac("register.headers", canonical([folded(header) for header in headers]))
