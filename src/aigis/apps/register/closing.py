"""Opening and closing a subject's fields, and the keyed codes by which the database finds it."""

import json
import os
from collections.abc import Sequence
from uuid import UUID

from aigis import wiring
from aigis.apps.audit import keys
from aigis.core import envelope
from aigis.core.person.person import Document, Person


def scope(subject: UUID) -> str:
    """The scope of a subject's data key."""
    return f"subject:{subject}"


def close_person(key: bytes, person: Person) -> bytes:
    """The stored form of a subject's identity details."""
    plain = json.dumps(person.to_dict(), ensure_ascii=False, separators=(",", ":")).encode()
    return envelope.close(key, field="subject.person", plain=plain, nonce=os.urandom(envelope.NONCE_BYTES))


def open_person(key: bytes, closed: envelope.Stored) -> Person:
    """The inverse of `close_person`."""
    return Person.from_dict(json.loads(envelope.open_(key, field="subject.person", closed=closed)))


def close_ground(key: bytes, *, legal_basis: str, case_reference: str) -> bytes:
    """The stored form of a ban's ground."""
    plain = json.dumps([legal_basis, case_reference], ensure_ascii=False).encode()
    return envelope.close(key, field="ban.ground", plain=plain, nonce=os.urandom(envelope.NONCE_BYTES))


def open_ground(key: bytes, closed: envelope.Stored) -> tuple[str, str]:
    """A ban's legal basis and case reference."""
    legal_basis, case_reference = json.loads(envelope.open_(key, field="ban.ground", closed=closed))
    return legal_basis, case_reference


def key_of(subject: UUID) -> bytes:
    """A subject's data key."""
    return keys.key(scope(subject))


def keys_of(subjects: Sequence[UUID]) -> dict[UUID, bytes]:
    """The data keys of several subjects."""
    found = keys.keys([scope(subject) for subject in subjects])
    return {subject: found[scope(subject)] for subject in subjects}


def codes_of(person: Person) -> list[tuple[str, bytes]]:
    """The keyed codes of a person's identifiers, as (kind, code)."""
    numbers = [("number", number_code(number)) for number in person.national_numbers]
    return numbers + [("document", document_code(document)) for document in person.documents]


def number_code(number: str) -> bytes:
    """The keyed code of a normalised national number."""
    return wiring.keyring().mac("register.number", number.encode())


def document_code(document: Document) -> bytes:
    """The keyed code of a normalised document."""
    return wiring.keyring().mac("register.document", f"{document.state}:{document.number}".encode())


def row_code(digest: bytes) -> bytes:
    """The keyed code of an imported row; a bare digest would let whoever has the database guess rows."""
    return wiring.keyring().mac("register.row", digest)
