"""A desk's addresses and schedule change by two people of two organisations, and the old address is told."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from aigis.apps.alerts.actions import DeskDraft, add_desk
from aigis.apps.alerts.desk_proposals import approve, propose, reject
from aigis.apps.alerts.desks import desk_secret
from aigis.apps.alerts.models import Desk, DeskProposal
from aigis.apps.audit.actions import SYSTEM
from aigis.apps.checks.actions import perform
from aigis.apps.notices.models import Notice
from aigis.core.access.permissions import Actor, Role
from aigis.core.checks.alert_routing import DeskKind
from aigis.core.errors import Conflict, InvalidInput, NoAnswer, NotAllowed, NotFound
from tests.world import BANNED, World, entries

NEW = {"mailbox": "new@police.example"}


@pytest.fixture
def desk(world: World) -> Actor:
    return world.actor(Role.DESK)


@pytest.fixture
def proposal(desk: Actor, at: datetime) -> UUID:
    return propose("police-desk", NEW, why="A new mail server.", actor=desk, at=at)


def told() -> list[tuple[str, str]]:
    """What was told to which address, in the order of the changes; all that one change tells has no order."""
    notices = Notice.objects.filter(kind="desk").order_by("posted_at", "address")
    told = [(json.loads(notice.body)["data"]["what"], notice.address) for notice in notices]
    return sorted(told, key=lambda pair: ["proposed", "rejected", "approved", "removed"].index(pair[0]))


OLD = ["police@justice.example", "police@office.example"]


def test_a_proposal_changes_nothing_and_tells_the_present_addresses(proposal: UUID, at: datetime) -> None:
    assert Desk.objects.get(code="police-desk").mailbox == "police@justice.example"
    assert told() == [("proposed", address) for address in OLD]
    assert entries("desk.change_proposed")[0]["core"]["fields"] == ["mailbox"]


def test_a_second_person_of_another_organisation_approves_and_the_old_address_is_told(
    world: World, proposal: UUID, at: datetime
) -> None:
    approve(proposal, actor=world.actor(Role.PROSECUTOR), at=at)
    assert Desk.objects.get(code="police-desk").mailbox == "new@police.example"
    assert told()[2:] == [("approved", address) for address in OLD]
    assert entries("desk.change_approved")[0]["core"]["fields"] == ["mailbox"]


def test_neither_the_proposer_nor_a_colleague_nor_an_administrator_approves(
    world: World, desk: Actor, proposal: UUID, at: datetime
) -> None:
    for actor in (desk, world.actor(Role.OFFICER), world.actor(Role.ADMIN), world.actor(Role.GUARD)):
        with pytest.raises(NotAllowed):
            approve(proposal, actor=actor, at=at)
    assert Desk.objects.get(code="police-desk").mailbox == "police@justice.example"
    assert len(entries("desk.change_refused")) == 4


def test_a_desk_of_another_organisation_cannot_be_proposed_for(world: World, at: datetime) -> None:
    with pytest.raises(NotFound):
        propose("police-desk", NEW, why="Mine now.", actor=world.actor(Role.PROSECUTOR), at=at)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"mailbox": "nonsense"}, "mailbox"),
        ({"mailbox": ""}, "mailbox"),
        ({"webhook": "ftp://desk.example"}, "webhook"),
        ({"next_desk": "police-desk"}, "next_desk"),
        ({"next_desk": "unknown"}, "next_desk"),
        ({"language": "es"}, "language"),
        ({"ports": ["XXXXX"]}, "ports"),
        ({"on_call": [{"name": "Tom"}]}, "on_call"),
        ({"organisation": 1}, "organisation"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(
    desk: Actor, at: datetime, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        propose("police-desk", changes, why="Because.", actor=desk, at=at)
    assert refused.value.field == field and not DeskProposal.objects.exists()


def test_one_proposal_at_a_time_and_a_withdrawn_one_makes_room(desk: Actor, proposal: UUID, at: datetime) -> None:
    with pytest.raises(Conflict):
        propose("police-desk", {"language": "fr"}, why="Because.", actor=desk, at=at)
    reject(proposal, note="A mistake.", actor=desk, at=at)
    propose("police-desk", {"language": "fr"}, why="Because.", actor=desk, at=at)
    assert ("rejected", "police@justice.example") in told()


def test_a_proposal_made_on_other_settings_is_not_carried_out(world: World, proposal: UUID, at: datetime) -> None:
    Desk.objects.filter(code="police-desk").update(telephone="+32 3 000 00 01")
    with pytest.raises(Conflict):
        approve(proposal, actor=world.actor(Role.PROSECUTOR), at=at)
    assert Desk.objects.get(code="police-desk").mailbox == "police@justice.example"


def test_the_last_desk_of_a_port_cannot_be_removed(world: World, desk: Actor, at: datetime) -> None:
    removal = propose("police-desk", {"removed": True}, why="Closed.", actor=desk, at=at)
    with pytest.raises(Conflict, match="fewer than two alert desks"):
        approve(removal, actor=world.actor(Role.PROSECUTOR), at=at)
    assert Desk.objects.get(code="police-desk").removed_at is None


def test_a_removed_desk_gets_no_alert_and_was_told_at_its_old_address(world: World, desk: Actor, at: datetime) -> None:
    for code, kind in (("country-police", DeskKind.POLICE), ("country-law", DeskKind.PROSECUTOR)):
        organisation = world.organisations["other-police" if kind is DeskKind.POLICE else "prosecutor"].pk
        add_desk(DeskDraft(code, code, kind, organisation, mailbox=f"{code}@desk.example"), actor=SYSTEM, at=at)
    removal = propose("police-desk", {"removed": True}, why="Closed.", actor=desk, at=at)
    approve(removal, actor=world.actor(Role.PROSECUTOR), at=at)
    assert told()[-2:] == [("removed", address) for address in OLD]
    world.ban()
    perform([world.query(BANNED)], at=at)
    addresses = {notice.address for notice in Notice.objects.filter(kind="alert")}
    assert addresses == {"country-police@desk.example", "prosecutor@justice.example"}


def test_a_desk_without_any_address_is_no_reason_for_a_denied_that_nobody_hears(world: World, at: datetime) -> None:
    world.ban()
    Desk.objects.filter(code="police-desk").update(mailbox="", webhook="")
    (answer,) = perform([world.query(BANNED)], at=at)
    assert isinstance(answer, NoAnswer) and not Notice.objects.exists()


def test_a_changed_webhook_secret_is_kept_encrypted(world: World, desk: Actor, at: datetime) -> None:
    changes = {"webhook": "https://desk.example/alerts"}
    proposal = propose("police-desk", changes, why="Ours.", actor=desk, at=at, secret="whsec_c2VjcmV0")
    approve(proposal, actor=world.actor(Role.PROSECUTOR), at=at)
    row = Desk.objects.get(code="police-desk")
    assert desk_secret(row) == "whsec_c2VjcmV0" and b"whsec" not in bytes(row.webhook_secret or b"")
