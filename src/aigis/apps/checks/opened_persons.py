"""Opening the persons of many checks at once."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from aigis.apps.audit import data_keys, sealed_fields
from aigis.apps.audit.models import Entry
from aigis.core.crypto.field_encryption import Stored
from aigis.core.person.person import Person


def open_persons(closed: Sequence[tuple[UUID, Stored]]) -> Iterator[Person | None]:
    """Yields the persons of checks by their entries and their closed columns; None where one was erased."""
    scopes = dict(Entry.objects.filter(pk__in=[entry for entry, _ in closed]).values_list("pk", "subject_scope"))
    keys = data_keys.known(list(set(scopes.values())))
    for entry, person in closed:
        key = keys.get(scopes.get(entry, ""))
        if key is None or not bytes(person):
            yield None
            continue
        person_dict, _ = sealed_fields.open_json(key, field="check.person", ciphertext=person)
        yield Person.from_dict(person_dict)
