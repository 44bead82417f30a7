"""Look-up, finding, prison and superior in a real browser: by keyboard, in four languages, on a telephone."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from aigis.apps.register.in_memory import current as current_register
from aigis.apps.register.lookups import justifications
from aigis.apps.register.lookups.actions import LookUpQuery, look_up
from aigis.core.access.permissions import Role
from tests.browser.axe import violations
from tests.browser.opening import LANGUAGES, Opener, browser, opened
from tests.browser.registry_pages import DAY, inhabited, today
from tests.world import BANNED, World

__all__ = ["browser", "inhabited", "opened"]
pytestmark = pytest.mark.browser

ADDRESSES = {
    Role.OFFICER: ("lookup/",),
    Role.SUPERIOR: ("lookup/reviews/",),
    Role.REGISTRAR: ("registry/find",),
    Role.PRISON: ("prison/",),
    Role.AUDITOR: ("audit/sight/",),
}


@pytest.fixture
def justified(inhabited: World) -> None:
    """The tenth look-up of an officer, justified: it waits for a superior."""
    officer = inhabited.actor(Role.OFFICER)
    for _ in range(10):
        now = timezone.now()
        answer = look_up(
            LookUpQuery("control", "PV 7/26", BANNED), actor=officer, at=now, view=current_register.current(at=now)
        )
    justifications.justify(
        answer.id, "Seen at three gates in one night, see PV 7/26.", actor=officer, at=timezone.now()
    )


def look_up_by_number(page: Page) -> None:
    """Asks as somebody without a mouse does; the page begins in the purpose."""
    expect(page.locator("#purpose")).to_be_focused()
    page.keyboard.type("Control")
    page.keyboard.press("Tab")
    page.keyboard.type("PV 7/26")
    page.locator("#national_number").focus()
    page.keyboard.type("81.04.03-123.61")
    page.keyboard.press("Enter")
    expect(page.locator("[data-in-force=certain]")).to_be_visible()


def test_the_next_person_of_a_case_is_asked_for_without_a_mouse(opened: Opener) -> None:
    page = opened(Role.OFFICER, "lookup/")
    look_up_by_number(page)
    page.get_by_role("button", name="Look up another person for this case").press("Enter")
    expect(page.locator("#family_name")).to_be_focused()
    expect(page.locator("#case_reference")).to_have_value("PV 7/26")


def test_a_moment_of_knowledge_that_cannot_be_read_stands_open_with_its_sentence(opened: Opener) -> None:
    page = opened(Role.OFFICER, "lookup/")
    page.get_by_text("The register at an earlier time").click()
    page.locator("#known_day").fill("yesterday")
    page.keyboard.press("Enter")
    expect(page.locator("#known_day-error")).to_be_visible()
    expect(page.locator("#known_day")).to_have_value("yesterday")


def test_a_prison_reports_a_detention_from_the_answer_on(opened: Opener, inhabited: World) -> None:
    page = opened(Role.PRISON, "lookup/", checked=True)
    look_up_by_number(page)
    assert violations(page) == []
    page.get_by_role("link", name="Report a detention or a release of this person").click()
    page.get_by_label("Detained since").fill(f"{today(inhabited) - DAY:%d/%m/%Y}")
    page.keyboard.press("Enter")
    expect(page.locator(".moj-alert--success")).to_contain_text("The detention is reported.")
    expect(page.get_by_label("Released on", exact=True)).to_be_visible()
    assert violations(page) == []


def test_a_subject_is_found_and_opened_by_keyboard(opened: Opener) -> None:
    page = opened(Role.REGISTRAR, "registry/find", checked=True)
    expect(page.locator("#family_name")).to_be_focused()
    page.keyboard.type("van den Broeke")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="1 person found")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="Zoltan Vandenbroucke").click()
    expect(page.locator("h1")).to_have_text("Zoltan Vandenbroucke")
    assert violations(page) == []


def test_an_objection_without_a_note_leads_to_the_note(opened: Opener, justified: None) -> None:
    page = opened(Role.SUPERIOR, "lookup/reviews/", checked=True)
    assert violations(page) == []
    page.get_by_label("I object to it").check()
    page.get_by_role("button", name="Record the decision").click()
    page.get_by_role("link", name="State what you object to.").click()
    expect(page.locator("#note")).to_be_focused()
    expect(page.get_by_label("I object to it")).to_be_checked()
    assert violations(page) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_breaks_a_rule_of_accessibility_or_a_telephone_in_any_language(opened: Opener, language: str) -> None:
    for role, addresses in ADDRESSES.items():
        for address in addresses:
            assert violations(opened(role, address, language=language, checked=True)) == [], address
            page = opened(role, address, language=language, width=360)
            assert page.evaluate("document.documentElement.scrollWidth") <= 360, address
