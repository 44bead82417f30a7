"""Roster entries under the key of their roster."""

from aigis.apps.audit import sealed_fields
from aigis.apps.rosters.models import Roster, RosterEntry
from aigis.core.errors import LogRefuses
from aigis.core.person.person import Person

_PERSON = "roster.person"


def scope(roster: Roster) -> str:
    """The scope of a roster's data key."""
    return f"roster:{roster.pk}"


def seal_entry(key: bytes, ref: str, person: Person) -> bytes:
    """The person of an entry, encrypted and bound to its reference: it opens at no other entry of the roster."""
    return sealed_fields.seal_json(key, field=_field_of(ref), value=person.to_dict())


def open_entry(key: bytes, entry: RosterEntry) -> Person:
    """The person of a roster entry; raises LogRefuses where another entry's was put in its place."""
    try:
        content = sealed_fields.open_json(key, field=_field_of(entry.ref), ciphertext=entry.person)
    except LogRefuses:  # set before entries were bound to their references; what is bound opens by no other name
        content = sealed_fields.open_json(key, field=_PERSON, ciphertext=entry.person)
    return Person.from_dict(content)


def _field_of(ref: str) -> str:
    return f"{_PERSON}:{ref}"
