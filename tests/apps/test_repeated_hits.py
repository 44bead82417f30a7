"""Hits on one person at one organisation within a quarter of an hour are one alert; nobody waits for a long list."""

import threading
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction

from aigis.apps.alerts.actions import acknowledge, close
from aigis.apps.alerts.models import Alert, AlertHit, Desk, DeskAlert
from aigis.apps.alerts.queries import checks_of
from aigis.apps.audit import bulk_insert
from aigis.apps.checks import actions
from aigis.apps.checks.actions import PART, perform, perform_in_parts
from aigis.apps.checks.query import Answer, Query
from aigis.apps.notices.models import Notice
from aigis.core.access.permissions import Role
from aigis.core.errors import NoAnswer
from aigis.core.values import Verdict
from tests.apps.test_together import at_once
from tests.world import BANNED, OTHER_GATE, STRANGER, World, entries

BACK_GATE = "BEANR-0001/back"


def alerts() -> list[tuple[int, str]]:
    """How many hits each alert has, and its gate, oldest first."""
    return [(alert.hits, alert.gate.code if alert.gate else "") for alert in Alert.objects.order_by("raised_at", "pk")]


def test_hits_at_all_gates_of_an_organisation_join_one_alert(world: World, at: datetime) -> None:
    world.ban()
    for minutes, gate in enumerate(("BEANR-0001/main", BACK_GATE, "BEANR-0001/main")):
        perform([world.query(BANNED, gate=gate)], at=at + timedelta(minutes=minutes))
    alert = Alert.objects.get()
    assert (alert.hits, alert.raised_at, alert.last_hit_at) == (3, at, at + timedelta(minutes=2))
    assert [hit.gate.code for hit in AlertHit.objects.order_by("at")] == [BACK_GATE, "BEANR-0001/main"]
    assert len(set(checks_of(alert))) == 3
    assert DeskAlert.objects.count() == 2 and Notice.objects.count() == 2
    assert len(entries("alert.raised")) == 1 and len(entries("alert.repeated")) == 2


def test_a_hit_after_a_quarter_of_an_hour_is_told_anew(world: World, at: datetime) -> None:
    world.ban()
    for age in (0, 14, 15):
        Alert.objects.update(raised_at=at - timedelta(minutes=age))
        perform([world.query(BANNED)], at=at)
    assert [hits for hits, _ in alerts()] == [2, 1]


def test_another_organisation_and_another_person_are_other_matters(world: World, at: datetime) -> None:
    world.ban()
    world.ban(STRANGER)
    perform([world.query(BANNED)], at=at)
    other = world.actor(Role.GUARD, "other-quay")
    perform([world.query(BANNED, gate=OTHER_GATE, actor=other)], at=at)
    perform([world.query(STRANGER)], at=at)
    assert [hits for hits, _ in alerts()] == [1, 1, 1]


def test_an_acknowledged_alert_takes_hits_at_its_own_gate_only(world: World, at: datetime) -> None:
    world.ban()
    perform([world.query(BANNED)], at=at)
    acknowledge(alert=Alert.objects.get().pk, actor=world.actor(Role.DESK), at=at)
    perform([world.query(BANNED)], at=at + timedelta(minutes=1))
    perform([world.query(BANNED, gate=BACK_GATE)], at=at + timedelta(minutes=2))
    assert alerts() == [(2, "BEANR-0001/main"), (1, BACK_GATE)]


def test_a_closed_alert_takes_no_more_hits(world: World, at: datetime) -> None:
    world.ban()
    perform([world.query(BANNED)], at=at)
    alert, desk = Alert.objects.get().pk, world.actor(Role.DESK)
    acknowledge(alert=alert, actor=desk, at=at)
    close(alert=alert, outcome="left", actor=desk, at=at)
    perform([world.query(BANNED)], at=at + timedelta(minutes=1))
    assert [hits for hits, _ in alerts()] == [1, 1]


def test_a_person_at_a_gate_is_told_although_a_list_was_told_before(world: World, at: datetime) -> None:
    """Whoever has a key could otherwise bury the alert of the gate under that of a list."""
    world.ban()
    perform([world.query(BANNED, source="list") for _ in range(2)], at=at)
    perform([world.query(BANNED)], at=at + timedelta(minutes=1))
    assert [
        (alert.hits, alert.check_made.source if alert.check_made else "")
        for alert in Alert.objects.order_by("raised_at")
    ] == [
        (2, "list"),
        (1, "gate"),
    ]


def test_a_persons_two_bans_are_two_alerts_each_with_its_counter(world: World, at: datetime) -> None:
    world.ban()
    world.ban(case_reference="AN 99/1")
    for _ in range(2):
        perform([world.query(BANNED)], at=at)
    assert [hits for hits, _ in alerts()] == [2, 2]


def test_threads_that_hit_the_same_person_at_once_make_one_alert(committed: World, at: datetime) -> None:
    committed.ban()
    queries = [committed.query(BANNED) for _ in range(12)]
    results = at_once([partial(perform, [query], at=at) for query in queries])
    assert not [result for result in results if isinstance(result, Exception)]
    assert [hits for hits, _ in alerts()] == [12]
    assert AlertHit.objects.count() == 11 and DeskAlert.objects.count() == 2


def test_a_check_is_answered_while_the_desks_of_a_long_list_are_being_told(
    committed: World, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The transaction of a list stops where its entries are written: another hit gets its numbers meanwhile."""
    first, second = committed.banned_people(2)
    reached, go_on = threading.Event(), threading.Event()
    insert = bulk_insert.insert

    def slow(table: str, *rest: Any) -> None:
        if threading.current_thread().name == "list" and table == "checks_check":
            reached.set()
            assert go_on.wait(30)
        insert(table, *rest)

    monkeypatch.setattr(bulk_insert, "insert", slow)
    queries = [committed.query(first, source="list")]
    done: list[object] = []

    def work() -> None:
        done.append(perform(queries, at=at))
        connection.close()

    worker = threading.Thread(target=work, name="list")
    worker.start()
    try:
        assert reached.wait(30)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '5s'")
            Desk.objects.select_for_update().count()
        (answer,) = perform([committed.query(second)], at=at)
        assert isinstance(answer, Answer) and answer.verdict is Verdict.DENIED
    finally:
        go_on.set()
        worker.join(30)
    assert len(done) == 1 and Alert.objects.count() == 2


def test_a_long_list_is_many_transactions(committed: World, at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    perform_once = actions._perform

    def counted(queries: Sequence[Query], *, at: datetime) -> list[actions.Result]:
        sizes.append(len(queries))
        return perform_once(queries, at=at)

    monkeypatch.setattr(actions, "_perform", counted)
    results = perform_in_parts([committed.query(STRANGER, source="list") for _ in range(2 * PART + 1)], at=at)
    assert sizes == [PART, PART, 1]
    assert len({answer.id for answer in results if isinstance(answer, Answer)}) == 2 * PART + 1


def test_where_a_part_fails_what_was_answered_stays_and_the_rest_is_no_answer(
    committed: World, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []
    perform_once = actions._perform

    def failing(queries: Sequence[Query], *, at: datetime) -> list[actions.Result]:
        calls.append(len(queries))
        if len(calls) == 2:
            raise NoAnswer
        return perform_once(queries, at=at)

    monkeypatch.setattr(actions, "_perform", failing)
    results = perform_in_parts([committed.query(STRANGER, source="list") for _ in range(2 * PART + 1)], at=at)
    assert [isinstance(result, Answer) for result in results] == [True] * PART + [False] * (PART + 1)
    assert all(isinstance(result, NoAnswer) for result in results[PART:])


def test_where_nothing_was_answered_the_list_fails_as_a_whole(
    committed: World, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(queries: Sequence[Query], *, at: datetime) -> list[actions.Result]:
        raise NoAnswer

    monkeypatch.setattr(actions, "_perform", refuse)
    with pytest.raises(NoAnswer):
        perform_in_parts([committed.query(STRANGER)], at=at)
