"""Invented people: the same for the same seed, with numbers that fit."""

from collections import Counter
from itertools import islice

import pytest

from aigis.core.person.numbers import birth_of, document, national_number, sex_of
from aigis.core.person.person import Person
from aigis_demo.population import BANNED, people

COUNT = 6_000


@pytest.fixture(scope="module")
def crowd() -> list[Person]:
    return list(people(COUNT, 7))


def test_the_same_seed_gives_the_same_people(crowd: list[Person]) -> None:
    assert list(islice(people(COUNT, 7), 500)) == crowd[:500]
    assert next(iter(people(1, 8))) != crowd[0]


def test_every_number_is_valid_and_agrees_with_birth_and_sex(crowd: list[Person]) -> None:
    for person in crowd:
        for number in person.national_numbers:
            assert national_number(number) == number
            # the number 00.00.00 leaves the year 2000 in doubt
            assert birth_of(number) == (None if number.startswith("000000") else person.birth)
            assert sex_of(number) is person.sex


def test_every_document_is_in_the_form_in_which_documents_are_compared(crowd: list[Person]) -> None:
    assert all(document(one.state, one.number) == one for person in crowd for one in person.documents)


def test_nobody_shares_a_number_or_a_document(crowd: list[Person]) -> None:
    banned = list(people(300, 7, counters=BANNED))
    carried = Counter(number for person in crowd + banned for number in person.national_numbers)
    carried.update(f"{one.state}{one.number}" for person in crowd for one in person.documents)
    assert max(carried.values()) == 1


def test_everybody_can_be_identified(crowd: list[Person]) -> None:
    assert all(person.birth and person.names[0].family and person.names[0].given for person in crowd)
    assert all(person.national_numbers or person.documents for person in crowd)


def test_the_crowd_is_as_mixed_as_a_port(crowd: list[Person]) -> None:
    states = Counter(person.nationality for person in crowd)
    assert states["BEL"] / COUNT == pytest.approx(0.56, abs=0.06)
    assert len(states) >= 20
    written = {name.full for person in crowd for name in person.names}
    for sign in "ійωłخş'-":
        assert any(sign in name for name in written), sign
    assert any("\u4e00" <= name[0] <= "\u9fff" for name in written)  # Chinese characters
    assert 5 < sum(not (person.birth and person.birth.full) for person in crowd) < COUNT * 0.02
    assert len({person.names[0].full for person in crowd}) > COUNT * 0.8


def test_womens_names_have_their_endings(crowd: list[Person]) -> None:
    women = [person for person in crowd if person.nationality == "POL" and person.sex == "F"]
    assert women and not any(person.names[0].family.endswith(("ski", "cki")) for person in women)
