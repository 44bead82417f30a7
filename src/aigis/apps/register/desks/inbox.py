"""What waits at the registry: versions for a colleague's look, proposals for a decision. Read inside a query's look."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet

from aigis.apps.people import directory
from aigis.apps.people.account_position import of_key, placement
from aigis.apps.register.bans.summaries import ListedBan, lines
from aigis.apps.register.imports.confirmation import ListedImport, waiting_lists
from aigis.apps.register.models import BanVersion, Confirmation
from aigis.apps.register.proposals.listing import ProposalLine, open_proposals, proposal_lines
from aigis.core.access.approval import require_other_person
from aigis.core.access.permissions import Actor, Capability, may
from aigis.core.errors import DomainError

_MOST = 50


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """A version that counted at once; `mine`: this actor cannot be the one who looks at it."""

    line: ListedBan
    version: int
    event: str
    recorded_by: str
    recorded_at: datetime
    due_at: datetime
    mine: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits: for this actor's own look or decision first, then what the office waits for elsewhere."""

    to_confirm: tuple[ToConfirm, ...] = ()
    to_confirm_count: int = 0
    to_decide: tuple[ProposalLine, ...] = ()
    elsewhere: tuple[ProposalLine, ...] = ()
    lists: tuple[ListedImport, ...] = ()

    @property
    def proposals(self) -> tuple[ProposalLine, ...]:
        """All proposals shown."""
        return (*self.to_decide, *self.elsewhere)


def waiting(*, actor: Actor, at: datetime) -> Waiting:
    """What waits at this actor's desk, the most urgent first."""
    confirms = may(actor, Capability.BAN_CONFIRM)
    to_confirm, count = _to_confirm(actor, at) if confirms else ((), 0)
    lists = tuple(waiting_lists(actor=actor)) if confirms else ()
    rows = open_proposals(at=at)
    listed = proposal_lines(list(rows[: 2 * _MOST]), actor=actor, at=at)
    own = [
        proposal
        for proposal in listed
        if not proposal.decidable and proposal.row.proposer["organisation"] == actor.organisation
    ]
    to_decide = [proposal for proposal in listed if proposal.decidable]
    return Waiting(to_confirm, count, tuple(to_decide[:_MOST]), tuple(own[:_MOST]), lists)


def _to_confirm(actor: Actor, at: datetime) -> tuple[tuple[ToConfirm, ...], int]:
    """The unconfirmed last versions of bans this actor's office answers for, or that its own people entered."""
    rows = _unconfirmed(actor)
    shown = list(rows.order_by("due_at", "pk")[: 2 * _MOST])
    versions = {(version.ban_id, version.number): version for version in _versions(shown)}
    listed = {line.ban: line for line in lines(list(versions.values()))}
    others = _other_people({row.recorded_by for row in shown}, actor)
    confirmable = [_confirmable(row, listed[row.ban_id], versions[row.ban_id, row.version], others) for row in shown]
    return tuple(sorted(confirmable, key=lambda item: item.mine)), rows.count()


def _unconfirmed(actor: Actor) -> QuerySet[Confirmation]:
    ours = Q(ban__authority__office=actor.organisation) | Q(ban__authority__office=None)
    ours |= Q(recorded_by__in=directory.keys_of(actor.organisation))
    return Confirmation.objects.filter(ours, list=None, confirmed_at=None, version=F("ban__version"))


def _versions(rows: list[Confirmation]) -> QuerySet[BanVersion]:
    bans = [row.ban_id for row in rows]
    last = BanVersion.objects.filter(ban__in=bans, number=F("ban__version"))
    return last.select_related("ban__authority", "ban__subject")


def _confirmable(row: Confirmation, line: ListedBan, version: BanVersion, others: set[str]) -> ToConfirm:
    mine = row.recorded_by not in others
    return ToConfirm(line, row.version, version.event, row.recorded_by, version.recorded_at, row.due_at, mine)


def _other_people(keys: set[str], actor: Actor) -> set[str]:
    """Those of the accounts that are known to be somebody else than the actor."""
    return {key for key in keys if _may_confirm(key, actor)}


def _may_confirm(recorded_by: str, actor: Actor) -> bool:
    ours, theirs = placement(actor), of_key(recorded_by)
    if ours is None or recorded_by == actor.key:
        return False
    if theirs is None:
        return True
    try:
        require_other_person(theirs, ours)
    except DomainError:
        return False
    return True


def bans_shown(rows: tuple[ToConfirm, ...]) -> set[UUID]:
    """The bans of listed versions."""
    return {row.line.ban for row in rows}
