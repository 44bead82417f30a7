"""A penalty that replaces a condition: registered at once, and the end of the condition proposed to a second person."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from aigis.apps.people.requests import Request, recall, remember
from aigis.apps.register import actions, proposing
from aigis.apps.register.actions import BanDraft
from aigis.apps.register.changing import BanChange
from aigis.core.bans import BanEvent
from aigis.core.permissions import Actor


@transaction.atomic(durable=True)
def register_in_place(
    draft: BanDraft, *, condition: UUID, reason: str, actor: Actor, at: datetime, request: Request | None = None
) -> UUID:
    """Registers a penalty and proposes to lift the condition on the same subject, both or neither; returns the ban.

    Raises InvalidInput where the draft is no penalty on the condition's subject, Conflict where that one is over. The
    same request again returns the same ban.
    """
    earlier = recall(request, actor=actor)
    if earlier is not None:
        return UUID(earlier)
    ban = actions.write([draft], actor=actor, at=at)[0].ban
    lift = BanChange(BanEvent.LIFT, reason, decision_date=draft.decision_date, replaced_by=ban)
    proposing.write(condition, lift, actor=actor, at=at)
    remember(request, str(ban), actor=actor, at=at)
    return ban
