"""Whether the processes live: the worker's heartbeat, what waits to be sealed, what waits to be delivered."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import psycopg

from aigis.ops.reconcile.comparison import Difference
from aigis.ops.reconcile.sealed_log import Session

LATE = timedelta(seconds=60)
_BEAT = "SELECT max(last_heartbeat) FROM procrastinate_workers"
_UNSEALED = "SELECT min(e.at), count(*) FROM audit_pending p JOIN audit_entry e ON e.id = p.entry"
_UNDELIVERED = "SELECT min(due_at), count(*) FROM notices_notice WHERE state = 'waiting' AND attempt = 0"


_OWN_BEAT = """
    INSERT INTO notices_heartbeat (process, beaten_at) VALUES ('reconciler', %s)
        ON CONFLICT (process) DO UPDATE SET beaten_at = excluded.beaten_at
"""


def beat(register_url: str, *, at: datetime) -> None:
    """Says that a pass has ended; a database that does not take it is named by the next pass."""
    with suppress(psycopg.Error), psycopg.connect(register_url, autocommit=True) as session:
        session.execute(_OWN_BEAT, [at])


def compare_beats(session: Session, *, at: datetime, since: datetime | None = None) -> Iterator[Difference]:
    """Yields every process that has done nothing for a minute though it should have.

    `since` is when this reconciler began: processes that start with it have a minute to give their first sign of life.
    """
    beats = [beat for beat in (_row(session, _BEAT)[0], since) if beat is not None]
    if not beats or max(beats) < at - LATE:
        yield Difference("worker.silent", "worker", "No worker has given a sign of life for a minute.")
    oldest, count = _row(session, _UNSEALED)
    if oldest is not None and oldest < at - LATE:
        yield Difference("sealer.late", "sealer", f"{count} entries wait to be sealed, the oldest since {oldest}.")
    oldest, count = _row(session, _UNDELIVERED)
    if oldest is not None and oldest < at - LATE:
        yield Difference(
            "notices.late", "worker", f"{count} notices were never tried, the oldest is due since {oldest}."
        )


def _row(session: Session, statement: str) -> tuple[Any, ...]:
    row = session.execute(statement).fetchone()
    return row if row is not None else (None, 0)
