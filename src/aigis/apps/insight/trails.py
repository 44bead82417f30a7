"""Who looked at this person: asked by an auditor, answered by a job that reads the log, read by the auditor.

What was looked up about a stranger stands in no index: the entries are closed, and nothing that could be sought for is
kept of people who are in no register. So the stretch asked for is read entry by entry; that is slow, and it is honest.
"""

import json
import os
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from aigis.apps.audit import sealed_fields
from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.audit.data_keys import month_key, open_of_month
from aigis.apps.audit.decryption import open_core_and_actor
from aigis.apps.audit.models import Entry
from aigis.apps.insight.models import Trail
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.audit.events import BY_NUMBER
from aigis.core.crypto import field_encryption
from aigis.core.crypto.uuid7 import milliseconds, ordered_id
from aigis.core.dates.brussels import day_of, midnight
from aigis.core.errors import Erased, InvalidInput, NotFound
from aigis.core.person.consistency import require_sound_details
from aigis.core.person.identity import require_identity
from aigis.core.person.person import Person
from aigis.core.privacy.retention import Kept

LONGEST_DAYS = 400
MOST_FOUND = 2_000
_ASKED, _FOUND = "trail.asked", "trail.found"


@dataclass(frozen=True, slots=True)
class TrailQuery:
    """Whom the log is read for, in which Brussels days (both included), and for which inquiry."""

    person: Person
    reference: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Sighting:
    """An entry that is about the person, as surely as `strength` says."""

    entry: UUID
    strength: str  # certain | possible


@dataclass(frozen=True, slots=True)
class SightedEntry:
    """The same, opened: what happened and who did it, never the person as stored."""

    entry: Entry
    event: str
    core: dict[str, Any]
    actor: dict[str, Any]
    strength: str


@dataclass(frozen=True, slots=True)
class ReadTrail:
    """A trail with what was asked; `entries` are empty until it has ended. `part` is how far it is, from 0 to 1."""

    row: Trail
    query: TrailQuery
    entries: tuple[SightedEntry, ...]
    part: float


@transaction.atomic(durable=True)
def ask(query: TrailQuery, *, actor: Actor, at: datetime) -> UUID:
    """Begins a trail; the question is an entry of its own. Raises InvalidInput with its field."""
    require_identity(query.person, field="person")
    require_sound_details(query.person, today=day_of(at))
    if not query.reference.strip():
        raise InvalidInput("Enter the reference of the inquiry.", field="reference")
    if query.last < query.first:
        raise InvalidInput("The last day must not be before the first.", field="last")
    if (query.last - query.first).days >= LONGEST_DAYS:
        raise InvalidInput("Choose at most 400 days. For earlier days, search again.", field="first")
    trail = ordered_id(at, os.urandom(10))
    plain = {"person": query.person.to_dict(), "reference": query.reference}
    row = Trail.objects.create(
        id=trail,
        asked_by=actor.key,
        organisation=actor.organisation,
        asked_at=at,
        first=midnight(query.first),
        end=min(midnight(query.last + timedelta(days=1)), at),
        closed=_close(_ASKED, plain, at=at),
    )
    core = {"trail": str(trail), "first": query.first.isoformat(), "last": query.last.isoformat()}
    append([EntryDraft(Event.PERSON_TRAIL_ASKED, actor, at, core, plain)])
    enqueue(row.pk)
    return trail


def enqueue(trail: UUID) -> None:
    """Has a worker read the log for a trail; a second job of the same one waits and then finds nothing to do."""
    lock = f"trail:{trail}"
    try:
        with transaction.atomic():
            app.configure_task("insight.follow_trail", lock=lock, queueing_lock=lock).defer(trail=str(trail))
    except AlreadyEnqueued:
        return


@transaction.atomic(durable=True)
def read(trail: UUID, *, actor: Actor, at: datetime) -> ReadTrail:
    """A trail of the actor's organisation; what it shows is an entry once it has ended. Raises NotFound."""
    row = of_organisation(trail, actor=actor)
    if row.state != Trail.State.ENDED:
        return ReadTrail(row, query_of(row), (), _part(row))
    shown = opened(row)
    append([EntryDraft(Event.PERSON_TRAIL_READ, actor, at, {"trail": str(trail), "shown": len(shown)})])
    return ReadTrail(row, query_of(row), shown, 1.0)


def of_organisation(trail: UUID, *, actor: Actor) -> Trail:
    """The row of a trail; raises NotFound where it is another organisation's."""
    row = Trail.objects.filter(pk=trail, organisation=actor.organisation).first()
    if row is None:
        raise NotFound("This search result does not exist. Search again.")
    return row


def has_ended(trail: UUID, *, actor: Actor) -> bool:
    """Tells whether there is nothing more to wait for; raises NotFound as `of_organisation` does."""
    return of_organisation(trail, actor=actor).state != Trail.State.RUNNING


def recent(*, actor: Actor) -> list[Trail]:
    """The organisation's last trails, newest first; they name nobody."""
    return list(Trail.objects.filter(organisation=actor.organisation).order_by("-asked_at", "-pk")[:10])


def query_of(row: Trail) -> TrailQuery:
    """What a trail asked."""
    plain = _open(_ASKED, row.closed, at=row.asked_at)
    last = row.end - timedelta(microseconds=1)
    return TrailQuery(Person.from_dict(plain["person"]), plain["reference"], day_of(row.first), day_of(last))


def sightings_of(row: Trail) -> list[Sighting]:
    """What was found so far, in the order of the log."""
    if row.found is None:
        return []
    return [Sighting(UUID(entry), strength) for entry, strength in _open(_FOUND, row.found, at=row.asked_at)]


def close_sightings(sightings: list[Sighting], *, at: datetime) -> bytes:
    """The stored form of what was found by a trail that was asked at an instant."""
    return _close(_FOUND, [[str(sighting.entry), sighting.strength] for sighting in sightings], at=at)


def opened(row: Trail) -> tuple[SightedEntry, ...]:
    """The entries that a trail found, newest first, opened but for whom they are about; erased ones are left out."""
    sightings = sightings_of(row)
    rows = Entry.objects.in_bulk([sighting.entry for sighting in sightings])
    shown = []
    for sighting in reversed(sightings):
        try:
            core, actor = open_core_and_actor(rows[sighting.entry])
        except Erased:
            continue
        event = BY_NUMBER[rows[sighting.entry].kind].code
        shown.append(SightedEntry(rows[sighting.entry], event, core.value, actor.value, sighting.strength))
    return tuple(shown)


def _part(row: Trail) -> float:
    if row.reached is None:
        return 0.0
    first, end = milliseconds(row.first), milliseconds(row.end)
    return max(0.0, min(1.0, ((row.reached.int >> 80) - first) / max(1, end - first)))


def _close(field: str, plain: Any, *, at: datetime) -> bytes:
    key = month_key(at, kept_class=Kept.LOOK_UPS)
    return sealed_fields.seal_json(key, field=field, value=plain)


def _open(field: str, closed: field_encryption.Stored, *, at: datetime) -> Any:
    return json.loads(open_of_month(at, kept_class=Kept.LOOK_UPS, field=field, closed=closed))
