"""Whose turn it is: a budget and a circuit breaker for each recipient, and turns by the organisation that caused it.

A recipient that hangs holds at most `BUDGET` workers, one after its first failure, none while it is left alone. Within
a recipient the organisations take turns, so that a flood caused by one delays no alert caused by another.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.db.models import F, Q, QuerySet

from aigis.apps.notices import bundles
from aigis.apps.notices.models import Notice, RecipientState
from aigis.core.webhooks.backoff import pause_after

BUDGET = 2  # deliveries at a time to a recipient
CHANNEL_BUDGET = 4  # all mail goes through one server: what hangs there leaves workers for webhooks, and the reverse
_CANDIDATES = 20

_TURNS = """
    SELECT n.recipient FROM notices_notice n LEFT JOIN notices_recipientstate r ON r.recipient = n.recipient
     WHERE n.state = 'waiting' AND n.due_at <= %(at)s AND (n.leased_until IS NULL OR n.leased_until <= %(at)s)
       AND (r.open_until IS NULL OR r.open_until <= %(at)s)
     GROUP BY n.recipient, r.served_at
     ORDER BY max(n.priority) DESC, r.served_at NULLS FIRST, n.recipient
     LIMIT %(most)s
"""


def due(at: datetime) -> QuerySet[Notice]:
    """The notices that should go out: due, waiting, held by no worker that lives."""
    rows = Notice.objects.filter(state=Notice.State.WAITING, due_at__lte=at)
    return rows.filter(Q(leased_until=None) | Q(leased_until__lte=at))


def in_turn(*, at: datetime) -> list[str]:
    """Returns the recipients for whom something is due, the one to be served first before the others."""
    with connection.cursor() as cursor:
        cursor.execute(_TURNS, {"at": at, "most": _CANDIDATES})
        return [row[0] for row in cursor.fetchall()]


def next_notice(recipient: str, *, at: datetime) -> Notice | None:
    """Locks and returns the notice whose turn it is at a recipient, in the caller's transaction; None for none."""
    state = _locked(recipient)
    if state is None or (state.open_until and state.open_until > at) or _is_busy(recipient, state, at=at):
        return None
    waiting = due(at).filter(recipient=recipient)
    top = waiting.order_by("-priority").values_list("priority", flat=True).first()
    if top is None:
        return None
    sources = sorted(set(waiting.filter(priority=top).values_list("source", flat=True)))
    source = _next_source(sources, state.last_source)
    row = (
        waiting.filter(priority=top, source=source).order_by("due_at", "pk").select_for_update(skip_locked=True).first()
    )
    if row is None:
        return None
    state.last_source, state.served_at = source, at
    state.save(update_fields=["last_source", "served_at"])
    return bundles.bundle_with(row, waiting, at=at)


def _next_source(sources: Sequence[int], last: int) -> int:
    return next((source for source in sources if source > last), sources[0])


def _locked(recipient: str) -> RecipientState | None:
    """The recipient's row, locked; None if another worker chooses for this recipient at the moment."""
    RecipientState.objects.bulk_create([RecipientState(recipient=recipient)], ignore_conflicts=True)
    return RecipientState.objects.select_for_update(skip_locked=True).filter(pk=recipient).first()


def _is_busy(recipient: str, state: RecipientState, *, at: datetime) -> bool:
    held = Notice.objects.filter(state=Notice.State.WAITING, leased_until__gt=at)
    channel = recipient.partition(":")[0]
    budget = 1 if state.failures else BUDGET
    return held.filter(recipient=recipient).count() >= budget or held.filter(channel=channel).count() >= CHANNEL_BUDGET


def note_result(recipient: str, *, delivered: bool, at: datetime) -> None:
    """Notes how an attempt ended: failures in a row leave a recipient alone, a success brings its notices forward."""
    state, _ = RecipientState.objects.select_for_update().get_or_create(pk=recipient)
    if delivered and state.failures:
        late = Notice.objects.filter(state=Notice.State.WAITING, recipient=recipient, due_at__gt=at)
        late.update(due_at=at)
    if delivered:
        state.failures, state.open_until = 0, None
    else:
        state.failures += 1
        pause = pause_after(state.failures, token=recipient)
        state.open_until = at + pause if pause else None
    state.save(update_fields=["failures", "open_until"])


def close_breaker(recipient: str) -> None:
    """Lets the next notice to a recipient be tried at once."""
    RecipientState.objects.filter(pk=recipient).update(open_until=None)


def failing() -> list[RecipientState]:
    """The recipients that fail, the one with the most failures first."""
    return list(RecipientState.objects.filter(failures__gt=0).order_by(F("failures").desc(), "recipient")[:100])
