"""The index is immutable, and bringing it up to date finds what building it anew would."""

import time
from collections.abc import Callable
from random import Random
from uuid import UUID

import pytest

from aigis.core.matching import index as module
from aigis.core.matching.index import Index
from aigis.core.matching.match import screen
from aigis.core.person.person import Name, Person

Subjects = list[tuple[UUID, Person]]
Population = Callable[..., Subjects]


def changes(subjects: Subjects, fresh: Subjects, random: Random) -> dict[UUID, Person | None]:
    """A tenth gone, a tenth replaced, and new subjects."""
    some = random.sample([subject for subject, _ in subjects], len(subjects) // 5)
    half = len(some) // 2
    gone: dict[UUID, Person | None] = dict.fromkeys(some[:half])
    return gone | dict(zip(some[half:], [person for _, person in fresh], strict=False)) | dict(fresh[half:])


@pytest.mark.parametrize("merge_at", [10, 100_000])
def test_an_updated_index_equals_one_built_on_the_same_set(
    population: Population, monkeypatch: pytest.MonkeyPatch, merge_at: int
) -> None:
    monkeypatch.setattr(module, "_MERGE_AT", merge_at)
    random, subjects = Random(1), population(300)
    index, truth = Index.build(subjects, version=1), dict(subjects)
    for version, seed in enumerate((21, 22, 23), start=2):
        changed = changes(list(truth.items()), population(60, seed=seed), random)
        index = index.updated(changed, version=version)
        truth = {who: person for who, person in (truth | changed).items() if person is not None}
    built = Index.build(truth.items(), version=4)
    queries = [person for _, person in subjects + population(60, seed=22)]
    assert screen(queries, index) == screen(queries, built)
    assert (len(index), index.version) == (len(built), built.version)
    assert index.frequencies.merged() == built.frequencies.merged()
    assert all(index.person(who) == person for who, person in truth.items())


def test_merging_puts_all_subjects_in_the_large_part_and_forgets_those_gone_once_they_are_many(
    population: Population, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MERGE_AT", 20)
    subjects = population(100)
    index = Index.build(subjects, version=1).updated(dict(population(10, seed=4)), version=2)
    assert (len(index.overlay.people), len(index.merged().overlay.people), len(index.merged())) == (10, 0, 110)
    gone: dict[UUID, Person | None] = {subject: None for subject, _ in subjects[:30]}
    fewer = index.merged().updated(gone, version=3)
    assert (len(fewer), len(fewer.base.ids), len(fewer.overlay.gone)) == (80, 80, 0)
    assert (
        fewer.frequencies.merged()
        == Index.build([*subjects[30:], *population(10, seed=4)], version=3).frequencies.merged()
    )


def test_an_older_index_is_not_touched_by_an_update(population: Population) -> None:
    subjects = population(100)
    index = Index.build(subjects, version=1)
    before = screen([person for _, person in subjects], index)
    index.updated({subjects[0][0]: None, UUID(int=5): Person(names=(Name("Nieuw", "Jan"),))}, version=2)
    assert screen([person for _, person in subjects], index) == before
    assert len(index) == 100
    assert UUID(int=5) not in index


def test_a_subject_that_is_gone_is_found_no_more_and_may_come_back(population: Population) -> None:
    subjects = population(50)
    who, person = subjects[7]
    gone = Index.build(subjects, version=1).updated({who: None}, version=2)
    assert who not in gone
    assert who not in {match.subject for match in screen([person], gone)[0]}
    with pytest.raises(KeyError):
        gone.person(who)
    back = gone.updated({who: person}, version=3)
    assert screen([person], back)[0][0].subject == who
    assert len(back) == 50


def test_taking_out_a_subject_that_was_never_there_changes_nothing(population: Population) -> None:
    index = Index.build(population(20), version=1).updated({UUID(int=3): None}, version=2)
    assert (len(index), index.version) == (20, 2)


def test_of_a_subject_given_twice_the_last_counts() -> None:
    who = UUID(int=1)
    index = Index.build([(who, Person(names=(Name("A"),))), (who, Person(names=(Name("B"),)))], version=1)
    assert len(index) == 1
    assert index.person(who).names == (Name("B"),)


def test_one_changed_subject_is_cheap_beside_many(population: Population) -> None:
    people = list(population(5_000))
    built = min(_seconds(lambda: Index.build(people, version=1)) for _ in range(2))
    index = Index.build(people, version=1).updated(dict(population(500, seed=31)), version=2)
    fastest = min(
        _seconds(lambda: index.updated({UUID(int=9): Person(names=(Name("Nieuw", "Jan"),))}, version=3))
        for _ in range(5)
    )
    assert fastest < built / 10


def _seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started
