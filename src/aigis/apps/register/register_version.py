"""The register's version: read with every check, moved by every change, and never taken for that of an older copy.

A number alone cannot tell an older database from the present one: after a failover that lost the last bans, the next
ban gets the same number with other content. So a version is a number, an epoch drawn for it, and a digest chained over
all versions before. A process remembers the newest version it has seen; a database whose history does not hold that
version has lost it, and nothing is answered from it on any machine until an operator has decided what to do.
"""

import logging
import threading
from dataclasses import dataclass, field
from functools import partial
from uuid import UUID, uuid4
from weakref import WeakKeyDictionary

from django.db import Error, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from procrastinate.contrib.django import app

from aigis.apps.audit.attestation import IS_ATTESTED_SQL, refusal
from aigis.core.errors import NoAnswer

logger = logging.getLogger("aigis.register")

_NOT_VERIFIED = "No answer: this database is not yet verified as the newest one. Follow your facility's outage plan."
_LOST_TAIL = (
    "No answer: the database has lost its last changes. Follow your facility's outage plan and call the operator."
)
_NO_CHANGE = "The register cannot be changed now: this database is not verified as the newest one. Call the operator."
_HALT_PATIENCE = "1s"  # whoever holds the row's lock is changing the register, and finds the same thing next time

_PRESENT = f"""
    SELECT s.version, s.epoch, s.digest, s.halted_at IS NOT NULL, {IS_ATTESTED_SQL},
           pg_current_xact_id_if_assigned()::text
      FROM register_registerstate s WHERE s.id = 1
"""  # noqa: S608 - the parts are ours

# The digest is SHA-256 over the digest before, the number as eight bytes (big-endian) and the epoch's sixteen bytes.
_NEXT = f"""
    WITH next AS (
        UPDATE register_registerstate
           SET version = version + 1, epoch = %(epoch)s,
               digest = sha256(digest || int8send(version + 1) || uuid_send(%(epoch)s::uuid))
         WHERE id = 1 AND halted_at IS NULL AND {IS_ATTESTED_SQL} IS NOT FALSE
     RETURNING version, epoch, digest)
    INSERT INTO register_registerchange (number, epoch, digest, at, accepted_loss)
    SELECT version, epoch, digest, statement_timestamp(), %(accepted_loss)s FROM next
    RETURNING number, epoch, digest, pg_current_xact_id()::text
"""  # noqa: S608 - the parts are ours

_HALT = "UPDATE register_registerstate SET halted_at = now(), halted_why = %s WHERE id = 1 AND halted_at IS NULL"


@dataclass(frozen=True, slots=True)
class RegisterVersion:
    """A version of the register: equal to another one only if all changes up to it were the same."""

    number: int
    epoch: UUID
    digest: bytes


@dataclass(slots=True)
class _Memory:
    """What this process has seen: the newest committed version, and the losses that operators had accepted by then."""

    newest: RegisterVersion | None = None
    accepted: frozenset[UUID] = frozenset()
    lock: threading.Lock = field(default_factory=threading.Lock)


_memory = _Memory()
_changing: "WeakKeyDictionary[BaseDatabaseWrapper, str]" = WeakKeyDictionary()  # transaction of the last change


def version() -> int:
    """Returns the number of the register's present version, for entries and pages; nothing is verified."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT version FROM register_registerstate WHERE id = 1")
        return int(cursor.fetchone()[0])


def present() -> RegisterVersion:
    """Returns the register's present version, verified.

    Raises:
        NoAnswer: the database is a standby, was restarted and not yet compared with what was signed, has lost changes
            that this or another process has seen, or is halted until an operator decides.
    """
    version, is_own = _read()
    if version == _memory.newest or is_own:  # an own change is not committed: it may still be taken back
        return version
    with _memory.lock:
        if not _succeeds_newest(version):
            version, _ = _read()  # another thread may have seen a later version after ours was read
            if not _succeeds_newest(version):
                _halt(version)
                raise NoAnswer(_LOST_TAIL)
        _memory.newest, _memory.accepted = version, _accepted_losses()
    return version


def is_ancestor(version: RegisterVersion) -> bool:
    """Tells whether a version belongs to this database's history."""
    if version.number == 0:
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT epoch, digest FROM register_registerchange WHERE number = %s", [version.number])
        row = cursor.fetchone()
    return row is not None and (row[0], bytes(row[1])) == (version.epoch, version.digest)


def lock() -> None:
    """Takes the lock of every change of the register, before anything is read that the change depends on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM register_registerstate WHERE id = 1 FOR UPDATE")


def next_version(*, accepted_loss: bool = False) -> int:
    """Moves the register to its next version; the row's lock makes changes commit in the order of their versions.

    The process remembers its own change as soon as it is committed: whoever was told of it must not lose it unseen.

    Raises:
        NoAnswer: the database is halted, not verified, or has lost a version; the change would be lost with it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, {"epoch": uuid4(), "accepted_loss": accepted_loss})
        row = cursor.fetchone()
    if row is None:
        raise NoAnswer(_NO_CHANGE)
    number, epoch, digest, transaction_id = row
    made = RegisterVersion(int(number), epoch, bytes(digest))
    if not _succeeds_newest(made):  # halted with the next check: this transaction holds the lock that a halt takes
        raise NoAnswer(_NO_CHANGE)
    _changing[transaction.get_connection()] = transaction_id
    transaction.on_commit(partial(_remember, made, _accepted_losses()))
    return made.number


def announce(version: int) -> None:
    """Lets rosters follow the register to a version, once the open transaction has committed."""
    app.configure_task("checks.look_back").defer(version=version)
    app.configure_task("rosters.follow").defer(version=version)


def trouble() -> str:
    """Returns why no check can be answered from this database, in the operator's words; empty if one can."""
    try:
        present()
    except NoAnswer as refused:
        return refusal() or refused.sentence
    return ""


def clear() -> None:
    """Drops this process's memory of the register's versions."""
    with _memory.lock:
        _memory.newest, _memory.accepted = None, frozenset()


def _remember(version: RegisterVersion, accepted: frozenset[UUID]) -> None:
    """Notes a committed change as the newest version seen, unless a later one was."""
    with _memory.lock:
        if _memory.newest is None or version.number > _memory.newest.number:
            _memory.newest, _memory.accepted = version, accepted


def _read() -> tuple[RegisterVersion, bool]:
    """Reads the present version, and whether the open transaction itself made it."""
    with connection.cursor() as cursor:
        cursor.execute(_PRESENT)
        version, epoch, digest, is_halted, is_attested, open_transaction = cursor.fetchone()
    if is_halted:
        raise NoAnswer(_LOST_TAIL)
    if not is_attested:
        raise NoAnswer(_NOT_VERIFIED)
    is_own = open_transaction is not None and _changing.get(transaction.get_connection()) == open_transaction
    return RegisterVersion(int(version), epoch, bytes(digest)), is_own


def _succeeds_newest(version: RegisterVersion) -> bool:
    """Tells whether the newest version seen belongs to the history of another, or its loss was accepted since."""
    newest = _memory.newest
    if newest is None or version == newest:
        return True
    if version.number > newest.number and is_ancestor(newest):
        return True
    return not _accepted_losses() <= _memory.accepted


def _accepted_losses() -> frozenset[UUID]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT epoch FROM register_registerchange WHERE accepted_loss")
        return frozenset(row[0] for row in cursor.fetchall())


def _halt(version: RegisterVersion) -> None:
    """Stops every process that asks this database, on a connection of its own: the open one is rolled back."""
    newest = _memory.newest
    seen = newest.number if newest else 0
    why = f"version {seen} was seen, but the database holds version {version.number} without it"
    logger.critical("the register went back: %s. Checks are not answered until an operator decides.", why)
    beside = connection.copy()
    try:
        with beside.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [_HALT_PATIENCE])
            cursor.execute(_HALT, [why])
    except Error as failed:  # this process refuses all the same, and tries again with the next check
        logger.error("the halt could not be written: %s", str(failed).partition("\n")[0])
    finally:
        beside.close()
