"""The words of matching: a candidate claims nothing, a match has a strength, evidence has bits and a sentence."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Strength(StrEnum):
    """How sure it is that query and subject are one person."""

    CERTAIN = "certain"
    POSSIBLE = "possible"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One signed contribution in bits: `kind` for programs (`number`, `name`, `birth`), `sentence` for people."""

    kind: str
    bits: float
    sentence: str


@dataclass(frozen=True, slots=True)
class Match:
    """A comparison of a query with a subject of the index.

    `by_identifier` is true when an exact national number or document carried it; `clash` when strong evidence
    contradicts itself (same number, another name and birth date): such a match is never `certain`.
    """

    subject: UUID
    strength: Strength
    bits: float
    by_identifier: bool = False
    clash: bool = False
    evidence: tuple[Evidence, ...] = ()
