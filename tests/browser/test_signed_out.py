"""A session that ends while a page is open: said as such, over the page, with nothing lost and no talk of an outage."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from aigis.core.access.permissions import Role
from tests.browser.axe import violations
from tests.browser.opening import Opener, browser, opened
from tests.world import World, build, forget_everything

__all__ = ["browser", "opened"]

pytestmark = pytest.mark.browser
DETAILS = {"#family_name": "Okonkwo", "#given_names": "Marguerite", "#birth_date": "30/12/1975"}


@pytest.fixture
def inhabited(browser: Browser, transactional_db: None) -> Iterator[World]:
    """The small world of this moment, committed."""
    yield build(timezone.now())
    forget_everything()


def end_session(page: Page) -> None:
    page.context.clear_cookies(name="sessionid")


def type_details(page: Page) -> None:
    page.locator("#gate").select_option("BEANR-0001/back")
    page.locator("#purpose").select_option("driver")
    for field, value in DETAILS.items():
        page.locator(field).fill(value)


def is_told(page: Page) -> None:
    expect(page.locator("#signed-out")).to_be_visible()
    expect(page.locator("#signed-out h2")).to_have_text("You are signed out: sign in again.")
    for other in ("#outage", "#stale", "#answer [data-no-answer]"):
        expect(page.locator(other).locator("visible=true")).to_have_count(0)


def test_a_guard_signs_in_again_and_finds_the_same_form(opened: Opener, inhabited: World) -> None:
    page = opened(Role.GUARD, "reception/")
    type_details(page)
    end_session(page)
    page.locator("#birth_date").press("Enter")
    is_told(page)
    page.get_by_role("link", name="Sign in again").locator("visible=true").click()
    user = inhabited.user(Role.GUARD)
    page.locator("[name=login]").fill(user.username)
    page.locator("[name=password]").fill("a long enough pass phrase 7")
    page.locator("[name=password]").press("Enter")
    page.wait_for_url("**/reception/")
    for field, value in {**DETAILS, "#gate": "BEANR-0001/back", "#purpose": "driver"}.items():
        expect(page.locator(field)).to_have_value(value)
    assert page.evaluate("Object.keys(sessionStorage).concat(Object.keys(localStorage))") == []
    page.locator("#birth_date").press("Enter")
    expect(page.locator("#answer [data-outcome=clear]")).to_be_visible()


def test_a_sign_in_in_another_tab_is_noticed_and_the_check_goes_on(
    opened: Opener, inhabited: World, live_server: LiveServer
) -> None:
    """The new session has another token against forged requests; the page takes it from its cookie."""
    page = opened(Role.GUARD, "reception/")
    type_details(page)
    end_session(page)
    page.locator("#birth_date").press("Enter")
    is_told(page)
    sign_in(page, inhabited, live_server, Role.GUARD)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.locator("#signed-out")).to_be_hidden()
    expect(page.locator("#family_name")).to_have_value("Okonkwo")
    page.context.clear_cookies(name="csrftoken")
    page.locator("#birth_date").press("Enter")
    expect(page.locator("#answer [data-outcome=clear]")).to_be_visible()


def sign_in(page: Page, world: World, live_server: LiveServer, role: Role) -> None:
    client = Client()
    client.force_login(world.user(role), backend="allauth.account.auth_backends.AuthenticationBackend")
    value = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": value, "url": live_server.url}])


def test_a_page_never_checks_in_the_name_of_who_signed_in_later(
    opened: Opener, inhabited: World, live_server: LiveServer
) -> None:
    page = opened(Role.GUARD, "reception/")
    type_details(page)
    sign_in(page, inhabited, live_server, Role.PFSO)
    page.locator("#birth_date").press("Enter")
    is_told(page)


@pytest.mark.parametrize("width", [1366, 390])
def test_the_message_breaks_no_rule_of_accessibility(opened: Opener, inhabited: World, width: int) -> None:
    page = opened(Role.GUARD, "reception/", width=width, checked=True)
    type_details(page)
    end_session(page)
    page.locator("#birth_date").press("Enter")
    is_told(page)
    assert violations(page) == []


def test_a_live_page_says_who_is_signed_out_and_keeps_saying_it(opened: Opener, inhabited: World) -> None:
    page = opened(Role.DESK, "alerts/")
    end_session(page)
    is_told(page)
    page.keyboard.press("Escape")
    expect(page.locator("#signed-out-strip")).to_be_visible()
    page.wait_for_timeout(2500)
    expect(page.locator("#signed-out")).to_be_hidden()
    expect(page.locator("#stale")).to_be_hidden()


def test_a_form_that_asks_as_one_types_keeps_what_was_typed(opened: Opener, inhabited: World) -> None:
    page = opened(Role.REGISTRAR, "bans/new")
    end_session(page)
    page.locator("#family_name").press_sequentially("Peeters")
    is_told(page)
    page.keyboard.press("Escape")
    expect(page.locator("#family_name")).to_have_value("Peeters")


BAN = {"#family_name": "Peeters", "#given_names": "An", "#birth_date": "3/4/1981", "#case_reference": "AN 12/345"}


def fill_ban(page: Page) -> None:
    page.locator("[name=kind]").first.check()
    for field, value in BAN.items():
        page.locator(field).fill(value)


def finds_ban(page: Page) -> None:
    for field, value in BAN.items():
        expect(page.locator(field)).to_have_value(value)
    expect(page.locator("[name=kind]").first).to_be_checked()


def test_a_form_of_the_registry_keeps_its_values_over_a_change_of_language(opened: Opener, inhabited: World) -> None:
    page = opened(Role.REGISTRAR, "bans/new")
    fill_ban(page)
    page.locator("button[name=language][value=fr]").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    finds_ban(page)
    page.reload()
    expect(page.locator("#family_name")).to_have_value("")  # put back once


def test_a_form_sent_after_the_session_ended_is_found_again_by_its_user_alone(
    opened: Opener, inhabited: World, live_server: LiveServer
) -> None:
    page = opened(Role.REGISTRAR, "bans/new")
    fill_ban(page)
    end_session(page)
    page.locator("#case_reference").press("Enter")
    page.wait_for_url("**/account/login/**")
    page.locator("[name=login]").fill(inhabited.user(Role.REGISTRAR).username)
    page.locator("[name=password]").fill("a long enough pass phrase 7")
    page.locator("[name=password]").press("Enter")
    page.wait_for_url("**/bans/new")
    finds_ban(page)
    assert page.evaluate("sessionStorage.getItem('aigis-form-draft')") is None
    fill_ban(page)
    page.locator("button[name=language][value=fr]").click()
    end_session(page)
    page.locator("#case_reference").press("Enter")
    page.wait_for_url("**/account/login/**")
    sign_in(page, inhabited, live_server, Role.APPROVER)
    page.goto(f"{live_server.url}/proposals/")
    assert page.evaluate("sessionStorage.getItem('aigis-form-draft')") is None
