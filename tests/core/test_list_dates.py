"""Dates of lists: as spreadsheets keep them and as people write them, never guessed in silence."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigis.core.errors import InvalidInput
from aigis.core.imports.cells import Cell
from aigis.core.imports.dates import Dates, birth_date, day, either_order, late_time, only_one_order, plain_day
from aigis.core.person.birth import BirthDate

TODAY = date(2026, 11, 22)
DATES = Dates(TODAY)
MONTH_FIRST = Dates(TODAY, month_first=True)
OF_1900 = Dates(TODAY, epoch=date(1899, 12, 30))
OF_1904 = Dates(TODAY, epoch=date(1904, 1, 1))


@pytest.mark.parametrize(
    ("written", "birth"),
    [
        ("3/4/81", "1981-04-03"),
        ("03.04.1981", "1981-04-03"),
        ("3-4-1981", "1981-04-03"),
        ("3 4 1981", "1981-04-03"),
        ("1981-04-03", "1981-04-03"),
        ("1981-04-03 00:00:00", "1981-04-03"),
        ("1981/4/3", "1981-04-03"),
        ("19810403", "1981-04-03"),
        (19810403, "1981-04-03"),
        (date(1981, 4, 3), "1981-04-03"),
        (datetime(1981, 4, 3, 0, 0), "1981-04-03"),
        ("1981", "1981"),
        (1981, "1981"),
        ("4/1981", "1981-04"),
        ("1981-04", "1981-04"),
        ("april 1981", "1981-04"),
        ("00/00/1981", "1981"),
        ("0/4/1981", "1981-04"),
        ("22/11/26", "2026-11-22"),
        ("23/11/26", "1926-11-23"),
        ("1/1/00", "2000-01-01"),
        ("3 april 1981", "1981-04-03"),
        ("3 avr. 1981", "1981-04-03"),
        ("1er août 1981", "1981-08-01"),
        ("3. März 1981", "1981-03-03"),
        ("3 mrt 81", "1981-03-03"),
        ("vrijdag 3 april 1981", "1981-04-03"),
        ("April 3, 1981", "1981-04-03"),
        ("3-APR-1981", "1981-04-03"),
    ],
)
def test_birth_dates_are_read_as_people_write_them(written: Cell, birth: str) -> None:
    assert str(birth_date(written, dates=DATES).value) == birth


@pytest.mark.parametrize(
    "written",
    ["12/31/1981", "31/02/1981", "81", "1/2/3", "29679", 29679, "3 april", "2027", "1.5", True, "٣/٤/٨١", "3 jui 1981"],
)
def test_a_birth_date_that_cannot_be_one_is_refused(written: Cell) -> None:
    with pytest.raises(InvalidInput):
        birth_date(written, dates=DATES)


@pytest.mark.parametrize(
    "written", ["3 brumaire 1981", "0/0/0", "19811340", 1.5, float("inf"), float("nan"), "1-1-1-1981", "99999999"]
)
def test_what_is_no_date_at_all_is_refused(written: Cell) -> None:
    with pytest.raises(InvalidInput):
        birth_date(written, dates=DATES)


@pytest.mark.parametrize(
    "written", ["3/4/26", "03.04.2026", "2026-04-03", datetime(2026, 4, 3, 9, 30), "2026-04-03T09:30", "3 avril 26"]
)
def test_days_have_the_day_first_and_lie_in_this_century(written: Cell) -> None:
    assert day(written, dates=DATES).value == date(2026, 4, 3)


@pytest.mark.parametrize(
    "written", ["2026", "4/2026", "31/4/2026", "0/4/2026", "tomorrow", 46115, "46115", "", "1/1/1900", "1/1/9999"]
)
def test_a_day_is_never_guessed(written: Cell) -> None:
    with pytest.raises(InvalidInput):
        day(written, dates=DATES)


def said(cell: Cell, dates: Dates = DATES) -> str:
    found = day(cell, dates=dates)
    return found.remark.sentence if found.remark else ""


@pytest.mark.parametrize("written", ["3/4/2026", "03-04-2026", "3/4/26", "3 4 2026", "03/04/2026 00:00"])
def test_a_day_that_could_be_a_month_is_told(written: str) -> None:
    assert said(written) == "Read as 3 April 2026, with the day first."
    assert said(written, MONTH_FIRST) == "Read as 4 March 2026, with the month first."


@pytest.mark.parametrize("written", ["13/4/2026", "4/4/2026", "2026-04-03", "3 april 2026", "03.04.2026"])
def test_a_day_that_reads_only_one_way_needs_no_remark(written: str) -> None:
    assert said(written) == ""


def test_the_numbers_of_both_calendars_are_their_days_and_told() -> None:
    assert day(46115, dates=OF_1900).value == date(2026, 4, 3)
    assert day(44653, dates=OF_1904).value == date(2026, 4, 3)
    assert day(46115.75, dates=OF_1900).value == date(2026, 4, 3)
    assert str(birth_date(29679, dates=OF_1900).value) == "1981-04-03"
    assert said(46115, OF_1900) == "Read as 3 April 2026, the day that a spreadsheet stores as this number."


def test_a_number_of_an_unknown_calendar_is_refused_with_what_to_do() -> None:
    for number in (46115, "46115"):
        with pytest.raises(InvalidInput, match="a date format"):
            day(number, dates=DATES)


def test_a_number_goes_into_another_list_as_its_day() -> None:
    assert plain_day(44653, dates=OF_1904) == date(2026, 4, 3)
    assert plain_day(44653, dates=DATES) == 44653
    assert plain_day("3/4/26", dates=OF_1900) == "3/4/26"


def test_a_birth_year_of_two_digits_that_fits_two_centuries_is_told() -> None:
    found = birth_date("13/4/15", dates=DATES)
    assert str(found.value) == "2015-04-13"
    assert found.remark and "two digits" in found.remark.sentence
    assert birth_date("13/4/81", dates=DATES).remark is None  # 2081 lies ahead: there is no choice


@pytest.mark.parametrize(
    ("written", "order"),
    [("13/4/1981", False), ("4/13/1981", True), ("4/5/1981", None), ("1981-13-04", None), (1981, None), ("x", None)],
)
def test_an_order_is_proven_by_a_number_above_twelve(written: Cell, order: bool | None) -> None:
    assert only_one_order(written) is order


@given(st.dates(date(1951, 1, 1), date(2149, 12, 31)), st.booleans(), st.sampled_from("/- ."))
def test_whatever_is_written_in_an_order_is_read_in_it(meant: date, month_first: bool, sign: str) -> None:
    parts = (meant.month, meant.day) if month_first else (meant.day, meant.month)
    written = f"{parts[0]}{sign}{parts[1]}{sign}{meant.year}"
    found = day(written, dates=Dates(TODAY, month_first))
    assert found.value == meant
    assert either_order(written) or found.remark is None


@given(st.text(max_size=20) | st.integers() | st.floats() | st.booleans())
def test_no_cell_does_more_than_be_refused(cell: Cell) -> None:
    for read in (day, birth_date):
        try:
            read(cell, dates=OF_1900)
        except InvalidInput:
            continue


@pytest.mark.parametrize("cell", [date(1905, 6, 3), "03/06/1905", "1905-06-03"])
def test_a_day_of_1905_is_a_year_that_was_typed_into_a_cell_for_dates(cell: Cell) -> None:
    read = birth_date(cell, dates=DATES)
    assert read.value == BirthDate(1981)
    assert read.doubt is not None and "Read as the year 1981" in read.doubt.sentence
    with pytest.raises(InvalidInput, match="the year 1981"):
        day(cell, dates=DATES)


@pytest.mark.parametrize("cell", [date(1905, 1, 3), date(1906, 1, 1), 1981, "1981", "3/4/1981"])
def test_other_old_days_are_no_years(cell: Cell) -> None:
    assert birth_date(cell, dates=DATES).doubt is None


def test_a_year_is_found_in_the_calendar_of_1904_too() -> None:
    dates = Dates(TODAY, epoch=date(1904, 1, 1))
    assert birth_date(date(1909, 6, 4), dates=dates).value == BirthDate(1981)


@pytest.mark.parametrize(
    ("cell", "late"),
    [
        (datetime(1981, 4, 2, 22, 0), True),
        (datetime(1981, 4, 2, 23, 59, 12), True),
        ("1981-04-02T22:00:00", True),
        ("2/4/1981 23:00", True),
        (datetime(1981, 4, 2, 6, 12), False),
        (datetime(1981, 4, 2), False),
        ("1981-04-02T00:00:00", False),
        (date(1981, 4, 2), False),
        ("3/4/1981", False),
        (None, False),
    ],
)
def test_a_time_in_the_evening_may_be_the_next_day_in_another_time_zone(cell: Cell, late: bool) -> None:
    assert (late_time(cell, may_end_day=False) is not None) is late


def test_the_last_minute_ends_the_last_day() -> None:
    assert late_time(datetime(2031, 1, 5, 23, 59, 59), may_end_day=True) is None
    assert late_time(datetime(2031, 1, 5, 22), may_end_day=True) is not None
