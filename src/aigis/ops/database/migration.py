"""Migrations beside running processes: no statement waits long for a lock, and one machine migrates at a time.

A statement that waits for a lock makes everything behind it wait too, checks among them. So it gives up after seconds,
and is tried again when the transaction in front may have ended (PostgreSQL documentation, "lock_timeout").
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from django.db import OperationalError

from aigis.core.errors import DomainError

LOCK_SECONDS = 2
TRIES = 30
PAUSE_SECONDS = 2.0
_LOCK = 7_305_301  # of the advisory lock
_CONNECT_SECONDS = 10
OPTIONS = f"-c lock_timeout={LOCK_SECONDS}s"


class MigrationBlocked(DomainError):
    """Long transactions hold a table that a migration changes."""

    code = "migration_blocked"
    sentence = (
        "A long transaction holds a table that a migration changes. Nothing was changed by that migration. "
        "End it (pg_stat_activity shows it), then run 'aigis migrate' again."
    )


def patiently(step: Callable[[], object], *, tries: int = TRIES, pause: float = PAUSE_SECONDS) -> None:
    """Runs a step that may give up on a lock, again until it succeeds.

    Raises:
        MigrationBlocked: the lock was not free at any try.
    """
    for number in range(tries):
        try:
            step()
            return
        except OperationalError as failed:
            if not isinstance(failed.__cause__, psycopg.errors.LockNotAvailable):
                raise
        if number + 1 < tries:
            time.sleep(pause)
    raise MigrationBlocked()


@contextmanager
def alone(owner_url: str) -> Iterator[None]:
    """Waits until no other machine migrates this database, and keeps others waiting meanwhile."""
    with psycopg.connect(owner_url, autocommit=True, connect_timeout=_CONNECT_SECONDS) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        yield
