"""Coincidence: strangers made of the traffic, and how far a day's count may stray by chance."""

from random import Random

import pytest

from aigis.core.checks.chance_referrals import TAIL, expected, strangers
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Document, Name, Person


def person(name: str, birth: BirthDate | None) -> Person:
    return Person((Name(name, "Jan"),), birth, ("81040312361",), (Document("BEL", "1"),))


PEOPLE = [person(f"Name{place}", BirthDate(1980 + place % 10, 1 + place % 12, 1 + place % 28)) for place in range(40)]


def test_a_stranger_has_a_name_and_the_birth_date_of_somebody_else_of_the_decade() -> None:
    for place, stranger in strangers(PEOPLE, rounds=3):
        assert stranger.names == PEOPLE[place].names
        assert stranger.birth in {one.birth for one in PEOPLE if one is not PEOPLE[place]}
        assert stranger.birth and stranger.birth.year // 10 == 198


def test_a_stranger_shares_no_number_and_no_document() -> None:
    assert all(not one.national_numbers and not one.documents for _, one in strangers(PEOPLE, rounds=1))


def test_each_round_makes_one_stranger_of_each_and_nobody_gets_the_own_birth_date_back() -> None:
    assert len(strangers(PEOPLE, rounds=3)) == 120
    assert len(strangers(PEOPLE[:3], rounds=10)) == 6
    assert strangers(PEOPLE, rounds=3) == strangers(PEOPLE, rounds=3)


def test_people_without_a_full_birth_date_or_alone_in_their_decade_make_none() -> None:
    alone = [person("A", None), person("B", BirthDate(1981)), person("C", BirthDate(1955, 5, 5))]
    assert strangers(alone, rounds=5) == []


def test_without_strangers_nothing_is_expected() -> None:
    assert expected(people=100, strangers=0, stranger_hits=[]) is None


def test_what_is_expected_follows_the_share_of_strangers_found() -> None:
    found = expected(people=1_000, strangers=50_000, stranger_hits=[1] * 100)
    assert found is not None
    assert found.mean == pytest.approx(1_000 * 100.5 / 50_000)
    assert found.low == 0 and 8 <= found.high <= 11
    assert found.holds(found.high) and not found.holds(found.high + 1)


def test_a_large_day_has_a_lower_end_too() -> None:
    found = expected(people=100_000, strangers=50_000, stranger_hits=[1] * 200)
    assert found is not None and 200 < found.low < 400 < found.high < 600
    assert not found.holds(found.low - 1)


def test_strangers_of_few_people_say_less() -> None:
    apart = expected(people=10_000, strangers=10_000, stranger_hits=[1] * 50)
    together = expected(people=10_000, strangers=10_000, stranger_hits=[10] * 5)
    assert apart and together
    assert together.high > apart.high and together.low <= apart.low


def test_the_range_holds_what_it_says_on_counts_drawn_by_chance() -> None:
    chance, outside, rounds = Random(7), 0, 4_000
    for _ in range(rounds):
        rate = 0.004
        sample = sum(chance.random() < rate for _ in range(500))
        there = sum(chance.random() < rate for _ in range(500))
        found = expected(people=500, strangers=500, stranger_hits=[1] * sample)
        assert found is not None
        outside += not found.holds(there)
    assert outside / rounds < 6 * TAIL
