"""Roster entries under the key of their roster."""

from aigis.apps.audit import sealed_fields
from aigis.apps.rosters.models import Roster, RosterEntry
from aigis.core.person.person import Person

_PERSON = "roster.person"


def scope(roster: Roster) -> str:
    """The scope of a roster's data key."""
    return f"roster:{roster.pk}"


def seal_entry(key: bytes, person: Person) -> bytes:
    """The person of an entry, encrypted."""
    return sealed_fields.seal_json(key, field=_PERSON, value=person.to_dict())


def open_entry(key: bytes, entry: RosterEntry) -> Person:
    """The person of a roster entry."""
    return Person.from_dict(sealed_fields.open_json(key, field=_PERSON, ciphertext=entry.person))
