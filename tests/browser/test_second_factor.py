"""Passkeys, recovery codes and codes of an app in a real browser: enrolled, used, and asked again before a lift."""

import re
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from typing import Any
from uuid import UUID

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings as django_settings
from django.utils import timezone
from playwright.sync_api import Browser, CDPSession, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from aigis.apps.accounts import attempts
from aigis.core.access.permissions import Role
from tests.browser.axe import violations
from tests.browser.opening import browser
from tests.world import World, build, entries, forget_everything

__all__ = ["browser"]

pytestmark = pytest.mark.browser

PASSWORD = "four blue cranes sing late"
RECORDS = "account_authentication_methods"


@pytest.fixture
def registrar(transactional_db: None, settings: Settings, browser: Browser) -> Iterator[tuple[World, UUID]]:
    """A registrar of an installation that asks for second factors, and a ban to lift."""
    settings.ENVIRONMENT = replace(django_settings.ENVIRONMENT, second_factor=True)
    world = build(timezone.now())
    user = world.user(Role.REGISTRAR)
    user.set_password(PASSWORD)
    user.save()
    yield world, world.ban().ban
    forget_everything()


@pytest.fixture
def page(registrar: object, browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A browser that reads English."""
    context = browser.new_context(base_url=live_server.url, bypass_csp=True)
    context.add_cookies([{"name": "django_language", "value": "en", "url": live_server.url}])
    yield context.new_page()
    context.close()


def with_authenticator(page: Page) -> CDPSession:
    """Gives the browser a virtual authenticator that verifies its user."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session


def sign_in(page: Page, world: World) -> None:
    page.context.clear_cookies(name="sessionid")
    page.goto("/account/login/")
    page.locator("#id_login").fill(world.user(Role.REGISTRAR).get_username())
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_load_state()


def open_with_password(page: Page, address: str) -> None:
    """Opens a page at which factors change; it asks for the password once more."""
    page.goto(address)
    if "reauthenticate" in page.url:
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("main form button").first.click()
        page.wait_for_url(f"**{address}")


def enrol_passkey(page: Page) -> None:
    open_with_password(page, "/account/2fa/webauthn/add/")
    page.locator("[name=name]").fill("Desk key")
    page.locator("[name=passwordless]").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(lambda address: "/add/" not in address)


def grow_old(page: Page) -> None:
    """Lets an hour pass since the last proof."""
    (cookie,) = [item for item in page.context.cookies() if item["name"] == "sessionid"]
    store = import_module(django_settings.SESSION_ENGINE).SessionStore(cookie["value"])
    records: list[dict[str, Any]] = store[RECORDS]
    store[RECORDS] = [{**record, "at": record["at"] - 3_600} for record in records]
    store.save()


def test_a_registrar_enrols_a_passkey_signs_in_with_it_and_proves_it_again_before_a_lift(
    page: Page, registrar: tuple[World, UUID]
) -> None:
    world, ban = registrar
    with_authenticator(page)
    sign_in(page, world)
    expect(page).to_have_url(re.compile("/account/2fa/"))
    enrol_passkey(page)
    kinds = set(Authenticator.objects.values_list("type", flat=True))
    assert kinds == {Authenticator.Type.WEBAUTHN, Authenticator.Type.RECOVERY_CODES}
    assert "key_added" in [entry["core"]["change"] for entry in entries("access.factor_changed")]

    page.context.clear_cookies(name="sessionid")
    page.goto("/account/login/")
    assert violations(page) == []
    page.locator("#passkey_login").click()
    page.wait_for_url(lambda address: "/account/" not in address)
    page.goto(f"/bans/{ban}/change/lift")
    assert "/account/" not in page.url

    grow_old(page)
    page.goto(f"/bans/{ban}/change/lift")
    expect(page).to_have_url(re.compile("reauthenticate"))
    page.locator("#mfa_webauthn_reauthenticate").click()
    page.wait_for_url(f"**/bans/{ban}/change/lift")


def test_a_recovery_code_signs_in_once(page: Page, registrar: tuple[World, UUID]) -> None:
    world, _ = registrar
    with_authenticator(page)
    sign_in(page, world)
    enrol_passkey(page)
    code = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()[0]
    for works in (True, False):
        sign_in(page, world)
        page.locator("[name=code]").first.fill(code)
        page.locator("main form button").first.click()
        page.wait_for_load_state()
        assert ("/account/" not in page.url) is works


def test_a_code_of_an_app_is_enrolled_and_signs_in(page: Page, registrar: tuple[World, UUID]) -> None:
    world, _ = registrar
    sign_in(page, world)
    open_with_password(page, "/account/2fa/totp/activate/")
    secret = page.locator("#authenticator_secret, [name=secret]").first.input_value()
    page.locator("[name=code]").fill(current_code(secret))
    page.locator("main form button").first.click()
    page.wait_for_url(lambda address: "/activate/" not in address)
    assert Authenticator.objects.filter(type=Authenticator.Type.TOTP).exists()
    sign_in(page, world)
    expect(page).to_have_url(re.compile("/account/2fa/authenticate/"))


def current_code(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


def test_an_attack_on_an_account_does_not_keep_its_owner_out_with_a_passkey(
    page: Page, registrar: tuple[World, UUID]
) -> None:
    world, _ = registrar
    with_authenticator(page)
    sign_in(page, world)
    enrol_passkey(page)
    username = world.user(Role.REGISTRAR).get_username()
    for address in ("203.0.113.9", "127.0.0.1"):  # from elsewhere, and from the owner's own network
        for _ in range(40):
            attempts.record_attempt(username, address, succeeded=False, at=timezone.now())
    sign_in(page, world)  # the right password is not even looked at
    assert page.context.cookies() and "/account/login/" in page.url
    assert attempts.seconds_to_wait(username, "127.0.0.1", at=timezone.now()) > 60
    page.goto("/account/login/")
    page.locator("#passkey_login").click()
    page.wait_for_url(lambda address: "/account/" not in address)
    assert page.goto("/registry/").status == 200  # type: ignore[union-attr]
