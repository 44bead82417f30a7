"""A penalty that replaces a condition: registered at once, and the end of the condition proposed to a second person."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from aigis.apps.people.idempotency import IdempotentRequest, recall, remember
from aigis.apps.register.bans import registration as ban_registration
from aigis.apps.register.bans.changes import BanChange
from aigis.apps.register.bans.registration import BanDraft
from aigis.apps.register.proposals import ban_changes
from aigis.core.access.permissions import Actor
from aigis.core.bans.versions import BanEvent


@transaction.atomic(durable=True)
def register_in_place(
    draft: BanDraft,
    *,
    condition: UUID,
    reason: str,
    actor: Actor,
    at: datetime,
    request: IdempotentRequest | None = None,
) -> UUID:
    """Registers a penalty and proposes to lift the condition on the same subject, both or neither; returns the ban.

    Raises InvalidInput where the draft is no penalty on the condition's subject, Conflict where that one is over. The
    same request again returns the same ban.
    """
    earlier = recall(request, actor=actor)
    if earlier is not None:
        return UUID(earlier)
    ban = ban_registration.write([draft], actor=actor, at=at)[0].ban
    lift = BanChange(BanEvent.LIFT, reason, decision_date=draft.decision_date, replaced_by=ban)
    ban_changes.write(condition, lift, actor=actor, at=at)
    remember(request, str(ban), actor=actor, at=at)
    return ban
