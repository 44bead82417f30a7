"""The superior's page: what waits is read, accepted or objected to; never by who made the look-up."""

from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from aigis.apps.people.models import User
from aigis.apps.register.in_memory import current as current_register
from aigis.apps.register.lookups import justifications
from aigis.apps.register.lookups.actions import LookUpQuery, look_up
from aigis.apps.register.models import LookUp
from aigis.core.access.permissions import Role
from tests.web.signing_in import signed_in
from tests.world import BANNED, World, entries

WHY = "Seen at three gates in one night, see PV 7/26."


@pytest.fixture
def waiting(world: World) -> UUID:
    """A justified look-up of an officer."""
    officer = world.actor(Role.OFFICER)
    for _ in range(10):
        now = timezone.now()
        query = LookUpQuery("control", "PV 7/26", BANNED)
        answer = look_up(query, actor=officer, at=now, view=current_register.current(at=now))
    justifications.justify(answer.id, WHY, actor=officer, at=timezone.now())
    return answer.id


@pytest.fixture
def superior(world: World, client: Client) -> Client:
    return signed_in(client, world.user(Role.SUPERIOR))


def test_the_superior_lands_on_what_waits_and_reads_it(superior: Client, waiting: UUID) -> None:
    assert superior.get("/")["Location"] == "/lookup/reviews/"
    text = superior.get("/lookup/reviews/").content.decode()
    assert WHY in text and "Zoltan Vandenbroucke" in text and "PV 7/26" in text and "officer of police" in text
    assert "81040312361" not in text and len(entries("lookup.reviews_read")) == 1


def test_a_justification_is_accepted_and_then_stands_below(superior: Client, waiting: UUID) -> None:
    reply = superior.post(f"/lookup/reviews/{waiting}/", {"decision": "accepted", "note": ""}, follow=True)
    text = reply.content.decode()
    assert "Your decision is recorded." in text and "No justification to review." in text and "Accepted" in text
    assert LookUp.objects.get(pk=waiting).accepted is True


@pytest.mark.parametrize(
    "given", [{"decision": "objected", "note": " "}, {"decision": "", "note": "Nobody ordered it"}]
)
def test_a_decision_that_says_too_little_is_refused_and_what_was_typed_stays(
    superior: Client, waiting: UUID, given: dict[str, str]
) -> None:
    reply = superior.post(f"/lookup/reviews/{waiting}/", given)
    text = reply.content.decode()
    assert reply.status_code == 422 and "govuk-error-message" in text and given["note"].strip() in text
    assert LookUp.objects.get(pk=waiting).reviewed_at is None


def test_the_same_person_with_two_accounts_decides_nothing(superior: Client, waiting: UUID, world: World) -> None:
    client, _ = world.client(Role.OFFICER)
    User.objects.filter(pk=world.user(Role.SUPERIOR).pk).update(person_code=client.person_code)
    reply = superior.post(f"/lookup/reviews/{waiting}/", {"decision": "accepted", "note": "fine"})
    assert reply.status_code == 422 and "Both accounts belong to the same person." in reply.content.decode()
    assert LookUp.objects.get(pk=waiting).accepted is None


def test_another_organisations_superior_sees_and_decides_nothing(world: World, waiting: UUID) -> None:
    foreign = signed_in(Client(), world.user(Role.SUPERIOR, world.foreign(Role.SUPERIOR)))
    assert WHY not in foreign.get("/lookup/reviews/").content.decode()
    assert foreign.post(f"/lookup/reviews/{waiting}/", {"decision": "accepted"}).status_code == 404
