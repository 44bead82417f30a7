"""The row of a look-up: what was asked stands closed under its month's key of look-ups."""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aigis.apps.audit import sealed_fields
from aigis.apps.audit.data_keys import month_key, open_of_month
from aigis.apps.register.models import LookUp
from aigis.core.person.person import Person
from aigis.core.privacy.retention import Kept

_ASKED, _JUSTIFICATION, _REVIEW = "lookup", "lookup.justification", "lookup.review"


@dataclass(frozen=True, slots=True)
class AskedThen:
    """What a look-up asked; `certain` are the subjects that certainly were the person."""

    case_reference: str
    person: Person
    known_at: datetime | None
    certain: tuple[UUID, ...]


def close_asked(question: AskedThen, *, at: datetime) -> bytes:
    """The stored form of what was asked at an instant."""
    plain = {
        "case": question.case_reference,
        "person": question.person.to_dict(),
        "known_at": question.known_at.isoformat() if question.known_at else None,
        "certain": [str(subject) for subject in question.certain],
    }
    return _close(_ASKED, json.dumps(plain, ensure_ascii=False), at=at)


def asked_of(row: LookUp) -> AskedThen:
    """The inverse of `close_asked`, of a row; raises Erased where it is gone."""
    content = json.loads(open_of_month(row.at, kept_class=Kept.LOOK_UPS, field=_ASKED, closed=row.closed))
    known_at = datetime.fromisoformat(content["known_at"]) if content["known_at"] else None
    certain = tuple(UUID(subject) for subject in content["certain"])
    return AskedThen(content["case"], Person.from_dict(content["person"]), known_at, certain)


def close_justification(text: str, *, at: datetime) -> bytes:
    """The stored form of a fuller justification."""
    return _close(_JUSTIFICATION, text, at=at)


def justification_of(row: LookUp) -> str:
    """The fuller justification of a look-up; empty as long as there is none."""
    if row.justification is None or row.justified_at is None:
        return ""
    closed, justified_at = row.justification, row.justified_at
    return open_of_month(justified_at, kept_class=Kept.LOOK_UPS, field=_JUSTIFICATION, closed=closed).decode()


def close_review(note: str, *, at: datetime) -> bytes:
    """The stored form of a superior's note."""
    return _close(_REVIEW, note, at=at)


def _close(field: str, text: str, *, at: datetime) -> bytes:
    key = month_key(at, kept_class=Kept.LOOK_UPS)
    return sealed_fields.seal_text(key, field=field, text=text)
