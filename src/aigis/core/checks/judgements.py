"""Judging a referred check: what `different` needs to be remembered, and when what is remembered spares a referral.

A judgement that frees is worth a bribe. So it frees only the identity it was made of, told from everybody else by a
number or document of its own, only from a match no stronger than the one judged, and only for a time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from aigis.core.matching.types import Match
from aigis.core.person.names import tokens
from aigis.core.person.person import Document, Person

REMEMBERED_FOR = timedelta(days=365)
# Rarities move a little with every change of the register; whoever matches clearly more strongly is looked at anew.
STRONGER_BY = 1_000  # millibits


class DocumentKind(StrEnum):
    """What the person who compared had in hand."""

    PASSPORT = "passport"
    IDENTITY_CARD = "identity_card"
    RESIDENCE_PERMIT = "residence_permit"
    SEAFARER = "seafarer"
    DRIVING_LICENCE = "driving_licence"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class SeenDocument:
    """The document on which a judgement rests."""

    kind: DocumentKind
    document: Document


class NotRememberedReason(StrEnum):
    """Why a judgement `different` is noted, but not remembered."""

    NO_DOCUMENT = "no_document"
    NOT_TOLD_APART = "not_told_apart"
    OTHER_DOCUMENT = "other_document"
    TOO_STRONG = "too_strong"
    CHANGED_SINCE = "changed_since"


@dataclass(frozen=True, slots=True)
class JudgedPair:
    """One pair of a referred check: how strong it was, and whether a number or document was in common."""

    millibits: int
    by_identifier: bool


@dataclass(frozen=True, slots=True)
class Remembered:
    """A judgement `different` that may spare a referral; `number` names it in the entries."""

    number: int
    millibits: int
    until: datetime


def waives(remembered: Remembered, match: Match, *, at: datetime) -> bool:
    """Tells whether a judgement still spares a possible match: in its time, and of a match no stronger than that."""
    if match.by_identifier or at >= remembered.until:
        return False
    return round(match.bits * 1_000) <= remembered.millibits + STRONGER_BY


def why_not_remembered(
    person: Person, seen: SeenDocument | None, pairs: Sequence[JudgedPair], *, certain_from: int
) -> NotRememberedReason | None:
    """Says why a judgement `different` on a person cannot be remembered; None where it can.

    `certain_from` are the millibits of the band `certain`: a pair that only something against it holds back is never
    remembered, nor one with a number or document in common.
    """
    if seen is None:
        return NotRememberedReason.NO_DOCUMENT
    if not person.documents and not person.national_numbers:
        return NotRememberedReason.NOT_TOLD_APART
    if person.documents and seen.document not in person.documents:
        return NotRememberedReason.OTHER_DOCUMENT
    if any(pair.by_identifier or pair.millibits >= certain_from for pair in pairs):
        return NotRememberedReason.TOO_STRONG
    return None


def identity(person: Person) -> dict[str, list[str] | str | None]:
    """The canonical form of an asked identity: the same however the names are spaced, ordered or capitalised.

    Any other name, birth date, number or document is another identity.
    """
    return {
        "names": sorted({" ".join(sorted(tokens(name.full))) for name in person.names}),
        "birth": str(person.birth) if person.birth else None,
        "numbers": sorted(person.national_numbers),
        "documents": sorted(f"{document.state}:{document.number}" for document in person.documents),
    }
