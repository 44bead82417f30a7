"""A guard's workstation: its PIN, the lock after idle time and by hand, and what is seen at the lock."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from aigis.apps.accounts.models import SignInSession
from aigis.core.access.permissions import Role
from tests.world import GATE, STRANGER_IN, World, entries

pytestmark = pytest.mark.calendar
PIN, LOCK = "194735", "/account/lock/"


def signed_in(world: World, role: Role = Role.GUARD) -> Client:
    client = Client()
    client.force_login(world.user(role), backend="allauth.account.auth_backends.AuthenticationBackend")
    client.cookies["django_language"] = "en"
    return client


def at_workstation(world: World) -> Client:
    """A guard who has chosen a PIN and opened the reception."""
    client = signed_in(world)
    assert client.post("/account/pin/", {"pin": PIN, "repeated": PIN}).status_code == 302
    assert client.get("/reception/").status_code == 200
    return client


def leave(minutes: float) -> None:
    """Moves the last use of every session into the past."""
    SignInSession.objects.update(seen_at=timezone.now() - timedelta(minutes=minutes))


def check(client: Client) -> Any:
    form = {**STRANGER_IN, "birth_date": "30/12/1975", "gate": GATE, "purpose": "visitor", "request_key": "k" * 32}
    return client.post("/reception/", form)


def test_an_idle_workstation_locks_and_its_pin_opens_it(world: World) -> None:
    client = at_workstation(world)
    leave(4)
    assert client.get("/reception/").status_code == 200
    leave(6)
    reply = client.get("/reception/")
    assert (reply.status_code, reply["Location"]) == (302, LOCK)
    assert entries("kiosk.locked")[0]["core"]["why"] == "idle" and len(entries("kiosk.locked")) == 1
    assert "Workstation locked" in client.get(LOCK).content.decode()
    assert client.post(LOCK, {"pin": PIN})["Location"] == "/reception/"
    assert client.get("/reception/").status_code == 200 and check(client).status_code == 200
    assert len(entries("kiosk.unlocked")) == 1 and len(entries("kiosk.pin_set")) == 1
    assert client.get(LOCK)["Location"] == "/"


def test_a_locked_workstation_answers_nothing_and_shows_no_former_answer(world: World) -> None:
    client = at_workstation(world)
    assert 'data-outcome="clear"' in check(client).content.decode()
    assert client.post("/account/lock/now")["Location"] == LOCK
    assert entries("kiosk.locked")[0]["core"]["why"] == "asked"
    number = len(entries("check.answered"))
    for reply in (check(client), client.get("/"), client.get("/reception/"), client.get("/account/sessions/")):
        assert (reply.status_code, reply["Location"]) == (302, LOCK)
    script = client.post("/reception/", {}, headers={"HX-Request": "true"})
    assert (script.status_code, script["HX-Redirect"], script.content) == (204, LOCK, b"")
    fetched = client.get("/reception/offline/", headers={"Accept": "*/*"})
    assert (fetched.status_code, fetched.content) == (401, b"")
    page = client.get(LOCK)
    assert "data-outcome" not in page.content.decode() and "no-store" in page["Cache-Control"]
    assert len(entries("check.answered")) == number


def test_after_three_wrong_pins_the_guard_must_sign_in(world: World) -> None:
    client = at_workstation(world)
    client.post("/account/lock/now")
    for _ in range(2):
        wrong = client.post(LOCK, {"pin": "000000"})
        assert wrong.status_code == 422 and "The PIN is wrong" in wrong.content.decode()
    assert client.post(LOCK, {"pin": "000000"})["Location"] == "/account/login/"
    assert not SignInSession.objects.filter(user=world.user(Role.GUARD)).exists()
    assert client.get("/reception/").status_code == 302 and client.post(LOCK, {"pin": PIN}).status_code == 302
    assert [entry["core"]["tries"] for entry in entries("kiosk.unlock_failed")] == [1, 2, 3]
    assert entries("access.sessions_ended")[-1]["core"]["why"] == "pin"


def test_a_right_pin_ends_the_count_of_wrong_ones(world: World) -> None:
    client = at_workstation(world)
    for _ in range(3):
        client.post("/account/lock/now")
        client.post(LOCK, {"pin": "000000"})
        assert client.post(LOCK, {"pin": PIN})["Location"] == "/reception/"
    assert client.get("/reception/").status_code == 200


def test_a_pin_is_good_at_its_own_workstation_alone(world: World) -> None:
    first, second = at_workstation(world), signed_in(world)
    other = "582046"
    second.post("/account/pin/", {"pin": other, "repeated": other})
    second.post("/account/lock/now")
    assert second.post(LOCK, {"pin": PIN}).status_code == 422
    assert first.get("/reception/").status_code == 200  # the lock of one is none of the other
    hashes = [bytes(row.pin_hash or b"") for row in SignInSession.objects.exclude(pin_hash=None)]
    assert len(set(hashes)) == 2 and all(PIN.encode() not in value for value in hashes)


def test_the_lock_does_not_lengthen_the_shift(world: World) -> None:
    client = at_workstation(world)
    client.post("/account/lock/now")
    ends = SignInSession.objects.get(user=world.user(Role.GUARD)).ends_at
    client.post(LOCK, {"pin": PIN})
    assert SignInSession.objects.get(user=world.user(Role.GUARD)).ends_at == ends
    client.post("/account/lock/now")
    SignInSession.objects.update(ends_at=timezone.now())
    assert client.post(LOCK, {"pin": PIN})["Location"].startswith("/account/login/")


@pytest.mark.parametrize(
    ("pin", "sentence"),
    [
        ("12345", "six to eight digits"),
        ("123456789", "six to eight digits"),
        ("19473a", "six to eight digits"),
        ("", "six to eight digits"),
        ("111111", "too simple"),
        ("123456", "too simple"),
        ("987654", "too simple"),
        ("121212", "too simple"),
    ],
)
def test_a_simple_pin_is_refused(world: World, pin: str, sentence: str) -> None:
    reply = signed_in(world).post("/account/pin/", {"pin": pin, "repeated": pin})
    assert reply.status_code == 422 and sentence in reply.content.decode()
    assert not SignInSession.objects.exclude(pin_hash=None).exists()


def test_two_different_pins_are_refused(world: World) -> None:
    reply = signed_in(world).post("/account/pin/", {"pin": PIN, "repeated": PIN + "1"})
    assert reply.status_code == 422 and "differ" in reply.content.decode()


def test_only_a_guard_has_a_pin_and_without_one_nothing_locks(world: World) -> None:
    assert signed_in(world, Role.ADMIN).get("/account/pin/").status_code == 404
    client = signed_in(world)
    assert client.get("/reception/").status_code == 200
    leave(300)
    assert client.get("/reception/").status_code == 200
    assert client.post("/account/lock/now")["Location"] == "/account/pin/"
    assert Client().get("/account/pin/").status_code == 302


def test_an_installation_may_ask_every_guard_for_a_pin(world: World, settings: Settings) -> None:
    settings.ENVIRONMENT = replace(django_settings.ENVIRONMENT, kiosk_pin=True)
    client = signed_in(world)
    assert client.get("/reception/")["Location"] == "/account/pin/"
    client.post("/account/pin/", {"pin": PIN, "repeated": PIN})
    assert client.get("/reception/").status_code == 200
    assert signed_in(world, Role.PFSO).get("/facility/").status_code == 200
