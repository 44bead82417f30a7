"""The desks of auditors, officers, prosecutors and approvers: whole in four languages, wide and on a telephone."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from aigis.apps.audit.models import Hold
from aigis.apps.checks.models import RememberedPair, Thresholds
from aigis.core.access.permissions import Role
from tests.apps.fixtures import fresh_log
from tests.apps.retained import empty_store
from tests.browser.desk_pages import Desks, desks
from tests.browser.opening import Opener, browser, opened
from tests.browser.registry_pages import inhabited
from tests.browser.whole_pages import Sentences, Shown, contact_sheet, english, seen

__all__ = ["browser", "desks", "english", "fresh_log", "inhabited", "opened"]
pytestmark = pytest.mark.browser
TELEPHONE = 360


def refused(page: Page) -> None:
    page.locator("main form[method=post] .govuk-button").last.click()
    page.locator(".govuk-error-summary").wait_for()


def remembered(page: Page) -> None:
    for summary in page.locator("main summary").all():
        summary.click()


def pages(desks: Desks) -> Iterator[Shown]:
    yield Shown("audit", Role.AUDITOR, "audit/")
    yield Shown("health", Role.AUDITOR, "audit/health/")
    yield Shown("actor", Role.AUDITOR, f"audit/actors/?actor={desks.guard}")
    yield Shown("patterns", Role.AUDITOR, "audit/patterns/", remembered)
    yield Shown("trail-ask", Role.AUDITOR, "audit/persons/", refused)
    yield Shown("trail", Role.AUDITOR, f"audit/persons/{desks.trail}/", remembered)
    yield Shown("sheet", Role.AUDITOR, f"audit/sheets/{desks.sheet}/")
    yield Shown("entry", Role.AUDITOR, f"audit/entries/{desks.entry}/")
    yield Shown("check-find", Role.AUDITOR, "audit/checks/?check=x")
    yield Shown("check-again", Role.AUDITOR, f"audit/checks/{desks.denied}/")
    yield Shown("coincidences", Role.AUDITOR, "audit/coincidences/")
    yield Shown("retention", Role.AUDITOR, "audit/retention/", remembered)
    yield Shown("retention-prosecutor", Role.PROSECUTOR, "audit/retention/")
    yield Shown("hold-refused", Role.AUDITOR, "audit/retention/holds/new", refused)
    yield Shown("erasure-refused", Role.AUDITOR, "audit/retention/erasures/new", refused)
    yield Shown("facility", Role.PFSO, "facility/")
    yield Shown("referred", Role.PFSO, f"facility/checks/{desks.waiting}/")
    yield Shown("referred-refused", Role.PFSO, f"facility/checks/{desks.unsure}/", refused)
    yield Shown("expected", Role.PFSO, "announcements/")
    yield Shown("announce-refused", Role.PFSO, "announcements/new", refused)
    yield Shown("host-links-refused", Role.PFSO, "announcements/links/", refused)
    yield Shown("webhooks-refused", Role.PFSO, "webhooks/", refused)
    yield Shown("rosters", Role.BADGE_ISSUER, "rosters/")
    yield Shown("roster-report", Role.BADGE_ISSUER, "rosters/report/")
    yield Shown("roster-new-refused", Role.BADGE_ISSUER, "rosters/new", refused)
    yield Shown("list-refused", Role.BADGE_ISSUER, "rosters/lists/", refused)
    yield Shown("judgements", Role.PFSO, "judgements/", remembered)
    yield Shown("judgements-prosecutor", Role.PROSECUTOR, "judgements/")
    yield Shown("settle", Role.PROSECUTOR, f"judgements/checks/{desks.unsure}/")
    yield Shown("thresholds", Role.PROSECUTOR, "thresholds/")
    yield Shown("threshold-new", Role.PROSECUTOR, "thresholds/new?possible=6000&certain=12000")
    yield Shown("threshold-proposal", Role.APPROVER, f"thresholds/{desks.thresholds}")
    yield Shown("whole-list", Role.APPROVER, f"registry/lists/{desks.whole_list}")
    yield Shown("detention-correct", Role.REGISTRAR, f"detentions/{desks.stay}/correct/")


NAMES = [one.name for one in pages(Desks.nowhere())]


@pytest.fixture(autouse=True)
def own_keys(transactional_db: None) -> Iterator[None]:
    """Keys are committed apart: none of another test's, none left."""
    empty_store()
    yield
    empty_store()


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_whole_in_every_language_wide_and_on_a_telephone(
    name: str, desks: Desks, opened: Opener, browser: Browser, english: Sentences, screenshots: Path
) -> None:
    shown = next(one for one in pages(desks) if one.name == name)
    wrong = {}
    said = {} if name == "sheet" else english  # a sheet speaks the person's language, whoever prints it
    for width, suffix in ((shown.width, ""), (TELEPHONE, "-telephone")):
        pictures, wrong[width] = seen(replace(shown, width=width), opened, said)
        contact_sheet(browser, pictures, screenshots / f"desk-{name}{suffix}.png", width=width)
    assert wrong == {shown.width: {}, TELEPHONE: {}}
    shown.prepare(opened(shown.role, shown.address))  # once more under the content security policy


def reached(page: Page, selector: str) -> None:
    """Goes to a place by the key that goes from place to place, and by no other."""
    page.locator("body").focus()
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.locator(selector).first.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"{selector} is out of the keyboard's reach")


def chosen(page: Page, name: str, value: str) -> None:
    """Goes to a list and down it to what is to be chosen."""
    reached(page, f"[name={name}]")
    for _ in range(10):
        if page.locator(f"[name={name}]").input_value() == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{name} offers no {value}")


def test_a_referred_check_is_judged_by_keyboard(desks: Desks, opened: Opener) -> None:
    page = opened(Role.PFSO, f"facility/checks/{desks.waiting}/")
    reached(page, "[name=judgement][value=same]")
    page.locator("[name=judgement][value=different]").press("Space")
    chosen(page, "document_kind", "passport")
    for name, text in (("document_state", "FRA"), ("document_number", "12AB34567"), ("why", "Another face.")):
        reached(page, f"[name={name}]")
        page.keyboard.type(text)
    reached(page, "main form[method=post] button")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Recorded: a different person.")).to_be_visible()
    assert RememberedPair.objects.filter(judgement__check_made=desks.waiting).count() == 1


def test_thresholds_are_approved_by_keyboard_after_saying_that_the_consequences_were_seen(
    desks: Desks, opened: Opener
) -> None:
    page = opened(Role.APPROVER, f"thresholds/{desks.thresholds}")
    reached(page, "[name=seen]")
    page.keyboard.press("Space")
    reached(page, "form[action$=approve] button")
    page.keyboard.press("Enter")
    expect(page.get_by_text("In use from now on")).to_be_visible()
    assert Thresholds.objects.get().certain == 9_000


def test_a_hold_is_placed_by_keyboard(desks: Desks, opened: Opener) -> None:
    before = Hold.objects.count()
    page = opened(Role.AUDITOR, "audit/retention/holds/new")
    chosen(page, "kind", "period")
    for name, text in (
        ("first_day", "1/3/2026"),
        ("last_day", "31/3/2026"),
        ("reason", "A complaint is pending."),
        ("reference", "AN 9/26"),
    ):
        reached(page, f"[name={name}]")
        page.keyboard.type(text)
    reached(page, "main form[method=post] button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("cell", name="AN 9/26").first).to_be_visible()
    assert Hold.objects.count() == before + 1
