"""Alerts: acknowledged and closed at the desk they reached, seen by nobody else, never deleted."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db.models import PROTECT
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

from aigis.api.api import api
from aigis.apps.alerts import queries
from aigis.apps.alerts.actions import DeskDraft, acknowledge, add_desk, close
from aigis.apps.alerts.models import Alert, DeskAlert
from aigis.apps.audit.actions import SYSTEM
from aigis.apps.checks.actions import perform
from aigis.apps.notices.models import Notice
from aigis.core.access.permissions import Actor, Role
from aigis.core.checks.alert_routing import DeskKind
from aigis.core.errors import Conflict, InvalidInput, NotFound
from tests.world import BANNED, COAST_GATE, World, entries


@pytest.fixture
def alert(world: World, at: datetime) -> UUID:
    world.ban()
    perform([world.query(BANNED)], at=at)
    return Alert.objects.get().pk


@pytest.fixture
def desk(world: World) -> Actor:
    return world.actor(Role.DESK)


def test_a_desk_acknowledges_and_closes(alert: UUID, desk: Actor, at: datetime) -> None:
    later = at + timedelta(minutes=3)
    acknowledge(alert=alert, actor=desk, at=at)
    close(alert=alert, outcome="arrested", actor=desk, at=later)
    row = DeskAlert.objects.get(alert=alert, desk__organisation=desk.organisation)
    assert (row.state.acknowledged_at, row.state.acknowledged_by) == (at, desk.key)
    assert (row.state.closed_at, row.state.closed_by, row.state.outcome) == (later, desk.key, "arrested")
    assert [entry["core"]["outcome"] for entry in entries("alert.closed")] == ["arrested"]


def test_one_desks_answer_is_not_the_others(alert: UUID, desk: Actor, at: datetime) -> None:
    acknowledge(alert=alert, actor=desk, at=at)
    other = DeskAlert.objects.exclude(desk__organisation=desk.organisation).get()
    assert other.state.acknowledged_at is None


def test_acknowledging_twice_changes_nothing(alert: UUID, desk: Actor, at: datetime) -> None:
    for minutes in (0, 5):
        acknowledge(alert=alert, actor=desk, at=at + timedelta(minutes=minutes))
    assert DeskAlert.objects.get(desk__organisation=desk.organisation).state.acknowledged_at == at
    assert len(entries("alert.acknowledged")) == 1


def test_the_first_outcome_stays(alert: UUID, desk: Actor, at: datetime) -> None:
    acknowledge(alert=alert, actor=desk, at=at)
    for outcome in ("arrested", "nothing happened"):
        close(alert=alert, outcome=outcome, actor=desk, at=at)
    assert DeskAlert.objects.get(desk__organisation=desk.organisation).state.outcome == "arrested"


def test_an_alert_nobody_acknowledged_cannot_be_closed(alert: UUID, desk: Actor, at: datetime) -> None:
    with pytest.raises(Conflict):
        close(alert=alert, outcome="arrested", actor=desk, at=at)


def test_another_organisation_neither_sees_nor_answers_it(world: World, alert: UUID, at: datetime) -> None:
    stranger = world.actor(Role.DESK, "other-police")
    for answer in (
        lambda: acknowledge(alert=alert, actor=stranger, at=at),
        lambda: close(alert=alert, outcome="x", actor=stranger, at=at),
        lambda: queries.one(alert, actor=stranger, at=at),
    ):
        with pytest.raises(NotFound):
            answer()
    assert queries.after(0, actor=stranger, at=at) == [] == queries.newest(actor=stranger, at=at)


def test_reading_alerts_is_an_entry(alert: UUID, desk: Actor, at: datetime) -> None:
    queries.after(0, actor=desk, at=at)
    assert [entry["core"]["alerts"] for entry in entries("alert.read")] == [[str(alert)]]


def test_a_desk_reads_on_from_the_number_it_had(world: World, alert: UUID, desk: Actor, at: datetime) -> None:
    perform([world.query(person) for person in world.banned_people(2)], at=at)
    assert [found.row.number for found in queries.after(1, actor=desk, at=at)] == [2, 3]


def test_the_state_goes_from_raised_to_closed(alert: UUID, desk: Actor, at: datetime) -> None:
    states = [queries.one(alert, actor=desk, at=at).state]
    Notice.objects.filter(about=alert).update(state=Notice.State.DELIVERED)
    states.append(queries.one(alert, actor=desk, at=at).state)
    acknowledge(alert=alert, actor=desk, at=at)
    states.append(queries.one(alert, actor=desk, at=at).state)
    close(alert=alert, outcome="arrested", actor=desk, at=at)
    assert [*states, queries.one(alert, actor=desk, at=at).state] == ["raised", "delivered", "acknowledged", "closed"]


def test_the_mark_of_a_desk_changes_with_every_step(world: World, alert: UUID, desk: Actor, at: datetime) -> None:
    marks = [queries.change_mark(actor=desk)]
    perform([world.query(BANNED)], at=at)
    marks.append(queries.change_mark(actor=desk))
    acknowledge(alert=alert, actor=desk, at=at)
    marks.append(queries.change_mark(actor=desk))
    close(alert=alert, outcome="arrested", actor=desk, at=at)
    assert len({*marks, queries.change_mark(actor=desk)}) == 4


# Nobody can make one disappear.


def _addresses(patterns: list[URLPattern | URLResolver], before: str = "") -> list[str]:
    found = []
    for pattern in patterns:
        here = before + str(pattern.pattern)
        found += _addresses(pattern.url_patterns, here) if isinstance(pattern, URLResolver) else [here]
    return found


def test_no_address_deletes_or_edits_an_alert() -> None:
    methods = {
        (method, path) for path, item in api.get_openapi_schema()["paths"].items() for method in item if "alert" in path
    }
    assert {method for method, _ in methods} == {"get", "post"}
    posted = {path.rsplit("/", 1)[1] for method, path in methods if method == "post"}
    assert posted == {"acknowledge", "assign", "close", "drills", "handover", "note", "reopen"}
    pages = [address for address in _addresses(get_resolver().url_patterns) if "alert" in address]
    assert not [page for page in pages if any(word in page for word in ("delete", "remove", "mute", "edit"))]


def test_nothing_an_alert_leans_on_can_be_deleted_under_it() -> None:
    for model in (Alert, DeskAlert):
        for field in model._meta.concrete_fields:
            if field.remote_field is not None:
                assert field.remote_field.on_delete is PROTECT, f"{model.__name__}.{field.name}"


# Several desks in one organisation.


def test_an_organisation_of_several_desks_reads_each_by_its_own_numbers(
    world: World, alert: UUID, desk: Actor, at: datetime
) -> None:
    ports = ("BEZEE",)
    police = DeskDraft("coast-desk", "Coast", DeskKind.POLICE, desk.organisation, ports, mailbox="coast@police.example")
    law = world.organisations["prosecutor"].pk
    other = DeskDraft("coast-law", "Law", DeskKind.PROSECUTOR, law, ports, mailbox="law@justice.example")
    for draft in (police, other):
        add_desk(draft, actor=SYSTEM, at=at)
    quay, coast = world.banned_people(2)
    perform([world.query(quay)], at=at)
    perform([world.query(coast, gate=COAST_GATE)], at=at)
    with pytest.raises(InvalidInput, match="coast-desk, police-desk"):
        queries.after(2, actor=desk, at=at)
    assert [found.row.number for found in queries.after(0, actor=desk, at=at, desk="coast-desk")] == [1]
    assert [found.row.number for found in queries.after(0, actor=desk, at=at, desk="police-desk")] == [1, 2]
    assert queries.after(0, actor=desk, at=at, desk="coast-law") == []
