"""Time on a line: which instant stands where, and the days, months or years written beneath."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.formats import date_format

from aigis.core.dates.brussels import day_of, midnight

_PADDING = 0.04
_TEXT_ROOM = 78  # a day written out, and some air
_STEPS = (
    *((days, "days") for days in (1, 2, 7, 14)),
    *((months, "months") for months in (1, 2, 3, 6)),
    *((years, "years") for years in (1, 2, 5, 10, 20, 50)),
)
_ABOUT = {"days": timedelta(days=1), "months": timedelta(days=30.4), "years": timedelta(days=365.2)}


@dataclass(frozen=True, slots=True)
class Scale:
    """Instants as places between left and right; `beyond`: today lies too far off, and stands at the edge."""

    first: datetime
    last: datetime
    left: float
    right: float
    today: float
    beyond: bool
    text_room: float = _TEXT_ROOM

    def x(self, at: datetime) -> float:
        """The place of an instant, outside left and right as well."""
        return self.left + (self.right - self.left) * ((at - self.first) / (self.last - self.first))


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the axis with what is written at it."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Axis:
    """The line under the bars."""

    y: float
    left: float
    right: float
    ticks: tuple[Tick, ...]

    @property
    def foot(self) -> float:
        """Where the ticks end."""
        return self.y + 6

    @property
    def words(self) -> float:
        """The line what is written at the ticks stands on."""
        return self.y + 21


def scale(span: tuple[datetime, datetime], *, at: datetime, left: float, right: float) -> Scale:
    """The time from first to last with some air, and today where that does not make all else too small."""
    first, last = span
    length = last - first
    near = first - length <= at <= last + length
    if near:
        first, last = min(first, at), max(last, at)
    air = (last - first) * _PADDING
    first, last = first - air, last + air
    bare = Scale(first, last, left, right, 0, beyond=not near)
    today = min(max(bare.x(at), left), right)
    return Scale(first, last, left, right, round(today, 1), beyond=not near)


def axis(shown: Scale, *, top: float) -> Axis:
    """Days, months or years: the finest of which there is room for all."""
    most = max(int((shown.right - shown.left) / _TEXT_ROOM), 2)
    length = shown.last - shown.first
    count, unit = next((step for step in _STEPS if length / (_ABOUT[step[1]] * step[0]) <= most), _STEPS[-1])
    ticks = [
        Tick(round(shown.x(midnight(day)), 1), _written(day, unit))
        for day in _days(day_of(shown.first), day_of(shown.last), count, unit)
    ]
    inside = tuple(tick for tick in ticks if shown.left + 16 <= tick.x <= shown.right - 20)
    return Axis(top, shown.left, shown.right, inside)


def _days(first: date, last: date, count: int, unit: str) -> Iterator[date]:
    """The days of the ticks: every so many, counted from a round one."""
    day = first
    if unit == "months":
        day = date(first.year, (first.month - 1) // count * count + 1, 1)
    elif unit == "years":
        day = date(first.year // count * count, 1, 1)
    while day <= last:
        if day >= first:
            yield day
        day = _next(day, count, unit)


def _next(day: date, count: int, unit: str) -> date:
    if unit == "days":
        return day + timedelta(days=count)
    months = count if unit == "months" else 12 * count
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def _written(day: date, unit: str) -> str:
    forms = {"days": "MONTH_DAY_FORMAT", "months": "YEAR_MONTH_FORMAT", "years": "Y"}
    return date_format(day, forms[unit])
