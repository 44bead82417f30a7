"""Screening a roster: many checks as one job, in rounds that each end durably."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from aigis.apps.audit import data_keys
from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.checks.actions import perform
from aigis.apps.checks.query import Answer, Query
from aigis.apps.facilities.queries import GateFacts
from aigis.apps.rosters.actions import record_verdicts
from aigis.apps.rosters.entry_encryption import open_entry, scope
from aigis.apps.rosters.models import Roster, RosterEntry, Screening
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.crypto.uuid7 import ordered_id
from aigis.core.dates.daily_jobs import due_day
from aigis.core.errors import Conflict, DomainError
from aigis.core.values import Purpose, Verdict

ROUND = 1_000
# A job that has not moved for so long died with its worker and is begun again where it was.
STALLED_AFTER = timedelta(seconds=60)

Clock = Callable[[], datetime]


def system_actor(roster: Roster) -> Actor:
    """The system acting for the roster's organisation, so that its checks count among that organisation's."""
    return Actor("system", f"roster-{roster.pk}", None, roster.organisation_id)


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
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict("Today's screening of this roster has already started.") from None
    core = {"screening": str(row.pk), "source": f"roster:{roster.name}", "total": total}
    append([EntryDraft(Event.SCREENING_STARTED, actor, at, core)])
    enqueue(row.pk)
    return row


def enqueue(screening: UUID) -> None:
    """Puts a screening into the queue of jobs, once."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        app.configure_task("rosters.screen", queueing_lock=f"screening:{screening}").defer(job=str(screening))


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


def run(screening: UUID, *, clock: Clock) -> None:
    """Screens until the end of the roster; begun again after an interruption, it goes on where it was.

    It lasts minutes, so each round has its own instant.
    """
    row = Screening.objects.select_related("roster__gate__facility__port").get(pk=screening)
    while row.ended_at is None:
        entries = list(
            RosterEntry.objects.filter(roster=row.roster, removed_at=None, pk__gt=row.reached).order_by("pk")[:ROUND]
        )
        verdicts = check_entries(row.roster, entries, at=clock())
        if not _advance(row, entries, verdicts, at=clock()):
            return


def check_entries(roster: Roster, entries: Sequence[RosterEntry], *, at: datetime) -> list[Verdict]:
    """Checks roster entries and records the verdicts that changed; raises the first error of any of them."""
    if not entries:
        return []
    queries = list(_queries(roster, entries))
    answers = [_answer(result) for result in perform(queries, at=at)]
    verdicts = [answer.verdict for answer in answers]
    pairs, version = list(zip(entries, verdicts, strict=True)), answers[0].register_version
    record_verdicts(roster, pairs, register_version=version, actor=system_actor(roster), at=at)
    return verdicts


def _queries(roster: Roster, entries: Sequence[RosterEntry]) -> Iterator[Query]:
    key = data_keys.key(scope(roster))
    facility = roster.gate.facility
    gate = GateFacts(roster.gate_id, roster.gate.code, facility.port.locode, facility.organisation_id)
    for entry in entries:
        yield Query(
            person=open_entry(key, entry),
            gate=gate,
            purpose=Purpose(roster.purpose),
            actor=system_actor(roster),
            source="roster",
            occasion=_occasion(entry),
        )


def _occasion(entry: RosterEntry) -> str:
    """What must not be told twice: this entry's present denial, or the one that a denial now would be.

    An entry that was cleared and is denied again is another occasion; two checks at once of one that is not denied yet
    have the same.
    """
    number = entry.denials if entry.verdict == Verdict.DENIED.value else entry.denials + 1
    return f"roster-entry:{entry.pk}:{number}" if number else f"roster-entry:{entry.pk}"


def _answer(result: Answer | DomainError) -> Answer:
    if isinstance(result, DomainError):
        raise result
    return result


@transaction.atomic(durable=True)
def _advance(row: Screening, entries: Sequence[RosterEntry], verdicts: Sequence[Verdict], *, at: datetime) -> bool:
    """Notes how far the job is; after the last round, that it ended. False where another runner was faster."""
    ours = Screening.objects.select_for_update().filter(pk=row.pk, reached=row.reached, ended_at=None)
    if not ours.exists():
        return False
    row.moved_at = at
    row.done += len(entries)
    row.denied += verdicts.count(Verdict.DENIED)
    row.refer += verdicts.count(Verdict.REFER)
    if entries:
        row.reached = entries[-1].pk
    if len(entries) < ROUND:
        row.ended_at = at
        core = {"screening": str(row.pk), "done": row.done, "denied": row.denied, "refer": row.refer, "failed": 0}
        append([EntryDraft(Event.SCREENING_ENDED, system_actor(row.roster), at, core)])
    row.save(update_fields=["moved_at", "done", "denied", "refer", "reached", "ended_at"])
    return True


def stalled(*, at: datetime) -> list[UUID]:
    """Screenings whose worker died."""
    rows = Screening.objects.filter(ended_at=None, moved_at__lt=at - STALLED_AFTER)
    return list(rows.values_list("pk", flat=True))
