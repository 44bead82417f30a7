"""An announcement until its day is over: it follows the register, arrivals are found, no-shows are closed."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.checks import queries as checks
from aigis.apps.checks.models import Check
from aigis.apps.checks.thresholds.current import in_use
from aigis.apps.register.in_memory import current as current_register
from aigis.apps.register.in_memory.changed_subjects import ChangedSubjects, changed_subjects
from aigis.apps.register.in_memory.current import RegisterView
from aigis.apps.rosters.announcements import (
    Occasion,
    check_persons,
    keep_check,
    open_announced,
    unchecked,
)
from aigis.apps.rosters.models import AnnouncedCheck, AnnouncedPerson, Announcement
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.dates.brussels import day_of, midnight
from aigis.core.errors import Erased
from aigis.core.matching.index import Index
from aigis.core.matching.match import screen
from aigis.core.matching.types import Strength
from aigis.core.person.person import Person
from aigis.core.values import Verdict

_FORGOTTEN_AFTER = timedelta(seconds=60)
_AT_GATE = ("gate", checks.BY_BADGE)
Clock = Callable[[], datetime]


def _system(row: Announcement) -> Actor:
    return Actor("system", "announcement", None, row.organisation_id)


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
        looks={min(row.followed_at for row in behind), max(row.followed_at for row in behind)},
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
        check_persons(row, unchecked(row), Occasion.ANNOUNCED, actor=_system(row), at=clock())
    if not changes:
        return 0
    persons = list(AnnouncedPerson.objects.filter(announcement=row).exclude(verdict="").order_by("pk"))
    opened = [open_announced(row, person) for person in persons]
    matches = screen(opened, register.index, bands=in_use(register).bands)
    touched = [
        person
        for person, candidates in zip(persons, matches, strict=True)
        if person.verdict != Verdict.CLEAR.value or any(match.subject in changes for match in candidates)
    ]
    check_persons(row, touched, Occasion.REGISTER_CHANGED, actor=_system(row), at=clock())
    return len(touched)


def find_arrivals(*, at: datetime) -> int:
    """Finds the checks at gates of a facility that were of an expected person; returns how many are new.

    Only a certain match counts: a namesake who arrives is no arrival.
    """
    return sum(_find_arrivals(row, at=at) for row in _open().filter(on__lte=day_of(at)))


def _find_arrivals(row: Announcement, *, at: datetime) -> int:
    persons = {person.pk: person for person in AnnouncedPerson.objects.filter(announcement=row)}
    made = _checks_of_day(row)
    opened = [(check, person) for check in made if (person := _asked(check)) is not None]
    if not opened or not persons:
        return 0
    index = Index.build(((pk, open_announced(row, person)) for pk, person in persons.items()), version=0)
    matches = screen([person for _, person in opened], index)
    arrivals = [
        (check, persons[match.subject])
        for (check, _), candidates in zip(opened, matches, strict=True)
        for match in candidates
        if match.strength is Strength.CERTAIN
    ]
    return _record_arrivals(row, arrivals, actor=_system(row), at=at)


def _checks_of_day(row: Announcement) -> list[Check]:
    """The checks at the facility's gates since the announcement, on its day, that are not known as arrivals yet."""
    first, last = max(midnight(row.on), row.at), midnight(row.on + timedelta(days=1))
    known = AnnouncedCheck.objects.filter(person__announcement=row).values("made")
    rows = Check.objects.filter(gate__facility=row.gate.facility_id, source__in=_AT_GATE)
    return list(rows.filter(checked_at__gte=first, checked_at__lt=last).exclude(pk__in=known).order_by("checked_at"))


def _asked(check: Check) -> Person | None:
    try:
        return checks.asked(check).person
    except Erased:
        return None


@transaction.atomic(durable=True)
def _record_arrivals(
    row: Announcement, arrivals: Sequence[tuple[Check, AnnouncedPerson]], *, actor: Actor, at: datetime
) -> int:
    locked = Announcement.objects.select_for_update().filter(pk=row.pk, closed_at=None).first()
    if locked is None:
        return 0
    for check, person in arrivals:
        if AnnouncedCheck.objects.filter(person=person, made=check.pk).exists():
            continue
        keep_check(person, check.pk, Verdict(check.verdict), Occasion.ARRIVED, at=check.checked_at)
        rows = AnnouncedPerson.objects.filter(pk=person.pk, arrived_at=None)
        rows.update(arrived_at=check.checked_at)
        core = {"announcement": str(row.pk), "ref": person.ref, "check": str(check.pk)}
        append([EntryDraft(Event.ANNOUNCEMENT_ARRIVED, actor, at, core)])
    return len(arrivals)


def close_past(*, at: datetime) -> int:
    """Closes the announcements of days that are over: who has not arrived is a no-show. Returns how many it closed."""
    rows = list(_open().filter(on__lt=day_of(at)))
    for row in rows:
        _find_arrivals(row, at=at)
        _close(row, actor=_system(row), at=at)
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
