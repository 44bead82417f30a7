"""Arrivals: which checks at the gates of a facility were of people announced there that day.

Only a certain match counts: a namesake who arrives is no arrival. The gate looks at once, the worker again each minute.
"""

import logging
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.checks import queries as checks
from aigis.apps.checks.models import Check
from aigis.apps.notices.webhook_targets import tell_organisation
from aigis.apps.rosters.announcement_queries import ExpectedPerson, expected_person
from aigis.apps.rosters.announcements import Occasion, keep_check, open_announced, system_actor
from aigis.apps.rosters.models import AnnouncedCheck, AnnouncedPerson, Announcement
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.dates.brussels import day_of, midnight
from aigis.core.errors import Erased, LogRefuses
from aigis.core.matching.index import Index
from aigis.core.matching.match import screen
from aigis.core.matching.types import Strength
from aigis.core.messages.webhook_messages import AnnouncementArrived, WebhookEvent
from aigis.core.person.person import Person
from aigis.core.timed_cache import TimedCache
from aigis.core.values import Verdict

logger = logging.getLogger("aigis.rosters")
_AT_GATE = ("gate", checks.BY_BADGE)
_REMEMBERED_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class _ExpectedIndex:
    """The persons of some announcements as an index, and the announcement of each."""

    index: Index
    announcements: dict[UUID, UUID]


# Who was announced never changes, so the same announcements have the same index; few facilities belong to a process.
_indexes: TimedCache[tuple[UUID, ...], _ExpectedIndex] = TimedCache(
    seconds=_REMEMBERED_SECONDS, clock=time.monotonic, most=64
)


def _open(facility: int, on: date) -> list[Announcement]:
    rows = Announcement.objects.select_related("gate__facility__port", "organisation")
    return list(rows.filter(closed_at=None, on=on, gate__facility=facility).order_by("pk"))


def _index_of(rows: Sequence[Announcement]) -> _ExpectedIndex:
    key = tuple(row.pk for row in rows)
    return _indexes.get(key) or _indexes.put(key, _build(rows))


def _build(rows: Sequence[Announcement]) -> _ExpectedIndex:
    by_key = {row.pk: row for row in rows}
    people = list(AnnouncedPerson.objects.filter(announcement__in=rows).order_by("pk"))
    opened = ((row.pk, _opened(by_key[row.announcement_id], row)) for row in people)
    index = Index.build(((key, person) for key, person in opened if person is not None), version=0)
    return _ExpectedIndex(index, {row.pk: row.announcement_id for row in people})


def _opened(row: Announcement, person: AnnouncedPerson) -> Person | None:
    """The announced person; None where it was erased or does not open, which hides none of the others."""
    try:
        return open_announced(row, person)
    except (Erased, LogRefuses):
        logger.exception("the announced person %s does not open", person.pk)
        return None


def _matches(persons: Sequence[Person], rows: Sequence[Announcement]) -> list[list[UUID]]:
    """For each person the announced persons that they certainly are."""
    expected = _index_of(rows)
    if not expected.announcements:
        return [[] for _ in persons]
    return [
        [match.subject for match in candidates if match.strength is Strength.CERTAIN]
        for candidates in screen(persons, expected.index)
    ]


def find_expected(check: UUID, person: Person, *, facility: int, actor: Actor, at: datetime) -> ExpectedPerson | None:
    """Finds the announcement of a person who was checked at a gate just now, and records the arrival.

    Returns the first of several announcements; what the gate is shown of it is an entry of the log.
    """
    rows = _open(facility, day_of(at))
    if not rows:
        return None
    (matching,) = _matches([person], rows)
    if not matching:
        return None
    _record(rows, [(Check.objects.get(pk=check), matching)], actor=system_actor(rows[0]), at=at)
    by_key = {row.pk: row for row in rows}
    people = AnnouncedPerson.objects.filter(pk__in=matching).prefetch_related("announcedcheck_set").order_by("pk")
    first = min(people, key=lambda row: (str(by_key[row.announcement_id].first_time or ""), row.pk))
    _record_reading(by_key[first.announcement_id], actor=actor, at=at)
    return expected_person(first, by_key[first.announcement_id])


@transaction.atomic(durable=True)
def _record_reading(row: Announcement, *, actor: Actor, at: datetime) -> None:
    append([EntryDraft(Event.ANNOUNCEMENT_READ, actor, at, {"announcement": str(row.pk)})])


def find_arrivals(*, at: datetime) -> int:
    """Finds the checks at gates that were of an expected person; returns how many arrivals are new."""
    open_rows = Announcement.objects.filter(closed_at=None, on__lte=day_of(at))
    days = set(open_rows.values_list("gate__facility", "on"))
    return sum(_find_of_day(facility, on, at=at) for facility, on in sorted(days))


def _find_of_day(facility: int, on: date, *, at: datetime) -> int:
    rows = _open(facility, on)
    made = _checks_of_day(facility, rows, on)
    opened = [(check, person) for check in made if (person := _asked(check)) is not None]
    if not opened:
        return 0
    matches = _matches([person for _, person in opened], rows)
    arrived = [(check, keys) for (check, _), keys in zip(opened, matches, strict=True) if keys]
    return _record(rows, arrived, actor=system_actor(rows[0]), at=at)


def _checks_of_day(facility: int, rows: Sequence[Announcement], on: date) -> list[Check]:
    """The checks at the facility's gates on a day that are not known as arrivals yet."""
    if not rows:
        return []
    first, last = max(midnight(on), min(row.at for row in rows)), midnight(on + timedelta(days=1))
    known = AnnouncedCheck.objects.filter(person__announcement__in=rows).values("made")
    made = Check.objects.filter(gate__facility=facility, source__in=_AT_GATE)
    return list(made.filter(checked_at__gte=first, checked_at__lt=last).exclude(pk__in=known).order_by("checked_at"))


def _asked(check: Check) -> Person | None:
    try:
        return checks.asked(check).person
    except Erased:
        return None


@transaction.atomic(durable=True)
def _record(
    rows: Sequence[Announcement], arrivals: Iterable[tuple[Check, Sequence[UUID]]], *, actor: Actor, at: datetime
) -> int:
    """Records checks as arrivals of people who were announced before; returns how many are new."""
    locked = Announcement.objects.select_for_update().filter(pk__in=[row.pk for row in rows], closed_at=None)
    by_key = {row.pk: row for row in locked.order_by("pk")}
    return sum(
        _record_arrival(check, person, by_key[person.announcement_id], actor=actor, at=at)
        for check, keys in arrivals
        for person in AnnouncedPerson.objects.filter(pk__in=keys, announcement__in=list(by_key)).order_by("pk")
    )


def _record_arrival(check: Check, person: AnnouncedPerson, row: Announcement, *, actor: Actor, at: datetime) -> bool:
    known = AnnouncedCheck.objects.filter(person=person, made=check.pk).exists()
    if known or check.checked_at < row.at:
        return False
    keep_check(person, check.pk, Verdict(check.verdict), Occasion.ARRIVED, at=check.checked_at)
    AnnouncedPerson.objects.filter(pk=person.pk, arrived_at=None).update(arrived_at=check.checked_at)
    core = {"announcement": str(row.pk), "ref": person.ref, "check": str(check.pk)}
    announcer = replace(actor, organisation=row.organisation_id)
    append([EntryDraft(Event.ANNOUNCEMENT_ARRIVED, announcer, at, core)])
    message = AnnouncementArrived(at=at, announcement=str(row.pk), ref=person.ref)
    tell_organisation(row.organisation_id, WebhookEvent.ANNOUNCEMENT_ARRIVED, message, at=at)
    return True
