"""Proposals as they are read: both sides, and why a reader may not decide."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from aigis.apps.register.bans.changes import BanChange
from aigis.apps.register.models import Ban
from aigis.apps.register.proposals import (
    ban_changes,
    subject_changes,
)
from aigis.apps.register.proposals import (
    decisions as proposal_decisions,
)
from aigis.apps.register.proposals import (
    detail as proposal_detail,
)
from aigis.apps.register.proposals.detail import ProposalView
from aigis.apps.register.subjects.changes import SubjectChange, SubjectEvent, merged
from aigis.core.access.permissions import Actor, Role
from aigis.core.bans.versions import BanEvent, Standing
from aigis.core.dates.brussels import day_of
from aigis.core.errors import NotFound
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Name, Person
from tests.world import BANNED, STRANGER, World, entries

DAY = timedelta(days=1)
RENAMED = Person(names=(Name("Vandenbroucke", "Soltan"),), birth=BirthDate(1981, 4, 3))


@pytest.fixture
def registrar(world: World) -> Actor:
    return world.actor(Role.REGISTRAR)


@pytest.fixture
def lifting(world: World, registrar: Actor, at: datetime) -> UUID:
    lift = BanChange(BanEvent.LIFT, "acquitted", decision_date=day_of(at))
    return ban_changes.propose(world.ban().ban, lift, actor=registrar, at=at)


def read(world: World, proposal: UUID, *, role: Role = Role.APPROVER, at: datetime | None = None) -> ProposalView:
    return proposal_detail.proposal(proposal, actor=world.actor(role), at=at or world.at)


def test_both_sides_of_a_lift_are_shown_and_the_reading_is_an_entry(world: World, lifting: UUID, at: datetime) -> None:
    found = read(world, lifting)
    assert found.ban is not None and found.ban.after is not None and found.ban.does is not None
    assert found.ban.before.life.last.standing is Standing.STANDS
    assert found.ban.after.life.last.standing is Standing.LIFTED
    assert found.ban.does.freed[0].start == at and found.reason == "acquitted"
    assert [entry["core"]["proposal"] for entry in entries("proposal.read")] == [str(lifting)]


@pytest.mark.parametrize(("role", "code"), [(Role.APPROVER, None), (Role.REGISTRAR, "not_allowed")])
def test_who_may_not_decide_is_told_why(world: World, lifting: UUID, role: Role, code: str | None) -> None:
    refused = read(world, lifting, role=role).refused
    assert (refused.code if refused else None) == code


def test_a_proposal_whose_ban_changed_since_says_so_and_still_shows_what_it_was_made_on(
    world: World, lifting: UUID, at: datetime
) -> None:
    ban = read(world, lifting).row.ban_id
    assert ban is not None
    world.change(ban, BanEvent.CORRECT, case_reference="AN 1/1")
    found = read(world, lifting)
    assert found.changed_since and found.refused is not None and found.ban is not None
    assert found.ban.before.ground.case_reference == "AN 12/345"


def test_a_lapsed_proposal_is_open_no_more(world: World, lifting: UUID, at: datetime) -> None:
    found = read(world, lifting, at=at + 15 * DAY)
    assert found.lapsed and not found.open and found.refused is not None


def test_an_approved_proposal_shows_what_came_of_it_whatever_happened_later(
    world: World, lifting: UUID, at: datetime
) -> None:
    proposal_decisions.approve(lifting, actor=world.actor(Role.APPROVER), at=at + DAY)
    found = read(world, lifting, at=at + 2 * DAY)
    assert found.ban is not None and found.ban.after is not None
    assert found.ban.after.life.last.counts_from == at + DAY
    world.change(found.ban.ban.pk, BanEvent.ANNUL, at=at + 3 * DAY)
    later = read(world, lifting, at=at + 4 * DAY)
    assert later.ban is not None and later.ban.after is not None
    assert later.ban.after.life.last.standing is Standing.LIFTED


def test_a_rejected_proposal_shows_the_note(world: World, lifting: UUID, at: datetime) -> None:
    proposal_decisions.reject(lifting, note="no such decision", actor=world.actor(Role.APPROVER), at=at)
    found = read(world, lifting)
    assert found.note == "no such decision" and not found.open


def test_a_lift_of_a_ban_that_has_ended_meanwhile_says_that_it_cannot_be(
    world: World, registrar: Actor, at: datetime
) -> None:
    lift = BanChange(BanEvent.LIFT, "acquitted", decision_date=day_of(at))
    ban = world.ban(last_day=day_of(at) + DAY).ban
    proposal = ban_changes.propose(ban, lift, actor=registrar, at=at)
    found = read(world, proposal, at=at + 5 * DAY)
    assert found.ban is not None and found.ban.after is None and found.ban.refused is not None


def test_an_identity_is_shown_before_and_after(world: World, registrar: Actor, at: datetime) -> None:
    made = world.ban()
    asked = SubjectChange(SubjectEvent.IDENTITY, "misspelt", RENAMED)
    proposal = subject_changes.propose_for_subject(made.subject, asked, actor=registrar, at=at)
    proposal_decisions.approve(proposal, actor=world.actor(Role.APPROVER), at=at + DAY)
    found = read(world, proposal, at=at + DAY)
    assert found.subject is not None
    assert (found.subject.before, found.subject.after, found.subject.moving) == ((BANNED,), (RENAMED,), ())


def test_a_merging_shows_both_and_the_bans_that_move_even_after_they_moved(
    world: World, registrar: Actor, at: datetime
) -> None:
    first, second = world.ban(), world.ban(STRANGER)
    asked = SubjectChange(SubjectEvent.MERGE, "one", merged(BANNED, STRANGER), other=second.subject)
    proposal = subject_changes.propose_for_subject(first.subject, asked, actor=registrar, at=at)
    for decided in (False, True):
        if decided:
            proposal_decisions.approve(proposal, actor=world.actor(Role.APPROVER), at=at + DAY)
        sides = read(world, proposal, at=at + DAY).subject
        assert sides is not None and sides.before == (BANNED, STRANGER)
        assert [ban.pk for ban in sides.moving] == [second.ban]


def test_a_ban_that_was_the_other_subjects_before_does_not_move_again(
    world: World, registrar: Actor, at: datetime
) -> None:
    first = world.ban()
    second = world.ban(subject=first.subject)
    approver = world.actor(Role.APPROVER)
    asked = SubjectChange(SubjectEvent.SPLIT, "two", STRANGER, bans=(second.ban,))
    split = subject_changes.propose_for_subject(first.subject, asked, actor=registrar, at=at)
    proposal_decisions.approve(split, actor=approver, at=at + DAY)
    fresh = Ban.objects.get(pk=second.ban).subject_id
    asked = SubjectChange(SubjectEvent.MERGE, "one after all", STRANGER, other=first.subject)
    merge = subject_changes.propose_for_subject(fresh, asked, actor=registrar, at=at + DAY)
    sides = read(world, merge, at=at + DAY).subject
    assert sides is not None and [ban.pk for ban in sides.moving] == [first.ban]


def test_a_splitting_shows_what_stays_and_who_is_new(world: World, registrar: Actor, at: datetime) -> None:
    first = world.ban()
    second = world.ban(subject=first.subject)
    asked = SubjectChange(SubjectEvent.SPLIT, "two", STRANGER, bans=(second.ban,))
    proposal = subject_changes.propose_for_subject(first.subject, asked, actor=registrar, at=at)
    sides = read(world, proposal).subject
    assert sides is not None and sides.after == (BANNED, STRANGER)
    assert [ban.pk for ban in sides.moving] == [second.ban]


def test_the_list_tells_waiting_from_past_and_is_an_entry(world: World, lifting: UUID, at: datetime) -> None:
    approver = world.actor(Role.APPROVER)
    assert listed(approver, at) == (1, 0)
    proposal_decisions.reject(lifting, note="no", actor=approver, at=at)
    assert listed(approver, at) == (0, 1)
    assert [entry["core"]["shown"] for entry in entries("proposal.listed")] == [1, 1]


def listed(actor: Actor, at: datetime) -> tuple[int, int]:
    found = proposal_detail.proposals(actor=actor, at=at)
    return len(found.waiting), len(found.past)


def test_a_proposal_that_is_not_there_is_not_found(world: World) -> None:
    with pytest.raises(NotFound):
        read(world, UUID(int=7))
