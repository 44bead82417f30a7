"""An alert that nobody acknowledges goes on: other channel, next desk, person on call."""

import json
from datetime import datetime, time, timedelta
from uuid import UUID

import pytest

from aigis.apps.alerts.actions import acknowledge
from aigis.apps.alerts.digests import send_due_digests
from aigis.apps.alerts.escalations import escalate_due
from aigis.apps.alerts.models import Alert, AlertStep, Desk, DeskAlert, DeskCounter
from aigis.apps.checks.actions import perform
from aigis.apps.notices.models import Notice
from aigis.core.access.permissions import Role
from aigis.core.alerts.escalation import Shift, on_call, read_shift, write_shift
from aigis.core.checks.alert_routing import DeskFacts, DeskKind, desks_for
from aigis.core.errors import InvalidInput, NoAnswer
from tests.world import BANNED, World, entries

WAIT = timedelta(minutes=5)


@pytest.fixture
def alert(world: World, at: datetime) -> UUID:
    world.ban()
    perform([world.query(BANNED)], at=at)
    acknowledge(alert=Alert.objects.get().pk, actor=world.actor(Role.PROSECUTOR), at=at)
    return Alert.objects.get().pk


def addresses(after: int) -> list[str]:
    return sorted(notice.address for notice in Notice.objects.order_by("posted_at", "pk")[after:])


def test_an_acknowledged_alert_is_not_escalated(world: World, alert: UUID, at: datetime) -> None:
    acknowledge(alert=alert, actor=world.actor(Role.DESK), at=at)
    assert escalate_due(at=at + 10 * WAIT) == 0 and not AlertStep.objects.filter(kind="escalated").exists()


def test_nothing_happens_a_moment_before_five_minutes(alert: UUID, at: datetime) -> None:
    assert escalate_due(at=at + WAIT - timedelta(microseconds=1)) == 0
    assert escalate_due(at=at + WAIT) == 1
    assert escalate_due(at=at + WAIT) == 0


def test_the_stages_follow_each_other_and_each_is_a_step_and_an_entry(world: World, alert: UUID, at: datetime) -> None:
    shift = {"name": "Greet Hermans", "mailbox": "on-call@police.example", "days": list(range(7))}
    Desk.objects.filter(code="police-desk").update(other_mailbox="phone@police.example", on_call=[shift])
    before = Notice.objects.count()
    escalate_due(at=at + WAIT)
    assert addresses(before) == ["phone@police.example", "police@justice.example"]
    before = Notice.objects.count()
    escalate_due(at=at + 2 * WAIT)
    assert addresses(before) == ["prosecutor@justice.example"]
    before = Notice.objects.count()
    escalate_due(at=at + 3 * WAIT)
    escalate_due(at=at + 4 * WAIT)
    assert addresses(before) == ["on-call@police.example"] * 2
    steps = AlertStep.objects.filter(kind="escalated").order_by("pk")
    assert [(step.stage, step.recipient) for step in steps] == [
        (1, "phone@police.example"),
        (2, "Prosecutor"),
        (3, "Greet Hermans"),
        (3, "Greet Hermans"),
    ]
    assert [entry["core"]["stage"] for entry in entries("alert.escalated")] == [1, 2, 3, 3]
    data = json.loads(Notice.objects.order_by("posted_at").last().body)["data"]  # type: ignore[union-attr]
    assert (data["waiting_desk"], data["minutes"], data["number"]) == ("Police", 20, 1)


def test_the_next_desk_gets_the_alert_under_a_number_of_its_own(world: World, alert: UUID, at: datetime) -> None:
    other = world.organisations["other-police"]
    following = Desk.objects.create(
        code="coast", name="Coast", kind="police", organisation=other, mailbox="coast@police.example"
    )
    following.ports.set([])
    DeskCounter.objects.create(desk=following, last_number=6, last_hash="a" * 64)
    Desk.objects.filter(code="police-desk").update(next_desk=following)
    escalate_due(at=at + WAIT)
    before = Notice.objects.count()
    escalate_due(at=at + 2 * WAIT)
    placed = DeskAlert.objects.get(desk=following)
    assert (placed.number, placed.previous) == (7, "a" * 64)
    types = {json.loads(notice.body)["type"] for notice in Notice.objects.order_by("posted_at", "pk")[before:]}
    assert addresses(before) == ["coast@police.example"] * 2 and types == {"alert.raised", "alert.escalated"}


def test_after_a_day_nothing_more_is_sent_and_the_alert_stays_unacknowledged(alert: UUID, at: datetime) -> None:
    escalate_due(at=at + timedelta(hours=25))
    assert escalate_due(at=at + timedelta(hours=26)) == 0
    assert DeskAlert.objects.get(desk__code="police-desk").state.acknowledged_at is None


# Digests.


def test_further_hits_are_told_in_one_digest(world: World, at: datetime) -> None:
    """A thousand denied items of one key: one alert, one message, one digest a desk."""
    world.ban()
    for _ in range(5):
        perform([world.query(BANNED, source="list") for _ in range(200)], at=at)
    assert Alert.objects.get().hits == 1_000
    assert Notice.objects.count() == 2 and send_due_digests(at=at + timedelta(minutes=1)) == 0
    later = at + timedelta(minutes=2)
    assert send_due_digests(at=later) == 1 and send_due_digests(at=later) == 0
    digests = [json.loads(notice.body) for notice in Notice.objects.order_by("posted_at")[2:]]
    assert [(body["type"], body["data"]["hits"]) for body in digests] == [("alert.repeated", 1_000)] * 2


# Schedules and routing.


NIGHT = Shift("Greet", frozenset({4}), time(22), time(6), "greet@police.example")  # Friday night
DAY = Shift("Tom", frozenset(range(7)), time(6), time(22), "tom@police.example")


@pytest.mark.parametrize(
    ("instant", "name"),
    [
        ("2026-11-27T21:30:00+01:00", "Tom"),
        ("2026-11-27T22:00:00+01:00", "Greet"),
        ("2026-11-28T03:00:00+01:00", "Greet"),
        ("2026-11-28T06:00:00+01:00", "Tom"),
        ("2026-11-28T23:00:00+01:00", None),
    ],
)
def test_a_night_shift_belongs_to_the_day_it_begins_on(instant: str, name: str | None) -> None:
    shift = on_call([NIGHT, DAY], at=datetime.fromisoformat(instant))
    assert (shift.name if shift else None) == name


def test_a_shift_is_read_as_it_was_written() -> None:
    assert read_shift(write_shift(NIGHT)) == NIGHT


@pytest.mark.parametrize(
    "data",
    [{}, {"name": "A", "mailbox": "a@b.example", "days": [7]}, {"name": "A", "mailbox": "a@b", "start": "25:00"}],
)
def test_a_shift_that_cannot_be_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(InvalidInput):
        read_shift(data)


def test_a_desk_that_cannot_be_reached_does_not_count_as_one_of_two() -> None:
    law, police = DeskFacts(1, DeskKind.PROSECUTOR, 1), DeskFacts(2, DeskKind.POLICE, 2)
    assert desks_for("BEANR", [law, police]) == (law, police)
    with pytest.raises(NoAnswer):
        desks_for("BEANR", [law, DeskFacts(2, DeskKind.POLICE, 2, reachable=False)])


def test_where_a_ports_own_desk_cannot_be_reached_that_of_the_whole_country_hears_too() -> None:
    law, country = DeskFacts(1, DeskKind.PROSECUTOR, 1), DeskFacts(2, DeskKind.POLICE, 2)
    own = DeskFacts(3, DeskKind.POLICE, 3, frozenset({"BEANR"}), reachable=False)
    assert desks_for("BEANR", [law, country, own]) == (law, country, own)
