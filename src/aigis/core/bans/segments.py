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
    found: list[Stretch] = []
    starts = _instants(versions)
    for start, end in zip(starts, [*starts[1:], None], strict=True):
        term = version_at(versions, at=start)
        if term is None or not term.period.contains(start):
            continue
        now = state(versions, at=start)
        if found and found[-1].period.end == start and found[-1].state is now:
            found.append(Stretch(Period(found.pop().period.start, end), now))
        else:
            found.append(Stretch(Period(start, end), now))
    return tuple(found)


def _instants(versions: Sequence[Version]) -> list[datetime]:
    """Every instant at which a ban may begin to stand otherwise."""
    instants = {one.counts_from for one in versions} | {one.period.start for one in versions}
    return sorted(instants | {one.period.end for one in versions if one.period.end is not None})
