"""A shift behind one proxy: two hundred people sign in within a minute, while somebody among them guesses passwords."""

from dataclasses import replace

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from aigis.apps.accounts import attempts
from aigis.apps.people.models import User
from tests.world import COMPANY, World

pytestmark = pytest.mark.calendar
PASSWORD = "four blue cranes sing late"
HERE, ELSEWHERE = "203.0.113.7", "198.51.100.9"
SHIFT = 200


@pytest.fixture
def shift(world: World, settings: Settings) -> list[str]:
    """The names of a shift that worked here yesterday, behind one trusted proxy."""
    settings.ENVIRONMENT = replace(django_settings.ENVIRONMENT, trusted_proxies=1)
    quay, password = world.organisations[COMPANY], make_password(PASSWORD)
    names = [f"guard{number}" for number in range(SHIFT)]
    User.objects.bulk_create(
        User(username=name, organisation=quay, role="guard", password=password, state="active") for name in names
    )
    for name in names:
        attempts.record_attempt(name, HERE, succeeded=True, at=timezone.now())
    return names


def sign_in(name: str, password: str, *, address: str = HERE, claimed: str = "") -> int:
    """What the page answers: 302 is signed in, 429 is *wait*. A client may claim an address before its own."""
    forwarded = f"{claimed}, {address}" if claimed else address
    reply = Client(headers={"x-forwarded-for": forwarded}).post(
        "/account/login/", {"login": name, "password": password}
    )
    return reply.status_code


def test_a_whole_shift_signs_in_while_one_among_them_guesses_and_is_stopped(shift: list[str]) -> None:
    honest, guesses = [], []
    for number, name in enumerate(shift):
        if number % 2:
            guesses.append(sign_in(f"victim{number}", "guess"))
        honest.append(sign_in(name, PASSWORD))
    assert honest == [302] * SHIFT
    assert guesses.count(429) > 70 and 302 not in guesses


def test_guesses_at_one_name_stop_after_a_few_and_keep_its_owner_out_nowhere_else(shift: list[str]) -> None:
    guesses = [sign_in(shift[0], "guess", address=ELSEWHERE) for _ in range(12)]
    assert guesses.count(429) >= 8
    assert sign_in(shift[0], PASSWORD) == 302


def test_a_claimed_address_does_not_give_a_guesser_a_new_start(shift: list[str]) -> None:
    guesses = [sign_in(shift[1], "guess", address=ELSEWHERE, claimed=f"192.0.2.{number}") for number in range(12)]
    assert guesses.count(429) >= 8
