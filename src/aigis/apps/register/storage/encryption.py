"""Opening and closing a subject's fields, and the keyed codes by which the database finds it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext

from aigis.apps.audit import data_keys, sealed_fields
from aigis.apps.audit.erasure_records import require_not_erased
from aigis.core.crypto import field_encryption
from aigis.core.errors import Erased, LogRefuses
from aigis.core.person.person import Name, Person

GONE = b""  # stands for the key of a subject that was erased: what it closed reads as erased


@dataclass(frozen=True, slots=True)
class Ground:
    """Legal basis and case reference of a ban, and why this version was made."""

    legal_basis: str
    case_reference: str
    reason: str = ""


def scope(subject: UUID) -> str:
    """The scope of a subject's data key."""
    return f"subject:{subject}"


def close_person(key: bytes, person: Person) -> bytes:
    """The stored form of a subject's identity details."""
    return sealed_fields.seal_json(key, field="subject.person", value=person.to_dict())


def open_person(key: bytes, closed: field_encryption.Stored) -> Person:
    """The inverse of `close_person`; somebody called erased where the subject was."""
    if key == GONE or not bytes(closed):
        return erased_person()
    return open_stored_person(key, closed)


def open_stored_person(key: bytes, closed: field_encryption.Stored) -> Person:
    """Opens the identity of a subject that was not erased; raises LogRefuses where it was altered or emptied."""
    return Person.from_dict(sealed_fields.open_json(key, field="subject.person", ciphertext=closed))


def erased_person() -> Person:
    """Who stands on pages where somebody was erased: the word itself, in the reader's language."""
    return Person(names=(Name(gettext("erased"), ""),))


def close_ground(key: bytes, ground: Ground) -> bytes:
    """The stored form of a version's ground."""
    return sealed_fields.seal_json(
        key, field="ban.ground", value=[ground.legal_basis, ground.case_reference, ground.reason]
    )


def open_ground(key: bytes, closed: field_encryption.Stored) -> Ground:
    """The inverse of `close_ground`; a word that says so where it was erased."""
    if key == GONE or not bytes(closed):
        return Ground(gettext("erased"), gettext("erased"))
    return Ground(*sealed_fields.open_json(key, field="ban.ground", ciphertext=closed))


def key_of(subject: UUID) -> bytes:
    """A subject's data key, to close something; raises Erased as soon as it is decided that the subject goes."""
    require_not_erased(scope(subject))
    return data_keys.key(scope(subject))


def keys_of(subjects: Sequence[UUID]) -> dict[UUID, bytes]:
    """The data keys of several subjects, to read what they close; `GONE` for one that was erased."""
    known_keys = data_keys.known([scope(subject) for subject in subjects])
    return {subject: known_keys.get(scope(subject)) or _gone(scope(subject)) for subject in subjects}


def reading_key(subject: UUID) -> bytes:
    """A subject's data key, to read what it closes; `GONE` where it was erased."""
    return keys_of([subject])[subject]


def require_there(subject: UUID) -> None:
    """Raises Erased where it is decided that a subject goes: for programs, which must not take the word for a name.

    The decision is asked of the register, for this process may remember a destroyed key for a while; the store of keys
    after it, for the register may have been restored to before the decision.
    """
    require_not_erased(scope(subject))
    decision = data_keys.decision_of(scope(subject))
    if decision is not None:
        raise Erased.by(decision)


def _gone(of: str) -> bytes:
    if data_keys.decision_of(of) is None:
        raise LogRefuses("A subject's data key is missing, and no decision erased it. See the runbook.")
    return GONE
