"""How a ban's end moves while its subject is detained, computed in steps that can be shown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from aigis.core.dates.brussels import midnight, period_of_days
from aigis.core.errors import InvalidInput
from aigis.core.values import Period


@dataclass(frozen=True, slots=True)
class Stay:
    """A detention in Brussels days: from the day it began to the day of release, which no longer counts."""

    detained_on: date
    released_on: date | None = None

    def __post_init__(self) -> None:
        if self.released_on is not None and self.released_on < self.detained_on:
            raise InvalidInput("The day of release must not be before the day of detention.", field="released_on")


@dataclass(frozen=True, slots=True)
class DetentionStep:
    """One step of the computation: a stay as far as it touches the ban, its days, and the last day after it."""

    detained_on: date
    released_on: date | None
    days: int | None  # None: still detained
    last_day: date | None  # None: open until the release


@dataclass(frozen=True, slots=True)
class Computation:
    """The last day as decided, the steps that moved it, and the period that comes out."""

    decided_last_day: date
    steps: tuple[DetentionStep, ...]
    period: Period


def compute(*, first: date, last: date, stays: Sequence[Stay]) -> Computation:
    """Computes a ban's period: every day its subject is detained while it runs is added behind its last day.

    Stays may overlap and touch; days before the first day or after the (moved) end do not count. A stay without release
    leaves the end open: the ban goes on, for the days it has left begin to run only with the release.
    """
    steps: list[DetentionStep] = []
    reached = last
    for stay in _joined(stays):
        begins = max(stay.detained_on, first)
        if begins > reached:
            continue
        if stay.released_on is None:
            steps.append(DetentionStep(begins, None, None, None))
            return Computation(last, tuple(steps), Period(midnight(first), None))
        days = (stay.released_on - begins).days
        if days > 0:
            reached += timedelta(days=days)
            steps.append(DetentionStep(begins, stay.released_on, days, reached))
    return Computation(last, tuple(steps), period_of_days(first=first, last=reached))


def _joined(stays: Iterable[Stay]) -> list[Stay]:
    """The stays in order, with those that overlap or touch made one, so that no day counts twice."""
    joined: list[Stay] = []
    for stay in sorted(stays, key=lambda stay: stay.detained_on):
        if joined and (joined[-1].released_on is None or stay.detained_on <= joined[-1].released_on):
            earlier = joined.pop()
            ends = (earlier.released_on, stay.released_on)
            joined.append(Stay(earlier.detained_on, None if None in ends else max(end for end in ends if end)))
        else:
            joined.append(stay)
    return joined


def require_apart(stays: Sequence[Stay]) -> None:
    """Raises InvalidInput where somebody would be detained twice at once."""
    for earlier, later in pairwise(sorted(stays, key=lambda stay: stay.detained_on)):
        if earlier.released_on is None:
            raise InvalidInput("The person is already detained on these days. Report the release first.")
        if later.detained_on < earlier.released_on:
            raise InvalidInput(
                "Another detention is reported for some of these days. Enter only the days that do not overlap.",
                field="detained_on",
            )


def corrected(stays: Sequence[Stay], wrong: Stay, right: Stay | None) -> tuple[Stay, ...]:
    """The stays once a wrong one is put right, oldest first; None withdraws it.

    Raises InvalidInput where nothing would change, or somebody would be detained twice at once.
    """
    if right == wrong:
        raise InvalidInput("Nothing would change. Enter which day is wrong.", field="detained_on")
    left = list(stays)
    left.remove(wrong)
    remaining = [*left, *([right] if right is not None else [])]
    require_apart(remaining)
    return tuple(sorted(remaining, key=lambda stay: stay.detained_on))
