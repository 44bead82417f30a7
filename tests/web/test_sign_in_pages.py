"""Invitations, passwords, delays, sessions and second factors, as a browser meets them."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from aigis.apps.accounts import attempts, links, resets
from aigis.apps.accounts.models import OneTimeLink, SignInAttempts, SignInSession
from aigis.apps.approvals.models import Approval
from aigis.apps.audit.actions import NOBODY, SYSTEM
from aigis.apps.notices.models import Notice
from aigis.apps.people.models import User
from aigis.core.access.permissions import Role
from tests.web.signing_in import signed_in
from tests.world import World, entries

PASSWORD = "a long enough pass phrase 7"
NEW = "vier blauwe kranen zingen laat"


@pytest.fixture
def strong(settings: Settings) -> Iterator[None]:
    """Second factors as in production."""
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, second_factor=True)
    yield


def english() -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    return client


def sign_in(client: Client, username: str, password: str = PASSWORD, **more: Any) -> Any:
    return client.post("/account/login/", {"login": username, "password": password}, **more)


def invited(world: World) -> tuple[User, str]:
    user = world.user(Role.GUARD)
    User.objects.filter(pk=user.pk).update(state="invited", is_active=False, password="!")
    return user, links.write_link(user, OneTimeLink.LinkPurpose.INVITATION, actor=SYSTEM, at=timezone.now())


def test_an_invited_person_sets_a_password_once_and_signs_in(world: World) -> None:
    user, secret = invited(world)
    client = english()
    page = client.get(f"/welcome/{secret}/")
    # A stricter policy would send the form with `Origin: null`, which is refused.
    assert user.username in page.content.decode() and page.headers["Referrer-Policy"] == "same-origin"
    chosen = {"password": NEW, "repeated": NEW}
    assert client.post(f"/welcome/{secret}/", chosen)["Location"] == "/account/login/"
    assert client.post(f"/welcome/{secret}/", chosen).status_code == 404
    assert sign_in(client, user.username, NEW).status_code == 302 and client.get("/reception/").status_code == 200
    assert entries("access.password_changed")[0]["core"]["how"] == "invitation"


def test_a_link_ends_with_its_time_and_with_a_later_one(world: World) -> None:
    user, secret = invited(world)
    later = links.write_link(user, OneTimeLink.LinkPurpose.INVITATION, actor=SYSTEM, at=timezone.now())
    assert english().get(f"/welcome/{secret}/").status_code == 404
    assert english().get(f"/welcome/{later}/").status_code == 200
    OneTimeLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert english().get(f"/welcome/{later}/").status_code == 404


def test_a_link_is_stored_as_its_hash_alone(world: World) -> None:
    _, secret = invited(world)
    stored = bytes(OneTimeLink.objects.get().secret_hash)
    assert stored == hashlib.sha256(secret.encode()).digest() and secret.encode() not in stored


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("too short 1", "Use at least 15 characters."),
        ("aaaaaaaaaaaaaaaaaa", "too easy to guess"),
        ("havenbadge2026havenbadge", "too easy to guess"),
        ("welkom123456welkom", "too easy to guess"),
        ("123456789012345678", "too"),
        ("guard-of-quay guard-of-quay", "too easy to guess"),
    ],
)
def test_a_password_that_is_short_or_soon_guessed_is_refused_and_the_link_stays(
    world: World, password: str, sentence: str
) -> None:
    _, secret = invited(world)
    answer = english().post(f"/welcome/{secret}/", {"password": password, "repeated": password})
    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert english().get(f"/welcome/{secret}/").status_code == 200


def test_the_two_passwords_must_be_the_same(world: World) -> None:
    _, secret = invited(world)
    answer = english().post(f"/welcome/{secret}/", {"password": NEW, "repeated": NEW + "!"})
    assert answer.status_code == 422 and "The two passwords differ." in answer.content.decode()


def test_the_strength_of_a_password_is_shown_while_it_is_typed(world: World) -> None:
    weak = english().post("/account/password/strength/", {"password": "password123"}).content.decode()
    good = english().post("/account/password/strength/", {"password": NEW}).content.decode()
    assert "Easy to guess" in weak and "Hard to guess" in good and NEW not in good


def test_after_some_failures_an_attempt_must_wait_and_the_page_says_how_long_in_the_readers_language(
    world: World,
) -> None:
    user, client = world.user(Role.GUARD), Client()
    client.cookies["django_language"] = "fr"
    for _ in range(4):
        sign_in(client, user.username, "wrong")
    refused = sign_in(client, user.username)
    assert refused.status_code == 429 and int(refused["Retry-After"]) in (1, 2)
    assert "Réessayez dans" in refused.content.decode()
    SignInAttempts.objects.update(failed_at=timezone.now() - timedelta(minutes=20))
    assert sign_in(client, user.username).status_code == 302


def test_failures_from_elsewhere_keep_nobody_away_from_the_usual_place(world: World) -> None:
    user = world.user(Role.GUARD)
    assert sign_in(english(), user.username, REMOTE_ADDR="10.0.0.1").status_code == 302
    for number in range(12):
        attempts.record_attempt(user.username, f"10.9.{number}.1", succeeded=False, at=timezone.now())
    assert sign_in(english(), user.username, REMOTE_ADDR="10.0.0.1").status_code == 302
    assert sign_in(english(), user.username, REMOTE_ADDR="10.0.0.2").status_code == 429


def test_the_table_of_failures_holds_neither_name_nor_address(world: World) -> None:
    sign_in(english(), "somebody-known", "wrong", REMOTE_ADDR="10.1.2.3")
    stored = b"".join(bytes(row.key) for row in SignInAttempts.objects.all())
    assert len(stored) == 3 * 32 and b"somebody" not in stored and b"10.1" not in stored


def test_the_cookie_of_a_session_is_not_in_the_database(world: World) -> None:
    client = english()
    sign_in(client, world.user(Role.GUARD).username)
    cookie = client.cookies["sessionid"].value
    row = SignInSession.objects.get(user=world.user(Role.GUARD))
    assert row.session_key == hashlib.sha256(cookie.encode()).hexdigest() and cookie not in row.session_data
    stolen = Client()
    stolen.cookies["sessionid"] = row.session_key
    assert stolen.get("/reception/").status_code == 302


def test_a_session_ends_when_it_is_idle_for_as_long_as_its_role_allows(world: World) -> None:
    client = english()
    sign_in(client, world.user(Role.ADMIN).username)
    client.get("/people/")
    row = SignInSession.objects.get()
    assert timedelta(minutes=14) < row.expire_date - timezone.now() <= timedelta(minutes=15)
    assert row.address == "127.0.0.1"
    SignInSession.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get("/people/").status_code == 302


def test_a_page_that_asks_by_itself_keeps_no_session_alive(world: World) -> None:
    client = english()
    sign_in(client, world.user(Role.ADMIN).username)
    client.get("/people/")
    SignInSession.objects.update(seen_at=timezone.now() - timedelta(minutes=5))
    before = SignInSession.objects.get().seen_at
    client.get("/people/", headers={"HX-Request": "true"})
    assert SignInSession.objects.get().seen_at == before
    client.get("/people/")
    assert SignInSession.objects.get().seen_at > before


def test_a_session_lasts_twelve_hours_at_most(world: World) -> None:
    client = english()
    sign_in(client, world.user(Role.GUARD).username)
    SignInSession.objects.update(ends_at=timezone.now())
    assert client.get("/reception/").status_code == 302


def test_a_user_sees_the_sessions_and_signs_out_elsewhere(world: World) -> None:
    here, there = english(), english()
    for client, browser in ((here, "Mozilla Firefox/130 Windows"), (there, "Mozilla Chrome/129 Android")):
        sign_in(client, world.user(Role.GUARD).username, headers={"User-Agent": browser})
        client.get("/reception/", headers={"User-Agent": browser})
    page = here.get("/account/sessions/").content.decode()
    assert "Firefox, Windows" in page and "Chrome, Android" in page and "This browser" in page
    here.post("/account/sessions/")
    assert there.get("/reception/").status_code == 302 and here.get("/reception/").status_code == 200
    assert entries("access.sessions_ended")[-1]["core"]["why"] == "elsewhere"


def test_nobody_ends_the_session_of_another(world: World) -> None:
    guard, admin = english(), english()
    sign_in(guard, world.user(Role.GUARD).username)
    sign_in(admin, world.user(Role.ADMIN).username)
    foreign = SignInSession.objects.get(user=world.user(Role.GUARD)).session_key
    admin.post("/account/sessions/", {"session": foreign})
    assert guard.get("/reception/").status_code == 200


def test_signing_out_empties_the_cache_of_the_browser(world: World) -> None:
    client = Client()
    client.force_login(world.user(Role.GUARD), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post("/account/logout/")["Clear-Site-Data"] == '"cache"'


def test_signing_out_is_an_entry(world: World) -> None:
    client = english()
    sign_in(client, world.user(Role.GUARD).username)
    client.post("/account/logout/")
    assert entries("access.sessions_ended")[0]["core"]["why"] == "signed_out"


def test_a_changed_password_is_an_entry_and_ends_the_other_sessions(world: World) -> None:
    here, there = english(), english()
    for client in (here, there):
        sign_in(client, world.user(Role.GUARD).username)
    sent = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert here.post("/account/password/change/", sent).status_code == 302
    assert entries("access.password_changed")[0]["core"]["how"] == "own"
    assert there.get("/reception/").status_code == 302 and here.get("/reception/").status_code == 200


def test_a_password_that_others_know_must_be_changed_first(world: World) -> None:
    User.objects.filter(pk=world.user(Role.GUARD).pk).update(must_change_password=True)
    client = english()
    sign_in(client, world.user(Role.GUARD).username)
    assert client.get("/reception/")["Location"] == "/account/password/change/"
    client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert client.get("/reception/").status_code == 200


# New passwords.


def test_a_user_of_a_company_gets_a_link_by_mail(world: World) -> None:
    user = world.user(Role.PFSO)
    User.objects.filter(pk=user.pk).update(email="pfso@example.org")
    answer = english().post("/account/password/reset/", {"username": user.username})
    assert answer.status_code == 200 and "on its way" in answer.content.decode()
    letter = Notice.objects.get(kind="account.reset")
    assert letter.address == "pfso@example.org" and "{secret}" in letter.body


def test_every_name_gets_the_same_answer(world: World) -> None:
    user = world.user(Role.PFSO)
    User.objects.filter(pk=user.pk).update(email="pfso@example.org")
    known, unknown = (
        re.sub(r'value="[^"]*"', "", english().post("/account/password/reset/", {"username": name}).content.decode())
        for name in (user.username, "nobody")
    )
    assert known == unknown and Notice.objects.count() == 1


def test_at_an_office_a_second_person_releases_the_link(world: World) -> None:
    officer, head = world.user(Role.OFFICER), world.user(Role.SUPERIOR)
    User.objects.filter(pk=officer.pk).update(email="officer@example.org")
    resets.request_reset(officer.username, actor=NOBODY, at=timezone.now())
    assert not Notice.objects.filter(kind="account.reset").exists()
    assert Notice.objects.filter(kind="account.office", address="police@office.example").count() == 1
    from aigis.apps.accounts.proposals import approve
    from aigis.apps.people.access import actor_of_user
    from aigis.core.errors import NotAllowed

    row = Approval.objects.get()
    later = timezone.now()
    with pytest.raises(NotAllowed):
        approve(row.pk, at_once=False, actor=actor_of_user(officer), at=later)
    approve(row.pk, at_once=False, actor=actor_of_user(head), at=later)
    assert Notice.objects.get(kind="account.reset").address == "officer@example.org"


def test_an_account_that_does_not_work_yet_opens_no_page(world: World) -> None:
    user = world.user(Role.OFFICER)
    User.objects.filter(pk=user.pk).update(works_from=timezone.now() + timedelta(hours=1))
    client = english()
    sign_in(client, user.username)
    answer = client.get("/lookup/")
    assert answer.status_code == 403 and "24 hours" in answer.content.decode()


# Second factors.


def code_of(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


def test_a_role_of_power_without_a_second_factor_reaches_no_page_but_its_set_up(world: World, strong: None) -> None:
    client = english()
    sign_in(client, world.user(Role.REGISTRAR).username)
    for address in ("/registry/", "/bans/new", "/"):
        assert client.get(address)["Location"] == "/account/2fa/", address
    assert client.get("/account/2fa/").status_code == 200


def test_a_guard_needs_no_second_factor(world: World, strong: None) -> None:
    client = english()
    sign_in(client, world.user(Role.GUARD).username)
    assert client.get("/reception/").status_code == 200


def test_the_secret_of_a_second_factor_is_encrypted(world: World) -> None:
    secret = generate_totp_secret()
    TOTP.activate(world.user(Role.REGISTRAR), secret)
    stored = str(Authenticator.objects.get().data)
    assert secret not in stored and TOTP(Authenticator.objects.get()).validate_code(code_of(secret))


def test_what_cannot_be_undone_asks_for_the_second_factor_again(world: World, strong: None) -> None:
    user, secret = world.user(Role.ADMIN), generate_totp_secret()
    TOTP.activate(user, secret)
    client = signed_in(Client(), user)
    assert client.get("/people/").status_code == 200
    asked = client.get("/accounts/clients/new")
    assert (
        asked.status_code == 302
        and asked["Location"] == "/account/2fa/reauthenticate/?next=%2Faccounts%2Fclients%2Fnew"
    )
    assert client.post("/accounts/clients/new", {}).status_code == 302
    assert client.post(asked["Location"], {"code": code_of(secret)})["Location"] == "/accounts/clients/new"
    assert client.get("/accounts/clients/new").status_code == 200


# Headers.


@pytest.mark.parametrize(
    ("address", "status"),
    [("/", 302), ("/nothing/", 404), ("/api/v1/nothing", 404), ("/account/login/", 200), ("/api/v1/checks", 405)],
)
def test_every_answer_is_private_and_carries_the_security_headers(world: World, address: str, status: int) -> None:
    answer = english().get(address)
    assert answer.status_code == status
    assert "no-store" in answer["Cache-Control"] and answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY" and "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert answer["Referrer-Policy"] == "same-origin" and answer["Cross-Origin-Opener-Policy"] == "same-origin"


def test_an_answer_of_the_api_about_a_person_is_not_stored(world: World) -> None:
    world.ban()
    answer = english().get("/api/v1/alerts", headers=world.bearer(Role.DESK))
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]


def test_forwarded_headers_count_from_trusted_proxies_alone(world: World, settings: Settings) -> None:
    forwarded = {"X-Forwarded-For": "6.6.6.6, 10.0.0.7, 10.0.0.8", "X-Forwarded-Proto": "https"}
    seen = []
    for proxies in (0, 1, 2):
        settings.ENVIRONMENT = replace(settings.ENVIRONMENT, trusted_proxies=proxies)
        client = english()
        sign_in(client, world.user(Role.GUARD).username)
        client.get("/reception/", headers=forwarded)
        seen.append(SignInSession.objects.order_by("-started_at").first().address)  # type: ignore[union-attr]
    assert seen == ["127.0.0.1", "10.0.0.8", "10.0.0.7"]


def test_json_is_taken_as_json_only(world: World) -> None:
    body = '{"gate": "BEANR-0001/main", "purpose": "visitor", "person": {"family_name": "X"}}'
    for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
        answer = english().post("/api/v1/checks", body, content_type=kind, headers=world.bearer(Role.GUARD))
        assert answer.status_code == 415 and answer.json()["code"] == "wrong_content_type"
