"""The compiled search gives the same bits as the reference: on every pair, in every batch, found by the same keys."""

import csv
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from uuid import UUID

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aigis.core.matching import compiled_search
from aigis.core.matching.columns import Columns
from aigis.core.matching.compiled_search import find, find_columns, packed_queries
from aigis.core.matching.index import Index
from aigis.core.matching.match import compare, screen
from aigis.core.matching.search_options import Asked
from aigis.core.matching.types import Strength
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Document, Name, Person, Sex

Population = Callable[..., list[tuple[UUID, Person]]]
DEV_DATA = Path(os.environ.get("AIGIS_DEV_DATA", Path(__file__).parents[3] / ".." / "shared" / "data"))
NUMBERED = {Strength.NONE: 0, Strength.POSSIBLE: 1, Strength.CERTAIN: 2}

pytestmark = pytest.mark.usefixtures("warm")
quiet = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))

# Words that meet each other: edits, skeletons, particles, short forms, initials, long ones, and ones joined.
words = st.sampled_from(
    """
    jan johannes jean pierre jeanpierre jeanpiere van den berg vandenberg vandenburg j p mohamed muhammad mohammed
    müller mueller muller peeters peters peetres de smet desmet el mehdi elmehdi christodoulidou christodoul née jr dr
    papadopoulou papadopuolou ali adi lee li wolfeschlegelsteinhausenbergerdorff wolfeschlegelsteinhausenbergerdorf x1
    sergejs sergey 7of9 o'neill maria garcia lopez garcialopez Шевченко onbekend xxx n.n. fnu
    daniel daniela danielle jeanne johanna mario christian christina andreas andrea alexander alexandra karim karima
    """.split()
) | st.text(alphabet="abekmnrst0é", min_size=1, max_size=9)
fields = st.lists(words, max_size=4).map(" ".join) | st.lists(words, max_size=20).map(" ".join)
births = (
    st.none()
    | st.sampled_from(
        ["1981-04-03", "1981-03-04", "1981-04-13", "1991-04-13", "1981-01-01", "1981-04", "1981", "1982"]
    ).map(BirthDate.parse)
    | st.dates(date(1930, 1, 1), date(2007, 12, 31)).map(lambda day: BirthDate(day.year, day.month, day.day))
    | st.builds(BirthDate, st.integers(1988, 1992), st.sampled_from([1, 7, 12]), st.sampled_from([1, 31]))
)
persons = st.builds(
    Person,
    names=st.lists(st.builds(Name, fields, fields, st.booleans()), max_size=3).map(tuple),
    birth=births,
    national_numbers=st.lists(st.sampled_from(["81040312361", "81040314539", "81440312350"]), max_size=2).map(tuple),
    documents=st.lists(
        st.builds(Document, st.sampled_from(["BEL", "NLD"]), st.sampled_from(["EO1", "E01", "AB2"])), max_size=2
    ).map(tuple),
    sex=st.none() | st.sampled_from(Sex),
    nationality=st.none() | st.sampled_from(["BEL", "MAR"]),
)


def reference(queries: list[Person], subjects: list[Person], index: Index) -> list[tuple[int, int]]:
    """Bits and strength of each query beside the subject of its place."""
    matches = [compare(one, other, frequencies=index.frequencies) for one, other in zip(queries, subjects, strict=True)]
    return [(round(match.bits * 1_000), NUMBERED[match.strength]) for match in matches]


def compiled(queries: list[Person], index: Index) -> list[tuple[int, int]]:
    places = [subject.int for subject in index.base.ids]  # of the subject in each row
    asked = packed_queries([queries[place] for place in places], index)
    found = find(asked, index, Asked(least=-(10**6), every=True, pairs=True))
    assert found.queries.tolist() == found.rows.tolist() == list(range(len(queries)))
    of_row = zip(found.bits.tolist(), found.strengths.tolist(), strict=True)
    return [pair for _, pair in sorted(zip(places, of_row, strict=True))]


@quiet
@given(st.lists(st.tuples(persons, persons), min_size=1, max_size=25))
def test_every_pair_of_generated_persons_gets_the_same_bits_and_strength(pairs: list[tuple[Person, Person]]) -> None:
    queries, subjects = [one for one, _ in pairs], [other for _, other in pairs]
    index = Index.build([(UUID(int=i), subject) for i, subject in enumerate(subjects)], version=1)
    assert compiled(queries, index) == reference(queries, subjects, index)


def test_every_pair_of_real_names_gets_the_same_bits_and_strength() -> None:
    path = DEV_DATA / "names" / "name_pairs_dev.csv"
    if not path.exists():
        pytest.skip("development data is absent")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    queries, subjects = ([Person(names=(Name(row[side]),)) for row in rows] for side in ("name1", "name2"))
    index = Index.build([(UUID(int=i), subject) for i, subject in enumerate(subjects)], version=1)
    assert compiled(queries, index) == reference(queries, subjects, index)


@pytest.mark.parametrize(("least", "merged"), [(None, False), (None, True), (-30.0, True), (9.0, False)])
def test_a_warm_screening_answers_word_for_word_like_a_cold_one(
    population: Population, least: float | None, merged: bool
) -> None:
    subjects = population(400)
    index = Index.build(subjects, version=1)
    changed: dict[UUID, Person | None] = dict(population(40, seed=5)) | {subjects[3][0]: None}
    changed[subjects[4][0]] = replace(subjects[4][1], names=(Name("Nieuw", "Jan"),))
    index = index.updated(changed, version=2)
    index = index.merged() if merged else index
    random = Random(3)
    queries = [garbled(person, random) for _, person in subjects[:120] + population(40, seed=5)]
    warm = screen(queries, index, least=least)
    compiled_search.cool()
    cold = screen(queries, index, least=least)
    assert warm == cold
    assert any(warm)


def garbled(person: Person, random: Random) -> Person:
    """A letter lost, fields swapped, no birth date, or another year and nothing but the document to tell."""
    name, birth = person.names[0], person.birth
    how = random.randrange(5)
    if how == 0:
        return replace(person, names=(Name(name.family[1:], name.given),), documents=())
    if how == 1:
        return replace(person, names=(Name(name.given, name.family),), documents=())
    if how == 2:
        return replace(person, birth=None, documents=())
    return replace(person, birth=birth and replace(birth, year=birth.year + how), documents=person.documents[: how - 3])


def test_columns_in_threads_are_found_as_persons_one_by_one(
    population: Population, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled_search, "_CHUNK", 50)
    index = Index.build(population(500), version=1)
    people = [replace(person, documents=()) for _, person in population(500)[::2] + population(200, seed=8)]
    births = np.array([int(str(person.birth).replace("-", "")) for person in people], dtype=np.int32)
    columns = Columns([p.names[0].given for p in people], [p.names[0].family for p in people], births)
    at_once = find_columns(columns, index, Asked(), workers=2)
    alone = [find(packed_queries([person], index), index, Asked()) for person in people]
    assert at_once.queries.tolist() == [i for i, found in enumerate(alone) for _ in found.rows]
    assert at_once.rows.tolist() == [row for found in alone for row in found.rows.tolist()]
    assert at_once.bits.tolist() == [bits for found in alone for bits in found.bits.tolist()]
    assert len(at_once.rows) >= 250


def test_more_results_than_there_was_room_for_all_come(monkeypatch: pytest.MonkeyPatch) -> None:
    person = Person(names=(Name("Peeters", "Jan"),), birth=BirthDate(1981, 4, 3))
    index = Index.build([(UUID(int=i), person) for i in range(3_000)], version=1)
    found = find(packed_queries([person, person], index), index, Asked(least=-(10**6), every=True))
    assert found.queries.tolist() == [0] * 3_000 + [1] * 3_000
    assert found.rows.tolist() == list(range(3_000)) * 2


def test_without_the_compiler_the_reference_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled_search.cool()
    monkeypatch.setattr("aigis.core.matching.kernel.jit.AVAILABLE", False)
    assert not compiled_search.warm()
    person = Person(names=(Name("Peeters", "Jan"),), birth=BirthDate(1981, 4, 3))
    assert screen([person], Index.build([(UUID(int=1), person)], version=1))[0][0].strength is Strength.CERTAIN
