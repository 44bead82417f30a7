"""Pages of judgements: the document on the form, the list, revoking, and a desk that settles."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from aigis.apps.alerts.models import Alert
from aigis.apps.checks.actions import perform
from aigis.apps.checks.models import Judgement, RememberedPair
from aigis.apps.checks.query import Answer
from aigis.core.access.permissions import Role
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Document, Name, Person
from tests.web.signing_in import signed_in
from tests.world import World

NAMESAKE = Person((Name("Vandenbroucke", "Z."),), BirthDate(1981), documents=(Document("FRA", "12AB34567"),))
PASSPORT = {"document_kind": "passport", "document_state": "FRA", "document_number": "12 AB 34567"}
DIFFERENT = {"judgement": "different", "why": "born on another day"} | PASSPORT


@pytest.fixture
def referred(world: World) -> UUID:
    world.ban()
    (answer,) = perform([world.query(NAMESAKE)], at=world.at + timedelta(seconds=1))
    assert isinstance(answer, Answer) and answer.verdict.value == "refer"
    return answer.id


def test_a_judgement_on_a_document_is_remembered_and_said_to_be(world: World, client: Client, referred: UUID) -> None:
    pfso = signed_in(client, world.user(Role.PFSO))
    text = pfso.post(f"/facility/checks/{referred}/", DIFFERENT, follow=True).content.decode()
    assert "this person is no longer referred for this ban" in text
    assert RememberedPair.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"document_kind": ""}, "Choose the kind of document."),
        ({"document_state": "Elsewhere"}, "There is a problem"),
        ({"document_number": "?"}, "There is a problem"),
    ],
)
def test_a_document_is_given_whole_or_not_at_all(
    world: World, client: Client, referred: UUID, changed: dict[str, str], sentence: str
) -> None:
    pfso = signed_in(client, world.user(Role.PFSO))
    reply = pfso.post(f"/facility/checks/{referred}/", DIFFERENT | changed)
    assert reply.status_code == 422 and sentence in reply.content.decode()
    assert not Judgement.objects.exists()


def test_the_list_shows_what_is_remembered_and_revokes_it_with_a_reason(
    world: World, client: Client, referred: UUID
) -> None:
    pfso = signed_in(client, world.user(Role.PFSO))
    pfso.post(f"/facility/checks/{referred}/", DIFFERENT)
    text = pfso.get("/judgements/").content.decode()
    assert "Passport FRA 12AB34567" in text and "Valid" in text and "Vandenbroucke" not in text
    number = Judgement.objects.get().pk
    assert pfso.post(f"/judgements/{number}/revoke", {"why": ""}).status_code == 422
    text = pfso.post(f"/judgements/{number}/revoke", {"why": "doubtful"}, follow=True).content.decode()
    assert "Revoked." in text and RememberedPair.objects.get().revoked_at is not None


def test_the_auditor_sees_the_judgement_without_the_number(world: World, client: Client, referred: UUID) -> None:
    signed_in(client, world.user(Role.PFSO)).post(f"/facility/checks/{referred}/", DIFFERENT)
    text = signed_in(Client(), world.user(Role.AUDITOR)).get("/judgements/").content.decode()
    assert "Passport FRA" in text and "12AB34567" not in text


def test_a_prosecutor_settles_a_check_with_both_persons_in_view(world: World, client: Client, referred: UUID) -> None:
    signed_in(client, world.user(Role.PFSO)).post(
        f"/facility/checks/{referred}/", {"judgement": "unsure", "why": "no photo"}
    )
    desk = signed_in(Client(), world.user(Role.PROSECUTOR))
    assert f"/judgements/checks/{referred}/" in desk.get("/judgements/").content.decode()
    text = desk.get(f"/judgements/checks/{referred}/").content.decode()
    assert "81040312361" in text and "12AB34567" in text and "Total: possible" in text
    desk.post(f"/judgements/checks/{referred}/", {"judgement": "same", "why": "the photo"})
    assert Alert.objects.count() == 1
    assert f"/judgements/checks/{referred}/" not in desk.get("/judgements/").content.decode()


def test_a_check_that_was_not_referred_is_not_settled(world: World, client: Client) -> None:
    desk = signed_in(client, world.user(Role.PROSECUTOR))
    assert desk.get(f"/judgements/checks/{UUID(int=7)}/").status_code == 404
