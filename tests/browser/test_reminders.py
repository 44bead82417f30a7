"""The reminders in a real browser: by keyboard, with nothing typed elsewhere lost, in four languages, for everybody."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from aigis.apps.register.models import ReminderAnswer
from aigis.apps.register.reminders.dispatch import remind
from aigis.core.access.permissions import Role
from aigis.core.dates.brussels import day_of
from tests.browser.axe import violations
from tests.browser.opening import Opener, browser, opened
from tests.world import BANNED, LOOKALIKE, STRANGER, World, build, forget_everything

__all__ = ["browser", "inhabited", "opened"]
pytestmark = pytest.mark.browser

DESK = "registry/reminders/"
TITLES = {"nl": "Herinneringen", "fr": "Rappels", "de": "Erinnerungen", "en": "Reminders"}


@pytest.fixture
def inhabited(browser: Browser, transactional_db: None) -> Iterator[World]:
    """The small world of this moment, with three bans that end; of one the prosecutor was told as well."""
    now = timezone.now()
    world = build(now)
    for days, person in ((5, BANNED), (28, STRANGER), (90, LOOKALIKE)):
        world.ban(person, last_day=day_of(now) + timedelta(days=days))
    for days in (3, 2, 1, 0):
        remind(at=now - timedelta(days=days))
    yield world
    forget_everything()


def test_an_ending_is_answered_by_keyboard_and_what_was_typed_elsewhere_stays(opened: Opener) -> None:
    page = opened(Role.REGISTRAR, DESK)
    first, second = page.locator("article").nth(0), page.locator("article").nth(1)
    second.locator("[name=name]").fill("half a name")
    first.locator("[name=name]").focus()
    page.keyboard.press("Enter")  # nothing chosen, no name
    expect(first.locator(".govuk-error-message:visible")).to_have_count(2)
    expect(first.locator("[name=answer]").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("An Peeters")
    page.keyboard.press("Enter")
    expect(first.locator(".aigis-ending__answered")).to_contain_text("New decision requested An Peeters")
    expect(first).to_be_focused()
    assert second.locator("[name=name]").input_value() == "half a name"
    assert ReminderAnswer.objects.get().answer == "new_decision"


def test_an_answer_that_cannot_be_sent_stays_and_says_so(opened: Opener) -> None:
    page = opened(Role.REGISTRAR, DESK)
    first = page.locator("article").nth(0)
    page.route("**/answer/", lambda route: route.abort())
    first.locator("[name=answer]").nth(2).check()
    first.locator("[name=name]").fill("An Peeters")
    first.locator("button").click()
    expect(first.locator("[data-unsent]")).to_be_visible()
    page.unroute("**/answer/")
    page.wait_for_timeout(1_100)  # a second press within a second counts as the first
    first.locator("button").click()
    expect(first.locator(".aigis-ending__answered")).to_contain_text("Let the ban end An Peeters")


def test_who_was_signed_out_meanwhile_is_led_to_the_sign_in(opened: Opener) -> None:
    page = opened(Role.REGISTRAR, DESK)
    page.context.clear_cookies(name="sessionid")
    first = page.locator("article").nth(0)
    first.locator("[name=answer]").first.check()
    first.locator("[name=name]").fill("An Peeters")
    first.locator("button").click()
    page.wait_for_url("**/account/login/**")
    assert not ReminderAnswer.objects.exists()


@pytest.mark.parametrize("language", TITLES)
def test_the_page_is_accessible_fits_a_phone_and_speaks_the_language(
    opened: Opener, screenshots: Path, language: str
) -> None:
    page = opened(Role.REGISTRAR, DESK, language=language, checked=True)
    expect(page.locator("h1")).to_have_text(TITLES[language])
    assert violations(page) == []
    page.screenshot(path=screenshots / f"reminders-{language}.png", full_page=True)
    narrow = opened(Role.REGISTRAR, DESK, language=language, width=360)
    assert narrow.evaluate("document.documentElement.scrollWidth") <= 360
