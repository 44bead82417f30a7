"""The pages of justice, police and administration in a real browser: by keyboard, in four languages, for everybody."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from aigis.core.bans import BRUSSELS
from aigis.core.permissions import Role
from tests.world import LOOKALIKE, World, build, forget_everything

pytestmark = pytest.mark.browser

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN_AXE = "tags => axe.run({runOnly: tags}).then(r => r.violations.map(v => [v.id, v.nodes[0].html]))"
ADDRESSES = {
    Role.REGISTRAR: ("registry/", "bans/new"),
    Role.OFFICER: ("lookup/",),
    Role.ADMIN: ("people/", "people/clients/new"),
}
LANGUAGES = ("nl", "fr", "de", "en")

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
    """The small world of this moment, committed, with two bans of which one ends soon."""
    world = build(timezone.now())
    world.ban()
    world.ban(LOOKALIKE, last_day=timezone.now().astimezone(BRUSSELS).date() + timedelta(days=3))
    yield world
    forget_everything()


@pytest.fixture
def opened(browser: Browser, live_server: LiveServer, inhabited: World) -> Iterator[Opener]:
    """Opens a page as a role has it; anything the content security policy stops fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(role: Role, address: str, *, language: str = "en", width: int = 1100, checked: bool = False) -> Page:
        client = Client()
        client.force_login(inhabited.user(role), backend="allauth.account.auth_backends.AuthenticationBackend")
        context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=checked)
        contexts.append(context)
        cookies = {"sessionid": client.cookies["sessionid"].value, "django_language": language}
        context.add_cookies([{"name": n, "value": v, "url": live_server.url} for n, v in cookies.items()])
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{live_server.url}/{address}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def violations(page: Page) -> list[list[str]]:
    """What axe finds against WCAG 2.2 AA."""
    page.add_script_tag(path=str(AXE))
    found: list[list[str]] = page.evaluate(RUN_AXE, TAGS)
    return found


def type_along(page: Page, *texts: str) -> None:
    """Types as somebody without a mouse does: a text, the tabulator, the next; an empty text passes a field by."""
    for text in texts:
        page.keyboard.type(text)
        page.keyboard.press("Tab")


def test_a_ban_is_registered_by_keyboard_alone_with_its_end_shown_on_the_way(opened: Opener) -> None:
    page = opened(Role.REGISTRAR, "bans/new")
    page.locator("#family_name").focus()
    type_along(page, "Ndongala", "Fleur", "4/1988", "", "BEL", "592-1234567-55", "BEL", "F", "Ndongala, Fleurette")
    page.keyboard.press("Space")  # the first kind, a penalty; its only authority is then chosen
    type_along(page, "", "", "20/11/2026", "", "art. 3", "AN 7/26")
    page.keyboard.press("Control+A")
    type_along(page, "22/11/2026", "21/11/2031")
    expect(page.locator("#period")).to_contain_text("In force from 22.11.2026 00:00 until 21.11.2031 24:00")
    page.locator("#ends_on").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".moj-alert--success")).to_contain_text("The ban is registered.")
    expect(page.locator("h1")).to_have_text("Fleur Ndongala")


def test_the_longest_last_day_is_taken_at_one_press(opened: Opener) -> None:
    page = opened(Role.REGISTRAR, "bans/new")
    page.get_by_label("Condition").check()
    page.locator("#starts_on").fill("30/11/2026")
    page.get_by_role("button", name="Take 28.02.2027 as last day").click()
    expect(page.locator("#ends_on")).to_have_value("28.02.2027")
    expect(page.locator("#period")).to_contain_text("until 28.02.2027 24:00")


def test_only_authorities_of_the_chosen_kind_can_be_chosen(opened: Opener) -> None:
    page = opened(Role.REGISTRAR, "bans/new")
    page.get_by_label("Condition").check()
    expect(page.locator("optgroup[data-kind=penalty]")).to_be_disabled()
    expect(page.locator("#authority")).to_have_value("or-antwerpen")


def test_a_form_with_something_wrong_leads_to_the_field(opened: Opener) -> None:
    page = opened(Role.REGISTRAR, "bans/new")
    page.get_by_role("button", name="Register the ban").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.get_by_role("link", name="Choose the kind of ban.").click()
    expect(page.locator("#kind")).to_be_focused()


def test_an_answer_is_read_at_a_glance_and_the_form_waits_behind_it(opened: Opener) -> None:
    page = opened(Role.OFFICER, "lookup/")
    page.locator("#purpose").select_option("control")
    page.locator("#case_reference").fill("PV 7/26")
    page.locator("#national_number").fill("81.04.03-123.61")
    page.keyboard.press("Enter")
    expect(page.locator("[data-in-force=certain] h1")).to_have_text("Yes: a port ban is in force")
    expect(page.locator("#national_number")).to_be_hidden()
    page.get_by_text("Change these details").click()
    expect(page.locator("#national_number")).to_have_value("81.04.03-123.61")


def test_a_new_key_can_be_copied_and_is_not_shown_again(opened: Opener) -> None:
    page = opened(Role.ADMIN, "people/clients/new")
    page.locator("#organisation").select_option("quay")
    page.locator("#role").select_option("guard")
    page.locator("#name").fill("North quay")
    page.get_by_role("button", name="Add and show the key").click()
    key = page.locator("#key").input_value()
    assert key.startswith("aigis_")
    page.get_by_role("link", name="I have copied it").click()
    expect(page.get_by_role("cell", name="North quay", exact=True)).to_be_visible()
    assert key not in page.content()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_breaks_a_rule_of_accessibility_in_any_language(opened: Opener, language: str) -> None:
    for role, addresses in ADDRESSES.items():
        for address in addresses:
            assert violations(opened(role, address, language=language, checked=True)) == [], address


def test_bans_answers_and_refused_forms_break_no_rule_of_accessibility_either(opened: Opener) -> None:
    page = opened(Role.REGISTRAR, "registry/", checked=True)
    page.locator("main table a").first.click()
    assert violations(page) == []
    page = opened(Role.REGISTRAR, "bans/new", checked=True)
    page.get_by_role("button", name="Register the ban").click()
    assert violations(page) == []
    for born in ("3/4/1981", "1981", "1999"):
        page = opened(Role.OFFICER, "lookup/", checked=True)
        page.locator("#purpose").select_option("control")
        for field, text in (("case_reference", "PV 7"), ("family_name", "Vandenbroucke"), ("birth_date", born)):
            page.locator(f"#{field}").fill(text)
        page.keyboard.press("Enter")
        expect(page.locator("[data-in-force]")).to_be_visible()
        assert violations(page) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_fits_a_telephone_in_every_language(opened: Opener, language: str) -> None:
    for role, addresses in ADDRESSES.items():
        for address in addresses:
            page = opened(role, address, language=language, width=360)
            assert page.evaluate("document.documentElement.scrollWidth") <= 360, address
