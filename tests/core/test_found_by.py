"""What subjects are filed under: alike for whoever writes a name another way, apart for others."""

import pytest

from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Name, Person
from aigis.core.person.search_keys import asked_sounds, births, sounds


def person(family: str, given: str = "", birth: str = "", number: str = "") -> Person:
    return Person((Name(family, given),), BirthDate.parse(birth) if birth else None, (number,) if number else ())


@pytest.mark.parametrize(
    ("asked", "registered"),
    [
        ("Vandenbroucke Zoltan", person("Vandenbroucke", "Zoltan")),
        ("zoltan van den Broucke", person("Vandenbroucke", "Zoltan")),
        ("Vandenbroucke", person("van den Broucke", "Zoltan")),
        ("Müller Jürgen", person("Mueller", "Juergen")),
        ("Mohammed Ben Ali", person("Benali", "Muhamad")),
        ("Eriksen", person("Erikson", "Ann")),
    ],
)
def test_a_name_is_found_as_it_sounds(asked: str, registered: Person) -> None:
    sought, words = asked_sounds(asked)
    assert len(sought & sounds(registered)) >= min(words, 2)


def test_another_name_shares_nothing() -> None:
    assert not asked_sounds("Okonkwo Marguerite")[0] & sounds(person("Vandenbroucke", "Zoltan"))


def test_an_initial_and_a_sign_are_nothing_to_find_by() -> None:
    assert asked_sounds("Z.") == (frozenset(), 0)
    assert asked_sounds("…") == (frozenset(), 0)


def test_a_birth_date_is_filed_with_the_name_and_alone() -> None:
    found = births(person("Peeters", "Jan", "1981-04-03"))
    assert {"1981-04-03", "ptrs|1981", "ptrs|04-03", "in|1981", "in|04-03"} == found


def test_the_first_of_january_stands_for_any_day() -> None:
    assert births(person("Peeters", birth="1981-01-01")) == {"1981-01-01", "ptrs|1981"}


def test_a_year_alone_is_filed_with_the_name() -> None:
    assert births(person("Peeters", birth="1981")) == {"ptrs|1981"}


def test_the_birth_date_may_stand_in_the_national_number() -> None:
    assert "1981-04-03" in births(person("Peeters", number="81040312361"))


def test_a_birth_date_without_a_name_is_filed_nowhere() -> None:
    assert births(Person(birth=BirthDate(1981, 4, 3))) == frozenset()
