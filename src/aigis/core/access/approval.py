"""The second pair of eyes: who may approve what somebody else proposed.

Every rule here closes a way by which one person could act alone. All of them are asked at the moment of approval, about
the people as they are then and as they were when the proposal was made.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from aigis.core.access.permissions import Role
from aigis.core.errors import Conflict, NotAllowed

# A proposal that nobody decides says nothing about the day it would be approved on.
LAPSES_AFTER = timedelta(days=14)
# A version that counts at once gets its second look within a day.
CONFIRM_WITHIN = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an account stands: who is behind it, in which role, organisation and unit, and since when."""

    account: str
    person: str  # code of the human being, hex; empty where it is not known
    role: Role
    organisation: int
    unit: str
    since: datetime


def require_second(*, proposer: Placement, now: Placement | None, approver: Placement, proposed_at: datetime) -> None:
    """Raises unless the approver is somebody else of another unit, and both are who they were.

    `proposer` is the proposing account as it was then, `now` as it is; None where it is closed. NotAllowed where this
    approver may not, Conflict where nobody may any more.
    """
    require_other_person(proposer, approver)
    if not _folded(approver.unit) or not _folded(proposer.unit):
        raise NotAllowed("An account without a unit cannot take part in an approval. Ask your administrator.")
    if (approver.organisation, _folded(approver.unit)) == (proposer.organisation, _folded(proposer.unit)):
        raise NotAllowed("A person from another unit must approve this.")
    if approver.since >= proposed_at:
        raise NotAllowed("Your role or unit has changed since the proposal. Another person must decide.")
    if now is None or _moved(proposer, now):
        raise Conflict("The proposer's role or unit has changed. Submit the proposal again.")


def require_other_person(first: Placement, second: Placement) -> None:
    """Raises NotAllowed unless the two accounts are known to belong to two human beings."""
    if first.account == second.account:
        raise NotAllowed("You cannot confirm your own action. A second person must do it.")
    if not first.person or not second.person:
        raise NotAllowed("One of the two accounts is not linked to a person. Ask your administrator to complete it.")
    if first.person == second.person:
        raise NotAllowed("Both accounts belong to the same person. Another person must decide.")


def _folded(unit: str) -> str:
    """A unit's name as it is compared: written with other capitals or blanks, it is still the same unit."""
    return " ".join(unit.split()).casefold()


def _moved(then: Placement, now: Placement) -> bool:
    return (then.person, then.role, then.organisation, then.unit) != (now.person, now.role, now.organisation, now.unit)


def require_open(*, state: str, lapses_at: datetime, at: datetime) -> None:
    """Raises Conflict where a proposal was decided before, or has lapsed."""
    if state != "waiting":
        raise Conflict("This proposal is already decided. Nothing was changed.")
    if lapses_at <= at:
        raise Conflict("This proposal has lapsed without a decision. Submit it again.")


def require_unchanged(*, base: dict[str, int], present: dict[str, int]) -> None:
    """Raises Conflict where anything the proposal was made on has another version now."""
    if base != present:
        raise Conflict("The ban or its subject has changed since the proposal. Reject it and propose it again.")
