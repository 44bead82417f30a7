"""What a desk does about an alert: every step a row and an entry, by a named person; nothing edited or taken away."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from aigis.apps.alerts import queries
from aigis.apps.alerts.actions import raise_drill
from aigis.apps.alerts.models import Alert, AlertStep, Desk, DeskAlert, DeskAlertState, DeskCounter
from aigis.apps.alerts.numbers import message_of, rebuild_counters
from aigis.apps.alerts.steps import (
    AlertRef,
    acknowledge,
    add_note,
    assign,
    close,
    hand_over,
    note_of,
    rebuild_states,
    reopen,
)
from aigis.apps.checks.actions import perform
from aigis.apps.notices.letters import letter_of
from aigis.apps.notices.models import Notice
from aigis.apps.people.access import actor_of_user
from aigis.core.access.permissions import Actor, Role
from aigis.core.alerts.chain import ReceivedMessage, verify_chain
from aigis.core.errors import Conflict, InvalidInput, NotFound
from tests.world import BANNED, World, entries


@pytest.fixture
def alert(world: World, at: datetime) -> UUID:
    world.ban()
    perform([world.query(BANNED)], at=at)
    return Alert.objects.get().pk


@pytest.fixture
def desk(world: World) -> Actor:
    return world.actor(Role.DESK)


def desk_alert_of(alert: UUID, desk: Actor) -> DeskAlert:
    return DeskAlert.objects.get(alert=alert, desk__organisation=desk.organisation)


def whole_life(alert: UUID, desk: Actor, at: datetime) -> None:
    """Every step there is, a minute apart."""
    ref = AlertRef(alert, by="Tom Aerts")
    acknowledge(alert=alert, actor=desk, at=at, by="Tom Aerts")
    assign(ref, to="Leyla Şahin", actor=desk, at=at + timedelta(minutes=1))
    add_note(ref, text="Patrol 4 is on its way.", actor=desk, at=at + timedelta(minutes=2))
    close(alert=alert, outcome="held", actor=desk, at=at + timedelta(minutes=3), by="Tom Aerts")
    reopen(ref, why="The person left.", actor=desk, at=at + timedelta(minutes=4))
    hand_over(desk="police-desk", to="Ann Lemmens", actor=desk, at=at + timedelta(minutes=5))


def test_a_programs_acknowledgement_names_the_person_and_the_program(alert: UUID, desk: Actor, at: datetime) -> None:
    acknowledge(alert=alert, actor=desk, at=at, by="Tom  Aerts")
    assert desk_alert_of(alert, desk).state.acknowledged_name == "Tom Aerts (desk of police (Police))"
    (entry,) = entries("alert.acknowledged")
    assert entry["subject"]["name"] == "Tom Aerts (desk of police (Police))"


def test_a_signed_in_person_acknowledges_under_the_own_name_only(world: World, alert: UUID, at: datetime) -> None:
    user = world.user(Role.OFFICER)
    acknowledge(alert=alert, actor=actor_of_user(user), at=at, by="Somebody Else")
    assert desk_alert_of(alert, world.actor(Role.DESK)).state.acknowledged_name == f"{user.username} (Police)"


def test_each_step_is_a_row_and_an_entry(alert: UUID, desk: Actor, at: datetime) -> None:
    whole_life(alert, desk, at)
    kinds = list(AlertStep.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["acknowledged", "assigned", "noted", "closed", "reopened", "handed_over"]
    for kind in kinds:
        assert len(entries(f"alert.{kind}")) == 1
    state = desk_alert_of(alert, desk).state
    assert (state.assigned_to, state.closed_at, state.outcome, state.changes) == ("Ann Lemmens", None, "", 6)
    assert entries("alert.assigned")[0]["subject"]["recipient"] == "Leyla Şahin"


def test_a_note_is_encrypted_and_read_again(alert: UUID, desk: Actor, at: datetime) -> None:
    add_note(AlertRef(alert), text="Brother of the driver.", actor=desk, at=at)
    step = AlertStep.objects.select_related("desk_alert__alert__ban").get()
    assert b"Brother" not in bytes(step.note or b"") and note_of(step) == "Brother of the driver."
    assert entries("alert.noted")[0]["subject"]["note"] == "Brother of the driver."


def test_the_states_are_rebuilt_from_the_steps(alert: UUID, desk: Actor, at: datetime) -> None:
    whole_life(alert, desk, at)
    before = DeskAlertState.objects.order_by("pk").values()
    kept = list(before)
    rebuild_states(DeskAlert.objects.all())
    assert list(before.all()) == kept


def test_the_counters_are_rebuilt_from_the_alerts(world: World, alert: UUID, at: datetime) -> None:
    perform([world.query(person) for person in world.banned_people(2)], at=at)
    kept = list(DeskCounter.objects.order_by("pk").values())
    DeskCounter.objects.update(last_number=0, last_hash="")
    rebuild_counters()
    assert list(DeskCounter.objects.order_by("pk").values()) == kept and kept[0]["last_number"] == 3


def test_a_closed_alert_is_neither_assigned_nor_closed_again_until_it_is_reopened(
    alert: UUID, desk: Actor, at: datetime
) -> None:
    with pytest.raises(Conflict):
        reopen(AlertRef(alert), why="Not closed yet.", actor=desk, at=at)
    acknowledge(alert=alert, actor=desk, at=at)
    close(alert=alert, outcome="held", actor=desk, at=at)
    with pytest.raises(Conflict):
        assign(AlertRef(alert), to="Ann", actor=desk, at=at)
    reopen(AlertRef(alert), why="Mistake.", actor=desk, at=at)
    close(alert=alert, outcome="sent_away", actor=desk, at=at)
    assert [step.outcome for step in AlertStep.objects.filter(kind="closed").order_by("pk")] == ["held", "sent_away"]


@pytest.mark.parametrize("text", ["", "  ", "x" * 2_001])
def test_a_note_without_text_or_too_long_is_refused(alert: UUID, desk: Actor, at: datetime, text: str) -> None:
    with pytest.raises(InvalidInput):
        add_note(AlertRef(alert), text=text, actor=desk, at=at)
    assert not AlertStep.objects.exists()


def test_another_organisation_takes_no_step(world: World, alert: UUID, at: datetime) -> None:
    stranger = world.actor(Role.DESK, "other-police")
    for step in (
        lambda: assign(AlertRef(alert), to="Ann", actor=stranger, at=at),
        lambda: add_note(AlertRef(alert), text="seen", actor=stranger, at=at),
        lambda: reopen(AlertRef(alert), why="why", actor=stranger, at=at),
        lambda: hand_over(desk="police-desk", to="Ann", actor=stranger, at=at),
        lambda: raise_drill(desk="police-desk", actor=stranger, at=at),
    ):
        with pytest.raises(NotFound):
            step()


def test_a_hand_over_leaves_unacknowledged_alerts_escalating(
    world: World, alert: UUID, desk: Actor, at: datetime
) -> None:
    due = desk_alert_of(alert, desk).state.escalates_at
    assert hand_over(desk="police-desk", to="Ann Lemmens", note="Quiet night.", actor=desk, at=at) == 1
    state = desk_alert_of(alert, desk).state
    assert (state.assigned_to, state.acknowledged_at, state.escalates_at) == ("Ann Lemmens", None, due)


# Chain and drills.


def test_every_desks_messages_are_chained_drills_too(world: World, desk: Actor, at: datetime) -> None:
    perform([world.query(person) for person in world.banned_people(3)], at=at)
    raise_drill(desk="police-desk", actor=desk, at=at)
    rows = DeskAlert.objects.select_related("desk", "alert__gate__facility")
    reports = verify_chain(ReceivedMessage(message_of(row), row.hash) for row in rows)
    assert [(report.desk, report.count, report.faults) for report in reports] == [
        ("police-desk", 4, ()),
        ("prosecutor-desk", 3, ()),
    ]


def test_a_drill_goes_to_its_desk_alone_and_is_marked(world: World, desk: Actor, at: datetime) -> None:
    drill = raise_drill(desk="police-desk", actor=desk, at=at)
    (notice,) = Notice.objects.all()
    assert notice.subject.startswith("[DRILL]") and '"drill": true' in notice.body
    seen = queries.one(drill, actor=desk, at=at)
    assert (seen.alert.drill, seen.row.number, queries.checks_of(seen.alert)) == (True, 1, [])
    assert queries.oldest_unacknowledged() is None
    with pytest.raises(Conflict):
        raise_drill(desk="police-desk", actor=desk, at=at)
    acknowledge(alert=drill, actor=desk, at=at)
    add_note(AlertRef(drill), text="Answered in a minute.", actor=desk, at=at)
    raise_drill(desk="police-desk", actor=desk, at=at + timedelta(minutes=1))
    assert len(entries("alert.drill")) == 2 and Desk.objects.get(code="police-desk").counter.last_number == 2


def test_an_alert_from_a_roster_says_that_nobody_is_at_the_gate(world: World, at: datetime) -> None:
    world.ban()
    perform([world.query(BANNED, source="roster", occasion="roster/1")], at=at)
    perform([world.query(BANNED)], at=at + timedelta(minutes=1))
    texts = [letter_of(notice)[1] for notice in Notice.objects.order_by("pk") if notice.about]
    assert ["niet aan de poort" in text for text in texts] == [True, True, False, False]
