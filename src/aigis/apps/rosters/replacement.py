"""Changing many entries of a roster at once: the whole list replaced, some removed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from aigis.apps.audit import data_keys
from aigis.apps.people.idempotency import IdempotentRequest, recall, remember
from aigis.apps.rosters import screening
from aigis.apps.rosters.actions import MOST_AT_ONCE, write_entries, write_removals
from aigis.apps.rosters.contents import increment_version, lock_contents, lock_entries
from aigis.apps.rosters.entry_encryption import open_entry, scope
from aigis.apps.rosters.models import Roster, RosterEntry
from aigis.core.access.permissions import Actor
from aigis.core.errors import ChangedSince, LargeChange
from aigis.core.person.person import Person

MOST_IN_LIST = 25_000
_DAY = timedelta(days=1)
_LARGE = 3  # more than one entry in so many gone or changed at once is a mistake until somebody says otherwise


@dataclass(frozen=True, slots=True)
class NewList:
    """A whole list: its persons, the references to leave alone, the version it was made on, the change confirmed."""

    persons: Mapping[str, Person]
    untouched: Collection[str]
    version: int
    confirmed: int | None = None


@dataclass(frozen=True, slots=True)
class Replacement:
    """The result of a list that replaced another; `screening` checks the new entries where these are many."""

    version: int
    added: int
    changed: int
    removed: int
    unchanged: int
    screening: UUID | None = None
    waiting: UUID | None = None  # the list that waits for a person; then nothing was changed

    def to_text(self) -> str:
        """The result as it is remembered with its request key."""
        if self.waiting:
            return f"waiting {self.waiting.hex}"
        counts = [self.version, self.added, self.changed, self.removed, self.unchanged]
        return " ".join([*map(str, counts), self.screening.hex if self.screening else "-"])

    @classmethod
    def of_text(cls, text: str) -> "Replacement":
        """Reads what `to_text` gave."""
        *counts, job = text.split()
        if counts == ["waiting"]:
            return cls.of_waiting(UUID(job))
        version, added, changed, removed, unchanged = map(int, counts)
        return cls(version, added, changed, removed, unchanged, None if job == "-" else UUID(job))

    @classmethod
    def of_waiting(cls, upload: UUID) -> "Replacement":
        """Returns the result of a list that waits: nothing was changed."""
        return cls(0, 0, 0, 0, 0, waiting=upload)


@dataclass(frozen=True, slots=True)
class ListDifference:
    """What a list would change on a roster: new and changed persons by reference, references that would be gone."""

    fresh: Mapping[str, Person]
    changed: Mapping[str, Person]  # as they are now
    gone: Mapping[str, Person]
    standing: int
    removed_earlier: int = 0  # within the day before
    changed_earlier: int = 0

    @property
    def added(self) -> Mapping[str, Person]:
        """The persons whose reference is new."""
        return {ref: person for ref, person in self.fresh.items() if ref not in self.changed}

    @property
    def total(self) -> int:
        """How many entries would be gone or changed: the number that confirms a large change."""
        return len(self.gone) + len(self.changed)

    @property
    def is_large(self) -> bool:
        """Tells whether so many would be gone or changed within a day that somebody must say that it is meant."""
        of_day = self.total + self.removed_earlier + self.changed_earlier
        return self.total > 0 and of_day * _LARGE > self.standing + self.removed_earlier


def difference_of(
    roster: Roster,
    entries: Mapping[str, RosterEntry],
    persons: Mapping[str, Person],
    untouched: Collection[str],
    *,
    at: datetime,
) -> ListDifference:
    """Compares a list with the standing entries of a roster; `untouched` are left as they are."""
    known = _persons(roster, entries)
    fresh = {ref: person for ref, person in persons.items() if known.get(ref) != person}
    changed = {ref: known[ref] for ref in fresh if ref in known}
    gone = {ref: person for ref, person in known.items() if ref not in persons and ref not in untouched}
    return ListDifference(fresh, changed, gone, len(known), *_turnover(roster, entries, since=at - _DAY))


def _turnover(roster: Roster, entries: Mapping[str, RosterEntry], *, since: datetime) -> tuple[int, int]:
    """Counts the entries removed since an instant, and those whose person was changed after they had a verdict."""
    removed = RosterEntry.objects.filter(roster=roster, removed_at__gt=since).count()
    changed = sum(row.since is not None and row.since < row.set_at and row.set_at > since for row in entries.values())
    return removed, changed


@transaction.atomic(durable=True)
def replace_entries(
    roster: Roster, new_list: NewList, *, actor: Actor, at: datetime, request: IdempotentRequest | None = None
) -> Replacement:
    """Makes a roster hold exactly a list; who is unchanged is not touched.

    Raises:
        ChangedSince: the roster has another version than the list was made on.
        LargeChange: more than a third would be gone or changed, and the number is not confirmed.
    """
    version = lock_contents(roster)
    earlier = recall(request, actor=actor)
    if earlier is not None:
        return Replacement.of_text(earlier)
    if version != new_list.version:
        raise ChangedSince
    entries = lock_entries(roster)
    difference = difference_of(roster, entries, new_list.persons, new_list.untouched, at=at)
    fresh, changed = difference.fresh, len(difference.changed)
    gone = {ref: entries[ref] for ref in difference.gone}
    _require_confirmed(difference, new_list.confirmed)
    write_removals(roster, gone, actor=actor, at=at)
    write_entries(roster, fresh, actor=actor, at=at)
    if gone or fresh:
        increment_version(roster)
        version += 1
    job = screening.begin(roster, actor=actor, at=at).pk if len(fresh) > MOST_AT_ONCE else None
    unchanged = difference.standing - len(gone) - changed
    replacement = Replacement(version, len(fresh) - changed, changed, len(gone), unchanged, job)
    remember(request, replacement.to_text(), actor=actor, at=at)
    return replacement


def _persons(roster: Roster, entries: Mapping[str, RosterEntry]) -> dict[str, Person]:
    key = data_keys.key(scope(roster))
    return {ref: open_entry(key, row) for ref, row in entries.items()}


def _require_confirmed(difference: ListDifference, confirmed: int | None) -> None:
    """Raises LargeChange unless the change is small or its exact number of entries is confirmed."""
    if difference.is_large and confirmed != difference.total:
        values = {"gone": len(difference.gone), "changed": len(difference.changed)}
        values |= {"standing": difference.standing, "confirm": difference.total}
        raise LargeChange(field="confirm", values=values)


@transaction.atomic(durable=True)
def remove_entries(
    roster: Roster, refs: Sequence[str], *, actor: Actor, at: datetime, request: IdempotentRequest | None = None
) -> set[str]:
    """Takes entries off the roster and returns the references of those that were on it; a retry returns the same."""
    lock_contents(roster)
    earlier = recall(request, actor=actor)
    if earlier is not None:
        rows = RosterEntry.objects.filter(roster=roster, ref__in=refs, removed_at=datetime.fromisoformat(earlier))
        return set(rows.values_list("ref", flat=True))
    entries = lock_entries(roster, refs)
    if write_removals(roster, entries, actor=actor, at=at):
        increment_version(roster)
    remember(request, at.isoformat(), actor=actor, at=at)
    return set(entries)
