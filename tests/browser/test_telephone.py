"""What guards and officers do on a telephone: at 360 pixels nothing needs sideways scrolling, in any language."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Desk
from tests.browser.opening import LANGUAGES

pytestmark = pytest.mark.browser

# What is wider than what holds it: the page, and every box that can be scrolled sideways.
SIDEWAYS = """() => [...document.querySelectorAll("*")].filter((one) =>
  one.getClientRects().length && one.scrollWidth > one.clientWidth + 1
  && (one === document.documentElement || ["auto", "scroll"].includes(getComputedStyle(one).overflowX))
).map((one) => `${one.tagName}.${one.className} ${one.scrollWidth} > ${one.clientWidth}`)"""
OF_ONE_ROW = """() => {
  const rows = new Map();
  for (const button of document.querySelectorAll("#answer button")) {
    const box = button.getBoundingClientRect();
    const row = Math.round(box.top);
    rows.set(row, (rows.get(row) || new Set()).add(`${Math.round(box.width)} x ${Math.round(box.height)}`));
  }
  return [...rows.values()].map((sizes) => sizes.size);
}"""


@pytest.fixture(params=LANGUAGES)
def telephone(desk: Desk, request: pytest.FixtureRequest) -> Desk:
    """Opens a page of somebody of a role on a telephone, in one of the languages."""

    def opened(role: str, address: str = "") -> Page:
        page = desk(role, request.param)
        page.set_viewport_size({"width": 360, "height": 740})
        if address:
            page.goto(address)
        return page

    return opened


def read(page: Page, lines: list[str], outcome: str) -> None:
    page.locator("#scan").fill("\n".join(lines))
    expect(page.locator(f"#answer [data-outcome={outcome}]")).to_be_visible()


def test_the_reception_fits_with_each_answer_and_the_longest_gate(telephone: Desk, demo: dict[str, Any]) -> None:
    page = telephone("guard", "/reception/")
    for outcome, lines in demo["mrz"].items():
        read(page, lines, outcome)
        assert page.evaluate(SIDEWAYS) == []
        assert set(page.evaluate(OF_ONE_ROW)) == {1}  # buttons beside each other are of one size
        page.keyboard.press("Escape")


def test_a_look_up_fits_with_its_form_and_its_answer(telephone: Desk, demo: dict[str, Any]) -> None:
    page = telephone("officer", "/lookup/")
    assert page.evaluate(SIDEWAYS) == []
    page.locator("[name=purpose]").first.select_option(index=1)
    page.locator("[name=case_reference]").fill("AN10.L1.77/2026")
    page.locator("[name=mrz]").evaluate("(field) => { field.closest('details')?.setAttribute('open', ''); }")
    page.locator("[name=mrz]").fill("\n".join(demo["mrz"]["denied"]))
    page.locator("main form button").last.click()
    expect(page.locator("main .govuk-summary-card, main .aigis-panel, main section").first).to_be_visible()
    assert page.evaluate(SIDEWAYS) == []


def test_alerts_and_what_waits_for_the_security_officer_fit(telephone: Desk, demo: dict[str, Any]) -> None:
    guard = telephone("guard", "/reception/")
    for outcome in ("denied", "refer"):
        read(guard, demo["mrz"][outcome], outcome)
        guard.keyboard.press("Escape")
    page = telephone("prosecutor", "/alerts/")
    page.locator("article.aigis-alert a").first.click()
    assert page.evaluate(SIDEWAYS) == []
    page.locator("form[action$='/acknowledge/'] button").click()
    expect(page.locator("form[action$='/close/']")).to_be_visible()
    assert page.evaluate(SIDEWAYS) == []
    page.goto("/alerts/")
    expect(page.locator("#live table")).to_be_visible()
    assert page.evaluate(SIDEWAYS) == []
    pfso = telephone("pfso", "/facility/")
    expect(pfso.locator("#waiting-title")).to_be_visible()
    assert pfso.evaluate(SIDEWAYS) == []


def test_a_value_of_a_stacked_table_stands_beside_the_name_of_its_column(telephone: Desk, demo: dict[str, Any]) -> None:
    read(telephone("guard", "/reception/"), demo["mrz"]["refer"], "refer")
    page = telephone("pfso", "/facility/")
    heads = page.locator("table.aigis-stacked thead th").all_text_contents()
    shown = page.evaluate(
        "() => [...document.querySelector('table.aigis-stacked tbody tr').children]"
        ".map((one) => getComputedStyle(one, '::before').content)"
    )
    assert [json.loads(text.split(" / ")[0]).strip() for text in shown] == heads
