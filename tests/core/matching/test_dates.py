"""Birth dates are compared by their parts."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigis.core.matching.birth_dates import birth_relation, packed
from aigis.core.matching.weights import BIRTH, BirthRelation
from aigis.core.person.birth import BirthDate

R = BirthRelation
dates = st.dates(date(1930, 1, 1), date(1999, 12, 31)).map(lambda d: BirthDate(d.year, d.month, d.day))
births = st.one_of(dates, dates.map(lambda d: BirthDate(d.year, d.month)), dates.map(lambda d: BirthDate(d.year)))


@pytest.mark.parametrize(
    ("one", "other", "relation"),
    [
        ("1981-04-03", "1981-04-03", R.EQUAL),
        ("1981-01-01", "1981-01-01", R.EQUAL_FIRST_JANUARY),
        ("1981-04-03", "1981-03-04", R.SWAPPED),
        ("1981-04-03", "1981-04-13", R.DIGIT),
        ("1981-04-12", "1981-04-21", R.DIGIT),
        ("1981-04-03", "1991-04-03", R.DIGIT),
        ("1981-04-03", "1918-04-03", R.DIGIT),
        ("1981-04-03", "1974-04-03", R.DAY_OTHER),
        ("1981-04-03", "1981-04-27", R.DAY_OTHER),
        ("1981-01-01", "1981-04-03", R.FIRST_JANUARY),
        ("1981-01-01", "1982-01-01", R.YEAR_NEAR),
        ("1981-01-01", "1991-01-01", R.YEAR_OTHER),
        ("1981", "1981-04-03", R.YEAR),
        ("1981-04", "1981-04-03", R.YEAR_MONTH),
        ("1981-05", "1981-04-03", R.MONTH_OTHER),
        ("1981-05", "1981-01-01", R.FIRST_JANUARY),
        ("1981", "1982-04-03", R.YEAR_NEAR),
        ("1981", "1985-04-03", R.YEAR_OTHER),
        ("1981-04-03", "1975-09-03", R.FAR),
        ("1981-04-03", "1981-05-04", R.TWO_DIGITS),
        ("1981-04-03", "1991-04-13", R.TWO_DIGITS),
        ("1981-04-03", "1975-09-22", R.NOTHING_EQUAL),
    ],
)
def test_two_birth_dates_relate_as_people_mistype_them(one: str, other: str, relation: BirthRelation) -> None:
    assert birth_relation(BirthDate.parse(one), BirthDate.parse(other)) is relation


@given(births, births)
def test_the_order_of_two_birth_dates_never_matters(one: BirthDate, other: BirthDate) -> None:
    assert birth_relation(one, other) is birth_relation(other, one)


@given(dates, dates)
def test_nothing_speaks_more_for_a_person_than_the_same_day(one: BirthDate, other: BirthDate) -> None:
    assert BIRTH[birth_relation(one, other)] <= BIRTH[R.EQUAL]
    assert (BIRTH[birth_relation(one, other)] == BIRTH[R.EQUAL]) <= (one == other)


def test_a_birth_date_packs_into_one_integer() -> None:
    assert [packed(BirthDate.parse(text)) for text in ("1981-04-03", "1981-04", "1981")] == [
        19810403,
        19810400,
        19810000,
    ]
    assert packed(None) == 0
