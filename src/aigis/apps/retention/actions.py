"""Carrying retention out: decide what is due, destroy its keys, empty its rows. Each step is durable before the next.

Killed between two steps, the next run resumes: a decision that is not done is carried out before another is made.
"""

import os
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from aigis import wiring
from aigis.apps.alerts.models import Desk
from aigis.apps.audit import data_keys
from aigis.apps.audit import erasure as audit_erasure
from aigis.apps.audit.actions import SYSTEM, EntryDraft, append
from aigis.apps.audit.models import Erasure, Hold, LogState
from aigis.apps.register import register_version
from aigis.apps.register.in_memory import saved_view
from aigis.apps.register.models import Subject
from aigis.apps.retention import due, row_erasure
from aigis.apps.retention.holds import holds_in_force
from aigis.apps.rosters.models import Roster
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.crypto.uuid7 import ordered_id
from aigis.core.errors import LogRefuses
from aigis.core.privacy.retention import BASIS_OF_PERIODS, Kept

_LOCK = 7_305_200  # of the advisory lock: one decision at a time


@transaction.atomic(durable=True)
def decide(*, actor: Actor, at: datetime) -> Erasure | None:
    """Decides to erase all that is due now, and gives the decision; None where nothing is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    require_present()
    register_version.lock()  # nobody gets a new ban while it is decided that they go
    planned = due.plan(due.listing(at=at), at=at)
    if planned.empty:
        return None
    row = Erasure(pk=ordered_id(at, os.urandom(10)), state=Erasure.State.DECIDED)
    return audit_erasure.decide(row, planned, basis=BASIS_OF_PERIODS, actor=actor, at=at)


def carry_out(erasure: Erasure, *, at: datetime) -> dict[str, int]:
    """Destroys a decision's keys and empties its rows; gives how many of both went. Again it finds nothing to do.

    Raises Conflict until the decision is sealed into the log.
    """
    gone = audit_erasure.destroy_keys(erasure, at=at)
    return {"keys": gone, **_finish(erasure.pk, at=at)}


@transaction.atomic(durable=True)
def _finish(erasure: UUID, *, at: datetime) -> dict[str, int]:
    row = Erasure.objects.select_for_update().get(pk=erasure)
    removed = row_erasure.remove(row, holds_in_force())
    audit_erasure.finish(erasure, removed=removed, actor=SYSTEM, at=at)
    return removed


@transaction.atomic(durable=True)
def reapply(*, at: datetime) -> int:
    """Destroys again what an old backup of the keys brought back; gives how many keys that were."""
    again = audit_erasure.reapply(at=at)
    if again:
        append([EntryDraft(Event.ERASURE_REAPPLIED, SYSTEM, at, {"keys": again})])
    return again


@transaction.atomic(durable=True)
def sweep(*, at: datetime) -> int:
    """Removes keys that actions left behind which did not end; gives how many."""
    require_present()
    old = at - wiring.environment().retention[Kept.SPARE_KEYS]
    spare = [scope for word in _OWNERS for scope in _spare(word, before=old)]
    removed = wiring.key_store().remove(spare) if spare else 0
    if removed:
        append([EntryDraft(Event.ERASURE_KEYS_SWEPT, SYSTEM, at, {"keys": removed})])
    return removed


def require_present() -> None:
    """Raises LogRefuses where the database is older than what was signed: what it does not know must not be erased."""
    log = LogState.objects.order_by("-id").first()
    size = log.size if log else 0
    signed = wiring.signer(log.origin if log else "").last[0]
    if signed > size:
        raise LogRefuses(f"ROLLBACK: the log holds {size} entries, but {signed} were signed. Nothing is erased.")


_OWNERS: Mapping[str, Callable[[], Iterable[object]]] = {
    "subject": lambda: Subject.objects.values_list("pk", flat=True),
    "roster": lambda: Roster.objects.values_list("pk", flat=True),
    "desk": lambda: Desk.objects.values_list("code", flat=True),
    "hold": lambda: Hold.objects.values_list("pk", flat=True),
    data_keys.SAVED_REGISTER: lambda: [saved_view.key_scope().partition(":")[2]],  # of a file that is there no more
}


def _spare(word: str, *, before: datetime) -> list[str]:
    """The scopes of a kind that are older than an instant and whose owner is not there."""
    made = wiring.key_store().living(f"{word}:")
    old = {scope for scope, made_at in made.items() if made_at < before}
    return sorted(old - {f"{word}:{owner}" for owner in _OWNERS[word]()}) if old else []
