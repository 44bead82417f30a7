"""The pages of proposals: both sides, who may decide, and what is said to who may not."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client

from aigis.apps.people.models import User
from aigis.apps.register.bans.changes import BanChange
from aigis.apps.register.models import BanVersion, Proposal
from aigis.apps.register.proposals import ban_changes, subject_changes
from aigis.apps.register.proposals import decisions as proposal_decisions
from aigis.apps.register.subjects.changes import SubjectChange, SubjectEvent, merged
from aigis.core.access.permissions import Actor, Role
from aigis.core.bans.versions import BanEvent
from aigis.core.dates.brussels import BRUSSELS
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Name
from tests.web.signing_in import signed_in
from tests.world import BANNED, STRANGER, World, entries

SEEN = {"seen": "yes"}


@pytest.fixture
def lifting(world: World) -> UUID:
    """A lift, proposed by the registrar at the court who signs in here."""
    user = world.user(Role.REGISTRAR)
    assert user.organisation_id is not None
    registrar = Actor("user", str(user.pk), Role.REGISTRAR, user.organisation_id)
    today = world.at.astimezone(BRUSSELS).date()
    lift = BanChange(BanEvent.LIFT, "The court of appeal acquitted.", decision_date=today)
    return ban_changes.propose(world.ban().ban, lift, actor=registrar, at=world.at)


def at_the_desk(world: World, role: Role) -> Client:
    return signed_in(Client(), world.user(role))


@pytest.fixture
def approver(world: World) -> Client:
    return at_the_desk(world, Role.APPROVER)


def read(client: Client, proposal: UUID) -> str:
    return client.get(f"/proposals/{proposal}").content.decode()


def events() -> list[str]:
    return list(BanVersion.objects.order_by("number").values_list("event", flat=True))


def test_a_proposal_shows_what_is_and_what_would_be_with_what_differs_marked(
    world: World, lifting: UUID, approver: Client
) -> None:
    text = read(approver, lifting)
    assert "The court of appeal acquitted." in text and "The person may enter the ports again from" in text
    assert '<mark class="aigis-differs">Lifted</mark>' in text and '<mark class="aigis-differs">Antwerp' not in text
    assert "registrar-of-court (Court), registrars" in text and text.count('role="img"') == 2
    assert [entry["core"]["what"] for entry in entries("proposal.read")] == ["lift"]


def test_details_that_disagree_are_shown_to_the_approver_as_confirmed(world: World, approver: Client) -> None:
    user = world.user(Role.REGISTRAR)
    assert user.organisation_id is not None
    registrar = Actor("user", str(user.pk), Role.REGISTRAR, user.organisation_id)
    subject = BanVersion.objects.get(ban=world.ban().ban).subject_id
    for birth, shown in ((BirthDate(1958, 7, 13), True), (BANNED.birth, False)):
        changed = replace(BANNED, names=(*BANNED.names, Name("Brouck")), birth=birth)
        asked = SubjectChange(SubjectEvent.IDENTITY, "the judgment says so", changed, confirm_details=True)
        text = read(approver, subject_changes.propose_for_subject(subject, asked, actor=registrar, at=world.at))
        assert ("data-details-confirmed" in text) is shown
        assert ("the entered date of birth is" in text) is shown


def test_who_may_decide_approves_once_the_decision_was_compared(world: World, lifting: UUID, approver: Client) -> None:
    refused = approver.post(f"/proposals/{lifting}/approve", {})
    assert refused.status_code == 422 and "Confirm that you compared it" in refused.content.decode()
    assert events() == ["register"]
    text = approver.post(f"/proposals/{lifting}/approve", SEEN, follow=True).content.decode()
    assert "Approved. It takes effect now" in text and "Approved" in text and events() == ["register", "lift"]
    assert "/approve" not in read(approver, lifting)


def test_approving_again_says_that_it_was_decided(world: World, lifting: UUID, approver: Client) -> None:
    for _ in range(2):
        text = approver.post(f"/proposals/{lifting}/approve", SEEN, follow=True).content.decode()
    assert "is already decided" in text and events() == ["register", "lift"]


def test_a_rejection_needs_a_note_and_shows_it(world: World, lifting: UUID, approver: Client) -> None:
    assert approver.post(f"/proposals/{lifting}/reject", {"note": " "}).status_code == 422
    approver.post(f"/proposals/{lifting}/reject", {"note": "There is no such decision."})
    text = read(at_the_desk(world, Role.REGISTRAR), lifting)
    assert "There is no such decision." in text and "Rejected" in text and events() == ["register"]


def test_who_proposed_withdraws_it_and_cannot_approve(world: World, lifting: UUID) -> None:
    registrar = at_the_desk(world, Role.REGISTRAR)
    text = read(registrar, lifting)
    assert "Withdraw the proposal" in text and "/approve" not in text
    assert registrar.post(f"/proposals/{lifting}/approve", SEEN).status_code == 403
    registrar.post(f"/proposals/{lifting}/reject", {"note": "A mistake of mine."})
    assert "Withdrawn" in read(registrar, lifting) and events() == ["register"]


def test_a_prosecutor_reads_and_decides_nothing(world: World, lifting: UUID) -> None:
    prosecutor = at_the_desk(world, Role.PROSECUTOR)
    text = read(prosecutor, lifting)
    assert "The court of appeal acquitted." in text
    assert "/approve" not in text and "/reject" not in text
    assert prosecutor.post(f"/proposals/{lifting}/approve", SEEN).status_code == 403
    refused = prosecutor.post(f"/proposals/{lifting}/reject", {"note": "no"}, follow=True)
    assert "Your role does not allow this." in refused.content.decode()
    assert Proposal.objects.get().state == Proposal.State.WAITING


def test_somebody_of_the_same_unit_is_told_why_not(world: World, lifting: UUID, approver: Client) -> None:
    User.objects.update(unit="registrars")
    text = read(approver, lifting)
    assert "A person from another unit must approve this" in text and "/approve" not in text
    reply = approver.post(f"/proposals/{lifting}/approve", SEEN, follow=True)
    assert "A person from another unit must approve this" in reply.content.decode() and events() == ["register"]
    assert len(entries("proposal.refused")) == 1


def test_a_proposal_whose_ban_changed_can_only_be_rejected(world: World, lifting: UUID, approver: Client) -> None:
    ban = Proposal.objects.get().ban_id
    assert ban is not None
    world.change(ban, BanEvent.CORRECT, case_reference="AN 1/1")
    text = read(approver, lifting)
    assert "has changed since the proposal" in text and "/approve" not in text and "/reject" in text


def test_a_lapsed_proposal_says_so(world: World, lifting: UUID, approver: Client) -> None:
    Proposal.objects.update(lapses_at=world.at - timedelta(seconds=1))
    text = read(approver, lifting)
    assert "The proposal lapsed on" in text and "Lapsed" in text and "/approve" not in text


def test_the_list_marks_what_is_mine_to_decide(world: World, lifting: UUID, approver: Client) -> None:
    text = approver.get("/proposals/").content.decode()
    assert f'href="/proposals/{lifting}"' in text and "for you to decide" in text
    assert BANNED.national_numbers[0] not in text and "acquitted" not in text
    assert "for you to decide" not in at_the_desk(world, Role.REGISTRAR).get("/proposals/").content.decode()
    proposal_decisions.reject(lifting, note="no", actor=world.actor(Role.APPROVER), at=world.at)
    text = approver.get("/proposals/").content.decode()
    assert "No open proposals." in text and "Rejected" in text


def test_the_desk_shows_what_is_mine_to_decide_first(world: World, lifting: UUID, approver: Client) -> None:
    text = approver.get("/registry/").content.decode()
    assert text.index("Proposals for you to decide") < text.index("Bans that end within")
    mine = at_the_desk(world, Role.REGISTRAR).get("/registry/").content.decode()
    assert "Our proposals awaiting a decision elsewhere" in mine and "Proposals for you to decide" not in mine


def test_a_merging_shows_both_persons_masked_and_the_bans_that_move(world: World, approver: Client) -> None:
    first, second = world.ban(), world.ban(STRANGER)
    asked = SubjectChange(SubjectEvent.MERGE, "one", merged(BANNED, STRANGER), other=second.subject)
    proposal = subject_changes.propose_for_subject(first.subject, asked, actor=world.actor(Role.REGISTRAR), at=world.at)
    text = read(approver, proposal)
    assert "Total" in text and "Marguerite Okonkwo" in text and f'href="/bans/{second.ban}"' in text
    assert BANNED.national_numbers[0] not in text and "••••••••361" in text


def test_a_proposal_that_is_not_there_is_not_found(approver: Client) -> None:
    assert approver.get(f"/proposals/{uuid4()}").status_code == 404
    assert approver.post(f"/proposals/{uuid4()}/approve", SEEN).status_code == 404
