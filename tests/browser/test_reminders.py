"""The reminders in a real browser: by keyboard, with nothing typed elsewhere lost, in four languages, for everybody."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from aigis.apps.register.models import ReminderAnswer
from aigis.apps.register.reminders import remind
from aigis.core.days import day_of
from aigis.core.permissions import Role
from tests.world import BANNED, LOOKALIKE, STRANGER, World, build, forget_everything

pytestmark = pytest.mark.browser

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN_AXE = "tags => axe.run({runOnly: tags}).then(r => r.violations.map(v => [v.id, v.nodes[0].html]))"
TITLES = {"nl": "Herinneringen", "fr": "Rappels", "de": "Erinnerungen", "en": "Reminders"}

Opener = Callable[..., Page]


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """One browser for all. Its loop makes Django suspect asynchronous code, of which there is none here."""
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as playwright:
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


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


@pytest.fixture
def opened(browser: Browser, live_server: LiveServer, inhabited: World) -> Iterator[Opener]:
    """Opens the page as a registrar has it; anything the content security policy stops fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(language: str = "en", *, width: int = 1180, checked: bool = False) -> Page:
        client = Client()
        client.force_login(
            inhabited.user(Role.REGISTRAR), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=checked)
        contexts.append(context)
        cookies = {"sessionid": client.cookies["sessionid"].value, "django_language": language}
        context.add_cookies([{"name": n, "value": v, "url": live_server.url} for n, v in cookies.items()])
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{live_server.url}/registry/reminders/")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def test_an_ending_is_answered_by_keyboard_and_what_was_typed_elsewhere_stays(opened: Opener) -> None:
    page = opened()
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
    page = opened()
    first = page.locator("article").nth(0)
    page.route("**/answer/", lambda route: route.abort())
    first.locator("[name=answer]").nth(2).check()
    first.locator("[name=name]").fill("An Peeters")
    first.locator("button").click()
    expect(first.locator("[data-unsent]")).to_be_visible()
    page.unroute("**/answer/")
    page.wait_for_timeout(1_100)  # a second press within a second counts as the first
    first.locator("button").click()
    expect(first.locator(".aigis-ending__answered")).to_contain_text("Let it end An Peeters")


def test_who_was_signed_out_meanwhile_is_led_to_the_sign_in(opened: Opener) -> None:
    page = opened()
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
    page = opened(language, checked=True)
    expect(page.locator("h1")).to_have_text(TITLES[language])
    page.add_script_tag(path=str(AXE))
    assert page.evaluate(RUN_AXE, TAGS) == []
    page.screenshot(path=screenshots / f"reminders-{language}.png", full_page=True)
    narrow = opened(language, width=360)
    assert narrow.evaluate("document.documentElement.scrollWidth") <= 360
