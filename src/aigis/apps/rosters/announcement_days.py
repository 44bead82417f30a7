"""An announcement until its day is over: it follows the register, then no-shows are closed."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.checks.thresholds.current import in_use
from aigis.apps.register.in_memory import current as current_register
from aigis.apps.register.in_memory.changed_subjects import ChangedSubjects, changed_subjects
from aigis.apps.register.in_memory.current import RegisterView
from aigis.apps.rosters import arrivals
from aigis.apps.rosters.announcements import (
    Occasion,
    check_persons,
    open_announced,
    system_actor,
    unchecked,
)
from aigis.apps.rosters.models import AnnouncedPerson, Announcement
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.dates.brussels import day_of
from aigis.core.matching.match import screen
from aigis.core.values import Verdict

_FORGOTTEN_AFTER = timedelta(seconds=60)
Clock = Callable[[], datetime]


def follow(*, at: datetime, clock: Clock) -> int:
    """Brings the expected persons of all days to come up to the register; returns how many were checked again.

    Whom the matcher finds a changed subject for, and who is not clear, is checked in full. Persons whose first check
    did not come about are checked as well.
    """
    register = current_register.current(at=at)
    rows = list(_open().filter(on__gte=day_of(at)))
    behind = [row for row in rows if row.followed_version < register.version or row.followed_at < at]
    if not behind:
        return 0
    changes = changed_subjects(
        register,
        since=min(row.followed_version for row in behind),
        looks=[row.followed_at for row in behind],
        at=at,
    )
    count = sum(_follow(row, changes, register, clock=clock) for row in behind)
    marks = Announcement.objects.filter(pk__in=[row.pk for row in behind])
    marks.update(followed_version=register.version, followed_at=at)
    return count


def _open() -> QuerySet[Announcement]:
    return Announcement.objects.filter(closed_at=None).select_related("gate__facility__port").order_by("pk")


def _follow(row: Announcement, changes: ChangedSubjects, register: RegisterView, *, clock: Clock) -> int:
    if row.at < clock() - _FORGOTTEN_AFTER:
        check_persons(row, unchecked(row), Occasion.ANNOUNCED, actor=system_actor(row), at=clock())
    if not changes:
        return 0
    persons = list(AnnouncedPerson.objects.filter(announcement=row).exclude(verdict="").order_by("pk"))
    opened = [open_announced(row, person) for person in persons]
    matches = screen(opened, register.index, bands=in_use(register).bands)
    touched = [
        person
        for person, candidates in zip(persons, matches, strict=True)
        if person.verdict != Verdict.CLEAR.value or changes.holds_any(candidates)
    ]
    check_persons(row, touched, Occasion.REGISTER_CHANGED, actor=system_actor(row), at=clock())
    return len(touched)


def close_past(*, at: datetime) -> int:
    """Closes the announcements of days that are over: who has not arrived is a no-show. Returns how many it closed."""
    arrivals.find_arrivals(at=at)
    rows = list(_open().filter(on__lt=day_of(at)))
    for row in rows:
        _close(row, actor=system_actor(row), at=at)
    return len(rows)


@transaction.atomic(durable=True)
def _close(row: Announcement, *, actor: Actor, at: datetime) -> None:
    locked = Announcement.objects.select_for_update().filter(pk=row.pk, closed_at=None).first()
    if locked is None:
        return
    persons = AnnouncedPerson.objects.filter(announcement=row)
    missing = persons.filter(arrived_at=None).update(no_show=True)
    Announcement.objects.filter(pk=row.pk).update(closed_at=at)
    core = {"announcement": str(row.pk), "arrived": persons.count() - missing, "no_shows": missing}
    append([EntryDraft(Event.ANNOUNCEMENT_CLOSED, actor, at, core)])
