"""Wakes the sealer when an entry was committed: it sleeps while nothing happens.

NOTIFY inside every transaction would make PostgreSQL commit them one after another (one lock a database while the
notification is queued), and their shared fsync would be lost. So it is sent after the commit, at most twice a second a
process, and only saves the sealer the rest of its pause: an entry is found without it as well.
"""

import logging
import threading
import time

from django.db import Error, connection, transaction

logger = logging.getLogger("aigis.sealer")

_CHANNEL = "aigis_pending"
_AT_MOST_EVERY_SECONDS = 0.5
_STEP_SECONDS = 0.5  # a stop is noticed this late at most

_last_sent = float("-inf")


def wake_sealer() -> None:
    """Has the sealer woken once the open transaction has committed."""
    transaction.on_commit(_notify, robust=True)


def _notify() -> None:
    global _last_sent
    now = time.monotonic()
    if now - _last_sent < _AT_MOST_EVERY_SECONDS:
        return
    _last_sent = now
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"NOTIFY {_CHANNEL}")
    except Error as failed:  # what was committed stays so; the sealer finds it at the end of its pause
        logger.warning("the sealer was not woken: %s", str(failed).partition("\n")[0])


def listen() -> None:
    """Makes this connection one that `sleep` can be woken on."""
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {_CHANNEL}")


def sleep(seconds: float, stop: threading.Event) -> bool:
    """Waits until an entry is committed somewhere, for so many seconds at most; tells whether one was.

    Returns early when `stop` is set.
    """
    deadline = time.monotonic() + seconds
    while not stop.is_set() and (left := deadline - time.monotonic()) > 0:
        with connection.wrap_database_errors:
            for _ in connection.connection.notifies(timeout=min(left, _STEP_SECONDS), stop_after=1):
                return True
    return False
