"""Probing in real checks: found and told within a turn, slowed down, and never a wrong verdict."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import pytest

from aigis.apps.alerts.models import Alert
from aigis.apps.audit import queries as log
from aigis.apps.audit.models import Pending
from aigis.apps.checks.actions import perform
from aigis.apps.checks.models import Check
from aigis.apps.checks.outcomes import report_outcome
from aigis.apps.checks.query import Answer
from aigis.apps.notices.models import Notice
from aigis.apps.probing import decoys, findings, restraints, watch
from aigis.apps.probing.models import ProbingFinding, RecentCheck, Restraint, TrafficQuota
from aigis.core.access.permissions import Actor, Role
from aigis.core.checks.probe_patterns import LIMITS, ProbingRule, RestraintLevel
from aigis.core.errors import AnswerDelayed, AnswersWithheld, InvalidInput, NotFound
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Name, Person
from aigis.core.values import Verdict
from aigis_demo.population import people
from tests.core.test_probe_patterns import SPELLINGS, zoltan
from tests.world import BANNED, GATE, OTHER_COMPANY, OTHER_GATE, STRANGER, World, entries

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
DECOY = Person((Name("Zwartekraai", "Hyacintha"),), BirthDate(1969, 9, 19))


def ask(world: World, person: Person, *, at: datetime, **more: Any) -> Answer:
    Pending.objects.all().delete()  # as if the sealer were at work
    log.clear_caches()
    (answer,) = perform([world.query(person, **more)], at=at)
    assert isinstance(answer, Answer)
    return answer


def probe(world: World, persons: Iterable[Person], *, every: timedelta = 15 * SECOND) -> int:
    """Checks one after another with a turn of the watch after each; returns how many until something is found."""
    for number, person in enumerate(persons, start=1):
        at = world.at + number * every
        answer = ask(world, person, at=at)
        if number in (2, 9):
            report_outcome(check=answer.id, outcome="entered", actor=world.actor(Role.GUARD), at=at)
        if watch.run(at=at):
            return number
    pytest.fail("nothing was found")


def busy_gate(world: World, *, arrive: int = 108, checks: int = 120) -> None:
    """A day of honest checks at the gate, of which so many arrive."""
    before, guard = world.at - 10 * HOUR, world.actor(Role.GUARD)
    answers = perform([world.query(person) for person in people(checks, 99)], at=before)
    for answer in answers[:arrive]:
        assert isinstance(answer, Answer)
        report_outcome(check=answer.id, outcome="entered", actor=guard, at=before + MINUTE)


def restrain(world: World, level: int, *, role: Role = Role.GUARD) -> Actor:
    actor = world.actor(role)
    Restraint.objects.create(actor_key=actor.key, level=level, until=world.at + HOUR)
    restraints.restraint_cache.clear()
    return actor


def test_typed_variants_of_one_name_are_found_and_told_to_police_and_auditor_at_once(world: World) -> None:
    world.user(Role.AUDITOR)
    assert probe(world, (zoltan(family) for family in SPELLINGS * 3)) <= 30
    row = ProbingFinding.objects.get()
    assert (row.rule, row.actor_key, row.gate) == ("name_variants", world.actor(Role.GUARD).key, GATE)
    told = set(Notice.objects.filter(kind="probing").values_list("address", flat=True))
    assert told == {"police@justice.example", "service@office.example"}
    assert entries("probing.found")[0]["core"]["account"] == row.actor_key


def test_a_walk_through_birth_dates_is_found(world: World) -> None:
    assert probe(world, (zoltan(birth=BirthDate(1981, 4, day)) for day in range(1, 29))) <= 30
    assert ProbingFinding.objects.get().rule == ProbingRule.BIRTH_DATES


def test_checks_of_many_people_without_an_entry_are_found_by_the_gates_own_share(world: World) -> None:
    busy_gate(world)
    assert probe(world, people(30, 12345)) <= 30
    assert ProbingFinding.objects.get().rule == ProbingRule.NO_ARRIVAL


def test_an_honest_day_at_the_gate_sets_nothing_off(world: World) -> None:
    guard = world.actor(Role.GUARD)
    for number, person in enumerate(people(40, 777)):
        at = world.at + number * MINUTE
        answer = ask(world, person, at=at)
        report_outcome(check=answer.id, outcome="entered", actor=guard, at=at + 20 * SECOND)
        assert watch.run(at=at + 30 * SECOND) == 0


def test_a_decoy_raises_an_alarm_in_the_next_turn_however_it_is_written(world: World) -> None:
    decoys.add(DECOY, actor=world.actor(Role.AUDITOR), at=world.at)
    answer = ask(world, Person((Name("ZWARTEKRAAI", "hyacintha"),), DECOY.birth), at=world.at + SECOND)
    assert answer.verdict is Verdict.CLEAR  # it is in no register
    assert watch.run(at=world.at + 11 * SECOND) == 1
    assert ProbingFinding.objects.get().rule == ProbingRule.DECOY
    assert Restraint.objects.get().level == RestraintLevel.SLOWED_MORE


def test_an_ended_decoy_raises_no_alarm(world: World) -> None:
    auditor = world.actor(Role.AUDITOR)
    row = decoys.add(DECOY, actor=auditor, at=world.at)
    with pytest.raises(InvalidInput):
        decoys.add(DECOY, actor=auditor, at=world.at)
    decoys.end(row.pk, actor=auditor, at=world.at)
    with pytest.raises(NotFound):
        decoys.end(row.pk, actor=auditor, at=world.at)
    ask(world, DECOY, at=world.at + SECOND)
    assert watch.run(at=world.at + 11 * SECOND) == 0


def test_a_decoy_is_stored_encrypted(world: World) -> None:
    row = decoys.add(DECOY, actor=world.actor(Role.AUDITOR), at=world.at)
    assert b"Zwartekraai" not in bytes(row.person)
    assert decoys.shown(actor=world.actor(Role.AUDITOR), at=world.at)[0].person == DECOY
    assert entries("decoy.read")[0]["core"] == {**entries("decoy.read")[0]["core"], "decoys": 1}


def test_one_person_checked_by_many_accounts_is_found_where_gates_report_entries(world: World) -> None:
    busy_gate(world)
    other = [
        world.query(person, gate=OTHER_GATE, actor=world.actor(Role.GUARD, OTHER_COMPANY)) for person in people(120, 98)
    ]
    for answer in perform(other, at=world.at - 10 * HOUR):
        assert isinstance(answer, Answer)
        report_outcome(
            check=answer.id, outcome="entered", actor=world.actor(Role.GUARD, OTHER_COMPANY), at=world.at - 9 * HOUR
        )
    askers = [
        (world.actor(Role.GUARD), GATE),
        (world.actor(Role.PFSO), GATE),
        (world.actor(Role.GUARD, OTHER_COMPANY), OTHER_GATE),
        (world.actor(Role.PFSO, OTHER_COMPANY), OTHER_GATE),
    ]
    for number, (actor, gate) in enumerate(askers):
        ask(world, STRANGER, at=world.at + number * MINUTE, actor=actor, gate=gate)
    assert watch.run(at=world.at + 5 * MINUTE) == 1
    assert ProbingFinding.objects.get().rule == ProbingRule.SAME_PERSON
    assert not Restraint.objects.exists()


def test_a_busy_hour_of_an_account_without_traffic_before_is_not_found(world: World) -> None:
    perform([world.query(person) for person in people(95, 5)], at=world.at)
    watch.run(at=world.at + SECOND)
    assert not ProbingFinding.objects.filter(rule=ProbingRule.QUOTA).exists()
    assert TrafficQuota.objects.get().hourly == 0


def test_more_checks_than_three_times_the_own_busiest_hour_are_found(world: World) -> None:
    perform([world.query(person) for person in people(20, 6)], at=world.at - 48 * HOUR)
    perform([world.query(person) for person in people(95, 5)], at=world.at)
    watch.run(at=world.at + SECOND)
    quotas = ProbingFinding.objects.filter(rule=ProbingRule.QUOTA)
    assert [row.facts["quota"] for row in quotas] == [90]
    assert TrafficQuota.objects.get().hourly == 90


def test_what_is_usual_for_an_account_is_not_found(world: World) -> None:
    perform([world.query(person) for person in people(60, 6)], at=world.at - 48 * HOUR)
    perform([world.query(person) for person in people(95, 5)], at=world.at)
    watch.run(at=world.at + SECOND)
    assert not ProbingFinding.objects.filter(rule=ProbingRule.QUOTA).exists()
    assert TrafficQuota.objects.get().hourly == 180


def test_a_pattern_that_goes_on_is_one_finding_and_raises_the_restraint(world: World) -> None:
    for number in range(1, 48):
        at = world.at + number * 15 * SECOND
        ask(world, zoltan(birth=BirthDate(1950 + number, 4, 3)), at=at)
        watch.run(at=at)
    row = ProbingFinding.objects.get(rule=ProbingRule.BIRTH_DATES)
    assert row.checks > 40 and Restraint.objects.get().level == RestraintLevel.WITHHELD


def test_the_watch_sees_each_check_once_and_keeps_it_a_day(world: World) -> None:
    ask(world, STRANGER, at=world.at)
    watch.run(at=world.at + SECOND)
    watch.run(at=world.at + 2 * SECOND)
    assert RecentCheck.objects.count() == 1
    ask(world, STRANGER, at=world.at + 25 * HOUR)
    watch.run(at=world.at + 25 * HOUR + SECOND)
    assert RecentCheck.objects.count() == 1


def test_a_slowed_account_gets_the_true_verdict_later(world: World) -> None:
    world.ban()
    actor = restrain(world, RestraintLevel.SLOWED)
    waited: list[float] = []
    for person, verdict in ((STRANGER, Verdict.CLEAR), (BANNED, Verdict.DENIED)):
        assert restraints.check(world.query(person, actor=actor), at=world.at, sleep=waited.append).verdict is verdict
    assert waited == [2, 2]


def test_a_check_whose_answer_is_withheld_is_made_and_alerts_the_desks(world: World) -> None:
    world.ban()
    actor = restrain(world, RestraintLevel.WITHHELD)
    with pytest.raises(AnswersWithheld):
        restraints.check(world.query(BANNED, actor=actor), at=world.at)
    assert Check.objects.get().verdict == Verdict.DENIED
    assert Alert.objects.count() == 1


def test_only_a_few_answers_are_held_at_once_and_the_rest_are_told_to_ask_again(world: World) -> None:
    world.ban()
    actor = restrain(world, RestraintLevel.SLOWED_MORE)
    refused: list[AnswerDelayed] = []

    def ask_meanwhile(depth: int) -> None:
        query = world.query(BANNED, actor=actor, key=f"meanwhile-{depth}")
        try:
            restraints.check(query, at=world.at, sleep=lambda _: ask_meanwhile(depth + 1) if depth < 5 else None)
        except AnswerDelayed as delayed:
            refused.append(delayed)

    ask_meanwhile(0)
    assert [delayed.values for delayed in refused] == [{"seconds": 8}]
    assert Check.objects.count() == 5 and Alert.objects.exists()
    again = world.query(BANNED, actor=actor, key="meanwhile-4")
    assert restraints.check(again, at=world.at, sleep=lambda _: None).verdict is Verdict.DENIED
    assert Check.objects.count() == 5


def test_a_batch_of_a_slowed_account_is_checked_whole_and_answered_in_part(world: World) -> None:
    actor = restrain(world, RestraintLevel.SLOWED)
    results = perform([world.query(person, actor=actor) for person in people(14, 3)], at=world.at)
    limited = restraints.limit_batch(results, actor=actor, at=world.at)
    assert [isinstance(result, Answer) for result in limited] == [True] * 10 + [False] * 4
    assert restraints.limit_batch(results, actor=world.actor(Role.PFSO), at=world.at) == results


def test_a_restraint_is_over_by_itself(world: World) -> None:
    actor = restrain(world, RestraintLevel.WITHHELD)
    assert restraints.level_of(actor, at=world.at) == RestraintLevel.WITHHELD
    assert restraints.level_of(actor, at=world.at + 2 * HOUR) == RestraintLevel.NONE


def test_an_auditor_ends_a_restraint_with_a_reason(world: World) -> None:
    probe(world, (zoltan(family) for family in SPELLINGS * 3))
    finding, auditor = ProbingFinding.objects.get(), world.actor(Role.AUDITOR)
    with pytest.raises(InvalidInput):
        findings.release(finding.pk, note=" ", actor=auditor, at=world.at)
    later = world.at + LIMITS.window
    findings.release(finding.pk, note="A test of the gate.", actor=auditor, at=later)
    assert restraints.level_of(world.actor(Role.GUARD), at=later) == RestraintLevel.NONE
    assert findings.shown(actor=auditor, at=later)[0].level == RestraintLevel.NONE
    assert entries("probing.released")[0]["subject"] == {"note": "A test of the gate."}
