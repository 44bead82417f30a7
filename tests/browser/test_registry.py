"""The pages of justice, police and administration in a real browser: by keyboard, in four languages, for everybody."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from aigis.core.access.permissions import Role
from tests.browser.axe import violations
from tests.browser.opening import LANGUAGES, Opener, browser, opened
from tests.browser.registry_pages import inhabited, registry

__all__ = ["browser", "inhabited", "opened", "registry"]
pytestmark = pytest.mark.browser

ADDRESSES = {
    Role.REGISTRAR: ("registry/", "bans/new", "proposals/"),
    Role.OFFICER: ("lookup/",),
    Role.ADMIN: ("people/", "people/clients/new"),
}


@pytest.fixture(scope="session")
def tell(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Prints a figure whatever is captured."""
    capture = request.config.pluginmanager.getplugin("capturemanager")

    def told(line: str) -> None:
        with capture.global_and_fixture_disabled():
            print(f"\n{line}")

    return told


_KEYS_A_SECOND = 2  # somebody who looks at a decision on paper between the fields


class Keyboard:
    """Somebody without a mouse: counts every key that is pressed."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.strokes = 0

    def types(self, *texts: str) -> None:
        """A text, the tabulator, the next; an empty text passes a field by."""
        for text in texts:
            self.writes(text)
            self.presses("Tab")

    def writes(self, text: str) -> None:
        """A text, sign by sign."""
        self.page.keyboard.type(text)
        self.strokes += len(text)

    def presses(self, key: str) -> None:
        """One key, or several held together."""
        self.page.keyboard.press(key)
        self.strokes += 1


def test_a_ban_is_registered_by_keyboard_alone_with_its_end_shown_on_the_way(
    opened: Opener, tell: Callable[[str], None]
) -> None:
    page = opened(Role.REGISTRAR, "bans/new")
    expect(page.locator("#family_name")).to_be_focused()
    began, keys = time.perf_counter(), Keyboard(page)
    keys.types("Ndongala", "Fleur", "4/1988", "", "BEL", "EJ654321", "BEL", "F", "Ndongala, Fleurette")
    expect(page.locator("#known")).to_contain_text("No matching person in the register.")
    keys.presses("Space")  # the first kind, a penalty; its only authority is then chosen
    keys.types("", "", "20/11/2026", "", "art. 3", "AN 7/26")
    keys.presses("Control+A")
    keys.types("22/11/2026")
    keys.writes("21/11/2031")
    expect(page.locator("#period")).to_contain_text("In force from 22 Nov 2026 00:00 until 21 Nov 2031 24:00")
    keys.presses("Enter")
    expect(page.locator(".moj-alert--success")).to_contain_text("The ban is registered.")
    expect(page.locator("h1")).to_have_text("Fleur Ndongala")
    seconds = time.perf_counter() - began
    tell(
        f"a ban by keyboard alone: {keys.strokes} keystrokes; {seconds:.1f} s for this machine, "
        f"{keys.strokes / _KEYS_A_SECOND:.0f} s at {_KEYS_A_SECOND} keys a second"
    )
    assert keys.strokes / _KEYS_A_SECOND < 120


def test_a_known_person_is_chosen_by_keyboard(opened: Opener) -> None:
    page = opened(Role.REGISTRAR, "bans/new")
    keys = Keyboard(page)
    keys.types("Vandenbroucke", "Soltan", "3/4/1981")
    expect(page.locator("#known")).to_contain_text("Possible matches")
    keys.types("", "", "", "", "", "")
    expect(page.locator("#subject")).to_be_focused()
    keys.presses("ArrowDown")
    expect(page.locator("#known input:focus")).to_be_checked()
    assert page.locator("#known input:checked").get_attribute("value")


def test_the_longest_last_day_is_taken_at_one_press(opened: Opener) -> None:
    page = opened(Role.REGISTRAR, "bans/new")
    page.get_by_label("Condition").check()
    page.locator("#starts_on").fill("30/11/2026")
    page.get_by_role("button", name="Use 28 Feb 2027 as the last day").click()
    expect(page.locator("#ends_on")).to_have_value("28/02/2027")
    expect(page.locator("#period")).to_contain_text("until 28 Feb 2027 24:00")


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
    page.get_by_role("link", name="I've copied the key").click()
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
