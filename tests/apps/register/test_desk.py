"""What waits at the registry's desk, for whom, and what a reader is told of it."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from aigis.apps.people.models import ApiClient
from aigis.apps.register.bans import confirmation as ban_confirmation
from aigis.apps.register.bans.changes import BanChange
from aigis.apps.register.desks import registry as registry_desk
from aigis.apps.register.desks.inbox import Waiting
from aigis.apps.register.models import Authority
from aigis.apps.register.proposals import ban_changes
from aigis.apps.register.proposals import decisions as proposal_decisions
from aigis.core.access.permissions import Role
from aigis.core.bans.versions import BanEvent
from aigis.core.dates.brussels import day_of
from tests.world import BANNED, STRANGER, World, entries

DAY = timedelta(days=1)


@pytest.fixture
def proposal(world: World, at: datetime) -> UUID:
    made = world.ban()
    lift = BanChange(BanEvent.LIFT, "acquitted", decision_date=day_of(at))
    return ban_changes.propose(made.ban, lift, actor=world.actor(Role.REGISTRAR), at=at)


def waits(world: World, role: Role, organisation: str = "") -> Waiting:
    return registry_desk.registry_desk(actor=world.actor(role, organisation), at=world.at).waiting


def test_a_proposal_waits_for_somebody_of_another_unit_and_its_office_sees_that_it_does(
    world: World, proposal: UUID
) -> None:
    for role, mine, elsewhere in ((Role.APPROVER, 1, 0), (Role.REGISTRAR, 0, 1), (Role.PROSECUTOR, 0, 0)):
        found = waits(world, role)
        assert (len(found.to_decide), len(found.elsewhere)) == (mine, elsewhere), role
    assert waits(world, Role.APPROVER).to_decide[0].row.pk == proposal


def test_somebody_of_the_same_unit_is_not_told_that_it_is_theirs_to_decide(world: World, proposal: UUID) -> None:
    waits(world, Role.APPROVER)
    ApiClient.objects.update(unit="the same")
    assert waits(world, Role.APPROVER).to_decide == ()


def test_a_decided_or_lapsed_proposal_waits_for_nobody(world: World, proposal: UUID, at: datetime) -> None:
    later = registry_desk.registry_desk(actor=world.actor(Role.APPROVER), at=at + 15 * DAY).waiting
    assert later.proposals == ()
    proposal_decisions.reject(proposal, note="no", actor=world.actor(Role.APPROVER), at=at)
    assert waits(world, Role.APPROVER).proposals == ()


def test_a_version_waits_for_a_colleague_and_never_for_who_entered_it(world: World) -> None:
    made = world.ban()
    (theirs,) = waits(world, Role.REGISTRAR).to_confirm
    (ours,) = waits(world, Role.APPROVER).to_confirm
    assert theirs.mine and not ours.mine
    assert (ours.line.ban, ours.version, ours.event) == (made.ban, 1, "register")
    assert waits(world, Role.PROSECUTOR).to_confirm == ()


def test_the_overdue_come_first_and_what_is_confirmed_is_gone(world: World, at: datetime) -> None:
    late, early = world.ban(at=at - 2 * DAY), world.ban(STRANGER)
    assert [one.line.ban for one in waits(world, Role.APPROVER).to_confirm] == [late.ban, early.ban]
    ban_confirmation.confirm([(late.ban, 1)], actor=world.actor(Role.APPROVER), at=at)
    assert [one.line.ban for one in waits(world, Role.APPROVER).to_confirm] == [early.ban]


def test_another_office_does_not_see_what_waits_for_ours(world: World) -> None:
    world.ban()
    assert waits(world, Role.APPROVER, "other-prosecutor").to_confirm == ()
    Authority.objects.update(office=None)
    assert len(waits(world, Role.APPROVER, "other-prosecutor").to_confirm) == 1


def test_what_our_people_entered_for_another_office_waits_with_us_too(world: World) -> None:
    Authority.objects.update(office=world.organisations["prosecutor"])
    world.ban()
    assert len(waits(world, Role.APPROVER).to_confirm) == 1


def test_every_look_is_an_entry_with_the_bans_and_proposals_shown(world: World, proposal: UUID) -> None:
    waits(world, Role.APPROVER)
    assert entries("ban.listed")[-1]["core"]["shown"] == 1
    (listed,) = entries("proposal.listed")
    assert listed["core"]["proposals"] == [str(proposal)]
    assert BANNED.names[0].family not in str(listed)
