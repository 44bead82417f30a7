"""A request without a session: a script is told so plainly, a person is sent to the sign-in and back."""

import pytest
from django.test import Client

from aigis.core.access.permissions import Role
from tests.web.signing_in import signed_in
from tests.world import World

SCRIPT = {"HX-Request": "true"}


@pytest.mark.parametrize("address", ["/reception/", "/alerts/", "/registry/reminders/", "/rosters/", "/bans/known"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_script_is_told_by_the_status_and_never_redirected(
    world: World, client: Client, address: str, method: str
) -> None:
    reply = getattr(client, method)(address, headers=SCRIPT)
    assert reply.status_code == 401
    assert "sign_in=" in reply.headers["WWW-Authenticate"]
    assert reply.content == b""


def test_a_person_comes_back_to_the_page_on_which_the_form_stood(world: World, client: Client) -> None:
    """Not to the address that only takes forms."""
    page = "http://testserver/alerts/?after=1"
    sent = client.post("/alerts/0193c5f4-2a11-7c55-9d2e-6f8a1b2c3d4e/close/", headers={"Referer": page})
    assert (sent.status_code, sent.headers["Location"]) == (302, "/account/login/?next=/alerts/%3Fafter%3D1")
    foreign = client.post("/reception/", headers={"Referer": "http://elsewhere.example/alerts/"})
    assert foreign.headers["Location"] == "/account/login/?next=/"


def test_an_old_token_is_named_to_a_script_that_is_signed_in(world: World) -> None:
    client = signed_in(Client(enforce_csrf_checks=True), world.user(Role.GUARD))
    reply = client.post("/reception/", {"scan": "81040312361"}, headers=SCRIPT)
    assert (reply.status_code, reply.headers["Aigis-Problem"]) == (403, "csrf")
    client.logout()
    assert client.post("/reception/", {"scan": "81040312361"}, headers=SCRIPT).status_code == 401


def test_a_page_opened_by_another_user_is_signed_out(world: World, client: Client) -> None:
    guard = world.user(Role.GUARD)
    signed_in(client, guard)
    assert client.get("/reception/", headers={**SCRIPT, "Aigis-User": str(guard.pk)}).status_code == 200
    assert client.get("/reception/", headers={**SCRIPT, "Aigis-User": str(guard.pk + 1)}).status_code == 401
