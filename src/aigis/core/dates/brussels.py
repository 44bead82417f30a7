"""Brussels days and the instants they begin and end at: people write days, the register keeps half-open instants."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from aigis.core.errors import InvalidInput
from aigis.core.values import Period

BRUSSELS = ZoneInfo("Europe/Brussels")

WhichHour = Literal["", "summer", "winter"]

_LIKELY_YEARS = range(1950, 2151)


class AmbiguousLocalTime(InvalidInput):
    """A clock time in the hour that is lived twice when the clocks go back."""

    code = "ambiguous_local_time"
    sentence = "The clocks went back on this day, so this time occurred twice. Choose which of the two you mean."


def midnight(day: date) -> datetime:
    """The instant a Brussels day begins. Midnight exists once on every Brussels day: clocks change at 2 and 3."""
    return datetime.combine(day, time(0), tzinfo=BRUSSELS)


def day_of(at: datetime) -> date:
    """The Brussels day an instant belongs to."""
    return at.astimezone(BRUSSELS).date()


def instant(on: date, clock: time, *, which: WhichHour = "") -> datetime:
    """The instant, in UTC, of a clock time in Brussels.

    Raises InvalidInput for a time the clocks skipped, and AmbiguousLocalTime for one they showed twice, unless `which`
    says whether summer time (the first) or winter time (the second) is meant.
    """
    first = datetime.combine(on, clock, tzinfo=BRUSSELS)
    second = first.replace(fold=1)
    # The offset before the change against the one after it: it grows in spring and shrinks in autumn.
    before, after = first.utcoffset() or timedelta(), second.utcoffset() or timedelta()
    if before < after:
        raise InvalidInput(
            "The clocks went forward on this day, so this time did not exist. Enter an earlier or later time."
        )
    if before > after and not which:
        raise AmbiguousLocalTime
    return (second if which == "winter" else first).astimezone(UTC)


def period_of_days(*, first: date, last: date) -> Period:
    """The half-open period of the Brussels days from `first` to `last`, both included."""
    if last < first:
        raise InvalidInput("The last day must not be before the first.", field="ends_on")
    if last >= date(9999, 1, 1):
        raise InvalidInput("The last day is too far in the future.", field="ends_on")
    return Period(midnight(first), midnight(last + timedelta(days=1)))


def last_day(period: Period) -> date | None:
    """The last Brussels day of a period, as people write it; None without an end."""
    if period.end is None:
        return None
    return (period.end.astimezone(BRUSSELS) - timedelta(microseconds=1)).date()


def months_later(first: date, months: int) -> date:
    """The last day of so many months that begin on `first`: the day before the same day number.

    Where the last month is too short for that number, it is that month's last day.
    """
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    try:
        return date(year, month + 1, first.day) - timedelta(days=1)
    except ValueError:  # never December, which has every day number
        return date(year, month + 2, 1) - timedelta(days=1)


def require_likely(day: date, *, field: str) -> None:
    """Raises InvalidInput for a year mistyped by centuries, beyond what can be stored and computed with."""
    if day.year not in _LIKELY_YEARS:
        raise InvalidInput("This date is too far from today. Correct the year.", field=field)
