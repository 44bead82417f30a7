"""Proposals to change a ban."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from aigis.apps.people.idempotency import IdempotentRequest, recall, remember
from aigis.apps.register import register_version
from aigis.apps.register.bans import changes as ban_changes
from aigis.apps.register.bans.changes import BanChange
from aigis.apps.register.proposals.drafts import ProposalDraft, write_sheet
from aigis.core.access.permissions import Actor


@transaction.atomic(durable=True)
def propose(
    ban: UUID,
    requested: BanChange,
    *,
    actor: Actor,
    at: datetime,
    expected: int | None = None,
    request: IdempotentRequest | None = None,
) -> UUID:
    """Proposes a change of a ban and returns the proposal's id; the same request again returns the same one.

    Raises what the change itself would raise, so that nothing is proposed that cannot be carried out; ChangedSince
    where the caller read another version than the present one.
    """
    register_version.lock()
    earlier = recall(request, actor=actor)
    if earlier is not None:
        return UUID(earlier)
    ban_changes.require_version(ban, expected)
    proposal = write(ban, requested, actor=actor, at=at)
    remember(request, str(proposal), actor=actor, at=at)
    return proposal


def write(ban: UUID, requested: BanChange, *, actor: Actor, at: datetime) -> UUID:
    """Does the work of `propose` inside the caller's open transaction."""
    planned = ban_changes.plan(ban, requested, recorded_by=actor.key, at=at)
    row = planned.ban
    authorities = tuple({planned.recorded.authority, row.authority})
    sheet = ProposalDraft(requested.event.value, row.subject, requested.to_dict(), authorities, ban=row)
    return write_sheet(sheet, actor=actor, at=at)
