"""The codes of roster entries as stored: written with the entry, removed with it, completed where they are missing."""

from collections.abc import Iterator, Mapping, Sequence

from django.db import connection, transaction

from aigis.apps.audit import bulk_insert, data_keys
from aigis.apps.rosters.blocking_codes import VERSION, as_array, codes_of, codes_of_all, secret_of_codes
from aigis.apps.rosters.contents import lock_contents, standing
from aigis.apps.rosters.entry_encryption import open_entry, scope
from aigis.apps.rosters.models import EntryCodes, Roster, RosterEntry
from aigis.core.person.person import Person

_AT_ONCE = 1_000
_PERSONS_AT_ONCE = 64  # whose codes are looked for in one statement

_SET = """
    INSERT INTO rosters_entrycodes (entry_id, roster_id, codes, version)
    SELECT e.id, e.roster_id, c.codes::int8[], $4
      FROM unnest($2::text[], $3::text[]) AS c (ref, codes)
      JOIN rosters_rosterentry e ON e.roster_id = $1 AND e.ref = c.ref AND e.removed_at IS NULL
        ON CONFLICT (entry_id) DO UPDATE SET codes = excluded.codes, version = excluded.version
"""
_SHARING = "SELECT entry_id, roster_id FROM rosters_entrycodes WHERE codes && %s::int8[]"
_OLDER = "SELECT entry_id, roster_id FROM rosters_entrycodes WHERE version <> %s"


def write_codes(roster: Roster, persons: Mapping[str, Person]) -> None:
    """Writes the codes of standing entries by reference, in the open transaction that wrote these."""
    secret = secret_of_codes()
    arrays = [as_array(codes_of(person, secret=secret)) for person in persons.values()]
    if arrays:
        bulk_insert.execute(_SET, [roster.pk, list(persons), arrays, VERSION])


def remove_codes(entries: Sequence[RosterEntry]) -> None:
    """Removes the codes of entries that leave their roster, in the open transaction."""
    EntryCodes.objects.filter(entry__in=[entry.pk for entry in entries]).delete()


def entries_sharing(persons: Sequence[Person]) -> dict[int, set[int]]:
    """Returns the entries that share a code with any of the persons, by roster.

    Entries whose codes are of another version are among them: theirs say nothing.
    """
    by_roster: dict[int, set[int]] = {}
    for start in range(0, len(persons), _PERSONS_AT_ONCE):
        codes = codes_of_all(persons[start : start + _PERSONS_AT_ONCE])
        _collect(_SHARING, as_array(codes), by_roster)
    if persons:
        _collect(_OLDER, VERSION, by_roster)
    return by_roster


def _collect(statement: str, value: str | int, by_roster: dict[int, set[int]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [value])
        for entry, roster in cursor.fetchall():
            by_roster.setdefault(roster, set()).add(entry)


def complete_codes() -> int:
    """Writes the codes of rosters that were kept before there were any, or by another version; returns how many."""
    rosters = Roster.objects.exclude(codes_version=VERSION).order_by("pk")
    return sum(_complete(roster) for roster in rosters)


def _complete(roster: Roster) -> int:
    """Completes one roster, a thousand entries a transaction; it is marked once every entry has its codes."""
    written = 0
    while True:
        with transaction.atomic(durable=True):
            lock_contents(roster)
            entries = list(_without_codes(roster))
            if not entries:
                Roster.objects.filter(pk=roster.pk).update(codes_version=VERSION)
                return written
            key = data_keys.key(scope(roster))
            write_codes(roster, {entry.ref: open_entry(key, entry) for entry in entries})
            written += len(entries)


def _without_codes(roster: Roster) -> Iterator[RosterEntry]:
    known = EntryCodes.objects.filter(roster=roster, version=VERSION).values("entry")
    return standing(roster).exclude(pk__in=known).order_by("pk")[:_AT_ONCE].iterator()
