"""What changes in a log's life: its keys, and the log itself once a year. Every change is a leaf.

A key: the old and the new one sign for a while, so that whoever trusts either can verify; then the old one ends.
A log: its last leaf names the successor and its key; the successor's first leaf holds the last signed checkpoint.
"""

from datetime import datetime

from django.db import transaction

from aigis import wiring
from aigis.apps.audit import leaves, witnesses
from aigis.apps.audit.actions import SYSTEM, EntryDraft, append
from aigis.apps.audit.models import Checkpoint, Entry, LogKey, LogState
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.audit.events import CATALOGUE
from aigis.core.crypto.uuid7 import milliseconds
from aigis.core.errors import Conflict, InvalidInput, LogRefuses
from aigis.core.tlog.clock import require_ran_ahead, text_of
from aigis.core.tlog.keys import VerifierKey
from aigis.core.tlog.tree import empty_root

_PLANNED = "A successor of the log is already planned, or the log has not started. Wait for the sealer."
_known: tuple[str, ...] = ()


def current() -> LogState:
    """The log that entries go into now; raises LogRefuses before the first was begun."""
    newest = LogState.objects.order_by("-id").first()
    if newest is None:
        raise LogRefuses("The log has not started yet. Check that the sealer is running.")
    return newest


def log_at(index: int) -> LogState:
    """The log that holds the leaf at a place counted through all logs."""
    state = LogState.objects.filter(first__lte=index).order_by("-first").first()
    if state is None:
        raise LogRefuses("The log has not started yet. Check that the sealer is running.")
    return state


def clear_recorded_keys() -> None:
    """Drops this process's memory of the keys on record."""
    global _known
    _known = ()


def record_keys(*, at: datetime) -> None:
    """Writes an entry for every key that signs since the last time, and for every one that does no longer."""
    global _known
    log = current()
    vkeys = wiring.signer(log.origin).vkeys
    if vkeys != _known:
        _record(log, vkeys, at=at)
        _known = vkeys


@transaction.atomic(durable=True)
def _record(log: LogState, vkeys: tuple[str, ...], *, at: datetime) -> None:
    rows = {row.vkey: row for row in LogKey.objects.filter(log=log.id)}
    drafts = []
    for vkey in vkeys:
        if vkey not in rows:
            LogKey.objects.create(vkey=vkey, log=log.id, added_at=at)
            if rows:  # the first key of a log stands in the log's first leaf
                drafts.append(EntryDraft(Event.LOG_KEY_ADDED, SYSTEM, at, {"origin": log.origin, "vkey": vkey}))
    for vkey, row in rows.items():
        if vkey not in vkeys and row.ended_at is None:
            LogKey.objects.filter(vkey=vkey).update(ended_at=at)
            drafts.append(EntryDraft(Event.LOG_KEY_ENDED, SYSTEM, at, {"origin": log.origin, "vkey": vkey}))
    append(drafts)


@transaction.atomic(durable=True)
def plan_successor(*, origin: str, vkey: str, actor: Actor, at: datetime) -> None:
    """Has the sealer close the log and go on in another, under an origin and a key that are new.

    The entry written here becomes the log's last leaf. Raises Conflict where a successor is planned already.
    """
    log = LogState.objects.select_for_update().order_by("-id").first()
    if log is None or log.successor or log.closed_at:
        raise Conflict(_PLANNED)
    _plan(log, EntryDraft(Event.LOG_CLOSED, actor, at, {"origin": log.origin, "successor": origin, "vkey": vkey}))


@transaction.atomic(durable=True)
def leave_clock_behind(*, origin: str, vkey: str, reason: str, actor: Actor, at: datetime) -> None:
    """Has the sealer close a log whose clock had run ahead, and go on at once in a successor at the right time.

    Nothing but the entry written here is sealed into the old log any more. It says which time the last leaf bears,
    what the witnesses attested, who found the clock ahead and why; `at` is the right time. A successor that was planned
    already stays the one. Raises Conflict where the clock is not behind the last leaf, or behind the witnesses.
    """
    log = LogState.objects.select_for_update().order_by("-id").first()
    if log is None or log.closed_at or (log.successor and (log.successor, log.successor_vkey) != (origin, vkey)):
        raise Conflict(_PLANNED)
    if not reason.strip():
        raise InvalidInput("Explain how you found that the clock was ahead.", field="reason")
    seen = witnesses.attested()
    require_ran_ahead(last=log.leaf_time, now=milliseconds(at), attested=seen)
    about = {"last_leaf": text_of(log.leaf_time), "attested": seen and text_of(seen), "reason": reason.strip()}
    fields = {"origin": log.origin, "successor": origin, "vkey": vkey, **about}
    _plan(log, EntryDraft(Event.LOG_CLOCK_RAN_AHEAD, actor, at, fields))


def _plan(log: LogState, closing: EntryDraft) -> None:
    """Notes the entry that will be a log's last leaf, and the successor it names."""
    origin, vkey = closing.core["successor"], closing.core["vkey"]
    if VerifierKey.parse(vkey).name != origin or LogState.objects.filter(origin=origin).exists():
        raise InvalidInput(
            "Enter an origin for the successor that differs from this log's. Its key must be made for that origin.",
            field="origin",
        )
    (entry,) = append([closing])
    LogState.objects.filter(id=log.id).update(successor=origin, successor_vkey=vkey, closing=entry)


def set_right(log: LogState) -> int | None:
    """The right time by the entry that closes a log whose clock had run ahead, in milliseconds; None of any other."""
    kind = CATALOGUE[Event.LOG_CLOCK_RAN_AHEAD].number
    latest = (
        Entry.objects.filter(pk=log.closing, kind=kind).values_list("at", flat=True).first() if log.closing else None
    )
    return milliseconds(latest) if latest else None


@transaction.atomic(durable=True)
def succeed(*, at: datetime) -> bool:
    """Begins the planned successor once the closed log's last checkpoint is signed; tells whether it did."""
    old = LogState.objects.select_for_update().order_by("-id").first()
    if old is None or old.closed_at is None:
        return False
    last = Checkpoint.objects.get(size=old.first + old.size)
    if last.note is None:
        return False
    vkeys = wiring.signer(old.successor).vkeys
    if old.successor_vkey not in vkeys:
        raise LogRefuses("The successor's key is not the one named by the closed log. Replace it with that one.")
    right = set_right(old)
    new = LogState.objects.create(
        id=old.id + 1,
        origin=old.successor,
        first=old.first + old.size,
        size=0,
        root=empty_root(),
        leaf_time=old.leaf_time if right is None else right,
    )
    fields = {"origin": new.origin, "predecessor": old.origin, "note": last.note, "vkeys": list(vkeys)}
    (entry,) = append([EntryDraft(Event.LOG_SUCCEEDED, SYSTEM, at, fields)])
    leaves.add(leaves.take_one(entry), log=new, at=at)
    return True
