"""Proposals by their state, as other systems list them: references and times, no persons."""

from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.db.models import Q

from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.register.models import Proposal
from aigis.apps.register.register_version import version as register_version
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event

MOST = 200


class ProposalState(StrEnum):
    """How far a proposal is; what nobody decided in time has lapsed."""

    WAITING = "waiting"
    LAPSED = "lapsed"
    APPROVED = "approved"
    REJECTED = "rejected"


def state_of(row: Proposal, *, at: datetime) -> ProposalState:
    """The state of a proposal at the instant."""
    if row.state == Proposal.State.WAITING and row.lapses_at <= at:
        return ProposalState.LAPSED
    return ProposalState(row.state)


@transaction.atomic(durable=True)
def proposals_in(state: ProposalState | None, *, actor: Actor, at: datetime) -> list[Proposal]:
    """The latest proposals in a state, or in any, newest first; the list shown is an entry."""
    rows = list(Proposal.objects.filter(_in(state, at)).order_by("-proposed_at", "-pk")[:MOST])
    if rows:
        shown = sorted(str(row.pk) for row in rows)
        core = {"shown": len(shown), "proposals": shown, "register_version": register_version()}
        append([EntryDraft(Event.PROPOSAL_LISTED, actor, at, core)])
    return rows


def _in(state: ProposalState | None, at: datetime) -> Q:
    if state is None:
        return Q()
    if state is ProposalState.WAITING:
        return Q(state=Proposal.State.WAITING, lapses_at__gt=at)
    if state is ProposalState.LAPSED:
        return Q(state=Proposal.State.WAITING, lapses_at__lte=at)
    return Q(state=state.value)
