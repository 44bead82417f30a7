"""Opening and closing a subject's fields, and the keyed codes by which the database finds it."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext

from aigis import wiring
from aigis.apps.audit import keys
from aigis.apps.audit.erased import require_not_erased
from aigis.core import envelope, found_by
from aigis.core.errors import Erased, LogRefuses
from aigis.core.person.numbers import folded
from aigis.core.person.person import Document, Name, Person

GONE = b""  # stands for the key of a subject that was erased: what it closed reads as erased
_SHORT = 16  # bytes: a subject has many such codes, and two that were equal by chance would only be compared in vain


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
    plain = json.dumps(person.to_dict(), ensure_ascii=False, separators=(",", ":")).encode()
    return envelope.close(key, field="subject.person", plain=plain, nonce=os.urandom(envelope.NONCE_BYTES))


def open_person(key: bytes, closed: envelope.Stored) -> Person:
    """The inverse of `close_person`; somebody called erased where the subject was."""
    if key == GONE or not bytes(closed):
        return erased_person()
    return Person.from_dict(json.loads(envelope.open_(key, field="subject.person", closed=closed)))


def erased_person() -> Person:
    """Who stands on pages where somebody was erased: the word itself, in the reader's language."""
    return Person(names=(Name(gettext("erased"), ""),))


def close_ground(key: bytes, ground: Ground) -> bytes:
    """The stored form of a version's ground."""
    plain = json.dumps([ground.legal_basis, ground.case_reference, ground.reason], ensure_ascii=False).encode()
    return envelope.close(key, field="ban.ground", plain=plain, nonce=os.urandom(envelope.NONCE_BYTES))


def open_ground(key: bytes, closed: envelope.Stored) -> Ground:
    """The inverse of `close_ground`; a word that says so where it was erased."""
    if key == GONE or not bytes(closed):
        return Ground(gettext("erased"), gettext("erased"))
    return Ground(*json.loads(envelope.open_(key, field="ban.ground", closed=closed)))


def key_of(subject: UUID) -> bytes:
    """A subject's data key, to close something; raises Erased as soon as it is decided that the subject goes."""
    require_not_erased(scope(subject))
    return keys.key(scope(subject))


def keys_of(subjects: Sequence[UUID]) -> dict[UUID, bytes]:
    """The data keys of several subjects, to read what they close; `GONE` for one that was erased."""
    found = keys.known([scope(subject) for subject in subjects])
    return {subject: found.get(scope(subject)) or _gone(scope(subject)) for subject in subjects}


def reading_key(subject: UUID) -> bytes:
    """A subject's data key, to read what it closes; `GONE` where it was erased."""
    return keys_of([subject])[subject]


def require_there(subject: UUID) -> None:
    """Raises Erased where it is decided that a subject goes: for programs, which must not take the word for a name.

    The decision is asked of the register, for this process may remember a destroyed key for a while; the store of keys
    after it, for the register may have been restored to before the decision.
    """
    require_not_erased(scope(subject))
    decision = keys.decision_of(scope(subject))
    if decision is not None:
        raise Erased.by(decision)


def _gone(of: str) -> bytes:
    if keys.decision_of(of) is None:
        raise LogRefuses("A subject's data key is not there, and no decision erased it. See the runbook.")
    return GONE


def codes_of(person: Person) -> list[tuple[str, bytes]]:
    """The keyed codes that a person is found by, as (kind, code): identifiers, names as they sound, names and birth."""
    codes = [("number", number_code(number)) for number in person.national_numbers]
    for document in person.documents:
        codes += [("document", document_code(document)), ("document", folded_code(document))]
    codes += [("name", name_code(sound)) for sound in sorted(found_by.sounds(person))]
    return codes + [("namebirth", birth_code(text)) for text in sorted(found_by.births(person))]


def number_code(number: str) -> bytes:
    """The keyed code of a normalised national number."""
    return wiring.keyring().mac("register.number", number.encode())


def document_code(document: Document) -> bytes:
    """The keyed code of a normalised document."""
    return wiring.keyring().mac("register.document", f"{document.state}:{document.number}".encode())


def folded_code(document: Document) -> bytes:
    """The keyed code of a document whose number was read with O for 0 or I for 1, or the other way round."""
    return wiring.keyring().mac("register.folded", f"{document.state}:{folded(document.number)}".encode())


def name_code(sound: str) -> bytes:
    """The keyed code of a skeleton of `core.found_by.sounds`."""
    return wiring.keyring().mac("register.name", sound.encode())[:_SHORT]


def birth_code(text: str) -> bytes:
    """The keyed code of a text of `core.found_by.births`."""
    return wiring.keyring().mac("register.namebirth", text.encode())[:_SHORT]


def case_code(reference: str) -> bytes:
    """The keyed code of a case reference, however it is spaced and in whatever case it is written."""
    signs = "".join(sign for sign in reference.casefold() if sign.isalnum())
    return wiring.keyring().mac("register.case", signs.encode())


def row_code(digest: bytes) -> bytes:
    """The keyed code of an imported row; a bare digest would let whoever has the database guess rows."""
    return wiring.keyring().mac("register.row", digest)
