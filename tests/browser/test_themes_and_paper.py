"""The dark screen and the printed sheet: readable, and without what can only be pressed."""

from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from aigis.core.access.permissions import Role
from tests.browser.axe import violations
from tests.browser.opening import Opener, browser, opened
from tests.world import World, build, forget_everything

__all__ = ["browser", "opened"]

pytestmark = pytest.mark.browser
PAGES = [
    (Role.GUARD, "reception/"),
    (Role.REGISTRAR, "registry/"),
    (Role.REGISTRAR, "bans/new"),
    (Role.DESK, "alerts/"),
    (Role.PFSO, "facility/"),
    (Role.OFFICER, "lookup/"),
    (Role.AUDITOR, "audit/"),
]
LIGHTNESS = "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).reduce((a, b) => a + +b, 0)"
PRESSED = """() => [...document.querySelectorAll("header, nav, footer, form, button, dialog, .govuk-skip-link")]
  .filter((part) => part.getClientRects().length).map((part) => part.tagName)"""


@pytest.fixture
def inhabited(browser: Browser, transactional_db: None) -> Iterator[World]:
    """The small world of this moment, with one ban."""
    world = build(timezone.now())
    world.ban()
    yield world
    forget_everything()


def is_dark(page: Page) -> bool:
    return int(page.evaluate(LIGHTNESS)) < 200


@pytest.mark.parametrize(("role", "address"), PAGES)
def test_the_dark_screen_breaks_no_rule_of_accessibility(opened: Opener, role: Role, address: str) -> None:
    page = opened(role, address, checked=True)
    assert not is_dark(page)
    page.emulate_media(color_scheme="dark")
    assert is_dark(page)
    assert violations(page) == []


def test_the_choice_of_a_workstation_goes_before_the_system_and_stays(opened: Opener) -> None:
    page = opened(Role.GUARD, "reception/")
    switch = page.locator("[data-theme-switch]")
    page.locator("#account-menu summary").click()
    switch.click()
    assert is_dark(page)
    expect(switch).to_have_attribute("aria-pressed", "true")
    page.reload()
    assert is_dark(page)
    page.emulate_media(color_scheme="dark")
    page.locator("#account-menu summary").click()
    switch.click()
    page.reload()
    assert not is_dark(page)


@pytest.mark.parametrize(("role", "address"), PAGES)
def test_paper_shows_nothing_to_press_and_stays_white(opened: Opener, role: Role, address: str) -> None:
    page = opened(role, address)
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(PRESSED) == []
    assert not is_dark(page)
    expect(page.locator(".aigis-printed-by")).to_be_visible()
