"""Open proposals as lines of a list."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from aigis.apps.register.models import Proposal
from aigis.apps.register.proposals import decisions as proposal_decisions
from aigis.apps.register.storage import encryption
from aigis.core.access.permissions import Actor, Capability, may
from aigis.core.errors import DomainError


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """A proposal as a line of a list: of the person no more than name and birth year.

    `decidable`: this actor may approve it as things stand; `unit`: of whoever proposed it.
    """

    row: Proposal
    name: str
    birth_year: int | None
    unit: str
    decidable: bool


def open_proposals(*, at: datetime) -> QuerySet[Proposal]:
    """The proposals that wait for a decision, the one that lapses first before the others."""
    rows = Proposal.objects.filter(state=Proposal.State.WAITING, lapses_at__gt=at)
    return rows.select_related("subject", "other", "ban__authority").order_by("lapses_at", "pk")


def proposal_lines(rows: list[Proposal], *, actor: Actor, at: datetime) -> tuple[ProposalLine, ...]:
    """Proposals as lines of a list."""
    keys = encryption.keys_of([row.subject_id for row in rows])
    return tuple(_line(row, keys[row.subject_id], actor, at) for row in rows)


def _line(row: Proposal, key: bytes, actor: Actor, at: datetime) -> ProposalLine:
    person = encryption.open_person(key, row.subject.person)
    birth = person.birth.year if person.birth else None
    return ProposalLine(row, person.names[0].full, birth, row.proposer["unit"], decidable(row, actor=actor, at=at))


def decidable(row: Proposal, *, actor: Actor, at: datetime) -> bool:
    """Tells whether this actor may approve a proposal as things stand."""
    if not may(actor, Capability.PROPOSAL_DECIDE):
        return False
    try:
        proposal_decisions.require_decidable(row, actor=actor, at=at)
    except DomainError:
        return False
    return True


def proposal_ids(rows: tuple[ProposalLine, ...]) -> list[str]:
    """The references of listed proposals, as entries name them."""
    return sorted(str(row.row.pk) for row in rows)
