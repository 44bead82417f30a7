"""The desks in a real browser: alerts that ring, silence that is not mistaken for calm, and access for everybody."""

import re
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import Desk
from tests.browser.desk_alerts import at_gates, counted_in_title

pytestmark = pytest.mark.browser


def hit(demo: dict[str, Any]) -> None:
    """Has the public banned identity checked at the gate, by the API."""
    body = {"gate": demo["gate"], "purpose": "visitor", "person": demo["persons"]["denied"]}
    headers = {"Authorization": f"Bearer {demo['keys']['guard']}"}
    answer = httpx.post(f"{demo['url']}/api/v1/checks", json=body, headers=headers, timeout=30)
    assert answer.json()["verdict"] == "denied"


@pytest.fixture
def officer(desk: Desk) -> Page:
    """An officer with the alert desk open; anything the content security policy stops fails the test."""
    page = desk("officer")
    page.goto("/alerts/")
    return page


def test_an_alert_appears_by_itself_with_its_count_in_the_title(officer: Page, demo: dict[str, Any]) -> None:
    complaints: list[str] = []
    officer.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
    at_the_gate = at_gates(officer).filter(has_text="Certain")
    before = at_the_gate.count()
    hit(demo)
    expect(at_the_gate).to_have_count(before + 1, timeout=6_000)
    counted_in_title(officer)
    expect(officer).to_have_title(re.compile(r"^\(\d+\) Alerts – Aigis$"))
    expect(officer.locator("#said")).to_contain_text("your attention.")
    assert complaints == []


def test_the_desk_says_that_it_is_silent_until_it_is_touched_and_then_rings_again_and_again(
    desk: Desk, demo: dict[str, Any]
) -> None:
    hit(demo)
    page = desk("officer")
    page.goto("/alerts/")
    page.get_by_role("button", name="Test the sound").click()
    expect(page.locator("#sound-off")).to_be_hidden()
    expect(page.locator("#sound")).to_have_text("Sound is on")
    page.wait_for_function("() => Number(document.documentElement.dataset.rang) >= 1")
    page.locator("#sound").click()
    expect(page.locator("#sound-off")).to_be_visible()
    expect(page.locator("#sound")).to_contain_text("Sound is off")


def test_the_night_colours_stay_after_a_reload_and_the_age_counts(officer: Page, demo: dict[str, Any]) -> None:
    hit(demo)
    officer.locator("#night").click()
    officer.reload()
    assert officer.evaluate("document.documentElement.dataset.theme") == "dark"
    officer.locator("#night").click()
    expect(officer.locator("[data-due]").first).to_have_text(re.compile(r"^\d+:\d\d$"))


def test_asking_again_leaves_the_page_as_it_is_while_nothing_changes(officer: Page) -> None:
    officer.evaluate("document.getElementById('live').dataset.mine = 'kept'")
    with officer.expect_response(lambda reply: reply.status == 304, timeout=6_000):
        pass
    with officer.expect_response(lambda reply: reply.status == 304, timeout=6_000):
        pass
    assert officer.evaluate("document.getElementById('live').dataset.mine") == "kept"
    expect(officer.locator("#stale")).to_be_hidden()


def test_a_server_that_is_gone_is_said_aloud_and_taken_back(officer: Page) -> None:
    officer.context.set_offline(True)
    expect(officer.locator("#stale")).to_be_visible(timeout=8_000)
    expect(officer.locator("#stale time")).to_contain_text(":")
    officer.context.set_offline(False)
    expect(officer.locator("#stale")).to_be_hidden(timeout=8_000)


def test_a_session_that_ended_is_said_aloud_and_its_sign_in_page_is_not_shown_as_alerts(officer: Page) -> None:
    officer.context.clear_cookies()
    expect(officer.locator("#signed-out")).to_be_visible(timeout=8_000)
    assert officer.locator("[name=password]").count() == 0


@pytest.mark.parametrize(
    ("role", "address"),
    [("officer", "/alerts/"), ("pfso", "/facility/"), ("pfso", "/rosters/"), ("auditor", "/audit/")],
)
def test_no_desk_breaks_a_rule_of_accessibility(desk: Desk, role: str, address: str) -> None:
    page = desk(role, bypass_csp=True)
    page.goto(address)
    assert violations(page) == []


def test_no_opened_alert_breaks_a_rule_of_accessibility(desk: Desk, demo: dict[str, Any]) -> None:
    hit(demo)
    page = desk("officer", bypass_csp=True)
    page.goto("/alerts/")
    page.locator("article.aigis-alert h3 a").first.click()
    assert violations(page) == []
    page.get_by_role("button", name="Acknowledge").click()
    page.get_by_role("button", name="Close the alert").click()
    expect(page.locator("#outcome-error")).to_be_visible()
    assert violations(page) == []


def test_an_opened_entry_is_proven_and_breaks_no_rule_of_accessibility(desk: Desk) -> None:
    page = desk("auditor", bypass_csp=True)
    page.goto("/audit/")
    page.locator("main table a[href*=entries]").last.click()
    expect(page.locator(".aigis-holds")).to_contain_text("Proven")
    assert violations(page) == []
    with page.expect_download() as taken:
        page.get_by_role("link", name="Download the receipt").click()
    assert taken.value.suggested_filename.endswith(".tlog-proof")
