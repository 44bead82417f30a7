"""The row of a look-up: what was asked stands closed under the key of its month."""

import json
import os
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aigis.apps.audit.keys import month_key
from aigis.apps.register.models import LookUp
from aigis.core import envelope
from aigis.core.person.person import Person

_ASKED, _JUSTIFICATION, _REVIEW = "lookup", "lookup.justification", "lookup.review"


@dataclass(frozen=True, slots=True)
class AskedThen:
    """What a look-up asked; `certain` are the subjects that certainly were the person."""

    case_reference: str
    person: Person
    known_at: datetime | None
    certain: tuple[UUID, ...]


def close_asked(asked: AskedThen, *, at: datetime) -> bytes:
    """The stored form of what was asked at an instant."""
    plain = {
        "case": asked.case_reference,
        "person": asked.person.to_dict(),
        "known_at": asked.known_at.isoformat() if asked.known_at else None,
        "certain": [str(subject) for subject in asked.certain],
    }
    return _close(_ASKED, json.dumps(plain, ensure_ascii=False), at=at)


def asked_of(row: LookUp) -> AskedThen:
    """The inverse of `close_asked`, of a row."""
    given = json.loads(envelope.open_(month_key(row.at), field=_ASKED, closed=row.closed))
    known_at = datetime.fromisoformat(given["known_at"]) if given["known_at"] else None
    certain = tuple(UUID(subject) for subject in given["certain"])
    return AskedThen(given["case"], Person.from_dict(given["person"]), known_at, certain)


def close_justification(text: str, *, at: datetime) -> bytes:
    """The stored form of a fuller justification."""
    return _close(_JUSTIFICATION, text, at=at)


def justification_of(row: LookUp) -> str:
    """The fuller justification of a look-up; empty as long as there is none."""
    if row.justification is None or row.justified_at is None:
        return ""
    return envelope.open_(month_key(row.justified_at), field=_JUSTIFICATION, closed=row.justification).decode()


def close_review(note: str, *, at: datetime) -> bytes:
    """The stored form of a superior's note."""
    return _close(_REVIEW, note, at=at)


def _close(field: str, text: str, *, at: datetime) -> bytes:
    return envelope.close(month_key(at), field=field, plain=text.encode(), nonce=os.urandom(envelope.NONCE_BYTES))
