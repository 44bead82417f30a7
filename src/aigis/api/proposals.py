"""Proposals: what waits for a second person, both sides of it, and the decision."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router

from aigis.api import proposal_serializers, serializers
from aigis.api.authentication import actor_of
from aigis.api.checks import IdempotencyKey
from aigis.api.problems import answers
from aigis.api.schemas import Reason
from aigis.api.strict_json import Strict
from aigis.apps.people.idempotency import IdempotentRequest
from aigis.apps.register.models import Proposal
from aigis.apps.register.proposals import (
    decisions as proposal_decisions,
)
from aigis.apps.register.proposals import (
    detail as proposal_detail,
)
from aigis.apps.register.proposals import (
    states as proposal_states,
)
from aigis.apps.register.proposals.states import ProposalState
from aigis.core.access.permissions import Capability
from aigis.core.errors import InvalidInput

router = Router(tags=["proposals"])
InState = Annotated[str | None, Query(max_length=16, description="waiting, lapsed, approved or rejected.")]
_MAY_REFUSE = answers(404, 409)


class NoteIn(Strict):
    """Why it is not to be."""

    note: Reason


@router.get("", response={200: dict[str, Any]}, summary="List proposals", openapi_extra=answers())
def in_state(request: HttpRequest, state: InState = None) -> dict[str, Any]:
    """The latest 200 proposals, or those in a state, newest first; without persons."""
    at = timezone.now()
    actor = actor_of(request, Capability.PROPOSAL_READ, at=at)
    rows = proposal_states.proposals_in(_state(state), actor=actor, at=at)
    return {"items": [proposal_serializers.line(row, at=at) for row in rows]}


@router.get("/{uuid:proposal}", response={200: dict[str, Any]}, summary="Read a proposal", openapi_extra=answers(404))
def one(request: HttpRequest, proposal: UUID) -> dict[str, Any]:
    """A proposal: what is, what would be, by whom, and why you may not approve it, where you may not."""
    at = timezone.now()
    actor = actor_of(request, Capability.PROPOSAL_READ, at=at)
    return proposal_serializers.whole(proposal_detail.proposal(proposal, actor=actor, at=at), at=at)


@router.post(
    "/{uuid:proposal}/approve", response={200: dict[str, Any]}, summary="Approve a proposal", openapi_extra=_MAY_REFUSE
)
def approve(request: HttpRequest, proposal: UUID, idempotency_key: IdempotencyKey = None) -> dict[str, Any]:
    """Carries a proposal out, as somebody else of another unit than the one that made it; no body."""
    at = timezone.now()
    actor = actor_of(request, Capability.PROPOSAL_DECIDE, at=at)
    keyed = IdempotentRequest.of(idempotency_key, address=request.path, body={})
    return _decided(proposal_decisions.approve(proposal, actor=actor, at=at, request=keyed))


@router.post(
    "/{uuid:proposal}/reject", response={200: dict[str, Any]}, summary="Reject a proposal", openapi_extra=_MAY_REFUSE
)
def reject(
    request: HttpRequest, proposal: UUID, body: NoteIn, idempotency_key: IdempotencyKey = None
) -> dict[str, Any]:
    """Rejects a proposal and says why."""
    at = timezone.now()
    actor = actor_of(request, Capability.PROPOSAL_DECIDE, at=at)
    keyed = IdempotentRequest.of(idempotency_key, address=request.path, body=body.model_dump())
    return _decided(proposal_decisions.reject(proposal, note=body.note, actor=actor, at=at, request=keyed))


@router.post(
    "/{uuid:proposal}/withdraw",
    response={200: dict[str, Any]},
    summary="Withdraw a proposal",
    openapi_extra=_MAY_REFUSE,
)
def withdraw(
    request: HttpRequest, proposal: UUID, body: NoteIn, idempotency_key: IdempotencyKey = None
) -> dict[str, Any]:
    """Takes back what one has proposed, and says why; it ends as rejected."""
    at = timezone.now()
    actor = actor_of(request, Capability.BAN_CHANGE, at=at)
    keyed = IdempotentRequest.of(idempotency_key, address=request.path, body=body.model_dump())
    return _decided(proposal_decisions.reject(proposal, note=body.note, actor=actor, at=at, request=keyed))


def _state(text: str | None) -> ProposalState | None:
    try:
        return ProposalState(text) if text is not None else None
    except ValueError:
        raise InvalidInput(f"Give one of {', '.join(ProposalState)}.", field="state") from None


def _decided(row: Proposal) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "event": row.event,
        "ban": str(row.ban_id) if row.ban_id else None,
        "subject": str(row.subject_id),
        "state": row.state,
        "decided_by": row.decided_by,
        "decided_at": serializers.instant(row.decided_at) if row.decided_at else None,
    }
