"""A ban's state at an instant in one word, computed from its versions like everything else about it."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from aigis.core.bans.versions import Standing, Version, periods_in_force, standing_at, version_at


class State(StrEnum):
    """How a ban is at an instant: in force, or why not."""

    NOT_BEGUN = "not_begun"
    IN_FORCE = "in_force"
    SUSPENDED = "suspended"
    ENDED = "ended"
    LIFTED = "lifted"
    ANNULLED = "annulled"


def state(versions: Sequence[Version], *, at: datetime) -> State:
    """The state of a ban with these versions (oldest first, at least one) at the instant.

    A lift or suspension that counts from later has not happened yet; a suspended ban whose end has passed has ended.
    """
    if any(period.contains(at) for period in periods_in_force(versions)):
        return State.IN_FORCE
    standing = standing_at(versions, at=at)
    if standing in (Standing.ANNULLED, Standing.LIFTED):
        return State(standing.value)
    term = version_at(versions, at=at) or versions[0]
    if term.period.end is not None and term.period.end <= at:
        return State.ENDED
    if standing is Standing.SUSPENDED:
        return State.SUSPENDED
    return State.NOT_BEGUN
