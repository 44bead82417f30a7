"""What a change would do to somebody, before it is made: the time it frees, the time it bars, the end it moves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from aigis.core.bans.lifecycle import BanHistory, needs_second
from aigis.core.bans.versions import Standing, ends_at
from aigis.core.dates.brussels import day_of
from aigis.core.values import Period


@dataclass(frozen=True, slots=True)
class ChangeImpact:
    """A change seen from its outcome.

    `end`: from when the ban could never be in force again, None where that is open; `never`: it never was.
    `days_moved`: by how many days its last day moves, None where either end is open. `freed` and `barred` are the
    stretches in which the ban is no longer in force, or newly is.
    """

    end: datetime | None
    never: bool
    days_moved: int | None
    freed: tuple[Period, ...]
    barred: tuple[Period, ...]
    needs_second: bool

    @property
    def days_fewer(self) -> int:
        """By how many days the last day comes earlier; 0 where it does not."""
        return max(-(self.days_moved or 0), 0)


def consequence(before: BanHistory, after: BanHistory) -> ChangeImpact:
    """What lies between two lives of a ban, of which the second has a version more."""
    ends = ends_at(before.versions), ends_at(after.versions)
    moved = (_last_day(ends[1]) - _last_day(ends[0])).days if ends[0] and ends[1] else None
    return ChangeImpact(
        end=ends[1],
        never=after.last.standing is Standing.ANNULLED,
        days_moved=moved,
        freed=without(before.periods, after.periods),
        barred=without(after.periods, before.periods),
        needs_second=needs_second(before, after),
    )


def _last_day(end: datetime) -> date:
    """The Brussels day of the last instant before an end."""
    return day_of(end - timedelta(microseconds=1))


def without(periods: Iterable[Period], others: Sequence[Period]) -> tuple[Period, ...]:
    """The stretches of time in the periods that are in none of the others."""
    left = list(periods)
    for other in others:
        left = [piece for period in left for piece in _minus(period, other)]
    return tuple(left)


def _minus(period: Period, other: Period) -> list[Period]:
    """What is left of a period: nothing, it all, or what lies before and after the other one."""
    begins_after = other.end is not None and other.end <= period.start
    ends_before = period.end is not None and period.end <= other.start
    if begins_after or ends_before:
        return [period]
    pieces = []
    if period.start < other.start:
        pieces.append(Period(period.start, other.start))
    if other.end is not None and (period.end is None or other.end < period.end):
        pieces.append(Period(other.end, period.end))
    return pieces
