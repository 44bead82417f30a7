"""The sealer: gives entries their place in the tree, and signs only what is already durable.

One at a time: an advisory lock keeps a second sealer waiting, and the state row is compared and swapped besides.
Order matters. Leaves, tiles and the *unsigned* checkpoint are one transaction; the signature comes after its commit,
because a signature over leaves that a crash takes back would contradict the next one.
"""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime

from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from aigis import wiring
from aigis.apps.audit import attestation, checkpoint_signing, leaves, rotation, wakeup, witnesses
from aigis.apps.audit.actions import SYSTEM, EntryDraft, append
from aigis.apps.audit.models import LogState, Pending
from aigis.core.audit.event_names import Event
from aigis.core.crypto.uuid7 import milliseconds
from aigis.core.errors import RolledBack
from aigis.core.tlog.tree import empty_root

logger = logging.getLogger("aigis.sealer")

BATCH = 1_000
PAUSE_SECONDS = 0.1
QUIET_AFTER_SECONDS = 1.0
LOOK_EVERY_SECONDS = 2.5
LONGEST_SLEEP_SECONDS = 10.0
_RETRY_SECONDS = 0.25  # gates wait for the sealer after a restart of the database
_LOCK_NUMBER = 6_962


@transaction.atomic(durable=True)
def open_log(*, at: datetime) -> None:
    """Begins the log with its first entry, once; raises RolledBack when the signer signed what is not there."""
    origin = wiring.environment().log_origin
    _, made = LogState.objects.get_or_create(
        id=1, defaults={"origin": origin, "size": 0, "root": empty_root(), "leaf_time": 0}
    )
    checkpoint_signing.require_history(rotation.current())
    if made:
        vkeys = list(wiring.signer(origin).vkeys)
        append([EntryDraft(Event.LOG_OPENED, SYSTEM, at, {"origin": origin, "version": 1, "vkeys": vkeys})])


def verify_history(*, at: datetime) -> None:
    """Compares the log on this server with what was signed and cosigned, and attests it: checks are answered from now.

    Raises:
        RolledBack: the database is older than what was signed, or went on from an older one.
    """
    open_log(at=at)
    witnesses.require_not_behind(at=at)
    attestation.attest(at=at)


def seal(*, at: datetime) -> int:
    """Seals one batch of waiting entries and signs; returns how many there were."""
    rotation.record_keys(at=at)
    count = extend(at=at)
    checkpoint_signing.sign()
    if rotation.succeed(at=at):
        checkpoint_signing.sign()
    return count


@transaction.atomic(durable=True)
def extend(*, at: datetime) -> int:
    """Adds a batch of waiting entries to the open log, unsigned; the entry that closes a log is its last leaf."""
    log = rotation.current()
    if log.closed_at is not None:
        return 0
    if rotation.set_right(log) is not None:
        return _close_at_last_time(log, at=at)
    rows = leaves.take(BATCH, but=[log.closing] if log.closing else [])
    if log.closing and len(rows) < BATCH:
        rows += leaves.take_one(log.closing)
        LogState.objects.filter(id=log.id).update(closed_at=at)
    if rows:
        leaves.add(rows, log=log, at=at)
    return len(rows)


def _close_at_last_time(log: LogState, *, at: datetime) -> int:
    """Closes a log whose clock had run ahead: all else that waits goes into the successor, under the right time."""
    rows = leaves.take_one(log.closing) if log.closing else []
    LogState.objects.filter(id=log.id).update(closed_at=at)
    leaves.add_at(rows, log=log, time_ms=max(log.leaf_time, milliseconds(at)), at=at)
    return len(rows)


def run_forever(stop: threading.Event, *, beat: Callable[[datetime], None] | None = None) -> None:
    """Seals until told to stop; a lost database is waited for, a log that refuses ends the process.

    `beat` is called with the time at every look for entries: it shows that the sealer works.
    """
    while not stop.is_set():
        try:
            _hold_lock(stop)
            verify_history(at=timezone.now())
            wakeup.listen()
            _seal_until(stop, beat)
        except RolledBack as refused:
            attestation.revoke(refused.sentence, at=timezone.now())
            raise
        except (OperationalError, InterfaceError) as lost:
            logger.warning("the database cannot be reached, trying again: %s", str(lost).partition("\n")[0])
            connection.close()
            stop.wait(_RETRY_SECONDS)
    connection.close()


def _seal_until(stop: threading.Event, beat: Callable[[datetime], None] | None) -> None:
    """Seals ten times a second while entries come; when none does, sleeps and looks at keys and successors at times."""
    quiet_since = time.monotonic()
    while not stop.is_set():
        count = seal(at=timezone.now())
        if beat is not None:
            beat(timezone.now())
        if count:
            quiet_since = time.monotonic()
        if count < BATCH:
            stop.wait(PAUSE_SECONDS)
        if time.monotonic() - quiet_since > QUIET_AFTER_SECONDS:
            _sleep(stop)


def _sleep(stop: threading.Event) -> None:
    """Waits for an entry: for the notice of one, and by looking, since a notice may be lost with its sender."""
    deadline = time.monotonic() + LONGEST_SLEEP_SECONDS
    while not stop.is_set() and time.monotonic() < deadline:
        if wakeup.sleep(LOOK_EVERY_SECONDS, stop) or Pending.objects.exists():
            return


def _hold_lock(stop: threading.Event) -> None:
    """Waits until no other sealer is connected; the lock lives and dies with this connection."""
    while not stop.is_set():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK_NUMBER])
            if cursor.fetchone()[0]:
                return
        stop.wait(_RETRY_SECONDS)
