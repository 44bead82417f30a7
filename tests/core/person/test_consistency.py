"""Identity details that cannot be true are told, and those that may be are left alone."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigis.core.errors import DetailsDisagree, ImpossibleBirthDate, InvalidInput
from aigis.core.person.birth import BirthDate
from aigis.core.person.consistency import (
    find_detail_faults,
    find_disagreements,
    require_sound_details,
    require_sound_subject,
)
from aigis.core.person.numbers import birth_of, national_number
from aigis.core.person.person import Name, Person, Sex

TODAY = date(2026, 11, 30)
DECIDED = date(2026, 1, 5)
NAME = (Name("Toekomst", "Tim"),)


def number(year: int, month: int, day: int, counter: int) -> str:
    """A national number with its check digits, BIS where the month is raised."""
    body = f"{year % 100:02d}{month:02d}{day:02d}{counter:03d}"
    return national_number(f"{body}{97 - int(('2' if year >= 2000 else '') + body) % 97:02d}")


def person(birth: str = "", *numbers: str, sex: Sex | None = None) -> Person:
    return Person(NAME, BirthDate.parse(birth) if birth else None, numbers, sex=sex)


def faults(one: Person, *, banned_on: date | None = None) -> list[tuple[str, str | None]]:
    return [(fault.code, fault.field) for fault in find_detail_faults(one, today=TODAY, banned_on=banned_on)]


@pytest.mark.parametrize("birth", ["2026-12-01", "2026-12", "2027", "2027-01", "2081-02-03", "1899-12-31", "1851"])
def test_a_birth_date_in_the_future_or_before_1900_is_impossible(birth: str) -> None:
    assert faults(person(birth)) == [("impossible_birth_date", "person.birth_date")]


@pytest.mark.parametrize("birth", ["2026-11-30", "2026-11", "2026", "1900-01-01", "1900", "2018-02-03"])
def test_a_birth_date_that_may_lie_in_the_past_is_possible_at_a_check(birth: str) -> None:
    assert faults(person(birth)) == []


@pytest.mark.parametrize(
    ("birth", "refused"),
    [("2014-01-06", True), ("2014-01-05", False), ("2014-02", True), ("2014-01", False), ("2015", True),
     ("2014", False), ("2025-06-01", True), ("2026-06-01", True), ("1981-04-03", False)],
)  # fmt: skip
def test_a_child_is_not_banned_by_the_age_on_the_day_of_the_decision(birth: str, refused: bool) -> None:
    expected = [("impossible_birth_date", "person.birth_date")] if refused else []
    assert faults(person(birth), banned_on=DECIDED) == expected


def test_the_leap_day_is_a_birthday_on_the_first_of_march_of_other_years() -> None:
    born = person("2016-02-29")
    assert faults(born, banned_on=date(2028, 2, 28)) and not faults(born, banned_on=date(2028, 2, 29))


def test_a_number_alone_tells_a_birth_in_the_future_and_a_child() -> None:
    assert faults(person("", number(2081, 2, 3, 11))) == [("impossible_birth_date", "person.national_number")]
    child = person("", number(2020, 2, 3, 11))
    assert faults(child) == []
    assert faults(child, banned_on=DECIDED) == [("impossible_birth_date", "person.national_number")]


@pytest.mark.parametrize(
    ("birth", "of_number"),
    [
        ("1985-07-30", (1985, 7, 30, 34)),
        ("1985-07", (1985, 7, 30, 34)),
        ("1985", (1985, 7, 30, 34)),
        ("1985-07-30", (1985, 27, 30, 34)),
        ("1985-07-30", (1985, 47, 30, 34)),
        ("1985-07-30", (1985, 7, 0, 34)),
        ("1985-07-30", (1985, 0, 0, 34)),
        ("1985-07-30", (1985, 40, 0, 34)),
        ("1985-07-30", (1900, 0, 1, 34)),  # a number that tells no birth date at all
        ("2003-07-30", (2003, 7, 30, 34)),
    ],
)
def test_a_number_agrees_with_every_date_it_may_stand_for(birth: str, of_number: tuple[int, int, int, int]) -> None:
    assert faults(person(birth, number(*of_number))) == []


@pytest.mark.parametrize(
    ("birth", "of_number"),
    [
        ("1958-07-13", (1985, 7, 31, 34)),
        ("1985-07-30", (1985, 7, 31, 34)),
        ("1985-08", (1985, 7, 31, 34)),
        ("1984", (1985, 7, 31, 34)),
        ("1985-08-31", (1985, 47, 0, 34)),
        ("1984-08-31", (1985, 0, 0, 34)),
        ("1903-07-30", (2003, 7, 30, 34)),  # the check digits tell the century
        ("2003-07-30", (1903, 7, 30, 34)),
    ],
)
def test_a_number_of_another_date_disagrees(birth: str, of_number: tuple[int, int, int, int]) -> None:
    assert faults(person(birth, number(*of_number))) == [("details_disagree", "person.birth_date")]


@pytest.mark.parametrize(
    ("month", "counter", "sex", "disagrees"),
    [(7, 33, Sex.F, True), (7, 33, Sex.M, False), (7, 34, Sex.M, True), (7, 34, Sex.F, False), (7, 33, Sex.X, False),
     (47, 33, Sex.F, True), (47, 33, Sex.M, False), (27, 33, Sex.F, False), (27, 34, Sex.M, False),
     (7, 33, None, False)],
)  # fmt: skip
def test_the_serial_tells_the_sex_except_in_a_bis_number_given_without_it(
    month: int, counter: int, sex: Sex | None, disagrees: bool
) -> None:
    expected = [("details_disagree", "person.sex")] if disagrees else []
    assert faults(person("1985-07-30", number(1985, month, 30, counter), sex=sex)) == expected


def test_the_sentence_says_which_two_details_disagree() -> None:
    wrong = person("1985-07-30", number(1981, 4, 3, 11))
    with pytest.raises(DetailsDisagree) as refusal:
        require_sound_details(wrong, today=TODAY)
    assert refusal.value.sentence == (
        "The national number gives 3 April 1981, but the entered date of birth is 30 July 1985. "
        "Read the document again."
    )
    wrong = person("1985", number(1981, 4, 0, 11))
    with pytest.raises(DetailsDisagree, match="gives 1981-04, but the entered date of birth is 1985. Read"):
        require_sound_details(wrong, today=TODAY)


def test_every_number_of_a_person_is_judged() -> None:
    assert faults(person("1985-07-30", number(1985, 7, 30, 33), number(1981, 4, 3, 11))) == [
        ("details_disagree", "person.birth_date")
    ]


def test_a_subject_whose_details_disagree_is_taken_once_that_is_confirmed() -> None:
    wrong = person("1985-07-30", number(1981, 4, 3, 11))
    with pytest.raises(DetailsDisagree, match="confirm that the decision contains both"):
        require_sound_subject(wrong, today=TODAY, banned_on=DECIDED, confirmed=False)
    assert require_sound_subject(wrong, today=TODAY, banned_on=DECIDED, confirmed=True) is True
    assert require_sound_subject(person("1985-07-30"), today=TODAY, banned_on=DECIDED, confirmed=True) is False


def test_what_is_impossible_cannot_be_confirmed() -> None:
    for birth in ("2081-02-03", "1851", "2025-06-01"):
        with pytest.raises(ImpossibleBirthDate):
            require_sound_subject(person(birth), today=TODAY, banned_on=DECIDED, confirmed=True)


@given(st.dates(date(1900, 1, 2), TODAY), st.integers(1, 997), st.sampled_from([0, 20, 40]))
def test_a_number_agrees_with_its_own_date_and_with_no_other_day(born: date, counter: int, raised: int) -> None:
    own = number(born.year, born.month + raised, born.day, counter)
    birth = birth_of(own)
    assert birth is not None and faults(Person(NAME, birth, (own,))) == []
    for other in (date(born.year, born.month, born.day % 28 + 1), date(born.year - 1, born.month, 1)):
        if other != born and other.year >= 1900:
            assert ("details_disagree", "person.birth_date") in faults(person(other.isoformat(), own))


def test_errors_without_a_caller_s_name_are_of_the_detail_itself() -> None:
    fault: InvalidInput = next(find_detail_faults(person("2081-02-03"), today=TODAY, field=""))
    assert fault.field == "birth_date"


def test_two_numbers_of_one_person_that_disagree_are_told_where_nothing_is_typed() -> None:
    man, woman = number(1985, 7, 30, 33), number(1985, 7, 30, 34)
    assert faults(person("", man, number(1981, 4, 3, 11))) == [("details_disagree", "person.national_number")]
    assert faults(person("", man, woman)) == [("details_disagree", "person.national_number")]
    assert faults(person("", man, number(1985, 27, 30, 34))) == []  # a BIS number without sex
    assert faults(person("", man, number(1985, 47, 30, 33))) == []


def test_what_disagrees_is_listed_for_whoever_approves_it() -> None:
    details = person("1958-07-30", number(1985, 7, 30, 33), sex=Sex.F)
    assert [fault.field for fault in find_disagreements(details, on=DECIDED)] == ["person.birth_date", "person.sex"]
    assert find_disagreements(person("1985-07-30", number(1985, 7, 30, 33)), on=DECIDED) == ()
    assert find_disagreements(person("2081-07-30"), on=DECIDED) == ()  # impossible, never confirmed
