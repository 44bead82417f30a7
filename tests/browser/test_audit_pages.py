"""The auditor's pages in a real browser: in four languages, on a telephone, by keyboard."""

from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from aigis.apps.audit import sealer
from aigis.apps.checks.actions import perform
from aigis.apps.insight import trail_job
from aigis.apps.insight.models import Trail
from aigis.apps.people import access
from aigis.apps.register.in_memory import current as current_register
from aigis.core.access.permissions import Role
from tests.apps.fixtures import fresh_log
from tests.browser.axe import violations
from tests.browser.opening import LANGUAGES, Opener, browser, opened
from tests.browser.registry_pages import inhabited
from tests.world import STRANGER, World

__all__ = ["browser", "fresh_log", "inhabited", "opened"]
pytestmark = pytest.mark.browser


@pytest.fixture
def looked_at(fresh_log: object, inhabited: World) -> Iterator[World]:
    """A stranger was checked, and a guard refused again and again; all of it is sealed."""
    sealer.open_log(at=timezone.now())
    perform([inhabited.query(STRANGER)], at=timezone.now())
    for _ in range(5):
        access.record_refusal(
            inhabited.actor(Role.GUARD), at=timezone.now(), address="/registry/", capability="ban.read"
        )
    while sealer.seal(at=timezone.now()):
        pass
    yield inhabited


def follow() -> None:
    """What the worker does."""
    now = timezone.now()
    trail_job.run(Trail.objects.get().pk, view=current_register.current(at=now), at=now)


def asked(page: Page) -> None:
    """Asks who looked at the stranger, by keyboard."""
    page.locator("#reference").fill("DPO 7/26")
    page.locator("#family_name").fill("Okonkwo")
    page.locator("#given_names").fill("Marguerite")
    page.locator("#birth_date").fill("30/12/1975")
    page.keyboard.press("Enter")
    page.wait_for_url("**/audit/persons/*-*/")


def test_a_trail_is_asked_for_watched_read_and_told_on_a_sheet(opened: Opener, looked_at: World) -> None:
    page = opened(Role.AUDITOR, "audit/persons/", checked=True)
    assert violations(page) == []
    asked(page)
    assert violations(page) == []
    follow()
    expect(page.get_by_role("heading", name="1 entry concerns this person")).to_be_visible(timeout=5_000)
    assert violations(page) == []
    page.locator("form[action$=sheet] #reference").fill("letter of 3 March")
    page.get_by_label("In person, with an identity document").check()
    page.locator("#language").select_option("fr")
    page.get_by_role("button", name="Create the access report").press("Enter")
    expect(page.locator("h1")).to_have_text("Consultations de vos données")
    expect(page.get_by_text("une entreprise du port")).to_be_visible()
    assert violations(page) == []


def test_a_remark_is_written_by_keyboard(opened: Opener, looked_at: World) -> None:
    page = opened(Role.AUDITOR, "audit/patterns/")
    page.locator("summary", has_text="Write a remark").press("Enter")
    page.get_by_label("Explained").check()
    page.get_by_label("Explanation, or the person").fill("A new colleague, shown around.")
    page.get_by_role("button", name="Record the remark").press("Enter")
    expect(page.get_by_text("A new colleague, shown around.")).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_breaks_a_rule_of_accessibility_or_a_telephone_in_any_language(
    opened: Opener, looked_at: World, language: str
) -> None:
    guard = looked_at.actor(Role.GUARD).key
    for address in ("audit/", "audit/health/", f"audit/actors/?actor={guard}", "audit/patterns/", "audit/persons/"):
        assert violations(opened(Role.AUDITOR, address, language=language, checked=True)) == [], address
        page = opened(Role.AUDITOR, address, language=language, width=360)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, address
