"""What a person reads while signing in and out: their name, and what went wrong, in their language."""

import pytest
from django.test import Client

from aigis.core.access.permissions import Role
from tests.world import World

PASSWORD = "lock-gate-quay-crane"


@pytest.fixture
def named(world: World) -> str:
    user = world.user(Role.GUARD)
    user.first_name, user.last_name = "Jelle", "Wouters"
    user.set_password(PASSWORD)
    user.save()
    return user.get_username()


def signing_in(client: Client, username: str, password: str, language: str) -> str:
    client.cookies["django_language"] = language
    form = {"login": username, "password": password}
    return client.post("/account/login/", form, follow=True).content.decode()


@pytest.mark.parametrize(
    ("language", "greeting"),
    [
        ("nl", "U bent aangemeld als Jelle Wouters."),
        ("fr", "Vous êtes connecté : Jelle Wouters."),
        ("de", "Angemeldet als Jelle Wouters."),
        ("en", "You are signed in as Jelle Wouters."),
    ],
)
def test_a_user_is_greeted_by_name(client: Client, named: str, language: str, greeting: str) -> None:
    assert greeting in signing_in(client, named, PASSWORD, language)


def test_an_account_without_a_name_is_greeted_by_its_user_name(client: Client, world: World) -> None:
    user = world.user(Role.GUARD)
    user.set_password(PASSWORD)
    user.save()
    assert f"You are signed in as {user.get_username()}." in signing_in(client, user.get_username(), PASSWORD, "en")


def test_a_wrong_password_is_answered_politely(client: Client, named: str) -> None:
    text = signing_in(client, named, "wrong", "nl")
    assert "De gebruikersnaam of het wachtwoord klopt niet." in text and "Er is een probleem" in text


def test_a_whole_shift_can_sign_in_from_one_address_within_a_minute(client: Client, named: str) -> None:
    for _ in range(44):
        client.logout()
        assert "You are signed in as" in signing_in(client, named, PASSWORD, "en")


def test_wrong_passwords_for_one_account_are_stopped_but_not_the_other_accounts(
    client: Client, named: str, world: World
) -> None:
    for _ in range(6):
        refused = signing_in(client, named, "wrong", "en")
    assert "several failed attempts" in refused
    other = world.user(Role.PFSO)
    other.set_password(PASSWORD)
    other.save()
    assert "You are signed in as" in signing_in(client, other.get_username(), PASSWORD, "en")
