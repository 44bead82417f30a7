"""When an alert that nobody acknowledged goes on, and to whom: a rule without a database.

Design: acknowledged or escalated within five minutes. The stages follow each other by the same wait: the desk's other
channel, the next desk, the person on call; after the last one the person on call is told again at each wait.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import IntEnum

from aigis.core.dates.brussels import BRUSSELS
from aigis.core.errors import InvalidInput

USUAL_WAIT = timedelta(minutes=5)
JOINED_WITHIN = timedelta(minutes=15)  # hits on one person at one organisation are one alert for so long
STOPS_AFTER = timedelta(hours=24)  # what nobody acknowledged for a day stays on the page and in the alarms


class Stage(IntEnum):
    """How far an alert has gone at a desk."""

    DESK = 0
    OTHER_CHANNEL = 1
    NEXT_DESK = 2
    ON_CALL = 3


@dataclass(frozen=True, slots=True)
class Shift:
    """Who is on call on some days (0 is Monday) from a time of day to another; it may pass midnight. Brussels time."""

    name: str
    days: frozenset[int]
    start: time
    end: time
    mailbox: str
    telephone: str = ""

    def covers(self, at: datetime) -> bool:
        """Tells whether this person is on call at an instant; equal start and end mean the whole day."""
        local = at.astimezone(BRUSSELS)
        clock, day = local.time(), local.weekday()
        if self.start < self.end:
            return day in self.days and self.start <= clock < self.end
        if clock >= self.start:
            return day in self.days
        return clock < self.end and (day - 1) % 7 in self.days


def on_call(shifts: Sequence[Shift], *, at: datetime) -> Shift | None:
    """Returns the first listed person who is on call at an instant; None if there is none."""
    return next((shift for shift in shifts if shift.covers(at)), None)


def next_stage(stage: Stage) -> Stage:
    """Returns the stage after one; the last stage repeats."""
    return Stage(min(stage + 1, Stage.ON_CALL))


def next_due(*, raised_at: datetime, at: datetime, wait: timedelta) -> datetime | None:
    """Returns when an unacknowledged alert goes on; None once it is a day old."""
    return None if at - raised_at >= STOPS_AFTER else at + wait


def read_shift(data: object) -> Shift:
    """Reads a shift from JSON: name, days, start and end as HH:MM, mailbox, telephone; raises InvalidInput."""
    if not isinstance(data, dict) or not str(data.get("name", "")).strip() or not str(data.get("mailbox", "")):
        raise InvalidInput("A shift has a name and a mailbox.", field="on_call")
    try:
        days = frozenset(int(day) for day in data.get("days", range(7)))
        start, end = (time.fromisoformat(str(data.get(edge, "00:00"))) for edge in ("start", "end"))
    except (TypeError, ValueError):
        raise InvalidInput("Write days as 0 (Monday) to 6 and times like 22:00.", field="on_call") from None
    if not days <= frozenset(range(7)) or start.tzinfo or end.tzinfo:
        raise InvalidInput("Write days as 0 (Monday) to 6 and times like 22:00.", field="on_call")
    name, mailbox = str(data["name"]).strip(), str(data["mailbox"])
    return Shift(name, days, start, end, mailbox, str(data.get("telephone", "")))


def write_shift(shift: Shift) -> dict[str, object]:
    """Returns the JSON form of a shift."""
    return {
        "name": shift.name,
        "days": sorted(shift.days),
        "start": shift.start.isoformat("minutes"),
        "end": shift.end.isoformat("minutes"),
        "mailbox": shift.mailbox,
        "telephone": shift.telephone,
    }
