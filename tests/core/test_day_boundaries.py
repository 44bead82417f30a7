"""Days at their edges: when a ban of given days begins and ends, to the microsecond, in UTC and as written."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from aigis.core.bans.lifecycle import Terms, begin
from aigis.core.bans.versions import BanFacts, BanKind, in_force, longest_last_day
from aigis.core.dates.brussels import (
    AmbiguousLocalTime,
    day_of,
    instant,
    last_day,
    midnight,
    months_later,
    period_of_days,
    require_likely,
)
from aigis.core.errors import InvalidInput
from aigis.core.values import Period

INSTANT = timedelta(microseconds=1)
WINTER, SUMMER = 1, 2  # hours that Brussels is ahead


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# First day, last day, first instant, first instant after it (both in UTC).
PERIODS = [
    ("an ordinary day", "2026-11-22", "2026-11-22", "2026-11-21T23:00", "2026-11-22T23:00"),
    ("a day in summer", "2026-07-01", "2026-07-01", "2026-06-30T22:00", "2026-07-01T22:00"),
    ("new year's eve", "2026-12-31", "2026-12-31", "2026-12-30T23:00", "2026-12-31T23:00"),
    ("new year's day", "2027-01-01", "2027-01-01", "2026-12-31T23:00", "2027-01-01T23:00"),
    ("over the year's end", "2026-12-31", "2027-01-01", "2026-12-30T23:00", "2027-01-01T23:00"),
    ("the end of February", "2027-02-28", "2027-02-28", "2027-02-27T23:00", "2027-02-28T23:00"),
    ("the leap day", "2028-02-29", "2028-02-29", "2028-02-28T23:00", "2028-02-29T23:00"),
    ("over the leap day", "2028-02-28", "2028-03-01", "2028-02-27T23:00", "2028-03-01T23:00"),
    ("no leap day in 2100", "2100-02-28", "2100-03-01", "2100-02-27T23:00", "2100-03-01T23:00"),
    ("spring 2026", "2026-03-29", "2026-03-29", "2026-03-28T23:00", "2026-03-29T22:00"),
    ("autumn 2026", "2026-10-25", "2026-10-25", "2026-10-24T22:00", "2026-10-25T23:00"),
    ("spring 2027", "2027-03-28", "2027-03-28", "2027-03-27T23:00", "2027-03-28T22:00"),
    ("autumn 2027", "2027-10-31", "2027-10-31", "2027-10-30T22:00", "2027-10-31T23:00"),
    ("spring 2028", "2028-03-26", "2028-03-26", "2028-03-25T23:00", "2028-03-26T22:00"),
    ("autumn 2028", "2028-10-29", "2028-10-29", "2028-10-28T22:00", "2028-10-29T23:00"),
    ("spring 2029", "2029-03-25", "2029-03-25", "2029-03-24T23:00", "2029-03-25T22:00"),
    ("autumn 2029", "2029-10-28", "2029-10-28", "2029-10-27T22:00", "2029-10-28T23:00"),
    ("spring 2030", "2030-03-31", "2030-03-31", "2030-03-30T23:00", "2030-03-31T22:00"),
    ("autumn 2030", "2030-10-27", "2030-10-27", "2030-10-26T22:00", "2030-10-27T23:00"),
    ("into summer time", "2026-03-28", "2026-03-30", "2026-03-27T23:00", "2026-03-30T22:00"),
    ("out of summer time", "2026-10-24", "2026-10-26", "2026-10-23T22:00", "2026-10-26T23:00"),
    ("a summer within winters", "2026-01-01", "2026-12-31", "2025-12-31T23:00", "2026-12-31T23:00"),
    ("twenty years", "2026-11-22", "2046-11-21", "2026-11-21T23:00", "2046-11-21T23:00"),
    ("last century", "1980-04-05", "1980-04-06", "1980-04-04T23:00", "1980-04-06T22:00"),
]
EDGES = [(step, where) for step in (-INSTANT, timedelta(), INSTANT) for where in ("start", "end")]


@pytest.mark.parametrize(
    ("first", "last", "start", "end"), [row[1:] for row in PERIODS], ids=[row[0] for row in PERIODS]
)
def test_days_as_instants(first: str, last: str, start: str, end: str) -> None:
    period = period_of_days(first=date.fromisoformat(first), last=date.fromisoformat(last))
    assert (period.start, period.end) == (utc(start), utc(end))
    assert last_day(period) == date.fromisoformat(last) and day_of(period.start) == date.fromisoformat(first)


@pytest.mark.parametrize("row", [row for row in PERIODS if row[1] > "1990" and row[2] < "2090"], ids=lambda row: row[0])
@pytest.mark.parametrize(("step", "where"), EDGES, ids=[f"{where}{step.microseconds:+}" for step, where in EDGES])
def test_in_force_at_the_edges(row: tuple[str, ...], step: timedelta, where: str) -> None:
    terms = Terms(date.fromisoformat(row[1]), date.fromisoformat(row[2]), date.fromisoformat(row[1]))
    facts = BanFacts("b", BanKind.PENALTY, begin(BanKind.PENALTY, terms, at=utc("2026-01-01T00:00")).periods)
    edge = utc(row[3] if where == "start" else row[4])
    expected = step >= timedelta() if where == "start" else step < timedelta()
    assert in_force(facts, at=edge + step) is expected


@pytest.mark.parametrize(
    ("kind", "first", "longest"),
    [
        (BanKind.CONDITION, "2026-11-22", "2027-02-21"),
        (BanKind.CONDITION, "2026-11-29", "2027-02-28"),  # there is no 29 February 2027
        (BanKind.CONDITION, "2026-11-30", "2027-02-28"),
        (BanKind.CONDITION, "2026-12-01", "2027-02-28"),
        (BanKind.CONDITION, "2027-11-29", "2028-02-28"),
        (BanKind.CONDITION, "2027-11-30", "2028-02-29"),
        (BanKind.CONDITION, "2027-12-01", "2028-02-29"),
        (BanKind.CONDITION, "2026-10-31", "2027-01-30"),
        (BanKind.CONDITION, "2026-01-31", "2026-04-30"),
        (BanKind.CONDITION, "2026-02-28", "2026-05-27"),
        (BanKind.CONDITION, "2026-03-31", "2026-06-30"),
        (BanKind.CONDITION, "2026-12-31", "2027-03-30"),
        (BanKind.CONDITION, "2026-10-01", "2026-12-31"),
        (BanKind.PENALTY, "2026-11-22", "2046-11-21"),
        (BanKind.PENALTY, "2028-02-29", "2048-02-28"),
        (BanKind.PENALTY, "2028-03-01", "2048-02-29"),
        (BanKind.PENALTY, "2027-01-01", "2046-12-31"),
        (BanKind.PENALTY, "2080-02-29", "2100-02-28"),
    ],
)
def test_the_last_day_a_kind_allows(kind: BanKind, first: str, longest: str) -> None:
    assert longest_last_day(kind, first=date.fromisoformat(first)) == date.fromisoformat(longest)


@pytest.mark.parametrize(
    ("on", "clock", "which", "expected"),
    [
        ("2026-03-29", "01:59", "", "2026-03-29T00:59"),
        ("2026-03-29", "03:00", "", "2026-03-29T01:00"),
        ("2026-10-25", "01:59", "", "2026-10-24T23:59"),
        ("2026-10-25", "02:00", "summer", "2026-10-25T00:00"),
        ("2026-10-25", "02:00", "winter", "2026-10-25T01:00"),
        ("2026-10-25", "02:59", "summer", "2026-10-25T00:59"),
        ("2026-10-25", "02:59", "winter", "2026-10-25T01:59"),
        ("2026-10-25", "03:00", "", "2026-10-25T02:00"),
        ("2026-03-03", "06:12", "", "2026-03-03T05:12"),
        ("2026-07-03", "06:12", "winter", "2026-07-03T04:12"),
        ("2026-07-03", "00:00", "", "2026-07-02T22:00"),
    ],
)
def test_a_clock_time_as_an_instant(on: str, clock: str, which: str, expected: str) -> None:
    found = instant(date.fromisoformat(on), time.fromisoformat(clock), which=which)  # type: ignore[arg-type]
    assert found == utc(expected) and found.tzinfo is UTC


@pytest.mark.parametrize("clock", ["02:00", "02:30", "02:59"])
@pytest.mark.parametrize("on", ["2026-03-29", "2027-03-28"])
def test_the_hour_that_does_not_exist(on: str, clock: str) -> None:
    with pytest.raises(InvalidInput, match="did not exist"):
        instant(date.fromisoformat(on), time.fromisoformat(clock))


@pytest.mark.parametrize("clock", ["02:00", "02:59"])
@pytest.mark.parametrize("on", ["2026-10-25", "2027-10-31"])
def test_the_hour_that_exists_twice(on: str, clock: str) -> None:
    with pytest.raises(AmbiguousLocalTime):
        instant(date.fromisoformat(on), time.fromisoformat(clock))


@pytest.mark.parametrize(
    ("first", "last"),
    [("2026-11-22", "2026-11-21"), ("2026-11-22", "9999-01-01"), ("2026-11-22", "9999-12-31")],
)
def test_days_that_make_no_period(first: str, last: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        period_of_days(first=date.fromisoformat(first), last=date.fromisoformat(last))
    assert refused.value.field == "ends_on"
    assert "last day" in str(refused.value)


@pytest.mark.parametrize(("likely", "mistyped"), [("1950-01-01", "1949-12-31"), ("2150-12-31", "2151-01-01")])
def test_a_year_mistyped_by_centuries_is_refused_beside_its_field(likely: str, mistyped: str) -> None:
    require_likely(date.fromisoformat(likely), field="decision_date")
    with pytest.raises(InvalidInput) as refused:
        require_likely(date.fromisoformat(mistyped), field="decision_date")
    assert refused.value.field == "decision_date"


def test_months_are_counted_to_the_day_before() -> None:
    assert months_later(date(2026, 1, 1), 12) == date(2026, 12, 31)
    assert months_later(date(2026, 12, 31), 2) == date(2027, 2, 28)
    assert months_later(date(2026, 10, 31), 1) == date(2026, 11, 30)
    assert midnight(date(2026, 11, 22)) == utc("2026-11-21T23:00")


def test_a_period_without_an_end_has_no_last_day() -> None:
    assert last_day(Period(utc("2026-11-21T23:00"), None)) is None
