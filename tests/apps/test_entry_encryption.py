"""A roster entry's person opens at its own reference alone: exchanging two rows hides nobody."""

import pytest

from aigis.apps.audit import sealed_fields
from aigis.apps.rosters.entry_encryption import open_entry, seal_entry
from aigis.apps.rosters.models import RosterEntry
from aigis.core.errors import LogRefuses
from tests.world import BANNED, STRANGER

KEY = bytes(range(32))


def entry(ref: str, person: bytes) -> RosterEntry:
    return RosterEntry(ref=ref, person=person)


def test_an_entry_opens_at_its_own_reference() -> None:
    assert open_entry(KEY, entry("B-1", seal_entry(KEY, "B-1", BANNED))) == BANNED


def test_an_entry_put_in_anothers_place_is_refused() -> None:
    with pytest.raises(LogRefuses):
        open_entry(KEY, entry("B-1", seal_entry(KEY, "B-2", STRANGER)))


def test_an_entry_set_before_references_were_bound_still_opens() -> None:
    older = sealed_fields.seal_json(KEY, field="roster.person", value=BANNED.to_dict())
    assert open_entry(KEY, entry("B-1", older)) == BANNED
