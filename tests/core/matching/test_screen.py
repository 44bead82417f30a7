"""One scorer: a screening of many, a single check and a comparison say the same, in whatever order they come."""

from collections.abc import Callable
from dataclasses import replace
from random import Random
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aigis.core.matching.index import Index
from aigis.core.matching.match import compare, screen
from aigis.core.matching.types import Strength
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Name, Person

Population = Callable[..., list[tuple[UUID, Person]]]


def misspelt(person: Person, random: Random) -> Person:
    """The person as a tired clerk writes it: one letter wrong, or swapped parts, or a birth date by the year."""
    name = person.names[0]
    at = random.randrange(len(name.family))
    how = random.choice(["letter", "swapped", "year", "digit", "exact"])
    if how == "letter":
        return replace(
            person, names=(Name(name.family[:at] + random.choice("aenrst") + name.family[at + 1 :], name.given),)
        )
    if how == "swapped":
        return replace(person, names=(Name(name.given, name.family),))
    assert person.birth
    if how == "year":
        return replace(person, birth=BirthDate(person.birth.year))
    return replace(person, birth=replace(person.birth, year=person.birth.year + 10)) if how == "digit" else person


@pytest.fixture
def queries(population: Population) -> list[Person]:
    random = Random(3)
    known = [misspelt(person, random) for _, person in population(150)[::10]]
    strangers = [person for _, person in population(20, seed=9)]
    return [replace(person, documents=()) for person in known + strangers]


def test_screening_finds_every_match_that_comparing_with_everybody_finds(
    population: Population, queries: list[Person]
) -> None:
    subjects = population(150)
    index = Index.build(subjects, version=1)
    for query, found in zip(queries, screen(queries, index), strict=True):
        every = [compare(query, who, frequencies=index.frequencies, subject_id=subject) for subject, who in subjects]
        assert set(found) == {match for match in every if match.strength is not Strength.NONE}


def test_a_screening_of_many_answers_like_single_checks(population: Population, queries: list[Person]) -> None:
    index = Index.build(population(150), version=1)
    assert screen(queries, index) == [screen([query], index)[0] for query in queries]
    assert screen([], index) == []


def test_the_order_of_the_subjects_never_matters(population: Population, queries: list[Person]) -> None:
    subjects = population(150)
    shuffled = Random(5).sample(subjects, len(subjects))
    assert screen(queries, Index.build(subjects, version=1)) == screen(queries, Index.build(shuffled, version=1))


def test_the_strongest_match_comes_first(population: Population) -> None:
    subjects = population(150)
    person = replace(subjects[0][1], documents=())
    weaker = replace(person, birth=BirthDate(person.birth.year if person.birth else 1980))
    index = Index.build([*subjects, (UUID(int=1), weaker)], version=1)
    found = screen([person], index)[0]
    assert [match.subject for match in found[:2]] == [subjects[0][0], UUID(int=1)]
    assert [match.strength for match in found[:2]] == [Strength.CERTAIN, Strength.POSSIBLE]


@pytest.mark.parametrize(
    "written", [Name("qarcia", "blakestoqn"), Name("garca", "lakeston"), Name("blaketson", "garica")]
)
def test_whoever_is_asked_for_with_few_bits_is_found_without_a_date_and_with_an_error_in_either_word(
    population: Population, written: Name
) -> None:
    subject = Person(names=(Name("garcia", "blakeston"),), birth=BirthDate(1989, 3, 13))
    index = Index.build([*population(50), (UUID(int=1), subject)], version=1)
    updated = Index.build(population(50), version=1).updated({UUID(int=1): subject}, version=2)
    for held in (index, updated, updated.merged()):
        found = screen([Person(names=(written,))], held, least=-20.0)[0]
        assert found[0].subject == UUID(int=1)


def test_an_empty_register_matches_nobody(population: Population) -> None:
    assert screen([population(1)[0][1]], Index.build([], version=0)) == [()]


def test_a_query_without_any_identity_matches_nobody(population: Population) -> None:
    assert screen([Person()], Index.build(population(50), version=1)) == [()]


words = st.text(alphabet="abeinorst-' éü", max_size=12)
persons = st.builds(
    Person,
    names=st.lists(st.builds(Name, words, words, st.booleans()), max_size=3).map(tuple),
    birth=st.none() | st.builds(BirthDate, st.integers(1979, 1982), st.none() | st.just(1) | st.just(4)),
)


@settings(max_examples=60, deadline=None)
@given(query=persons, subjects=st.lists(persons, max_size=6))
def test_any_person_can_be_screened_and_compared(query: Person, subjects: list[Person]) -> None:
    index = Index.build([(UUID(int=i), subject) for i, subject in enumerate(subjects)], version=1)
    for match in screen([query], index)[0]:
        found = compare(query, index.person(match.subject), frequencies=index.frequencies, subject_id=match.subject)
        assert found == match
        assert match.bits == pytest.approx(sum(line.bits for line in match.evidence))
