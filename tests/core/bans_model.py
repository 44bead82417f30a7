"""A plain model of bans: a diary of what was decided, read line by line for one instant. No periods, no cleverness."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from aigis.core.dates.brussels import day_of

ONE_DAY = timedelta(days=1)
LONGEST_WALK = 3_000  # somebody still in prison has no last day; nobody asks about one so far away


@dataclass(frozen=True)
class Stayed:
    """Somebody in prison from one day until another, which no longer counts; no day: still."""

    begins: date
    ends: date | None


@dataclass(frozen=True)
class Line:
    """One line of the diary; `first` and `last` as decided, `standing` where the line says how the ban stands."""

    event: str
    recorded: datetime
    counts: datetime
    first: date | None = None
    last: date | None = None
    stays: tuple[Stayed, ...] = ()
    standing: str | None = None


def in_force(diary: Sequence[Line], *, at: datetime, known: datetime) -> bool:
    """Reads the diary as it was known at one instant, and says whether the ban bars its subject at another."""
    read = list(diary)
    while read and read[-1].recorded > known:  # what stands above a line was there when it was written
        read.pop()
    if any(line.event == "annul" for line in read):
        return False
    counting = [line for line in read if line.first is not None and line.counts <= at]
    standing = [line.standing for line in read if line.standing is not None and line.counts <= at]
    if not counting or (standing and standing[-1] != "stands"):
        return False
    return day_of(at) in days_of(counting[-1])


@cache
def days_of(line: Line) -> frozenset[date]:
    """Walks from the first day on: a day in prison is not one of the days decided, and the ban goes on meanwhile."""
    assert line.first is not None and line.last is not None
    left = (line.last - line.first).days + 1
    walked: set[date] = set()
    while left > 0 and len(walked) < LONGEST_WALK:
        day = line.first + len(walked) * ONE_DAY
        walked.add(day)
        left -= not _detained(line.stays, day)
    return frozenset(walked)


def _detained(stays: Sequence[Stayed], day: date) -> bool:
    return any(stay.begins <= day and (stay.ends is None or day < stay.ends) for stay in stays)
