"""Submitting a change: it counts at once where it frees nobody, otherwise it is proposed to a second person."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aigis.apps.people.requests import Request
from aigis.apps.register import changing, proposing
from aigis.apps.register.changing import BanChange, Changed
from aigis.core.errors import NeedsSecond
from aigis.core.permissions import Actor


@dataclass(frozen=True, slots=True)
class Proposed:
    """What was submitted waits for a second person; nothing has changed."""

    proposal: UUID


def submit(
    ban: UUID,
    asked: BanChange,
    *,
    actor: Actor,
    at: datetime,
    expected: int | None = None,
    request: Request | None = None,
) -> Changed | Proposed:
    """Carries a change out, or proposes it where it takes a second person; the same request again answers the same.

    `expected` is the version the caller read. Raises ChangedSince, Conflict and InvalidInput as the change itself does.
    """
    try:
        return changing.change(ban, asked, actor=actor, at=at, expected=expected, request=request)
    except NeedsSecond:
        return Proposed(proposing.propose(ban, asked, actor=actor, at=at, expected=expected, request=request))
