"""Bans in time: half-open periods of Brussels days, what the law allows, which version counts."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigis.core.bans.versions import (
    BanEvent,
    BanFacts,
    BanKind,
    Standing,
    Version,
    ends_at,
    in_force,
    longest_last_day,
    periods_in_force,
    require_lawful,
    standing_at,
    version_at,
)
from aigis.core.dates.brussels import last_day, period_of_days
from aigis.core.errors import InvalidInput
from aigis.core.values import Period

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DAY, HOUR, INSTANT = timedelta(days=1), timedelta(hours=1), timedelta(microseconds=1)
DAYS = st.dates(date(1960, 1, 1), date(2140, 1, 1))


def ban(*versions: Version) -> BanFacts:
    return BanFacts("b", BanKind.PENALTY, periods_in_force(versions or (registered(),)))


def registered(*, end: datetime = AT + DAY) -> Version:
    return Version(BanEvent.REGISTER, Period(AT, end), Standing.STANDS, AT, AT)


def later(event: BanEvent, standing: Standing, *, hours: int = 0) -> Version:
    return Version(event, Period(AT, AT + DAY), standing, AT + hours * HOUR, AT)


def test_the_start_belongs_to_a_ban_and_the_end_does_not() -> None:
    assert [in_force(ban(), at=AT + step) for step in (-INSTANT, 0 * DAY, DAY - INSTANT, DAY)] == [
        False,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    "after",
    [
        later(BanEvent.SUSPEND, Standing.SUSPENDED),
        later(BanEvent.LIFT, Standing.LIFTED),
        later(BanEvent.ANNUL, Standing.ANNULLED),
    ],
)
def test_a_lifted_suspended_or_annulled_ban_stops_nobody(after: Version) -> None:
    assert ban(registered(), after).periods == ()


def test_a_ban_bars_in_the_stretches_between_suspension_and_resumption() -> None:
    life = (
        registered(),
        later(BanEvent.SUSPEND, Standing.SUSPENDED, hours=6),
        later(BanEvent.RESUME, Standing.STANDS, hours=9),
        later(BanEvent.LIFT, Standing.LIFTED, hours=20),
    )
    hours = [(0, 6), (9, 20)]
    assert periods_in_force(life) == tuple(Period(AT + HOUR * first, AT + HOUR * last) for first, last in hours)
    assert ends_at(life) == AT + 20 * HOUR


@pytest.mark.parametrize(
    ("first", "last", "hours"),
    [
        (date(2026, 11, 22), date(2026, 11, 22), 24),
        (date(2026, 3, 29), date(2026, 3, 29), 23),  # clocks go forward
        (date(2026, 10, 25), date(2026, 10, 25), 25),  # and back
        (date(2028, 2, 28), date(2028, 2, 29), 48),
    ],
)
def test_days_are_as_long_as_they_are_in_brussels(first: date, last: date, hours: int) -> None:
    period = period_of_days(first=first, last=last)
    assert period.end is not None
    assert period.end.astimezone(UTC) - period.start.astimezone(UTC) == timedelta(hours=hours)


@given(first=DAYS, length=st.integers(0, 8000))
def test_the_last_day_is_the_one_that_was_entered(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    assert last_day(period_of_days(first=first, last=last)) == last


def test_a_period_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(InvalidInput):
        period_of_days(first=date(2026, 11, 22), last=date(2026, 11, 21))


@pytest.mark.parametrize(
    ("kind", "first", "longest"),
    [
        (BanKind.PENALTY, date(2026, 11, 22), date(2046, 11, 21)),
        (BanKind.PENALTY, date(2028, 2, 29), date(2048, 2, 28)),
        (BanKind.PENALTY, date(2028, 3, 1), date(2048, 2, 29)),
        (BanKind.CONDITION, date(2026, 11, 22), date(2027, 2, 21)),
        (BanKind.CONDITION, date(2026, 11, 30), date(2027, 2, 28)),
        (BanKind.CONDITION, date(2026, 10, 31), date(2027, 1, 30)),
        (BanKind.CONDITION, date(2026, 12, 1), date(2027, 2, 28)),
    ],
)
def test_the_longest_ban_of_each_kind(kind: BanKind, first: date, longest: date) -> None:
    assert longest_last_day(kind, first=first) == longest
    require_lawful(kind=kind, first=first, last=longest)
    with pytest.raises(InvalidInput, match=str(longest)):
        require_lawful(kind=kind, first=first, last=longest + DAY)


@given(first=DAYS)
def test_no_day_is_without_a_longest_ban(first: date) -> None:
    assert timedelta(days=88) <= longest_last_day(BanKind.CONDITION, first=first) - first <= timedelta(days=92)


def test_the_version_that_counts_is_the_last_whose_effect_had_begun() -> None:
    first = registered()
    second = Version(BanEvent.AMEND, Period(AT, AT + 2 * DAY), Standing.STANDS, AT + DAY, AT)
    assert version_at([first, second], at=AT - INSTANT) is None
    assert version_at([first, second], at=AT) is first
    assert version_at([first, second], at=AT + DAY - INSTANT) is first
    assert version_at([first, second], at=AT + DAY) is second


def test_the_standing_of_a_ban_is_told_by_name() -> None:
    suspended, lifted = later(BanEvent.SUSPEND, Standing.SUSPENDED, hours=1), later(BanEvent.LIFT, Standing.LIFTED)
    assert standing_at([registered(), suspended], at=AT) is Standing.STANDS
    assert standing_at([registered(), suspended], at=AT + HOUR) is Standing.SUSPENDED
    assert standing_at([registered(), lifted], at=AT) is Standing.LIFTED
    assert standing_at([registered(), later(BanEvent.ANNUL, Standing.ANNULLED, hours=9)], at=AT) is Standing.ANNULLED


def test_a_ban_that_never_was_in_force_ended_when_its_first_version_counted() -> None:
    annulled = Version(BanEvent.ANNUL, Period(AT, AT + DAY), Standing.ANNULLED, AT + HOUR, AT + HOUR)
    assert ends_at([registered(), annulled]) == AT
