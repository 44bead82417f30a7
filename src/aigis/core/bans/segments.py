"""A ban's time cut into stretches in which it stood alike: what a picture of its life shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from aigis.core.bans.state import State, state
from aigis.core.bans.versions import Version, version_at
from aigis.core.values import Period


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a ban's term and how the ban stands in it: in force, suspended, lifted or annulled."""

    period: Period
    state: State


def stretches(versions: Sequence[Version]) -> tuple[Stretch, ...]:
    """The term of a ban with these versions, oldest first, in stretches apart and in order; like neighbours are one."""
    joined: list[Stretch] = []
    starts = _instants(versions)
    for start, end in zip(starts, [*starts[1:], None], strict=True):
        term = version_at(versions, at=start)
        if term is None or not term.period.contains(start):
            continue
        now = state(versions, at=start)
        if joined and joined[-1].period.end == start and joined[-1].state is now:
            joined.append(Stretch(Period(joined.pop().period.start, end), now))
        else:
            joined.append(Stretch(Period(start, end), now))
    return tuple(joined)


def _instants(versions: Sequence[Version]) -> list[datetime]:
    """Every instant at which a ban may begin to stand otherwise."""
    instants = {version.counts_from for version in versions} | {version.period.start for version in versions}
    return sorted(instants | {version.period.end for version in versions if version.period.end is not None})
