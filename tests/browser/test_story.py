"""The main job as people see it: a registrar, a guard and a prosecutor at their screens, with real processes behind."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Desk
from tests.browser.desk_alerts import at_gates, counted_in_title

pytestmark = [pytest.mark.browser, pytest.mark.story]

PERSON = {"family_name": "Zonderzorgen", "given_names": "Hildegonda", "birth_date": "12/05/1979"}
LANGUAGES = ["nl", "fr", "de", "en"]


def register(page: Page, person: dict[str, str]) -> None:
    """Fills in the form of the registry and sends it."""
    page.goto("/bans/new")
    days = {"decision_date": "05/01/2026", "starts_on": "05/01/2026", "ends_on": "04/01/2036"}
    ground = {"legal_basis": "Art. 37 Sw.", "case_reference": "AN10.L1.77/2026"}
    for field, text in {**person, **days, **ground}.items():
        page.locator(f"#{field}").fill(text)
    page.locator("input[name=kind][value=penalty]").check()
    page.locator("#authority").select_option("corr-antwerpen")
    page.locator("main form button:not([type=button])").last.click()
    expect(page).to_have_url(re.compile("/bans/[0-9a-f-]{36}$"))


def check(page: Page, person: dict[str, str]) -> str:
    """Types a person at the reception and gives the outcome that the panel shows."""
    page.goto("/reception/")
    for field in ("family_name", "given_names", "birth_date"):
        page.locator(f"#{field}").fill(person[field])
    page.locator("#manual button").click()
    expect(page.locator("#answer [data-outcome]")).to_be_visible()
    return str(page.locator("#answer [data-outcome]").get_attribute("data-outcome"))


def test_a_ban_entered_at_the_registry_stops_at_the_gate_and_rings_at_the_desk_at_once(desk: Desk) -> None:
    guard, registrar, prosecutor = desk("guard"), desk("registrar"), desk("prosecutor")
    assert check(guard, PERSON) == "clear"
    prosecutor.goto("/alerts/")
    cards = at_gates(prosecutor)
    before = cards.count()
    register(registrar, PERSON)
    assert check(guard, PERSON) == "denied"
    assert not re.search("police|prosecutor|court|penalty", guard.locator("main").inner_text(), re.I)

    expect(cards).to_have_count(before + 1, timeout=6_000)  # nobody reloaded the page
    counted_in_title(prosecutor)
    card = cards.filter(has_text=PERSON["given_names"])
    for _ in range(2):  # whoever was clear before the ban may be inside: that is an alert of its own, in one card
        card.locator("a").click()
        expect(prosecutor.locator("main")).to_contain_text("Hildegonda Zonderzorgen")
        prosecutor.get_by_role("button", name="Acknowledge").click()
        expect(prosecutor.get_by_role("button", name="Close the alert")).to_be_visible()
        prosecutor.locator("#outcome").select_option("held")
        prosecutor.get_by_role("button", name="Close the alert").click()
    expect(cards).to_have_count(before)
    expect(prosecutor.locator("main")).to_contain_text("Closed: Person held")


def test_a_referred_person_is_judged_by_the_security_officer(desk: Desk, demo: dict[str, Any]) -> None:
    guard, pfso = desk("guard"), desk("pfso")
    guard.goto("/reception/")
    guard.locator("#scan").fill("\n".join(demo["mrz"]["refer"]))
    expect(guard.locator("#answer [data-outcome=refer]")).to_be_visible()
    reference = guard.locator("#answer .aigis-code").inner_text()
    pfso.goto("/facility/")
    pfso.get_by_role("link", name=reference).click()
    pfso.get_by_role("radio", name="Another person").check()
    pfso.locator("#why").fill("The photo shows somebody else.")
    pfso.get_by_role("button", name="Record this decision").click()
    expect(pfso.locator("main")).to_contain_text("Recorded: a different person.")
    expect(pfso.get_by_role("link", name=reference)).to_have_count(0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_guards_four_answers_are_pictured_in_every_language(
    desk: Desk, demo: dict[str, Any], screenshots: Path, language: str
) -> None:
    guard = desk("guard", language)
    guard.goto("/reception/")
    for outcome, lines in demo["mrz"].items():
        guard.locator("#scan").fill("\n".join(lines))
        expect(guard.locator(f"#answer [data-outcome={outcome}]")).to_be_visible()
        guard.screenshot(path=screenshots / f"reception-{outcome}-{language}.png")
        guard.keyboard.press("Escape")
    guard.context.set_offline(True)
    guard.locator("#scan").fill("\n".join(demo["mrz"]["clear"]))
    expect(guard.locator("#answer [data-no-answer]")).to_be_visible()
    guard.screenshot(path=screenshots / f"reception-no-answer-{language}.png")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("role", "address", "name"),
    [
        ("registrar", "/bans/new", "registry-form"),
        ("prosecutor", "/alerts/", "alerts"),
        ("pfso", "/facility/", "facility"),
        ("pfso", "/rosters/", "rosters"),
        ("auditor", "/audit/?actor=nobody", "audit"),
    ],
)
def test_the_desks_are_pictured_in_every_language_and_none_is_too_wide(
    desk: Desk, screenshots: Path, language: str, role: str, address: str, name: str
) -> None:
    page = desk(role, language)
    page.goto(address)
    expect(page.locator("h1")).to_be_visible()
    page.screenshot(path=screenshots / f"{name}-{language}.png", full_page=True)
    for width in (1180, 400):
        page.set_viewport_size({"width": width, "height": 860})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
