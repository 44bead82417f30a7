"""Signing in at a provider that others wrote: accounts by approved rules, without power until admitted, ended there."""

import json
import re
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from aigis.apps.accounts import proposals, provider_accounts, provider_rules
from aigis.apps.accounts.models import ProviderRule, SignInSession
from aigis.apps.accounts.provider_rules import RuleDraft
from aigis.apps.people import access
from aigis.apps.people.models import User
from aigis.config.identity_provider import OidcSettings, oidc_apps
from aigis.core.access.permissions import Actor, Role
from aigis.core.errors import Conflict, DomainError, NotAllowed
from tests.world import COMPANY, FORCE, World, entries, number

pytestmark = pytest.mark.calendar
PROGRAM = Path(__file__).parent / "identity_provider.py"
PASSWORD = "a password at the provider"
PEOPLE: dict[str, dict[str, Any]] = {
    "jelle": {"given_name": "Jelle", "family_name": "Wouters", "groups": ["quay-guards", "staff"]},
    "bram": {"given_name": "Bram", "groups": ["port-police"], "egovNRN": number("bram")},
    "nobody": {"groups": ["staff"]},
}
REFUSED = "Your organisation has not given you access to Aigis."
WAITING = "must admit it before you can sign in"


@dataclass(frozen=True)
class Provider:
    """A provider that runs, and the folder of its people."""

    base: str
    folder: Path

    def say(self, **changed: dict[str, Any]) -> None:
        """Changes what the provider says of people."""
        (self.folder / "people.json").write_text(json.dumps(PEOPLE | changed))

    def logout_token(self, name: str, **changed: Any) -> str:
        query = urlencode({word: json.dumps(value) for word, value in changed.items()})
        return requests.get(f"{self.base}/logout-token/{name}?{query}", timeout=10).text


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Provider, str]]:
    """The provider in its own process."""
    folder, secret, port = tmp_path_factory.mktemp("provider"), secrets.token_hex(16), free_port()
    provider = Provider(f"http://127.0.0.1:{port}", folder)
    provider.say()
    process = subprocess.Popen([sys.executable, PROGRAM, str(port), folder, secret], stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            try:
                requests.get(f"{provider.base}/o/.well-known/openid-configuration", timeout=5)
                break
            except requests.ConnectionError:
                time.sleep(0.1)
        yield provider, secret
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def at() -> datetime:
    """The world is made at the present instant: tokens know no other."""
    return timezone.now()


@pytest.fixture
def provider(running: tuple[Provider, str], settings: Settings) -> Iterator[Provider]:
    """The provider, registered in this installation."""
    started, secret = running
    oidc = OidcSettings(f"{started.base}/o", "aigis", secret, "Havenpas", ("openid", "profile", "email"), "egovNRN")
    settings.ENVIRONMENT = replace(django_settings.ENVIRONMENT, oidc=oidc)
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": oidc_apps(oidc)}}
    started.say()
    yield started


def by_hand(world: World, role: Role, organisation: str = "") -> Actor:
    return access.actor_of_user(world.user(role, organisation))


def agree(world: World, value: str, role: Role, organisation: str, unit: str = "") -> None:
    """Two administrators of two organisations agree on a rule, where the office has no manager yet."""
    office = world.organisations[organisation]
    draft = RuleDraft("groups", value, role, unit)
    proposal = provider_rules.propose(draft, office.pk, actor=by_hand(world, Role.ADMIN), at=world.at)
    decide(world, proposal)


def decide(world: World, proposal: Any) -> None:
    proposals.approve(proposal, at_once=False, actor=by_hand(world, Role.ADMIN, "other-service"), at=timezone.now())


def sign_in(name: str, client: Client | None = None) -> tuple[Client, Any]:
    """Signs in as a browser would: our button, the provider's form, the way back."""
    browser, there = client or Client(), requests.Session()
    browser.cookies["django_language"] = "en"
    step = browser.post("/account/oidc/oidc/login/?process=login")
    page = there.get(step["Location"], timeout=10)
    token = there.cookies.get("csrftoken", "")
    form = {"username": name, "password": PASSWORD, "csrfmiddlewaretoken": token}
    reply = there.post(page.url, form, allow_redirects=False, timeout=10)
    while not (location := reply.headers["Location"]).startswith("http://testserver/"):
        reply = there.get(urljoin(page.url, location), allow_redirects=False, timeout=10)
    back = urlsplit(location)
    return browser, browser.get(f"{back.path}?{back.query}", follow=True)


def test_the_sign_in_page_names_the_provider(provider: Provider, world: World) -> None:
    page = Client(headers={"accept-language": "en"}).get("/account/login/").content.decode()
    assert "Sign in with Havenpas" in page


def test_a_guard_whom_an_approved_rule_places_signs_in_and_works(provider: Provider, world: World) -> None:
    agree(world, "quay-guards", Role.GUARD, COMPANY)
    _, page = sign_in("jelle")
    user = User.objects.get(username="jelle")
    assert (user.role, user.organisation) == ("guard", world.organisations[COMPANY])
    assert user.get_full_name() == "Jelle Wouters"
    assert page.redirect_chain[-1][0] == "/reception/" and page.status_code == 200
    assert entries("access.signed_in")[-1]["core"]["method"] == "/account/oidc/oidc/login/callback/"
    sign_in("jelle")
    assert User.objects.filter(username__startswith="jelle").count() == 1


def test_somebody_without_a_rule_gets_no_account(provider: Provider, world: World) -> None:
    agree(world, "quay-guards", Role.GUARD, COMPANY)
    browser, page = sign_in("nobody")
    assert REFUSED in page.content.decode() and not SocialAccount.objects.exists()
    assert browser.get("/reception/").status_code == 302
    assert entries("access.sign_in_failed")


def test_a_proposed_rule_places_nobody_until_a_second_person_approves_it(provider: Provider, world: World) -> None:
    office = world.organisations[COMPANY]
    admin, draft = by_hand(world, Role.ADMIN), RuleDraft("groups", "quay-guards", Role.GUARD)
    proposal = provider_rules.propose(draft, office.pk, actor=admin, at=world.at)
    assert REFUSED in sign_in("jelle")[1].content.decode()
    with pytest.raises(NotAllowed):
        proposals.approve(proposal, at_once=False, actor=admin, at=timezone.now())
    assert not ProviderRule.objects.exists()
    decide(world, proposal)
    assert sign_in("jelle")[1].status_code == 200 and SocialAccount.objects.exists()


def test_an_officers_account_has_no_power_until_two_people_admit_it(provider: Provider, world: World) -> None:
    agree(world, "port-police", Role.OFFICER, FORCE, "Harbour")
    browser, page = sign_in("bram")
    assert WAITING in page.content.decode()
    assert browser.get("/lookup/").status_code == 302
    user = User.objects.get(username="bram")
    assert (user.state, user.is_active, user.unit) == ("invited", False, "Harbour")
    admin = by_hand(world, Role.ADMIN)
    proposal = provider_accounts.propose_admission(user.pk, actor=admin, at=timezone.now())
    with pytest.raises(NotAllowed):
        proposals.approve(proposal, at_once=False, actor=admin, at=timezone.now())
    superior = access.actor_of_user(world.user(Role.SUPERIOR))
    proposals.approve(proposal, at_once=False, actor=superior, at=timezone.now())
    assert sign_in("bram", browser)[1].status_code == 200
    assert PEOPLE["bram"]["egovNRN"] not in str(SocialAccount.objects.values_list())
    assert browser.get("/lookup/").status_code == 200


def test_an_officer_without_a_national_number_cannot_be_admitted(provider: Provider, world: World) -> None:
    agree(world, "port-police", Role.OFFICER, FORCE)
    provider.say(bram={"groups": ["port-police"], "egovNRN": "12345678901"})
    sign_in("bram")
    user = User.objects.get(username="bram")
    assert user.person_code is None
    with pytest.raises(Conflict):
        provider_accounts.propose_admission(user.pk, actor=by_hand(world, Role.ADMIN), at=timezone.now())


def test_an_identity_is_never_linked_to_an_account_of_the_same_name(provider: Provider, world: World) -> None:
    agree(world, "quay-guards", Role.GUARD, COMPANY)
    mine = world.user(Role.ADMIN)
    User.objects.filter(pk=mine.pk).update(username="jelle")
    sign_in("jelle")
    assert SocialAccount.objects.get().user.username == "jelle-2"
    assert not SocialAccount.objects.filter(user=mine).exists()


def test_who_leaves_the_group_cannot_sign_in_any_more(provider: Provider, world: World) -> None:
    agree(world, "quay-guards", Role.GUARD, COMPANY)
    sign_in("jelle")
    provider.say(jelle={"groups": ["staff"]})
    browser, page = sign_in("jelle")
    assert REFUSED in page.content.decode() and browser.get("/reception/").status_code == 302


def test_a_rule_that_ended_places_nobody(provider: Provider, world: World) -> None:
    agree(world, "quay-guards", Role.GUARD, COMPANY)
    provider_rules.end(ProviderRule.objects.get().pk, actor=by_hand(world, Role.ADMIN), at=world.at)
    assert REFUSED in sign_in("jelle")[1].content.decode()


def test_two_rules_that_say_different_things_place_nobody(provider: Provider, world: World) -> None:
    agree(world, "quay-guards", Role.GUARD, COMPANY)
    agree(world, "staff", Role.PFSO, COMPANY)
    assert "gives you several roles" in sign_in("jelle")[1].content.decode()
    assert not SocialAccount.objects.exists()


def test_a_closed_account_stays_closed_whatever_the_provider_says(provider: Provider, world: World) -> None:
    agree(world, "quay-guards", Role.GUARD, COMPANY)
    sign_in("jelle")
    User.objects.filter(username="jelle").update(state="closed", is_active=False)
    browser, page = sign_in("jelle")
    assert "not active" in page.content.decode() and browser.get("/reception/").status_code == 302


def test_the_provider_ends_the_sessions_of_a_person_once(provider: Provider, world: World) -> None:
    agree(world, "quay-guards", Role.GUARD, COMPANY)
    browser, _ = sign_in("jelle")
    token = provider.logout_token("jelle")
    assert Client().post("/account/provider/logout/", {"logout_token": token}).status_code == 200
    assert browser.get("/reception/").status_code == 302 and not SignInSession.objects.filter(user__username="jelle")
    assert Client().post("/account/provider/logout/", {"logout_token": token}).status_code == 400


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": "other"},
        {"iss": "http://127.0.0.1:1/o"},
        {"events": {}},
        {"nonce": "x"},
        {"iat": 1},
        {"jti": ""},
        {"typ": "JWT"},
    ],
)
def test_a_token_that_is_no_logout_token_ends_nothing(
    provider: Provider, world: World, changed: dict[str, Any]
) -> None:
    agree(world, "quay-guards", Role.GUARD, COMPANY)
    browser, _ = sign_in("jelle")
    reply = Client().post("/account/provider/logout/", {"logout_token": provider.logout_token("jelle", **changed)})
    assert reply.status_code == 400 and browser.get("/reception/").status_code == 200


def test_a_token_with_a_forged_signature_ends_nothing(provider: Provider, world: World) -> None:
    agree(world, "quay-guards", Role.GUARD, COMPANY)
    browser, _ = sign_in("jelle")
    head, body, signature = provider.logout_token("jelle").split(".")
    for token in (f"{head}.{body}.{signature[:-8]}AAAAAAAA", f"{head}.{body}.", "x", ""):
        assert Client().post("/account/provider/logout/", {"logout_token": token}).status_code == 400
    assert browser.get("/reception/").status_code == 200


def test_without_a_provider_there_is_no_such_door(world: World) -> None:
    page = Client().get("/account/login/").content.decode()
    assert not re.search("account/oidc", page)
    assert Client().post("/account/oidc/oidc/login/").status_code == 404
    assert Client().post("/account/provider/logout/", {"logout_token": "x"}).status_code == 400


def test_only_a_manager_of_the_role_proposes_a_rule(world: World) -> None:
    for actor in (by_hand(world, Role.PFSO), by_hand(world, Role.SUPERIOR)):
        with pytest.raises(DomainError):
            draft = RuleDraft("groups", "police", Role.ADMIN)
            provider_rules.propose(draft, world.organisations["service"].pk, actor=actor, at=world.at)
