"""Reading rosters, within the organisation's sight."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count

from aigis.apps.audit import data_keys
from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.rosters.entry_encryption import open_entry, scope
from aigis.apps.rosters.models import UNCHECKED, Roster, RosterChange, RosterEntry, Screening
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.errors import NotFound
from aigis.core.person.person import Person
from aigis.core.values import Purpose

MOST_CHANGES = 1_000
MOST_ENTRIES = 1_000
LATEST_CHANGES = 25


@dataclass(frozen=True, slots=True)
class RosterState:
    """A roster with its entries counted by verdict, and its last screening."""

    roster: Roster
    counts: dict[str, int]
    last: Screening | None

    @property
    def running(self) -> bool:
        """Tells whether a screening is on its way."""
        return self.last is not None and self.last.ended_at is None

    @property
    def unchecked(self) -> int:
        """How many entries have no verdict yet."""
        return self.counts.get("", 0)


def entries(roster: Roster, *, refs: Sequence[str]) -> list[RosterEntry]:
    """The standing entries of some references."""
    return list(RosterEntry.objects.filter(roster=roster, ref__in=refs, removed_at=None).order_by("pk"))


def unchecked_refs(roster: Roster, *, limit: int) -> list[str]:
    """References of standing entries that have no verdict on their present details, the oldest first."""
    rows = RosterEntry.objects.filter(roster=roster, removed_at=None, verdict_version=UNCHECKED)
    return list(rows.order_by("pk").values_list("ref", flat=True)[:limit])


@dataclass(frozen=True, slots=True)
class EntryView:
    """A standing entry with its person."""

    row: RosterEntry
    person: Person


@dataclass(frozen=True, slots=True)
class RosterPage:
    """Some entries of a roster in their order, and the version of its contents they were read at."""

    entries: list[EntryView]
    version: int


@transaction.atomic(durable=True)
def entry_page(roster: Roster, *, after: int, limit: int, actor: Actor, at: datetime) -> RosterPage:
    """The standing entries after a position; showing any is an entry of the log."""
    # The version first: a change meanwhile makes it too old, which is noticed, and never too new.
    version = Roster.objects.values_list("contents_version", flat=True).get(pk=roster.pk)
    rows = RosterEntry.objects.filter(roster=roster, removed_at=None, pk__gt=after).order_by("pk")[:limit]
    return RosterPage(_shown(roster, list(rows), actor=actor, at=at), version)


@transaction.atomic(durable=True)
def entry(roster: Roster, ref: str, *, actor: Actor, at: datetime) -> EntryView:
    """The standing entry of a reference; raises NotFound where there is none."""
    rows = _shown(roster, entries(roster, refs=[ref]), actor=actor, at=at)
    if not rows:
        raise NotFound(f"There is no entry '{ref}' on this roster.")
    return rows[0]


def _shown(roster: Roster, rows: Sequence[RosterEntry], *, actor: Actor, at: datetime) -> list[EntryView]:
    if not rows:
        return []
    core = {"roster": roster.name, "refs": [row.ref for row in rows]}
    append([EntryDraft(Event.ROSTER_ENTRIES_READ, actor, at, core)])
    key = data_keys.key(scope(roster))
    return [EntryView(row, open_entry(key, row)) for row in rows]


@transaction.atomic(durable=True)
def changes(roster: Roster, *, after: int, actor: Actor, at: datetime, limit: int = MOST_CHANGES) -> list[RosterChange]:
    """The changes of verdict after a number, in their order; handing any out is an entry."""
    rows = list(RosterChange.objects.filter(roster=roster, number__gt=after).order_by("number")[:limit])
    if rows:
        append([EntryDraft(Event.ROSTER_READ, actor, at, {"rosters": [roster.name]})])
    return rows


def badge_holder(number: str) -> Person | None:
    """The person behind a badge number, where exactly one standing badge entry has it."""
    rows = RosterEntry.objects.select_related("roster").filter(ref=number, removed_at=None)
    rows_found = list(rows.filter(roster__purpose=Purpose.BADGE.value)[:2])
    return open_entry(data_keys.key(scope(rows_found[0].roster)), rows_found[0]) if len(rows_found) == 1 else None


def screening(job: UUID, *, actor: Actor) -> Screening:
    """A screening of the actor's organisation; raises NotFound otherwise."""
    row = Screening.objects.filter(pk=job, roster__organisation=actor.organisation).first()
    if row is None:
        raise NotFound("Your organisation has no such screening.")
    return row


def states(*, actor: Actor) -> list[RosterState]:
    """The organisation's rosters, by name."""
    rows = Roster.objects.filter(organisation=actor.organisation).select_related("gate").order_by("name")
    return [_state(row) for row in rows]


def _state(roster: Roster) -> RosterState:
    standing = RosterEntry.objects.filter(roster=roster, removed_at=None)
    counts = {row["verdict"]: row["many"] for row in standing.values("verdict").annotate(many=Count("pk"))}
    return RosterState(roster, counts, Screening.objects.filter(roster=roster).order_by("-started_at").first())


@transaction.atomic(durable=True)
def latest_changes(*, actor: Actor, at: datetime) -> list[RosterChange]:
    """The latest changes on the organisation's rosters, newest first; the reading is an entry when there is any."""
    rows = RosterChange.objects.select_related("roster").filter(roster__organisation=actor.organisation)
    entries = list(rows.order_by("-since", "-pk")[:LATEST_CHANGES])
    if entries:
        names = sorted({row.roster.name for row in entries})
        append([EntryDraft(Event.ROSTER_READ, actor, at, {"rosters": names})])
    return entries
