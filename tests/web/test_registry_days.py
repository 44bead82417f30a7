"""Days and times in Brussels, as people write and read them."""

from datetime import UTC, date, datetime, time

import pytest

from aigis.core.dates import brussels as dates_brussels
from aigis.core.dates.brussels import AmbiguousLocalTime, period_of_days
from aigis.core.errors import InvalidInput
from aigis.core.values import Period
from aigis.web.labels import dates as date_labels

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


@pytest.mark.parametrize(
    "text", ["22/11/2026", "22.11.2026", "22-11-2026", "22 11 2026", "22. 11. 2026", "22112026", "2026-11-22"]
)
def test_a_day_is_read_as_the_country_writes_it(text: str) -> None:
    assert date_labels.day(text) == date(2026, 11, 22)


@pytest.mark.parametrize(
    "text", ["", "22/11", "22/11/26", "11/22/2026", "30/02/2026", "1/1/1066", "1/1/9999", "٢٢/11/2026"]
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        date_labels.day(text)


@pytest.mark.parametrize("text", ["6:12", "06:12", "06.12", "6h12", "06u12"])
def test_a_time_is_read_as_the_country_writes_it(text: str) -> None:
    assert date_labels.clock_time(text) == time(6, 12)


@pytest.mark.parametrize("text", ["24:00", "6", "06:60", "6:1", "-1:30"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        date_labels.clock_time(text)


@pytest.mark.parametrize(("on", "hour"), [(date(2026, 3, 3), 5), (date(2026, 7, 3), 4)])
def test_an_instant_follows_the_clocks_of_the_season(on: date, hour: int) -> None:
    assert dates_brussels.instant(on, time(6, 12)) == datetime(on.year, on.month, on.day, hour, 12, tzinfo=UTC)


@pytest.mark.parametrize("clock", [time(2, 0), time(2, 59)])
@pytest.mark.parametrize("which", ["", "summer"])
def test_a_time_that_the_clocks_skipped_did_not_exist(clock: time, which: dates_brussels.WhichHour) -> None:
    with pytest.raises(InvalidInput, match="did not exist"):
        dates_brussels.instant(SPRING, clock, which=which)


@pytest.mark.parametrize(("on", "clock"), [(SPRING, time(1, 59)), (SPRING, time(3, 0)), (AUTUMN, time(3, 0))])
def test_the_times_around_a_change_are_plain(on: date, clock: time) -> None:
    dates_brussels.instant(on, clock)


def test_a_time_that_came_twice_needs_a_word_more() -> None:
    with pytest.raises(AmbiguousLocalTime):
        dates_brussels.instant(AUTUMN, time(2, 30))
    assert dates_brussels.instant(AUTUMN, time(2, 30), which="summer") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert dates_brussels.instant(AUTUMN, time(2, 30), which="winter") == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_a_period_of_days_ends_at_24_hours_of_its_last_day() -> None:
    period = period_of_days(first=date(2026, 11, 22), last=date(2031, 11, 21))
    assert (date_labels.written_start(period), date_labels.written_end(period)) == (
        "22\xa0Nov\xa02026 00:00",
        "21\xa0Nov\xa02031 24:00",
    )


def test_an_end_within_a_day_is_written_as_it_is() -> None:
    period = Period(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 3, 5, 12, tzinfo=UTC))
    assert date_labels.written_end(period) == "3\xa0Mar\xa02026 06:12"
    assert date_labels.written_end(Period(period.start, None)) == ""
