"""When a ban is in force, how its period is computed from days, and how long each kind may last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from aigis.core.errors import InvalidInput
from aigis.core.values import Period

BRUSSELS = ZoneInfo("Europe/Brussels")


class BanKind(StrEnum):
    """`condition` of an investigating judge, or `penalty` of a court."""

    CONDITION = "condition"
    PENALTY = "penalty"


class Standing(StrEnum):
    """The state a version leaves a ban in. Whether it is in force is computed, never stored."""

    STANDS = "stands"
    SUSPENDED = "suspended"
    LIFTED = "lifted"
    ANNULLED = "annulled"


@dataclass(frozen=True, slots=True)
class BanFacts:
    """One version of a ban, as far as being in force goes; `counts_from` is when the version takes effect."""

    ban: str
    kind: BanKind
    period: Period
    standing: Standing = Standing.STANDS
    counts_from: datetime | None = None


# Law as data: the longest a ban of each kind may be imposed for at a time.
LONGEST_YEARS = {BanKind.PENALTY: 20}
LONGEST_MONTHS = {BanKind.CONDITION: 3}


def in_force(ban: BanFacts, *, at: datetime) -> bool:
    """Tells whether a ban bars its subject at the instant: it stands and its period contains it."""
    return ban.standing is Standing.STANDS and ban.period.contains(at)


def over(ban: BanFacts, *, at: datetime) -> bool:
    """Tells whether a ban can never be in force again without a new version."""
    ended = ban.period.end is not None and ban.period.end <= at
    return ended or ban.standing in (Standing.LIFTED, Standing.ANNULLED)


def version_at(versions: Sequence[BanFacts], *, at: datetime) -> BanFacts | None:
    """The version that counted at the instant: the last one whose effect had begun; None before the first."""
    begun = [version for version in versions if version.counts_from is None or version.counts_from <= at]
    return begun[-1] if begun else None


def midnight(day: date) -> datetime:
    """The instant a Brussels day begins. Midnight exists once on every Brussels day: clocks change at 2 and 3."""
    return datetime.combine(day, time(0), tzinfo=BRUSSELS)


def period_of_days(*, first: date, last: date) -> Period:
    """The half-open period of the Brussels days from `first` to `last`, both included."""
    if last < first:
        raise InvalidInput("The last day must not be before the first.", field="ends_on")
    if last >= date(9999, 1, 1):
        raise InvalidInput("The last day lies too far ahead.", field="ends_on")
    return Period(midnight(first), midnight(last + timedelta(days=1)))


def last_day(period: Period) -> date | None:
    """The last Brussels day of a period, as people write it; None without an end."""
    if period.end is None:
        return None
    return (period.end.astimezone(BRUSSELS) - timedelta(microseconds=1)).date()


def longest_last_day(kind: BanKind, *, first: date) -> date:
    """The last day a ban of the kind may have when it starts on `first`."""
    months = LONGEST_MONTHS.get(kind, 0) + 12 * LONGEST_YEARS.get(kind, 0)
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    # The day before the same day number; where that month is shorter, its last day.
    try:
        return date(year, month + 1, first.day) - timedelta(days=1)
    except ValueError:
        return date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(days=1)


def require_lawful(*, kind: BanKind, first: date, last: date) -> None:
    """Raises InvalidInput when the ban would last longer than its kind allows."""
    limit = longest_last_day(kind, first=first)
    if last > limit:
        raise InvalidInput(f"A {kind.value} that starts on {first} ends on {limit} at the latest.", field="ends_on")
