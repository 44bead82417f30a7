"""Screening a roster: many checks as one job, in rounds that each end durably."""

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.rosters import screening_parts
from aigis.apps.rosters.job_steps import JobPace, JobStep
from aigis.apps.rosters.models import Roster, RosterEntry, Screening, ScreeningPart
from aigis.apps.rosters.roster_checks import system_actor
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.crypto.uuid7 import ordered_id
from aigis.core.dates.daily_jobs import due_day
from aigis.core.errors import Conflict, NotFound

ROUND = 1_000
# A job that has not moved for so long died with its worker and is begun again where it was.
STALLED_AFTER = timedelta(seconds=60)

_AFTER = {
    JobStep.PAUSE: Screening.State.PAUSED,
    JobStep.RESUME: Screening.State.RUNNING,
    JobStep.CANCEL: Screening.State.CANCELLED,
}
Clock = Callable[[], datetime]


@transaction.atomic(durable=True)
def start(roster: Roster, *, actor: Actor, at: datetime, day: date | None = None) -> Screening:
    """Begins a screening of the whole roster as a job; raises what `begin` raises."""
    return begin(roster, actor=actor, at=at, day=day)


def begin(roster: Roster, *, actor: Actor, at: datetime, day: date | None = None) -> Screening:
    """Begins it in the open transaction; `day`: it is the daily one of that day, of which there is one.

    Raises Conflict where that day's has been begun.
    """
    total = RosterEntry.objects.filter(roster=roster, removed_at=None).count()
    row = Screening(pk=ordered_id(at, os.urandom(10)), roster=roster, day=day, started_at=at, moved_at=at, total=total)
    row.run_since = at
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict("Today's screening of this roster has already started.") from None
    screening_parts.add_parts(row, at=at)
    core = {"screening": str(row.pk), "source": f"roster:{roster.name}", "total": total}
    append([EntryDraft(Event.SCREENING_STARTED, actor, at, core)])
    enqueue(row.pk)
    return row


def enqueue(screening: UUID) -> None:
    """Puts the stretches of a screening into the queue of jobs, each once: workers take them side by side."""
    for part in ScreeningPart.objects.filter(screening=screening, ended_at=None).values_list("pk", flat=True):
        enqueue_part(part)


def enqueue_part(part: int) -> None:
    """Puts a stretch into the queue of jobs, once."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        app.configure_task("rosters.screen_part", queueing_lock=f"screening-part:{part}").defer(part=part)


def start_daily(*, at: datetime) -> int:
    """Begins the daily screenings whose hour has come, also where nobody was there at that hour; returns how many."""
    day, since = due_day(at)
    begun = Screening.objects.filter(day=day).values("roster")
    started = 0
    for roster in Roster.objects.filter(added_at__lt=since).exclude(pk__in=begun).order_by("pk"):
        with suppress(Conflict):  # another worker was faster
            start(roster, actor=system_actor(roster), at=at, day=day)
            started += 1
    return started


def start_all(*, at: datetime) -> int:
    """Begins a screening of every roster, one on its way or not: what is on its way may have been decided before."""
    rosters = list(Roster.objects.order_by("pk"))
    for roster in rosters:
        start(roster, actor=system_actor(roster), at=at)
    return len(rosters)


def start_now(roster: Roster, *, actor: Actor, at: datetime) -> Screening:
    """Begins a screening that somebody asks for; raises Conflict while another is on its way."""
    if Screening.objects.filter(roster=roster, ended_at=None).exists():
        raise Conflict("A screening of this roster is already running. Wait until it has finished.")
    return start(roster, actor=actor, at=at)


@transaction.atomic(durable=True)
def steer(screening: UUID, step: JobStep, *, actor: Actor, at: datetime) -> Screening:
    """Pauses, resumes or cancels a screening of a roster; the same step again changes nothing.

    Verdicts that changed stay changed. Raises Conflict where it has ended, and for the daily one: nobody keeps a roster
    from being screened.
    """
    row = Screening.objects.select_for_update().filter(pk=screening, roster__organisation=actor.organisation).first()
    if row is None:
        raise NotFound("Your organisation has no such screening.")
    after = _AFTER[step]
    if row.state == after and (row.ended_at is None or step is JobStep.CANCEL):
        return row
    if row.day is not None:
        raise Conflict("The daily screening of a roster cannot be paused or cancelled.")
    if row.ended_at is not None:
        raise Conflict("This screening has ended, so this step is not possible.")
    row.state, row.moved_at = after, at
    if step is JobStep.RESUME:
        row.run_since, row.run_from = at, row.done
    if step is JobStep.CANCEL:
        row.ended_at = at
        ScreeningPart.objects.filter(screening=row, ended_at=None).update(ended_at=at)
    row.save(update_fields=["state", "moved_at", "run_since", "run_from", "ended_at"])
    append([EntryDraft(Event.SCREENING_STEERED, actor, at, {"screening": str(row.pk), "step": step.value})])
    if step is JobStep.RESUME:
        enqueue(row.pk)
    return row


def pace_of(row: Screening) -> JobPace:
    """Returns how fast a running screening goes since it began or was resumed."""
    if row.ended_at is not None or row.state != Screening.State.RUNNING or row.run_since is None:
        return JobPace()
    return JobPace.of(rows=row.done - row.run_from, since=row.run_since, until=row.moved_at, left=row.total - row.done)


def run(screening: UUID, *, clock: Clock) -> None:
    """Screens until the end of the roster, stretch after stretch; after an interruption it goes on where it was."""
    parts = ScreeningPart.objects.filter(screening=screening, ended_at=None).order_by("number")
    for part in list(parts.values_list("pk", flat=True)):
        screening_parts.run_part(part, clock=clock)


def adopt(*, at: datetime) -> None:
    """Divides the screenings that an earlier version began into stretches, and puts these into the queue."""
    for row in Screening.objects.filter(ended_at=None, parts=None).select_related("roster"):
        with transaction.atomic(durable=True):
            Screening.objects.select_for_update().get(pk=row.pk)
            if ScreeningPart.objects.filter(screening=row).exists():
                continue  # another worker was faster
            Screening.objects.filter(pk=row.pk).update(done=0, denied=0, refer=0)
            screening_parts.add_parts(row, at=at)
            enqueue(row.pk)
