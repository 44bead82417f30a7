"""Screening a list that was sent: read once by the worker, checked in rounds that each end durably.

Each row is asked under a request key of its own, so that a round whose worker died between the checks and the record of
their results gives the same answers when it is run again: no row is checked twice, and none is lost.
"""

import hashlib
import logging
import os
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from aigis.apps.audit import sealed_fields
from aigis.apps.audit.actions import SYSTEM, EntryDraft, append
from aigis.apps.audit.data_keys import month_key, open_of_month
from aigis.apps.checks.actions import Result, perform_in_parts
from aigis.apps.checks.query import Answer, Query
from aigis.apps.facilities.queries import GateFacts
from aigis.apps.notices.webhook_targets import tell_organisation
from aigis.apps.people import account_position
from aigis.apps.people.idempotency import IdempotentRequest, recall, remember
from aigis.apps.rosters.job_steps import JobPace, JobStep
from aigis.apps.rosters.list_rows import ListedRow, read_list
from aigis.apps.rosters.models import ListScreening, ListScreeningPart
from aigis.core.access.permissions import Actor, Capability, require
from aigis.core.audit.event_names import Event
from aigis.core.crypto.field_encryption import Stored
from aigis.core.crypto.uuid7 import ordered_id
from aigis.core.dates.brussels import day_of
from aigis.core.errors import Conflict, DomainError, InvalidInput, NotAllowed, NotFound
from aigis.core.imports.table import require_all_rows
from aigis.core.messages.webhook_messages import ScreeningEnded, WebhookEvent
from aigis.core.privacy.retention import Kept
from aigis.core.values import Purpose, RequestKey, Verdict

logger = logging.getLogger("aigis.rosters")
ROUND = 1_000
STALLED_AFTER = timedelta(seconds=60)
FILE, RESULTS = "screening.file", "screening.results"
_State = ListScreening.State
ENDED = (_State.DONE, _State.CANCELLED, _State.FAILED)
_MOVING = ("state", "file", "done", "moved_at", "ended_at", "clear", "denied", "refer", "rejected")
Clock = Callable[[], datetime]
# Number and reference of the row, verdict, reason, reference of the check, when; or the error in the last place.
ResultRow = tuple[int, str, str, str, str, str, str]


_ALLOWED = {
    JobStep.PAUSE: ((_State.WAITING, _State.RUNNING), _State.PAUSED),
    JobStep.RESUME: ((_State.PAUSED,), _State.WAITING),
    JobStep.CANCEL: ((_State.WAITING, _State.RUNNING, _State.PAUSED), _State.CANCELLED),
}


@dataclass(frozen=True, slots=True)
class SentList:
    """A file to be screened, its form by the ending of a name, and for which gate and why its persons are checked."""

    content: bytes
    ending: str
    gate: GateFacts
    purpose: Purpose


@transaction.atomic(durable=True)
def receive_list(sent: SentList, *, actor: Actor, at: datetime, request: IdempotentRequest | None = None) -> UUID:
    """Takes a file in, encrypted, and puts its job into the queue; the worker reads it."""
    earlier = recall(request, actor=actor)
    if earlier is not None:
        return UUID(earlier)
    row = ListScreening(pk=ordered_id(at, os.urandom(10)), organisation_id=actor.organisation, gate_id=sent.gate.id)
    row.purpose, row.actor_key, row.ending, row.at, row.moved_at = sent.purpose.value, actor.key, sent.ending, at, at
    row.file = _seal(row, FILE, sent.content)
    row.save(force_insert=True)
    core = {"screening": str(row.pk), "digest": hashlib.sha256(sent.content).hexdigest()}
    core |= {"gate": sent.gate.code, "purpose": sent.purpose.value}
    append([EntryDraft(Event.SCREENING_RECEIVED, actor, at, core)])
    remember(request, str(row.pk), actor=actor, at=at)
    enqueue(row.pk)
    return row.pk


def _seal(row: ListScreening, field: str, plain: bytes) -> bytes:
    key = month_key(row.at, kept_class=Kept.UPLOADS)
    return sealed_fields.seal_bytes(key, field=f"{field}:{row.pk}", plain=plain)


def open_field(row: ListScreening, field: str, closed: Stored) -> bytes:
    """Decrypts a part of a job; raises Erased where its month was erased."""
    return open_of_month(row.at, kept_class=Kept.UPLOADS, field=f"{field}:{row.pk}", closed=closed)


def enqueue(screening: UUID) -> None:
    """Puts a job into the queue, once."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        task = app.configure_task("rosters.screen_list", queueing_lock=f"list-screening:{screening}")
        task.defer(job=str(screening))


@transaction.atomic(durable=True)
def steer(screening: UUID, step: JobStep, *, actor: Actor, at: datetime) -> ListScreening:
    """Pauses, resumes or cancels a job; the same step again changes nothing. Raises Conflict where it has ended."""
    row = ListScreening.objects.select_for_update().filter(pk=screening, organisation=actor.organisation).first()
    if row is None:
        raise NotFound("Your organisation has no such screening.")
    before, after = _ALLOWED[step]
    if row.state == after or (step is JobStep.RESUME and row.state == _State.RUNNING):
        return row
    if row.state not in before:
        raise Conflict(f"This screening is {row.state}, so this step is not possible.")
    row.state, row.moved_at = after, at
    if after == _State.CANCELLED:
        row.ended_at, row.file = at, b""
    row.save(update_fields=["state", "moved_at", "ended_at", "file"])
    append([EntryDraft(Event.SCREENING_STEERED, actor, at, {"screening": str(row.pk), "step": step.value})])
    if step is JobStep.RESUME:
        enqueue(row.pk)
    return row


def run(screening: UUID, *, clock: Clock) -> None:
    """Checks the rows that have no result yet, to the end or until somebody pauses or cancels the job."""
    row = _begin(screening, actor=SYSTEM, at=clock())
    if row is None:
        return
    try:
        actor = _actor(row)
        content = open_field(row, FILE, row.file)
        rows = read_list(content, ending=row.ending, today=day_of(row.at))
    except DomainError as refusal:
        _fail(row, refusal, actor=SYSTEM, at=clock())
        return
    going_on = _count_rows(row, len(rows), actor=actor, at=clock())
    while going_on:
        chunk = rows[row.done : row.done + ROUND]
        results = _check(row, chunk, actor=actor, at=clock())
        require_all_rows(len(chunk), len(results))
        going_on = _record(row, results, actor=actor, at=clock())


@transaction.atomic(durable=True)
def _begin(screening: UUID, *, actor: Actor, at: datetime) -> ListScreening | None:
    rows = ListScreening.objects.select_for_update(of=("self",)).select_related("gate__facility__port")
    row = rows.filter(pk=screening, state__in=[_State.WAITING, _State.RUNNING]).first()
    if row is not None:
        row.state, row.moved_at, row.run_since, row.run_from = _State.RUNNING, at, at, row.done
        row.save(update_fields=["state", "moved_at", "run_since", "run_from"])
    return row


def _actor(row: ListScreening) -> Actor:
    """Who sent the list, as they stand now: an account that was closed meanwhile checks nobody."""
    position = account_position.of_key(row.actor_key)
    if position is None or position.organisation != row.organisation_id:
        raise NotAllowed("The account that sent this list was closed. Send it again from another one.")
    kind, _, number = row.actor_key.partition(":")
    actor = Actor(kind, number, position.role, position.organisation)
    require(actor, Capability.SCREENING_RUN)
    return actor


@transaction.atomic(durable=True)
def _count_rows(row: ListScreening, total: int, *, actor: Actor, at: datetime) -> bool:
    """Notes how many rows the file has, the first time; False where the job was paused, cancelled or is another's."""
    locked = _locked(row)
    if locked is None or locked.state != _State.RUNNING:
        return False
    if not locked.total:
        ListScreening.objects.filter(pk=row.pk).update(total=total, moved_at=at)
        core = {"screening": str(row.pk), "source": "list", "total": total}
        append([EntryDraft(Event.SCREENING_STARTED, actor, at, core)])
    row.total = total
    return True


def _locked(row: ListScreening) -> ListScreening | None:
    """The job as it is now, locked; None where another worker has gone on or it has ended."""
    return ListScreening.objects.select_for_update().filter(pk=row.pk, done=row.done).exclude(state__in=ENDED).first()


def _check(row: ListScreening, chunk: Sequence[ListedRow], *, actor: Actor, at: datetime) -> list[ResultRow]:
    """Checks some rows; raises whatever is wrong with more than one of them, so that none of them gets a result."""
    facility = row.gate.facility
    gate = GateFacts(row.gate_id, row.gate.code, facility.port.locode, facility.organisation_id)
    queries = [
        Query(
            person=listed.person,
            gate=gate,
            purpose=Purpose(row.purpose),
            actor=actor,
            request_key=RequestKey(f"screening-{row.pk.hex}-{row.done + index}"),
            source="list",
        )
        for index, listed in enumerate(chunk)
        if listed.person is not None
    ]
    answers = iter(perform_in_parts(queries, at=at))
    return [_rejected(item, item.error) if item.person is None else _result(item, next(answers)) for item in chunk]


def _result(listed: ListedRow, result: Result) -> ResultRow:
    if isinstance(result, Answer):
        verdict, reason = result.verdict.value, result.reason.value
        return listed.number, listed.ref, verdict, reason, str(result.id), result.checked_at.isoformat(), ""
    if isinstance(result, InvalidInput):
        return _rejected(listed, result.sentence)
    raise result


def _rejected(listed: ListedRow, error: str) -> ResultRow:
    return listed.number, listed.ref, "", "", "", "", error


@transaction.atomic(durable=True)
def _record(row: ListScreening, results: Sequence[ResultRow], *, actor: Actor, at: datetime) -> bool:
    """Keeps the results of a round and how far the job is; False where it has ended or is not to go on."""
    locked = _locked(row)
    if locked is None:
        return False
    sealed = sealed_fields.seal_json(
        month_key(row.at, kept_class=Kept.UPLOADS), field=f"{RESULTS}:{row.pk}", value=results
    )
    ListScreeningPart.objects.create(screening=locked, first=row.done, rows=len(results), results=sealed)
    counts = Counter(result[2] for result in results)
    locked.done, locked.moved_at = row.done + len(results), at
    locked.clear += counts[Verdict.CLEAR.value]
    locked.denied += counts[Verdict.DENIED.value]
    locked.refer += counts[Verdict.REFER.value]
    locked.rejected += counts[""]
    if locked.done == locked.total:
        _end(locked, actor=actor, at=at)
    locked.save(update_fields=_MOVING)
    row.done = locked.done
    return locked.state == _State.RUNNING


def _end(row: ListScreening, *, actor: Actor, at: datetime) -> None:
    require_all_rows(row.total, row.clear, row.denied, row.refer, row.rejected)
    row.state, row.ended_at, row.file = _State.DONE, at, b""
    core = {"screening": str(row.pk), "done": row.done, "denied": row.denied, "refer": row.refer}
    append([EntryDraft(Event.SCREENING_ENDED, actor, at, {**core, "failed": row.rejected})])
    message = ScreeningEnded(at=at, screening=str(row.pk), done=row.done, rejected=row.rejected)
    tell_organisation(row.organisation_id, WebhookEvent.SCREENING_ENDED, message, at=at)


@transaction.atomic(durable=True)
def _fail(row: ListScreening, refusal: DomainError, *, actor: Actor, at: datetime) -> None:
    """Ends a job whose file is no list, or whose sender may not check any more."""
    locked = _locked(row)
    if locked is None:
        return
    locked.state, locked.ended_at, locked.moved_at, locked.file = _State.FAILED, at, at, b""
    locked.error = refusal.sentence[:400]
    locked.save(update_fields=["state", "ended_at", "moved_at", "file", "error"])
    core = {"screening": str(row.pk), "code": refusal.code}
    append([EntryDraft(Event.SCREENING_FAILED, actor, at, core)])


def pace_of(row: ListScreening) -> JobPace:
    """Returns how fast a running job goes since its worker began."""
    if row.state != _State.RUNNING or row.run_since is None:
        return JobPace()
    return JobPace.of(rows=row.done - row.run_from, since=row.run_since, until=row.moved_at, left=row.total - row.done)


def stalled(*, at: datetime) -> list[UUID]:
    """Jobs whose worker died, or that never got one."""
    rows = ListScreening.objects.filter(state__in=[_State.WAITING, _State.RUNNING], moved_at__lt=at - STALLED_AFTER)
    return list(rows.values_list("pk", flat=True))
