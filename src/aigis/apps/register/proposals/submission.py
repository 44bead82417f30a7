"""Submitting a change: it counts at once where it frees nobody, otherwise it is proposed to a second person."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aigis.apps.people.idempotency import IdempotentRequest
from aigis.apps.register.bans import changes as ban_changes
from aigis.apps.register.bans.changes import BanChange, Changed
from aigis.apps.register.proposals import ban_changes as proposal_ban_changes
from aigis.core.access.permissions import Actor
from aigis.core.errors import NeedsSecond


@dataclass(frozen=True, slots=True)
class SubmittedProposal:
    """What was submitted waits for a second person; nothing has changed."""

    proposal: UUID


def submit(
    ban: UUID,
    requested: BanChange,
    *,
    actor: Actor,
    at: datetime,
    expected: int | None = None,
    request: IdempotentRequest | None = None,
) -> Changed | SubmittedProposal:
    """Carries a change out, or proposes it where it takes a second person; the same request again answers the same.

    `expected` is the version the caller read. Raises ChangedSince, Conflict and InvalidInput as the change itself does.
    """
    try:
        return ban_changes.change(ban, requested, actor=actor, at=at, expected=expected, request=request)
    except NeedsSecond:
        return SubmittedProposal(
            proposal_ban_changes.propose(ban, requested, actor=actor, at=at, expected=expected, request=request)
        )
