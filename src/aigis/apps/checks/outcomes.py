"""What happened at the gate after a check."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.checks.models import Outcome
from aigis.apps.checks.queries import of_actor
from aigis.apps.people.idempotency import IdempotentRequest, recall, remember
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.errors import InvalidInput


@transaction.atomic(durable=True)
def report_outcome(
    *, check: UUID, outcome: str, actor: Actor, at: datetime, request: IdempotentRequest | None = None
) -> None:
    """Notes what happened after a check; earlier reports stay."""
    if recall(request, actor=actor):
        return
    if outcome not in Outcome.Kind.values:
        raise InvalidInput(f"Give one of {', '.join(Outcome.Kind.values)}.", field="outcome")
    row = of_actor(check, actor=actor)
    Outcome.objects.create(check_made=row, kind=outcome, reported_at=at, actor_key=actor.key)
    append([EntryDraft(Event.CHECK_OUTCOME, actor, at, {"check": str(check), "outcome": outcome})])
    remember(request, outcome, actor=actor, at=at)
