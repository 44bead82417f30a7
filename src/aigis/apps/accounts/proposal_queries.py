"""Proposals about accounts and keys as their pages list them, within what the actor manages."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from aigis.apps.accounts.proposals import name_of, role_of
from aigis.apps.accounts.scope import manages_all
from aigis.apps.approvals.models import Approval
from aigis.apps.people import directory
from aigis.core.access.permissions import Actor
from aigis.core.errors import NotFound

_AT_MOST = 500


@dataclass(frozen=True, slots=True)
class ListedProposal:
    """A proposal with the names a person reads."""

    row: Approval
    name: str
    role: str
    proposer: str
    decider: str
    own: bool


def listed_proposals(*, actor: Actor, state: str) -> list[ListedProposal]:
    """Returns the proposals of the actor's office, of an administrator all of them, the newest first."""
    rows = Approval.objects.select_related("organisation").filter(_visible(actor)).order_by("-proposed_at")
    rows = rows.filter(state=state) if state in Approval.State.values else rows
    return _listed(list(rows[:_AT_MOST]), actor)


def listed_proposal(proposal: UUID, *, actor: Actor) -> ListedProposal:
    """Returns one proposal; raises NotFound for one that the actor may not see."""
    row = Approval.objects.select_related("organisation").filter(_visible(actor), pk=proposal).first()
    if row is None:
        raise NotFound("There is no proposal with this reference.")
    return _listed([row], actor)[0]


def _visible(actor: Actor) -> Q:
    return Q() if manages_all(actor) else Q(organisation=actor.organisation)


def _listed(rows: list[Approval], actor: Actor) -> list[ListedProposal]:
    names = directory.actor_names({key for row in rows for key in (row.proposed_by, row.decided_by) if key})
    return [
        ListedProposal(
            row,
            name_of(row),
            role_of(row).value,
            names[row.proposed_by],
            names.get(row.decided_by, ""),
            row.proposed_by == actor.key,
        )
        for row in rows
    ]
