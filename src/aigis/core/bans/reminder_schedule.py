"""When the office is reminded that a ban ends, and whom a reminder goes up to while nobody answers.

Days are Brussels days, so no night on which the clocks change counts one too few or too many.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum
from itertools import pairwise
from types import MappingProxyType

from aigis.core.bans.versions import BanKind, Version
from aigis.core.dates.brussels import day_of, midnight


class Level(IntEnum):
    """Who is told: the authority's own mailbox, the office that answers for its bans, the prosecutor."""

    AUTHORITY = 0
    OFFICE = 1
    PROSECUTOR = 2


class EndingReply(StrEnum):
    """What an office does about a ban that ends."""

    EXTENSION = "extension"
    NEW_DECISION = "new_decision"
    LET_END = "let_end"


_LAST_WEEK = 7
_MOST_DAYS = 3_650


@dataclass(frozen=True, slots=True)
class Schedule:
    """The numbers of days before the last day, most first; an unanswered reminder goes up after `up_after` days.

    Raises ValueError for numbers that make no schedule.
    """

    days: tuple[int, ...]
    up_after: int

    def __post_init__(self) -> None:
        falling = all(earlier > later for earlier, later in pairwise(self.days))
        if not self.days or not falling or self.days[-1] < 1 or self.days[0] > _MOST_DAYS:
            raise ValueError(f"give whole numbers of days from {_MOST_DAYS} to 1, each less than the one before")
        if not 1 <= self.up_after <= self.days[0]:
            raise ValueError(f"give a number of days from 1 to {self.days[0]}")

    def reached(self, left: int) -> tuple[int, ...]:
        """The numbers of days that have come when so many days are left; the last one is the nearest."""
        return tuple(days for days in self.days if days >= left)

    def patience(self, left: int) -> int:
        """The days an answer may take before the reminder goes up; in the last week, one."""
        return 1 if left <= _LAST_WEEK else self.up_after


# The usual schedules; an installation may set its own.
SCHEDULES = MappingProxyType(
    {
        BanKind.PENALTY: Schedule((180, 90, 30, 7), up_after=14),
        BanKind.CONDITION: Schedule((30, 14, 7, 3, 1), up_after=2),
    }
)


@dataclass(frozen=True, slots=True)
class SentReminder:
    """A reminder of one ending that went out."""

    days: int
    level: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder to be sent now; `up`: an earlier one goes up, `covered`: days that passed without a reminder."""

    days: int
    level: int
    up: bool = False
    covered: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordedReply:
    """An answer to the reminders of one ending."""

    answer: EndingReply
    at: datetime


def waits(*, sent: Sequence[SentReminder], answered: RecordedReply | None) -> bool:
    """Tells whether an ending waits for an answer: there is none, or a reminder came after it.

    `sent` holds the reminders of this ending, oldest first, `answered` the last answer. Whoever is reminded after an
    answer has not moved the end yet; after *let it end* nobody waits.
    """
    if answered is None:
        return True
    again = bool(sent) and sent[-1].at > answered.at
    return again and answered.answer is not EndingReply.LET_END


def ended_unanswered(
    *, ends_at: datetime, versions: Sequence[Version], sent: Sequence[SentReminder], answered: RecordedReply | None
) -> bool:
    """Tells whether a ban ended while its office owed an answer, which office and prosecutor hear of once.

    Not where the end had passed already when it was recorded, as in a list of old bans: nobody could have answered.
    """
    ahead = any(version.period.end == ends_at and version.recorded_at < ends_at for version in versions)
    return ahead and waits(sent=sent, answered=answered)


# A clock may be set back by hours. What stands further ahead than this was written by a clock that ran ahead.
AHEAD = timedelta(days=1)


def last_day_of(ends_at: datetime) -> date:
    """The last Brussels day of a ban that ends at the instant."""
    return day_of(ends_at - timedelta(microseconds=1))


def end_after(last: date) -> datetime:
    """The inverse of `last_day_of`: the instant at which a ban with this last day ends."""
    return midnight(last + timedelta(days=1))


def days_left(ends_at: datetime, *, at: datetime) -> int:
    """The Brussels days from that of the instant to the last day; 0 on the last day itself."""
    return (last_day_of(ends_at) - day_of(at)).days


def due(
    schedule: Schedule,
    *,
    ends_at: datetime,
    at: datetime,
    sent: Iterable[SentReminder],
    answer: EndingReply | None = None,
) -> Due | None:
    """The reminder of one ending that is due now, None where there is none.

    `sent` holds the reminders of this ending so far, `answer` the last answer to them. Whoever is late sends one
    reminder, for the nearest number of days; those passed by are covered by it. No number of days comes twice.
    """
    left = days_left(ends_at, at=at)
    reached = schedule.reached(left)
    if ends_at <= at or not reached or _silenced(schedule, reached[-1], answer):
        return None
    rows = list(sent)
    counting = [sent for sent in rows if sent.at <= at + AHEAD]
    level, up = (Level.AUTHORITY, False) if answer else _ladder(counting, at=at, patience=schedule.patience(left))
    if _new(reached[-1], rows, counting):
        lowest = min((sent.days for sent in counting), default=schedule.days[0] + 1)
        covered = tuple(days for days in reached[:-1] if days < lowest)
        return Due(reached[-1], level + up, covered=covered)
    return Due(max(counting, key=_when).days, level + up, up=True) if up else None


def _silenced(schedule: Schedule, nearest: int, answer: EndingReply | None) -> bool:
    """After *let it end* nothing comes; after another answer only the last reminder, for the end has not moved yet."""
    return answer is EndingReply.LET_END or (answer is not None and nearest != schedule.days[-1])


def _new(nearest: int, rows: Sequence[SentReminder], counting: Sequence[SentReminder]) -> bool:
    """Tells whether a number of days has had no reminder, nor one nearer to the end that covers it."""
    return all(sent.days != nearest for sent in rows) and all(sent.days > nearest for sent in counting)


def _ladder(counting: Sequence[SentReminder], *, at: datetime, patience: int) -> tuple[int, bool]:
    """The level reached, and whether it is time to go up: one level for each reminder that nobody answered in time."""
    if not counting:
        return Level.AUTHORITY, False
    level = max(sent.level for sent in counting)
    waited = (day_of(at) - day_of(max(counting, key=_when).at)).days
    return level, level < Level.PROSECUTOR and waited >= patience


def _when(sent: SentReminder) -> tuple[datetime, int]:
    return sent.at, sent.level
