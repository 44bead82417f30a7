"""Checks at the same moment: many threads, many connections, one register."""

import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

import pytest
from django.db import IntegrityError, OperationalError, connection

from aigis.apps.alerts.models import DeskAlert
from aigis.apps.checks import batcher
from aigis.apps.checks.actions import Result, perform
from aigis.apps.checks.batcher import CheckBatcher
from aigis.apps.checks.models import Check
from aigis.apps.checks.query import Answer, Query
from aigis.apps.register.bans.registration import register
from aigis.apps.register.in_memory import current as current_register
from aigis.core.access.permissions import Role
from aigis.core.dates.brussels import day_of
from aigis.core.errors import RequestKeyReused
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Name, Person
from aigis.core.values import Verdict
from tests.world import BANNED, STRANGER, World, ban_draft, entries

MANY = 50


def at_once(jobs: Sequence[Callable[[], object]]) -> list[object]:
    """Runs jobs in threads that start together; gives what each returned or raised."""
    results: list[object] = [None] * len(jobs)
    start = threading.Barrier(len(jobs))

    def work(place: int) -> None:
        start.wait()
        try:
            results[place] = jobs[place]()
        except Exception as raised:
            results[place] = raised
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(place,)) for place in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return results


def person(number: int) -> Person:
    return Person(names=(Name(f"Okonkwo{number}", "Marguerite"),), birth=BirthDate(1975, 12, 1 + number % 30))


def test_fifty_threads_each_get_their_own_answer(committed: World, at: datetime) -> None:
    banned = committed.banned_people(MANY // 5)
    people = [banned[place // 5] if place % 5 == 0 else person(place) for place in range(MANY)]
    queries = [committed.query(one, note=f"{place}") for place, one in enumerate(people)]
    answers = at_once([partial(batcher.check, query, at=at) for query in queries])
    assert all(isinstance(answer, Answer) for answer in answers), answers
    notes = {entry["core"]["check"]: entry["subject"]["note"] for entry in entries("check.answered")}
    for place, answer in enumerate(answers):
        assert isinstance(answer, Answer) and notes[str(answer.id)] == f"{place}"
        assert answer.verdict is (Verdict.DENIED if place % 5 == 0 else Verdict.CLEAR)
    assert Check.objects.count() == MANY
    numbers = DeskAlert.objects.filter(desk__code="police-desk").values_list("number", flat=True)
    assert sorted(numbers) == list(range(1, MANY // 5 + 1))


def alone(query: Query, *, at: datetime) -> Result:
    return perform([query], at=at)[0]


def test_of_threads_that_race_with_one_key_all_get_one_answer(committed: World, at: datetime) -> None:
    queries = [committed.query(STRANGER, key="k1") for _ in range(8)]
    results = at_once([partial(alone, query, at=at) for query in queries])
    assert all(isinstance(result, Answer) for result in results), results
    assert len(set(results)) == 1 and Check.objects.count() == 1


def test_of_two_questions_that_race_with_one_key_one_is_refused(committed: World, at: datetime) -> None:
    queries = [committed.query(one, key="k1") for one in (STRANGER, BANNED)]
    results = at_once([partial(alone, query, at=at) for query in queries])
    assert sorted(type(result).__name__ for result in results) == ["Answer", "RequestKeyReused"]


def test_only_a_race_for_a_key_is_tried_again(world: World, at: datetime) -> None:
    with connection.cursor() as cursor:  # a sequence counts also what is rolled back
        cursor.execute("CREATE SEQUENCE tries")
        cursor.execute("ALTER TABLE checks_check ADD CONSTRAINT never CHECK (nextval('tries') < 0)")
        with pytest.raises(IntegrityError, match="never"):
            perform([world.query(STRANGER)], at=at)
        cursor.execute("SELECT last_value FROM tries")
        assert cursor.fetchone() == (1,)


def test_desks_numbers_have_no_gap_when_alerts_race(committed: World, at: datetime) -> None:
    queries = [committed.query(person) for person in committed.banned_people(12)]
    results = at_once([partial(perform, [query], at=at) for query in queries])
    assert not [result for result in results if isinstance(result, Exception)]
    for desk in committed.desks.values():
        numbers = DeskAlert.objects.filter(desk=desk).values_list("number", flat=True)
        assert sorted(numbers) == list(range(1, 13))


def test_a_ban_registered_elsewhere_denies_at_the_very_next_check(committed: World, at: datetime) -> None:
    actor, query = committed.actor(Role.REGISTRAR), committed.query(BANNED)
    assert isinstance(before := perform([query], at=at)[0], Answer) and before.verdict is Verdict.CLEAR
    kept = current_register.current(at=at)

    def elsewhere() -> object:
        return register([ban_draft(today=day_of(at))], actor=actor, at=at)

    at_once([elsewhere])
    after = perform([query], at=at)[0]
    assert isinstance(after, Answer) and after.verdict is Verdict.DENIED
    assert current_register.current(at=at) is not kept


def test_bans_registered_at_once_each_get_their_own_version(committed: World, at: datetime) -> None:
    actor = committed.actor(Role.REGISTRAR)
    drafts = [ban_draft(person(place), today=day_of(at)) for place in range(8)]
    made = at_once([partial(register, [draft], actor=actor, at=at) for draft in drafts])
    assert all(isinstance(one, list) for one in made), made
    versions = sorted(one[0].register_version for one in made if isinstance(one, list))
    assert versions == list(range(versions[0], versions[0] + 8))
    assert len(current_register.current(at=at).bans) == 8


# The gathering alone, with a `perform` of the test's own.


class Rounds:
    """A perform that holds its first round until others wait, counts rounds, and fails where told."""

    def __init__(self, *, failing: set[int] | None = None) -> None:
        self.sizes: list[int] = []
        self.failing = failing or set()
        self.entered, self.go_on = threading.Event(), threading.Event()

    def __call__(self, queries: Sequence[Query], at: datetime) -> list[Result]:
        place = len(self.sizes)
        self.sizes.append(len(queries))
        if place == 0:
            self.entered.set()
            assert self.go_on.wait(120)
        if place in self.failing:
            raise OperationalError("lost")
        return [RequestKeyReused(query.note) for query in queries]


def gathered(world: World, at: datetime, rounds: Rounds, *, callers: int) -> tuple[object, list[object]]:
    """One caller leads a round that is held while others come; gives its result and theirs."""
    gathering = CheckBatcher(rounds)
    first: list[object] = []
    queries = [world.query(STRANGER, note=f"{place}") for place in range(callers + 1)]

    def ask(place: int) -> object:
        try:
            return gathering.ask(queries[place], at=at)
        except Exception as raised:
            return raised

    leader = threading.Thread(target=lambda: first.append(ask(callers)))
    leader.start()
    assert rounds.entered.wait(120)
    waiting = threading.Thread(target=_let_go_when_all_wait, args=(gathering, rounds, callers))
    waiting.start()
    others = at_once([partial(ask, place) for place in range(callers)])
    leader.join(timeout=120)
    waiting.join(timeout=120)
    return first[0], others


def _let_go_when_all_wait(gathering: CheckBatcher, rounds: Rounds, callers: int) -> None:
    while len(gathering._waiting) < callers:
        threading.Event().wait(0.001)
    rounds.go_on.set()


def test_who_comes_during_a_round_shares_the_next(world: World, at: datetime) -> None:
    rounds = Rounds()
    first, others = gathered(world, at, rounds, callers=20)
    assert rounds.sizes == [1, 20]
    assert isinstance(first, RequestKeyReused) and first.sentence == "20"
    assert [getattr(result, "sentence", None) for result in others] == [f"{place}" for place in range(20)]


@pytest.mark.parametrize("failing", [0, 1])
def test_a_failing_round_fails_for_all_of_it_and_for_nobody_else(world: World, at: datetime, failing: int) -> None:
    rounds = Rounds(failing={failing})
    first, others = gathered(world, at, rounds, callers=5)
    failed = [isinstance(result, OperationalError) for result in (first, *others)]
    assert failed == ([True] + [False] * 5 if failing == 0 else [False] + [True] * 5)


def test_after_a_failed_round_the_next_caller_is_served(world: World, at: datetime) -> None:
    rounds = Rounds(failing={0})
    rounds.go_on.set()
    gathering = CheckBatcher(rounds)
    with pytest.raises(OperationalError):
        gathering.ask(world.query(STRANGER), at=at)
    assert isinstance(gathering.ask(world.query(STRANGER, note="next"), at=at), RequestKeyReused)


def test_the_lead_passes_on_when_more_wait_than_a_round_takes(
    world: World, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batcher, "MOST_IN_A_ROUND", 4)
    rounds = Rounds()
    _, others = gathered(world, at, rounds, callers=10)
    assert rounds.sizes == [1, 4, 4, 2]
    assert [getattr(result, "sentence", None) for result in others] == [f"{place}" for place in range(10)]
