"""Comparing everything stored with the log, on request and every night, and keeping what came of it."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from procrastinate.contrib.django import app

from aigis.apps.audit.actions import SYSTEM, EntryDraft, append
from aigis.apps.audit.verification import verify_live
from aigis.apps.checks.verification import verify_rows
from aigis.apps.insight.models import Verification
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.errors import Conflict, DomainError

_ENTRIES_A_STEP = 20_000
_LASTS_AT_MOST = timedelta(hours=12)
_RUNNING = "A verification is already running. Wait until it has finished."


@transaction.atomic(durable=True)
def ask(*, actor: Actor, at: datetime) -> Verification:
    """Has a worker verify everything; raises Conflict while another verification runs."""
    running = Verification.objects.select_for_update().filter(good=None, started_at__gt=at - _LASTS_AT_MOST)
    if running.exists():
        raise Conflict(_RUNNING)
    row = Verification.objects.create(started_by=actor.key, started_at=at)
    append([EntryDraft(Event.LOG_READ, actor, at, {"what": "verification"}, {"about": {"verification": row.pk}})])
    app.configure_task("insight.verify").defer(verification=row.pk)
    return row


@transaction.atomic(durable=True)
def begin_nightly(*, at: datetime) -> int:
    """Begins the verification of the night."""
    return Verification.objects.create(started_by=SYSTEM.key, started_at=at).pk


def run(verification: int, *, clock: Callable[[], datetime]) -> None:
    """Compares all entries and all checks with the log, and records what came of it; one that ended is left alone."""
    row = Verification.objects.filter(pk=verification, ended_at=None).first()
    if row is None:
        return
    try:
        row.entries = _counted(verify_live(), row, "entries")
        row.checks = _counted(verify_rows(), row, "checks")
    except DomainError as wrong:
        record(row, good=False, sentence=wrong.sentence, at=clock())
    else:
        record(row, good=True, sentence="", at=clock())


def _counted(steps: Iterator[int], row: Verification, name: str) -> int:
    """Goes through the steps to the end, and writes down now and then how far it is."""
    done = noted = 0
    for done in steps:
        if done - noted >= _ENTRIES_A_STEP:
            Verification.objects.filter(pk=row.pk).update(**{name: done})
            noted = done
    return done


@transaction.atomic(durable=True)
def record(row: Verification, *, good: bool, sentence: str, at: datetime) -> None:
    """Writes how a verification ended, with its entry."""
    _end(row, good=good, sentence=sentence, at=at)


@transaction.atomic(durable=True)
def record_run(counts: Mapping[str, int], *, sentence: str, began: datetime, at: datetime) -> None:
    """Writes how a verification by the command line ended; `found` counts both, no sentence is good."""
    row = Verification(started_by=SYSTEM.key, started_at=began, entries=counts["entries"], checks=counts["checks"])
    _end(row, good=not sentence, sentence=sentence, at=at)


def _end(row: Verification, *, good: bool, sentence: str, at: datetime) -> None:
    row.ended_at, row.good, row.sentence = at, good, sentence[:400]
    row.save(update_fields=None if row.pk is None else ["ended_at", "good", "sentence", "entries", "checks"])
    core = {"good": good, "entries": row.entries, "checks": row.checks, "sentence": row.sentence}
    append([EntryDraft(Event.LOG_VERIFIED, SYSTEM, at, core)])


def last() -> Verification | None:
    """The last verification that ended."""
    return Verification.objects.exclude(ended_at=None).order_by("-ended_at").first()


def running(*, at: datetime) -> Verification | None:
    """The verification that is under way."""
    return Verification.objects.filter(ended_at=None, started_at__gt=at - _LASTS_AT_MOST).order_by("-pk").first()
