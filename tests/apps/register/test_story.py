"""A ban as its story, what the register said of it at any moment, and what a change would do."""

from datetime import datetime, timedelta

import pytest

from aigis.apps.register.bans import detail as ban_detail
from aigis.apps.register.bans import preview as ban_preview
from aigis.apps.register.bans.changes import BanChange
from aigis.apps.register.models import BanVersion
from aigis.apps.register.proposals import ban_changes, subject_changes
from aigis.apps.register.subjects import detention
from aigis.apps.register.subjects.changes import SubjectChange, SubjectEvent
from aigis.core.access.permissions import Actor, Role
from aigis.core.bans.state import State
from aigis.core.bans.versions import BanEvent
from aigis.core.dates.brussels import day_of
from aigis.core.errors import Conflict, InvalidInput
from tests.world import STRANGER, World, entries

DAY = timedelta(days=1)


@pytest.fixture
def registrar(world: World) -> Actor:
    return world.actor(Role.REGISTRAR)


def test_a_story_has_every_ground_what_waits_and_the_bans_beside_it(
    world: World, registrar: Actor, at: datetime
) -> None:
    made = world.ban()
    world.change(made.ban, BanEvent.CORRECT, case_reference="AN 1/1", reason="a slip")
    beside = world.ban(subject=made.subject)
    world.ban(STRANGER)
    lift = BanChange(BanEvent.LIFT, "acquitted", decision_date=day_of(at))
    waiting = ban_changes.propose(made.ban, lift, actor=registrar, at=at)
    found = ban_detail.ban_detail(made.ban, actor=registrar, at=at)
    assert [(one.case_reference, one.reason) for one in found.grounds] == [("AN 12/345", ""), ("AN 1/1", "a slip")]
    assert [one.ban.pk for one in found.others] == [beside.ban]
    assert [one.pk for one in found.waiting] == [waiting] and found.state is State.IN_FORCE
    (entry,) = entries("ban.read")
    assert entry["core"]["others"] == [str(beside.ban)]


def test_only_the_last_version_waits_for_a_look(world: World, registrar: Actor, at: datetime) -> None:
    made = world.ban()
    assert list(ban_detail.ban_detail(made.ban, actor=registrar, at=at).unconfirmed) == [1]
    world.change(made.ban, BanEvent.CORRECT, case_reference="AN 1/1")
    assert ban_detail.ban_detail(made.ban, actor=registrar, at=at).unconfirmed == {}


def test_a_proposal_about_its_person_waits_on_the_ban_too(world: World, registrar: Actor, at: datetime) -> None:
    made, other = world.ban(), world.ban(STRANGER)
    merge = SubjectChange(SubjectEvent.MERGE, "one", STRANGER, other=other.subject)
    subject_changes.propose_for_subject(made.subject, merge, actor=registrar, at=at)
    for ban in (made.ban, other.ban):
        assert len(ban_detail.ban_detail(ban, actor=registrar, at=at).waiting) == 1
        assert ban_detail.ban_detail(ban, actor=registrar, at=at + 15 * DAY).waiting == ()


def test_how_the_end_was_computed_is_told_where_detention_counts(world: World, registrar: Actor, at: datetime) -> None:
    stayed, running = world.ban(stayed=True), world.ban(STRANGER)
    for made in (stayed, running):
        detention.report_detention(
            made.subject, detained_on=day_of(at) - 5 * DAY, actor=world.actor(Role.PRISON), at=at
        )
    computed = ban_detail.ban_detail(stayed.ban, actor=registrar, at=at).computed
    assert computed is not None and [step.days for step in computed.steps] == [None]
    assert ban_detail.ban_detail(running.ban, actor=registrar, at=at).computed is None


def test_what_the_register_said_then_is_not_what_it_knows_today(world: World, registrar: Actor, at: datetime) -> None:
    made = world.ban(at=at - 100 * DAY)
    world.change(made.ban, BanEvent.ANNUL, at=at - 10 * DAY)
    said = {
        days: ban_detail.ban_detail(made.ban, actor=registrar, at=at, known_at=at - timedelta(days=days)).then
        for days in (200, 50, 5)
    }
    told = [(one.version, one.then, one.today, one.differs) for one in said.values() if one]
    assert told == [
        (0, None, State.ANNULLED, True),
        (1, State.IN_FORCE, State.ANNULLED, True),
        (2, State.ANNULLED, State.ANNULLED, False),
    ]
    looked_at = {entry["core"]["known_at"] for entry in entries("ban.read")}  # all at one instant: in no order
    assert looked_at == {(at - days * DAY).isoformat() for days in (200, 50, 5)}


def test_weighing_changes_nothing_and_is_an_entry(world: World, registrar: Actor, at: datetime) -> None:
    made = world.ban()
    lift = BanChange(BanEvent.LIFT, "", decision_date=day_of(at))
    found = ban_preview.preview_change(made.ban, lift, actor=registrar, at=at)
    assert found.does.needs_second and found.does.freed[0].start == at
    assert BanVersion.objects.count() == 1
    assert [entry["core"]["what"] for entry in entries("ban.weighed")] == ["lift"]


def test_what_cannot_be_is_refused_while_it_is_weighed(world: World, registrar: Actor, at: datetime) -> None:
    made = world.ban()
    with pytest.raises(Conflict):
        ban_preview.preview_change(made.ban, BanChange(BanEvent.RESUME, ""), actor=registrar, at=at)
    shorter = BanChange(BanEvent.EXTEND, "", last_day=day_of(at))
    with pytest.raises(InvalidInput) as refused:
        ban_preview.preview_change(made.ban, shorter, actor=registrar, at=at)
    assert refused.value.field == "ends_on"
