"""The kinds of bans and their rules as data, a ban's versions, and when it is in force."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol, TypeVar

from aigis.core.dates.brussels import months_later
from aigis.core.errors import InvalidInput
from aigis.core.values import Period


class BanKind(StrEnum):
    """`condition` of an investigating judge, or `penalty` of a court."""

    CONDITION = "condition"
    PENALTY = "penalty"


class BanEvent(StrEnum):
    """What happens to a ban; each event makes a version, and none takes one away."""

    REGISTER = "register"
    CORRECT = "correct"
    AMEND = "amend"
    EXTEND = "extend"
    SUSPEND = "suspend"
    RESUME = "resume"
    LIFT = "lift"
    ANNUL = "annul"
    EXPIRE = "expire"


class Standing(StrEnum):
    """The state a version leaves a ban in. Whether it is in force is computed, never stored."""

    STANDS = "stands"
    SUSPENDED = "suspended"
    LIFTED = "lifted"
    ANNULLED = "annulled"


@dataclass(frozen=True, slots=True)
class KindRules:
    """What the law says of a kind of ban.

    `longest_months`: the most a decision may impose. `renewable`: an extension may last as long again, counted from the
    day after the present end; otherwise all of it counts from the first day. `final`: appeal is possible, and the ban
    provisional until it is final. `stayable`: its term may stand still while the person is detained.
    """

    longest_months: int
    renewable: bool
    final: bool
    stayable: bool


# Law as data: an investigating judge's condition lasts three months at a time (renewable), a court's penalty 20 years.
RULES = MappingProxyType(
    {
        BanKind.CONDITION: KindRules(longest_months=3, renewable=True, final=False, stayable=False),
        BanKind.PENALTY: KindRules(longest_months=240, renewable=False, final=True, stayable=True),
    }
)


@dataclass(frozen=True, slots=True)
class Version:
    """One recorded state of a ban, as far as being in force goes; `counts_from` is when it takes effect."""

    event: BanEvent
    period: Period
    standing: Standing
    counts_from: datetime
    recorded_at: datetime


class Recorded(Protocol):
    """Anything that the register recorded at an instant."""

    @property
    def recorded_at(self) -> datetime: ...


R = TypeVar("R", bound=Recorded)

# What a version speaks of: the term a ban runs for, or whether it stands. `expire` only notes what the clock did.
TERM_EVENTS = frozenset({BanEvent.REGISTER, BanEvent.CORRECT, BanEvent.AMEND, BanEvent.EXTEND})
STANDING_EVENTS = frozenset({BanEvent.SUSPEND, BanEvent.RESUME, BanEvent.LIFT})


@dataclass(frozen=True, slots=True)
class BanFacts:
    """What a check needs of a ban: the stretches of time in which it bars its subject, apart and in order."""

    ban: str
    kind: BanKind
    periods: tuple[Period, ...]


def in_force(ban: BanFacts, *, at: datetime) -> bool:
    """Tells whether a ban bars its subject at the instant."""
    return any(period.contains(at) for period in ban.periods)


def version_at(versions: Iterable[Version], *, at: datetime) -> Version | None:
    """The version whose term counted at the instant: the last one whose effect had begun; None before the first."""
    begun = [version for version in versions if version.event in TERM_EVENTS and version.counts_from <= at]
    return begun[-1] if begun else None


def standing_at(versions: Sequence[Version], *, at: datetime) -> Standing:
    """How a ban stood at the instant: an annulled one never stood, whatever was recorded before."""
    if any(version.event is BanEvent.ANNUL for version in versions):
        return Standing.ANNULLED
    begun = [version for version in versions if version.event in STANDING_EVENTS and version.counts_from <= at]
    return begun[-1].standing if begun else Standing.STANDS


def known(versions: Sequence[R], *, at: datetime) -> tuple[R, ...]:
    """The versions, oldest first, that the register held at an instant: what it said then.

    Whoever held one held all before it, though a clock that was set back meanwhile gave those a later time.
    """
    held = max((count for count, version in enumerate(versions, start=1) if version.recorded_at <= at), default=0)
    return tuple(versions[:held])


def periods_in_force(versions: Sequence[Version]) -> tuple[Period, ...]:
    """The stretches in which a ban with these versions, oldest first, is in force; touching ones are one."""
    only = versions[0] if len(versions) == 1 else None
    if only and only.event is BanEvent.REGISTER and only.counts_from <= only.period.start:
        return (only.period,)  # nearly every ban
    joined_periods: list[Period] = []
    starts = _instants_of_change(versions)
    for start, end in zip(starts, [*starts[1:], None], strict=True):
        if _in_force_at(versions, start):
            joined = joined_periods.pop().start if joined_periods and joined_periods[-1].end == start else start
            joined_periods.append(Period(joined, end))
    return tuple(joined_periods)


def _instants_of_change(versions: Iterable[Version]) -> list[datetime]:
    instants = {version.counts_from for version in versions} | {version.period.start for version in versions}
    return sorted(instants | {version.period.end for version in versions if version.period.end is not None})


def _in_force_at(versions: Sequence[Version], at: datetime) -> bool:
    counting = version_at(versions, at=at)
    return counting is not None and counting.period.contains(at) and standing_at(versions, at=at) is Standing.STANDS


def ends_at(versions: Sequence[Version]) -> datetime | None:
    """The instant from which a ban can never be in force again without a new version; None when there is none.

    A suspension may be over any day, so it counts as if it were.
    """
    resumed = [replace(version, standing=Standing.STANDS) if _suspends(version) else version for version in versions]
    periods = periods_in_force(resumed)
    return periods[-1].end if periods else versions[0].counts_from


def _suspends(version: Version) -> bool:
    return version.standing is Standing.SUSPENDED


def longest_last_day(kind: BanKind, *, first: date) -> date:
    """The last day a ban of the kind may have when it starts on `first`."""
    return months_later(first, RULES[kind].longest_months)


def require_lawful(*, kind: BanKind, first: date, last: date) -> None:
    """Raises InvalidInput when the ban would last longer than its kind allows."""
    limit = longest_last_day(kind, first=first)
    if last > limit:
        raise InvalidInput(
            "A %(kind)s that starts on %(first)s ends on %(limit)s at the latest.",
            field="ends_on",
            values={"kind": kind.value, "first": first, "limit": limit},
        )
