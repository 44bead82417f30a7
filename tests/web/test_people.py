"""The administrator's desk: who is here, a new key shown once, a key ended for a reason."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from aigis.apps.people import access
from aigis.apps.people.models import ApiClient, User
from aigis.core.access.permissions import Role
from aigis.core.dates.brussels import BRUSSELS
from aigis.core.errors import NotSignedIn
from tests.world import COMPANY, World, entries

pytestmark = pytest.mark.calendar

FORM = {"request_key": "0123456789abcdef", "organisation": COMPANY, "role": "guard", "name": "North quay"}


@pytest.fixture
def admin(world: World, client: Client) -> Client:
    """An administrator, signed in."""
    client.force_login(world.user(Role.ADMIN), backend="allauth.account.auth_backends.AuthenticationBackend")
    client.cookies["django_language"] = "en"
    return client


def in_days(days: int) -> str:
    return f"{timezone.now().astimezone(BRUSSELS).date() + timedelta(days=days):%d/%m/%Y}"


def add(client: Client, **changed: str) -> tuple[int, str]:
    reply = client.post("/accounts/clients/new", {**FORM, "expires_on": in_days(90), **changed})
    return reply.status_code, reply.content.decode()


def beside(text: str, field: str) -> str:
    found = re.search(rf'id="{field}-error">([^<]*)<', text)
    return found.group(1) if found else ""


def test_everybody_is_listed_without_a_password_or_a_hash_and_the_look_is_an_entry(admin: Client, world: World) -> None:
    client, key = world.client(Role.GUARD)
    text = admin.get("/accounts/clients/").content.decode() + admin.get("/accounts/").content.decode()
    assert f"aigis_{client.prefix}" in text and "guard of quay" in text and "admin-of-service" in text
    assert key.split("_")[2] not in text and client.secret_hash.hex() not in text
    assert not re.search(r"argon2|md5\$", text.partition("<main")[2])
    assert entries("people.read")[0]["core"]["clients"] == 1


def test_without_clients_the_desk_says_what_to_do(admin: Client) -> None:
    assert "Add one for each program that uses the API." in admin.get("/accounts/clients/").content.decode()


def test_a_new_key_is_shown_once_and_works(admin: Client) -> None:
    status, text = add(admin)
    key = re.findall(r"aigis_[0-9a-f]{12}_[a-z2-7]+_[0-9a-f]{8}", text)[0]
    assert status == 200 and access.actor_of_key(key, at=timezone.now()).role is Role.GUARD
    assert key.split("_")[2] not in admin.get("/accounts/clients/").content.decode()


def test_a_key_works_until_the_end_of_its_last_day(admin: Client) -> None:
    add(admin, expires_on=in_days(0))
    end = ApiClient.objects.get().expires_at.astimezone(BRUSSELS)
    assert (end.hour, end.minute) == (0, 0) and end.date() == timezone.now().astimezone(BRUSSELS).date() + timedelta(1)


def test_a_form_sent_again_makes_no_second_key_and_shows_none(admin: Client) -> None:
    add(admin)
    status, text = add(admin)
    assert status == 422 and "was already sent" in beside(text, "name") and not re.search("aigis_[0-9a-f]{12}_", text)
    assert "other details" in beside(add(admin, name="South quay")[1], "name")
    assert ApiClient.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"organisation": "nobody"}, "organisation"),
        ({"role": "king"}, "role"),
        ({"name": " "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"expires_on": ""}, "expires_on"),
        ({"expires_on": "1/1/2020"}, "expires_on"),
        ({"expires_on": "1/1/2150"}, "expires_on"),
    ],
)
def test_a_client_that_cannot_be_added_is_corrected_where_it_was_typed(
    admin: Client, changed: dict[str, str], field: str
) -> None:
    status, text = add(admin, **changed)
    assert status == 422 and beside(text, field)
    assert not ApiClient.objects.exists() and entries("query.refused")[0]["core"]["field"] == field


def test_a_revoked_key_ends_with_its_reason_in_the_log(admin: Client, world: World) -> None:
    client, key = world.client(Role.GUARD)
    reply = admin.post(f"/accounts/clients/{client.pk}/revoke", {"why": "lost"}, follow=True)
    assert "Done." in reply.content.decode() and "Revoked" in reply.content.decode()
    with pytest.raises(NotSignedIn):
        access.actor_of_key(key, at=timezone.now())
    (entry,) = entries("people.client_revoked")
    assert entry["core"]["why"] == "lost"


def test_a_key_is_not_revoked_without_a_reason_or_twice(admin: Client, world: World) -> None:
    client, _ = world.client(Role.GUARD)
    address = f"/accounts/clients/{client.pk}/revoke"
    assert admin.post(address, {"why": " "}).status_code == 422 and not entries("people.client_revoked")
    admin.post(address, {"why": "lost"})
    assert admin.post(address, {"why": "lost again"}).status_code == 422
    assert len(entries("people.client_revoked")) == 1


def test_a_client_that_is_not_there_cannot_be_revoked(admin: Client) -> None:
    assert admin.get("/accounts/clients/999/revoke").status_code == 404
    assert admin.post("/accounts/clients/999/revoke", {"why": "lost"}).status_code == 404


def test_the_administrator_sees_no_ban(admin: Client, world: World) -> None:
    made = world.ban()
    for address in ("/people/", "/accounts/", "/deliveries/", "/people/health/"):
        assert "Vandenbroucke" not in admin.get(address).content.decode()
    assert admin.get(f"/bans/{made.ban}").status_code == 403


def test_others_do_not_manage_people(admin: Client) -> None:
    User.objects.update(role=Role.REGISTRAR.value)
    assert admin.get("/people/").status_code == 403 and add(admin)[0] == 403
    assert not ApiClient.objects.exists()
