"""Scans of the next person on the reception page: from every focus, through every layout, with every line end."""

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import cycle, product
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from aigis.core.person.birth import BirthDate
from aigis.core.person.mrz.reader import compose_td1, compose_td2, compose_td3
from aigis.core.person.person import Document, Name, Person, Sex
from tests.browser.scanner import LINE_ENDS, keys_of, type_keys
from tests.scanner_layouts import BANNED, LAYOUTS

pytestmark = pytest.mark.browser

EXPIRY = date(2031, 11, 1)
FREE = Person(
    names=(Name("PROEFPERSOON", "KLAARTJE"),),
    birth=BirthDate(1987, 6, 5),
    documents=(Document("BEL", "EE1234567"),),
    sex=Sex.F,
    nationality="BEL",
)
DENIED = replace(FREE, names=(Name("VOORBEELDMANS", "DIEDERIK"),), documents=(Document("BEL", BANNED),), sex=Sex.M)
# Of the denied person in each format, of the free one on a card.
SCANS = {
    "clear": [compose_td1(FREE, expiry=EXPIRY)],
    "denied": [compose(DENIED, expiry=EXPIRY) for compose in (compose_td3, compose_td2, compose_td1)],
}
FOCUSES = {
    "nothing": "body",
    "a heading": "#manual-title",
    "the list of today": "#today-title",
    "the list of gates": "#gate",
    "the list of purposes": "#purpose",
    "the button that checks": "button:text-is('Check')",
    "the button of the typed details": "button:text-is('Check the typed details')",
    "an outcome": "[data-outcomes] button >> nth=0",
    "the last outcome": "[data-outcomes] button >> nth=-1",
    "for another 30 s": "[data-keep]",
    "the button that clears": "[data-clear]",
    "the family name": "#family_name",
    "the birth date": "#birth_date",
    "the state": "#document_state",
    "a language": "button[name=language] >> nth=1",
    "the account menu": "#account-menu summary",
    "the link home": "a.aigis-header__brand",
}
# What the page sent and every answer it showed, and whether an answer was shown when a character had been taken: it
# could only be the answer to the scan before.
WATCH = """() => {
  window.seen = { sent: [], shown: [], atKey: false };
  const answer = document.getElementById("answer");
  window.addEventListener("keydown", (event) => {
    window.seen.atKey ||= event.key.length === 1 && answer.querySelector("[data-outcome]") !== null;
  });
  new MutationObserver(() => {
    for (const { dataset } of answer.querySelectorAll("[data-outcome]")) {
      const last = window.seen.shown.at(-1);
      last?.[1] === dataset.requestKey || window.seen.shown.push([dataset.outcome, dataset.requestKey]);
    }
  }).observe(answer, { childList: true });
  const send = window.fetch;
  window.fetch = (address, options) => {
    options.method === "POST" && window.seen.sent.push(options.body.get("request_key"));
    return send(address, options);
  };
}"""
STATE = """() => {
  const { sent, shown, atKey } = window.seen;
  window.seen = { sent: [], shown: [], atKey: false };
  return {
    sent: sent.length,
    shown: shown.map(([outcome, key]) => (key === sent[0] ? outcome : `${outcome} of another scan`)),
    shownAtKey: atKey,
    gate: document.getElementById("gate").value,
    purpose: document.getElementById("purpose").value,
    noted: document.querySelectorAll("[data-recorded]").length,
    outage: !document.getElementById("outage").hidden,
    fields: [...document.querySelectorAll(".aigis-reception input:not([type=hidden]), textarea")]
      .filter((field) => field.value).map((field) => field.name),
  };
}"""
AFTER: dict[str, Any] = {
    "sent": 1,
    "shownAtKey": False,
    "gate": "BEANR-0001/quay",
    "purpose": "driver",
    "noted": 0,
    "outage": False,
    "fields": [],
}


@pytest.fixture(scope="module")
def site(root: Path) -> Iterator[str]:
    """The preview site in a process of its own."""
    command = [sys.executable, "-m", "tests.web.preview", "0"]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
        server.kill()


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """One browser for all."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def guard(browser: Browser, site: str) -> Iterator[Page]:
    """The page at a gate that is not the first of the list, with every character watched."""
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{site}/reception/")
    page.locator("#gate").select_option(AFTER["gate"])
    page.locator("#purpose").select_option(AFTER["purpose"])
    page.evaluate(WATCH)
    yield page
    page.close()
    assert errors == []


def focus_on(page: Page, place: str) -> None:
    """Gives the focus to a part of the page; a heading takes it as a screen reader gives it."""
    if place == "body":
        page.evaluate("document.activeElement.blur()")
    else:
        page.locator(place).evaluate(
            "(part) => { part.closest('h2, caption')?.setAttribute('tabindex', '-1'); part.focus(); }"
        )


def scan(page: Page, lines: list[str], line_end: str, *, layout: str = "american") -> None:
    typed = [line.translate(LAYOUTS[layout]) for line in lines]
    type_keys(page, keys_of(typed, line_end))


def answer(page: Page, outcome: str) -> dict[str, Any]:
    expect(page.locator(f"#answer [data-outcome={outcome}]")).to_be_visible()
    state: dict[str, Any] = page.evaluate(STATE)
    return state


def sweep(page: Page, combinations: Iterable[tuple[str, str, str]]) -> None:
    """Scans once for each (layout, line end, focus), in one page load, the denied and the free person in turn.

    Only the answer to the very scan may ever be shown, and the page is left as it was.
    """
    scan(page, SCANS["clear"][0], "enter")
    answer(page, "clear")
    for turn, (layout, line_end, focus) in enumerate(combinations):
        outcome = "clear" if turn % 2 else "denied"
        lines = SCANS[outcome][turn % len(SCANS[outcome])]
        focus_on(page, FOCUSES[focus])
        scan(page, lines, line_end, layout=layout)
        assert answer(page, outcome) == AFTER | {"shown": [outcome]}, f"{layout}, {line_end}, {focus}"


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_next_scan_is_asked_from_every_focus_and_the_old_answer_is_gone(guard: Page, layout: str) -> None:
    sweep(guard, product([layout], LINE_ENDS, FOCUSES))


@pytest.mark.story
def test_a_scan_from_each_focus_in_some_layout_shows_its_own_answer_alone(guard: Page) -> None:
    """The short form of the test before, which every run makes."""
    sweep(guard, zip(cycle(LAYOUTS), cycle(LINE_ENDS), [*FOCUSES, *FOCUSES], strict=False))


def test_blanks_after_the_lines_of_a_scan_are_no_new_scan(guard: Page) -> None:
    for line_end in LINE_ENDS:
        for outcome in ("denied", "clear"):
            scan(guard, [f"{line} " for line in SCANS[outcome][0]], line_end)
            assert answer(guard, outcome) == AFTER | {"shown": [outcome]}, line_end


def test_the_wrong_layout_is_named_once(guard: Page) -> None:
    notice = guard.locator("#keyboard [data-keyboard]")
    scan(guard, SCANS["denied"][0], "enter", layout="belgian")
    answer(guard, "denied")
    expect(notice).to_contain_text("Set the scanner to Belgian (AZERTY)")
    notice.get_by_role("button").click()
    expect(notice).to_have_count(0)
    expect(guard.locator("#scan")).to_be_focused()
    scan(guard, SCANS["clear"][0], "enter", layout="belgian")
    answer(guard, "clear")
    expect(notice).to_have_count(0)
    scan(guard, SCANS["denied"][0], "enter", layout="dvorak")
    answer(guard, "denied")
    expect(notice).to_contain_text("Dvorak")


@pytest.mark.parametrize("line_end", LINE_ENDS)
def test_a_prefix_of_the_scanner_is_no_part_of_the_document(guard: Page, line_end: str) -> None:
    for layout in ("american", "belgian", "german"):
        for lines in SCANS["denied"]:
            guard.keyboard.press("Escape")
            scan(guard, [f"]C1{lines[0]}", *lines[1:]], line_end, layout=layout)
            answer(guard, "denied")


def test_a_damaged_scan_through_a_wrong_layout_is_read_again(guard: Page) -> None:
    damaged = [SCANS["denied"][0][0], SCANS["denied"][0][1].replace("8706", "8707", 1)]
    scan(guard, damaged, "enter", layout="belgian")
    expect(guard.locator("#answer [data-neutral=read_again]")).to_be_visible()
    assert guard.locator("#check").get_attribute("data-state") == "unread"


def test_a_scan_of_which_a_line_is_missing_is_read_again(guard: Page) -> None:
    scan(guard, SCANS["denied"][0][:1], "enter", layout="belgian")
    expect(guard.locator("#answer [data-neutral=read_again]")).to_be_visible()
    expect(guard.locator("#scan")).to_have_value("")


def test_single_keys_on_buttons_and_lists_are_the_persons(guard: Page) -> None:
    scan(guard, SCANS["clear"][0], "enter")
    answer(guard, "clear")
    guard.locator("[data-outcomes] button >> nth=0").focus()
    guard.keyboard.press("Enter")
    expect(guard.locator("[data-recorded=entered]")).to_be_visible()
    guard.locator("[data-outcomes] button >> nth=1").focus()
    guard.keyboard.press("Space")
    expect(guard.locator("[data-recorded=refused]")).to_be_visible()
    expect(guard.locator("#answer [data-outcome=clear]")).to_be_visible()
    guard.locator("#gate").focus()
    guard.keyboard.press("ArrowUp")
    expect(guard.locator("#gate")).to_have_value("BEANR-0001/main")
    guard.locator("#purpose").focus()
    guard.keyboard.press("c")
    expect(guard.locator("#purpose")).to_have_value("crew")
    guard.keyboard.press("Tab")
    expect(guard.locator("#purpose")).not_to_be_focused()


def test_details_typed_by_hand_stay_in_their_field_and_go_with_enter(guard: Page) -> None:
    guard.locator("#family_name").press_sequentially("Proefpersoon", delay=90)
    guard.keyboard.press("Tab")
    expect(guard.locator("#given_names")).to_be_focused()
    expect(guard.locator("#family_name")).to_have_value("Proefpersoon")
    guard.wait_for_timeout(250)
    guard.keyboard.press("Enter")
    answer(guard, "clear")


def test_a_document_typed_by_hand_is_sent_when_it_is_whole(guard: Page) -> None:
    first, second = SCANS["denied"][0]
    guard.locator("#scan").press_sequentially(first[:3], delay=250)
    guard.locator("#scan").evaluate("(field, rest) => { field.value += rest; }", first[3:])
    guard.wait_for_timeout(250)
    guard.keyboard.press("Enter")
    guard.wait_for_timeout(800)
    assert guard.locator("#check").get_attribute("data-state") == "collecting"
    guard.keyboard.type(second)
    answer(guard, "denied")


def test_escape_and_each_new_check_clear_the_errors(guard: Page) -> None:
    errors = guard.locator(".govuk-error-message, [aria-invalid], .govuk-form-group--error")
    for clear in ("Escape", "a new check"):
        scan(guard, ["1005"], "enter")
        expect(guard.locator("#answer [data-neutral=invalid]")).to_be_visible()
        expect(errors).not_to_have_count(0)
        if clear == "Escape":
            guard.keyboard.press("Escape")
        else:
            scan(guard, SCANS["denied"][0], "enter")
            answer(guard, "denied")
        expect(errors).to_have_count(0)


def test_a_late_answer_to_an_earlier_scan_is_never_shown(guard: Page) -> None:
    """The states themselves, without a network: the reply to the first of two checks comes after the second began."""
    shown = guard.evaluate(
        """async () => {
            const { ReceptionMachine } = await import("/static/aigis/reception/machine.js");
            const machine = new ReceptionMachine();
            const first = machine.ask();
            const log = [machine.settle(first, "read_again"), machine.settle(first, "verdict"), machine.state];
            const second = machine.ask();
            log.push(machine.settle(first, "verdict"), machine.state, machine.ask(), machine.clear());
            machine.collect();
            return [...log, machine.settle(second, "verdict"), machine.state, machine.settle(second, "verdict")];
        }"""
    )
    assert shown == ["current", "late", "unread", "late", "asking", None, False, "overtaken", "unread", "late"]


@pytest.mark.parametrize("reply", ["3005", "3006"])
def test_a_lost_session_is_no_outage_and_keeps_the_details(guard: Page, reply: str) -> None:
    """Told by the status, or by a redirect to the sign-in page."""
    dialog = guard.locator("#signed-out")
    scan(guard, [reply], "enter")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("You are signed out: sign in again.")
    expect(guard.locator("#outage")).to_be_hidden()
    expect(guard.locator("#answer [data-idle]")).to_be_visible()
    expect(guard.locator("#scan")).to_have_value(re.compile(reply))
    guard.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(guard.locator("#signed-out-strip")).to_be_visible()
    expect(guard.locator("#scan")).to_have_value(re.compile(reply))
    guard.locator("#scan").fill("")
    scan(guard, SCANS["clear"][0], "enter")
    answer(guard, "clear")
    expect(guard.locator("#signed-out-strip")).to_be_hidden()
