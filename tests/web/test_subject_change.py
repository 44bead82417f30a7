"""Proposing another identity, a merging, a splitting: everything takes a second person, and nothing changes before."""

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from aigis.apps.register.bans import queries
from aigis.apps.register.models import Proposal, Subject
from aigis.apps.register.proposals import decisions as proposal_decisions
from aigis.core.access.permissions import Role
from aigis.core.person.person import Document
from tests.web.signing_in import signed_in
from tests.world import BANNED, STRANGER, World

KEEP = ["number-0", "document-0"]


@pytest.fixture
def registrar(world: World, client: Client) -> Client:
    return signed_in(client, world.user(Role.REGISTRAR))


def sent(**changed: Any) -> dict[str, Any]:
    given = {"request_key": "k" * 32, "expected": "1", "family_name": "Vandenbroecke", "given_names": "Soltan"}
    return given | {"birth_date": "3/4/1981", "sex": "M", "nationality": "BEL", "reason": "As on the card."} | changed


def beside(text: str, field: str) -> str:
    found = re.search(rf'id="{field}-error">([^<]*)<', text)
    return found.group(1) if found else ""


def approved(world: World) -> None:
    proposal = Proposal.objects.get(state="waiting")
    proposal_decisions.approve(proposal.pk, actor=world.actor(Role.APPROVER), at=proposal.proposed_at)


def test_the_form_of_an_identity_opens_with_the_present_one_and_shows_no_number(
    registrar: Client, world: World
) -> None:
    text = registrar.get(f"/subjects/{world.ban().subject}/change/identity").content.decode()
    assert 'value="Vandenbroucke"' in text and 'value="03/04/1981"' in text
    assert "••••••••361" in text and BANNED.national_numbers[0] not in text


def test_another_identity_is_proposed_and_keeps_the_identifiers_that_are_ticked(
    registrar: Client, world: World
) -> None:
    made = world.ban()
    given = sent(keep=["document-0"], document_state="FRA", document_number="12AB34567", aliases="Zo, la")
    reply = registrar.post(f"/subjects/{made.subject}/change/identity", given)
    assert reply["Location"] == f"/proposals/{Proposal.objects.get().pk}"
    assert queries.ban(made.ban, actor=world.actor(Role.REGISTRAR), at=world.at).person == BANNED
    approved(world)
    person = queries.ban(made.ban, actor=world.actor(Role.REGISTRAR), at=world.at).person
    assert [name.full for name in person.names] == ["Soltan Vandenbroecke", "la Zo"]
    assert person.national_numbers == ()
    assert person.documents == (*BANNED.documents, Document("FRA", "12AB34567"))


def test_the_same_form_sent_twice_is_one_proposal(registrar: Client, world: World) -> None:
    subject = world.ban().subject
    first, second = (registrar.post(f"/subjects/{subject}/change/identity", sent(keep=KEEP)) for _ in range(2))
    assert first["Location"] == second["Location"] and Proposal.objects.count() == 1


def test_who_looks_alike_is_shown_and_both_are_merged_by_two_people(registrar: Client, world: World) -> None:
    first, second = world.ban(), world.ban()
    text = registrar.get(f"/subjects/{first.subject}/change/merge").content.decode()
    assert str(second.subject) in text and f'data-choose="{first.subject}"' not in text
    given = {"request_key": "k" * 32, "expected": "1", "other": str(second.subject), "reason": "One."}
    registrar.post(f"/subjects/{first.subject}/change/merge", given)
    approved(world)
    assert Subject.objects.get(pk=second.subject).merged_into_id == first.subject
    assert registrar.get(f"/subjects/{second.subject}/change/merge").status_code == 400


def test_one_that_is_two_is_split_and_each_keeps_what_is_its_own(registrar: Client, world: World) -> None:
    first = world.ban()
    second = world.ban(subject=first.subject)
    given = sent(family_name="Okonkwo", given_names="Marguerite", birth_date="30/12/1975", sex="", nationality="")
    given |= {"leaving": str(second.ban), "keep": ["name-0", "number-0"]}
    registrar.post(f"/subjects/{first.subject}/change/split", given)
    approved(world)
    actor = world.actor(Role.REGISTRAR)
    assert queries.ban(second.ban, actor=actor, at=world.at).person == STRANGER
    rest = queries.ban(first.ban, actor=actor, at=world.at).person
    assert rest.names == BANNED.names and rest.national_numbers == BANNED.national_numbers and rest.documents == ()


def test_what_is_wrong_is_said_beside_the_field(registrar: Client, world: World) -> None:
    first = world.ban()
    second = world.ban(subject=first.subject)
    wrong: list[tuple[str, dict[str, Any], str, str]] = [
        ("identity", {"family_name": ""}, "family_name", "Enter the family name."),
        ("identity", {"birth_date": "31/2/1981"}, "birth_date", "This day does not exist."),
        ("identity", {"birth_date": ""}, "birth_date", "Enter a date of birth, a national number"),
        ("identity", {"reason": ""}, "reason", "Give the reason."),
        ("identity", {"expected": "7"}, "reason", "This was changed after you opened it."),
        ("merge", {"other": ""}, "other", "Choose the other subject"),
        ("merge", {"other": "x"}, "other", "A reference in the register looks like"),
        ("merge", {"other": str(uuid4())}, "other", "There is no subject"),
        ("merge", {"other": str(first.subject)}, "other", "Choose the other subject"),
        ("split", {"keep": ["name-0"]}, "bans", "Select the bans of this subject"),
        ("split", {"leaving": str(second.ban)}, "reason", "At least one name must stay."),
        ("split", {"leaving": [str(first.ban), str(second.ban)], "keep": ["name-0"]}, "bans", "At least one ban"),
    ]
    for code, changed, field, sentence in wrong:
        reply = registrar.post(f"/subjects/{first.subject}/change/{code}", sent() | changed)
        text = reply.content.decode()
        assert reply.status_code == 422 and sentence in beside(text, field), (code, changed)
    assert not Proposal.objects.exists()


def test_an_identity_that_stays_the_same_is_no_proposal(registrar: Client, world: World) -> None:
    given = sent(family_name="Vandenbroucke", given_names="Zoltan", keep=KEEP)
    reply = registrar.post(f"/subjects/{world.ban().subject}/change/identity", given)
    assert reply.status_code == 422 and "Nothing would change." in reply.content.decode()


def test_the_buttons_stand_on_the_subjects_page_for_who_may_propose(registrar: Client, world: World) -> None:
    subject = world.ban().subject
    text = registrar.get(f"/subjects/{subject}").content.decode()
    assert f"/subjects/{subject}/change/merge" in text and "/change/split" not in text
    approver = signed_in(Client(), world.user(Role.APPROVER))
    assert f"/subjects/{subject}/change/" not in approver.get(f"/subjects/{subject}").content.decode()
    assert approver.get(f"/subjects/{subject}/change/merge").status_code == 403


@pytest.mark.parametrize("address", [f"/subjects/{UUID(int=7)}/change/merge", "/subjects/{}/change/nonsense"])
def test_what_is_not_there_is_not_found(registrar: Client, world: World, address: str) -> None:
    assert registrar.get(address.format(world.ban().subject)).status_code == 404
