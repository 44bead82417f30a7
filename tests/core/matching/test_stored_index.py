"""An index read from plain arrays finds exactly what the one it was made of finds, and changes like it."""

from collections.abc import Callable, Iterator
from random import Random
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from numpy.typing import NDArray

from aigis.core.matching import index as module
from aigis.core.matching.digests import digest
from aigis.core.matching.index import Index
from aigis.core.matching.match import screen
from aigis.core.matching.stored_index import arrays_of, index_of
from aigis.core.matching.stored_lookups import StoredRows
from aigis.core.matching.undetermined import undetermined
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Document, Name, Person, Sex
from tests.core.matching.test_index import changes

Population = Callable[..., list[tuple[UUID, Person]]]

ODD = [
    Person(names=(Name("Peeters née Maes", "An"), Name("O'Brien", "Zoë", whole=True)), birth=BirthDate(1980, 1, 1)),
    Person(national_numbers=("81040312361",), sex=Sex.F, nationality="BEL"),
    Person(names=(Name("", "Mononym"),), documents=(Document("FRA", "X1O0"), Document("BEL", "12"))),
    Person(birth=BirthDate(1975, 6)),
    Person(names=(Name("El Khatib", "Mohammed Ali", truncated=True),), birth=BirthDate(1990)),
]


@pytest.fixture(params=[False, True], ids=["reference", "compiled"])
def searched(request: pytest.FixtureRequest) -> Iterator[None]:
    """Runs a test with the reference and with the compiled search."""
    if request.param:
        request.getfixturevalue("warm")
    yield


def through_bytes(index: Index) -> Index:
    """The index as another process reads it."""
    _, arrays = arrays_of(index)
    return index_of({name: again(array) for name, array in arrays.items()}, version=index.version)


def again(array: NDArray[Any]) -> NDArray[Any]:
    return np.frombuffer(array.tobytes(), dtype=array.dtype).reshape(array.shape)


def answers(queries: list[Person], index: Index) -> list[object]:
    less = [Person(names=query.names, national_numbers=query.national_numbers) for query in queries[:20]]
    return [
        screen(queries, index),
        screen(queries[:30], index, least=-2.0),
        [sorted(undetermined(query, index)) for query in less],
        index.frequencies.merged(),
        len(index),
    ]


@pytest.mark.usefixtures("searched")
@pytest.mark.parametrize("merge_at", [10, 100_000])
def test_a_stored_index_answers_and_changes_as_the_built_one(
    population: Population, monkeypatch: pytest.MonkeyPatch, merge_at: int
) -> None:
    monkeypatch.setattr(module, "_MERGE_AT", merge_at)
    random = Random(5)
    subjects = population(300) + [(UUID(int=random.getrandbits(128)), person) for person in ODD]
    built, truth = Index.build(subjects, version=1), dict(subjects)
    stored = through_bytes(built)
    queries = [person for _, person in subjects + population(60, seed=22)]
    assert answers(queries, stored) == answers(queries, built)
    for version, seed in enumerate((21, 22, 23), start=2):
        changed = changes(list(truth.items()), population(60, seed=seed), random)
        built, stored = (index.updated(changed, version=version) for index in (built, stored))
        truth = {who: person for who, person in (truth | changed).items() if person is not None}
        assert answers(queries, stored) == answers(queries, built)
    assert all(stored.person(who) == person for who, person in truth.items())
    assert UUID(int=1) not in stored and set(dict(stored.subjects())) == set(truth)
    assert answers(queries, through_bytes(stored)) == answers(queries, Index.build(truth.items(), version=4))


def test_who_is_gone_is_in_no_array(population: Population) -> None:
    subjects = population(20)
    gone = subjects[3][1]
    index = Index.build(subjects, version=1).updated({subjects[3][0]: None}, version=2)
    left, arrays = arrays_of(index)
    assert len(left) == len(arrays["ids"]) == 19
    content = b"".join(array.tobytes() for array in arrays.values())
    assert gone.documents[0].number.encode() not in content
    assert subjects[4][1].documents[0].number.encode() in content


def test_an_index_of_nobody_can_be_stored() -> None:
    empty = through_bytes(Index.build([], version=0))
    assert len(empty) == 0 and screen([ODD[0]], empty) == [()]
    assert len(empty.updated({UUID(int=7): ODD[0]}, version=1)) == 1


def test_identifiers_that_share_their_lower_half_are_told_apart() -> None:
    halves = np.array([[1, 5], [2, 5], [3, 4]], dtype=np.uint64)
    rows = StoredRows(halves, StoredRows.array_of(halves))
    assert [rows[UUID(int=high << 64 | low)] for high, low in halves.tolist()] == [0, 1, 2]
    assert UUID(int=(9 << 64) | 5) not in rows and UUID(int=9) not in rows


def test_a_digest_is_the_same_in_every_process() -> None:
    assert digest("peeters") == -2046993466904205268
