"""Announced people as they are met: a crew list sent, a visitor announced, a ban entered, the arrival that alarms."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import Desk
from tests.browser.desk_alerts import at_gates
from tests.browser.test_story import check, register
from tests.lists import workbook

pytestmark = [pytest.mark.browser, pytest.mark.story]

VISITOR = {"family_name": "Quarterlander", "given_names": "Ottoline", "birth_date": "09/02/1983"}
CREW_HEADERS = ("1. Family name", "2. Given names", "3. Rank or rating", "4. Nationality", "5. Date of birth")
CREW = [
    ("Magsaysay", "Bayani", "Master", "PHL", "1971-08-31"),
    ("Jurišić", "Dragutin", "Bosun", "HRV", "1980-01-15"),
    ("Venkataraman", "Arun", "Cook", "IND", "31/02/1990"),
]
SIZES = {"wide": (1366, 768), "telephone": (390, 844)}


def pictured(page: Page, name: str, screenshots: Path) -> None:
    """Looks at a page at two sizes: nothing wider than the window, no finding of axe."""
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        page.screenshot(path=str(screenshots / f"announced-{name}-{size}.png"), full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, size)
        assert violations(page) == [], (name, size)
    page.set_viewport_size({"width": 1180, "height": 860})


def gate_facility(guard: Page) -> str:
    """The facility of the gate that the guard's workstation checks at."""
    guard.goto("/reception/")
    return str(guard.locator("[name=gate]").first.input_value()).partition("/")[0]


def announce_crew(pfso: Page, facility: str, screenshots: Path) -> None:
    pfso.goto("/announcements/new")
    pfso.locator("#facility").select_option(facility)
    pfso.locator("#purpose").select_option("crew")
    pfso.locator("#host").fill("MV Eendracht")
    content: dict[str, Any] = {"name": "crew.xlsx", "mimeType": "application/xlsx"}
    pfso.locator("#file").set_input_files({**content, "buffer": workbook(*CREW, headers=CREW_HEADERS)})  # type: ignore[arg-type]
    pfso.get_by_role("button", name="Preview").click()
    expect(pfso.locator("main")).to_contain_text("1 row has a fault and is left out.")
    pictured(pfso, "preview", screenshots)
    pfso.get_by_role("button", name="Announce 2 persons").click()
    expect(pfso.locator("main")).to_contain_text("Dragutin Jurišić")


def announce_visitor(pfso: Page, facility: str) -> None:
    """Announces the visitor by keyboard alone, from the list of the day on."""
    pfso.goto(f"/announcements/?facility={facility}")
    pfso.get_by_role("button", name="Announce people").focus()
    pfso.keyboard.press("Enter")
    pfso.wait_for_url("**/announcements/new**")
    for field, text in {"host": "An Peeters", "first_time": "08:00", "last_time": "10:00", **VISITOR}.items():
        pfso.locator(f"#{field}").focus()
        pfso.keyboard.type(text)
    pfso.keyboard.press("Enter")
    pfso.get_by_role("button", name="Announce 1 person").focus()
    pfso.keyboard.press("Enter")
    expect(pfso.locator("main")).to_contain_text("when announced")


def test_an_announced_visitor_who_is_banned_meanwhile_alarms_on_arrival(desk: Desk, screenshots: Path) -> None:
    guard, pfso, registrar, prosecutor = (
        desk("guard", bypass_csp=True),
        desk("pfso", bypass_csp=True),
        desk("registrar"),
        desk("prosecutor"),
    )
    facility = gate_facility(guard)
    pfso.goto("/announcements/new")
    pictured(pfso, "form", screenshots)
    announce_crew(pfso, facility, screenshots)
    announce_visitor(pfso, facility)
    assert check(guard, VISITOR) == "clear"
    expect(guard.locator("[data-expected]")).to_contain_text("An Peeters")
    pictured(guard, "gate", screenshots)

    prosecutor.goto("/alerts/")
    cards = at_gates(prosecutor)
    before = cards.count()
    register(registrar, VISITOR)
    assert check(guard, VISITOR) == "denied"
    expect(guard.locator("#answer")).to_contain_text("An Peeters")
    pictured(guard, "gate-denied", screenshots)
    expect(cards).to_have_count(before + 1, timeout=6_000)

    pfso.goto(f"/announcements/?facility={facility}")
    expect(pfso.locator("main")).to_contain_text("1 expected person may not enter.")
    expect(pfso.locator("main")).to_contain_text(re.compile("Ottoline Quarterlander.*At the gate", re.DOTALL))
    pictured(pfso, "day", screenshots)


@pytest.mark.parametrize("language", ["nl", "fr", "de"])
def test_the_pages_of_announcements_are_whole_in_the_other_languages(
    desk: Desk, screenshots: Path, language: str
) -> None:
    pfso = desk("pfso", language, bypass_csp=True)
    for name, address in {"day": "", "form": "new", "links": "links/"}.items():
        pfso.goto(f"/announcements/{address}")
        pictured(pfso, f"{name}-{language}", screenshots)
