"""The days and hours at which the tests run once more, computed from the day they are run on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Setting:
    """A name, the instant at which the clock starts and, where it is another one, the time zone of the machine."""

    name: str
    start: Callable[[datetime], datetime]
    zone: str = ""


def leap_day(now: datetime) -> datetime:
    """The next 29 February, at this time of the day."""
    year = next(year for year in range(now.year, now.year + 9) if _is_leap(year) and date(year, 2, 29) > now.date())
    return datetime.combine(date(year, 2, 29), now.timetz())


def spring(now: datetime) -> datetime:
    """Two minutes before the clocks of next year go forward in Brussels (at 01:00 UTC, directive 2000/84/EC)."""
    return datetime.combine(_last_sunday(now.year + 1, 3), time(0, 58, tzinfo=UTC))


def autumn(now: datetime) -> datetime:
    """Two minutes before they go back."""
    return datetime.combine(_last_sunday(now.year + 1, 10), time(0, 58, tzinfo=UTC))


def new_year(now: datetime) -> datetime:
    """A minute before the year ends in Brussels: an hour later it ends in Greenwich too."""
    return datetime(now.year, 12, 31, 22, 59, tzinfo=UTC)


SETTINGS = (
    Setting("tomorrow", lambda now: now + DAY),
    Setting("later", lambda now: now + 45 * DAY),
    Setting("leap-day", leap_day),
    Setting("spring", spring),
    Setting("autumn", autumn),
    Setting("new-year", new_year),
    Setting("next-year", lambda now: now + 400 * DAY),
    Setting("kiritimati", lambda now: now, zone="Pacific/Kiritimati"),
)
NAMES = tuple(setting.name for setting in SETTINGS)


def of_the_day(now: datetime) -> Setting:
    """The setting of a day: each in its turn, the same however often the tests run that day."""
    return SETTINGS[now.toordinal() % len(SETTINGS)]


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _last_sunday(year: int, month: int) -> date:
    last = date(year, month, 31)  # March and October have 31 days
    return last - timedelta(days=(last.weekday() + 1) % 7)
