"""The reception page in a real browser: what it shows, and above all what it never shows."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.axe import violations
from tests.browser.opening import LANGUAGES

pytestmark = pytest.mark.browser

TD3 = ("P<BELPEETERS<<AN<MARIA<<<<<<<<<<<<<<<<<<<<<<", "EF00000003BEL8104030F3001019<<<<<<<<<<<<<<08")
# What a guard must see at once and does not.
OUT_OF_WINDOW = """() => [...document.querySelectorAll("#answer :is(.aigis-panel__title, .aigis-panel__instruction, "
  + ".aigis-panel__call, .aigis-panel__call a, .aigis-outcome, [data-clear])")].filter((part) => {
    const box = part.getBoundingClientRect();
    return box.top < 0 || box.left < 0 || box.bottom > innerHeight || box.right > innerWidth
      || part.scrollWidth > part.clientWidth + 2 && part.clientWidth > 0;
  }).map((part) => part.textContent.trim())"""
PANELS = ["", "clear", "denied", "refer", "read_again", "invalid", "no_answer"]


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
    """The page as a guard has it open; anything the content security policy stops fails the test."""
    page = browser.new_page(viewport={"width": 1024, "height": 768})
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{site}/reception/")
    expect(page.locator("#scan")).to_be_focused()
    yield page
    page.close()
    assert complaints == []


def scan(page: Page, text: str, *, enter: bool = True) -> None:
    """Types as a scanner does: fast, with a line end after it."""
    page.keyboard.type(text)
    if enter:
        page.keyboard.press("Enter")


@pytest.mark.parametrize(("value", "outcome"), [("1001", "clear"), ("1002", "denied"), ("1003", "refer")])
def test_a_verdict_is_shown_with_its_own_colour_and_the_field_is_ready_again(
    guard: Page, value: str, outcome: str
) -> None:
    scan(guard, value)
    expect(guard.locator(f"#answer .aigis-panel--{outcome} [role=alert]")).to_be_visible()
    expect(guard.locator("#scan")).to_be_focused()
    expect(guard.locator("#scan")).to_have_value("")


@pytest.mark.parametrize(
    ("value", "what"),
    [
        ("2001", "a marker in other letters"),
        ("2002", "no marker"),
        ("2003", "the answer to another request"),
        ("2004", "a colour that disagrees"),
        ("2005", "two answers"),
        ("3001", "a green panel with status 500"),
        ("3002", "a redirect to a green page"),
        ("3003", "something that is no page"),
        ("1006", "the server's own word that there is no answer"),
    ],
)
def test_whatever_is_not_an_explicit_answer_is_no_answer(guard: Page, value: str, what: str) -> None:
    scan(guard, value)
    expect(guard.locator("#answer [data-no-answer]")).to_be_visible()
    assert guard.locator("#answer .aigis-panel--clear").count() == 0, what
    expect(guard.locator("#answer time")).to_have_text(guard.locator("#outage time").inner_text())
    assert guard.locator("#answer time").inner_text().count(":") == 1


def test_a_server_that_is_gone_is_no_answer(guard: Page) -> None:
    guard.context.set_offline(True)
    scan(guard, "1001")
    expect(guard.locator("#answer [data-no-answer]")).to_be_visible()


def test_an_answer_after_more_than_five_seconds_is_no_answer(guard: Page) -> None:
    scan(guard, "3004")
    expect(guard.locator("#answer [data-no-answer]")).to_be_visible(timeout=6500)


def test_the_outage_stays_announced_until_somebody_was_checked(guard: Page) -> None:
    scan(guard, "3003")
    expect(guard.locator("#outage")).to_be_visible()
    guard.keyboard.press("Escape")
    expect(guard.locator("#outage")).to_be_visible()
    scan(guard, "1001")
    expect(guard.locator("#outage")).to_be_hidden()


def test_half_a_zone_is_not_sent(guard: Page) -> None:
    sent: list[str] = []
    guard.on("request", lambda request: sent.append(request.method))
    guard.locator("#scan").press_sequentially(TD3[0][:40], delay=1)
    guard.keyboard.press("Enter")
    guard.keyboard.type("E")
    assert "POST" not in sent
    assert "\n" in guard.locator("#scan").input_value()


def test_a_whole_zone_is_sent_by_itself_with_both_lines(guard: Page) -> None:
    with guard.expect_request(lambda request: request.method == "POST") as sent:
        guard.keyboard.type(TD3[0])
        guard.keyboard.press("Enter")
        guard.keyboard.type(TD3[1])
    assert "%3C%3CAN%3CMARIA" in (sent.value.post_data or "")
    assert TD3[1][:9] in (sent.value.post_data or "")
    expect(guard.locator("#answer .aigis-panel--clear")).to_be_visible()


def test_a_value_without_line_end_is_sent_after_a_pause(guard: Page) -> None:
    with guard.expect_request(lambda request: request.method == "POST"):
        scan(guard, "81040312345", enter=False)


def test_escape_clears_the_answer_and_gives_the_field_back(guard: Page) -> None:
    scan(guard, "1002")
    expect(guard.locator("#answer .aigis-panel--denied")).to_be_visible()
    guard.locator("[data-outcomes] button").first.focus()
    guard.keyboard.press("Escape")
    expect(guard.locator("#answer [data-idle]")).to_be_visible()
    expect(guard.locator("#scan")).to_be_focused()


def test_the_answer_is_gone_after_thirty_seconds_and_later_when_asked_to_stay(guard: Page) -> None:
    guard.clock.install()
    scan(guard, "1001")
    expect(guard.locator("#answer .aigis-panel--clear")).to_be_visible()
    guard.locator("[data-keep]").click()
    guard.clock.run_for(31_000)
    expect(guard.locator("#answer .aigis-panel--clear")).to_be_visible()
    guard.clock.run_for(30_000)
    expect(guard.locator("#answer [data-idle]")).to_be_visible()


def test_the_last_answer_goes_when_the_next_person_is_typed(guard: Page) -> None:
    scan(guard, "1001")
    expect(guard.locator("#answer .aigis-panel--clear")).to_be_visible()
    guard.locator("#family_name").press_sequentially("P")
    expect(guard.locator("#answer [data-idle]")).to_be_visible()


def answers_slowly(page: Page, seconds: float) -> list[str]:
    """Holds every answer back in the page itself; returns what is sent, as it is sent."""
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or "") if request.method == "POST" else None)
    page.evaluate(
        """delay => {
            window.shown = new Set();
            const note = () => document.querySelectorAll("#answer .aigis-panel").forEach(p => shown.add(p.className));
            new MutationObserver(note).observe(document.getElementById("answer"), {childList: true, subtree: true});
            const real = window.fetch;
            window.fetch = async (...asked) => {
                const reply = await real(...asked);
                await new Promise(resolve => setTimeout(resolve, delay));
                return reply;
            };
        }""",
        seconds * 1000,
    )
    return sent


def shows_only_read_again(page: Page) -> None:
    """The neutral panel stands there, no verdict ever did, and the next scan starts clean."""
    expect(page.locator("#answer [data-overtaken]")).to_be_visible()
    shown = " ".join(page.evaluate("[...window.shown]"))
    assert not [outcome for outcome in ("clear", "denied", "refer") if f"aigis-panel--{outcome}" in shown], shown
    expect(page.locator("#scan")).to_be_focused()
    for field in ("#scan", "#family_name", "#birth_date"):
        expect(page.locator(field)).to_have_value("")
        expect(page.locator(field)).to_be_editable()


@pytest.mark.parametrize("first", ["1001", "1002", "1003", "1005"])
def test_an_answer_that_the_next_scan_overtook_is_never_shown(guard: Page, first: str) -> None:
    sent = answers_slowly(guard, 1.5)
    scan(guard, first)
    guard.wait_for_timeout(500)
    scan(guard, "1002")
    shows_only_read_again(guard)
    assert len(sent) == 1
    scan(guard, "1002")
    expect(guard.locator("#answer .aigis-panel--denied")).to_be_visible()


def test_a_scan_cut_in_two_by_the_answer_is_not_sent_in_part(guard: Page) -> None:
    sent = answers_slowly(guard, 1)
    scan(guard, "1001")
    guard.wait_for_timeout(300)
    guard.keyboard.type("81040312345", delay=150)
    guard.keyboard.press("Enter")
    shows_only_read_again(guard)
    guard.wait_for_timeout(800)
    assert len(sent) == 1


@pytest.mark.parametrize("place", ["#family_name", "#birth_date", "#purpose", "button:has-text('Check the typed')"])
def test_an_answer_that_typing_overtook_is_never_shown(guard: Page, place: str) -> None:
    answers_slowly(guard, 1)
    scan(guard, "1001")
    guard.locator(place).focus()
    guard.keyboard.type("Pe")
    expect(guard.locator("#family_name")).not_to_be_editable()
    shows_only_read_again(guard)


def test_typed_details_overtaken_by_a_scan_do_not_stay(guard: Page) -> None:
    answers_slowly(guard, 1)
    guard.locator("#family_name").fill("Peeters")
    guard.keyboard.press("Enter")
    scan(guard, "1002")
    shows_only_read_again(guard)


def test_no_answer_stays_no_answer_when_overtaken(guard: Page) -> None:
    answers_slowly(guard, 1)
    scan(guard, "3003")
    scan(guard, "1001")
    expect(guard.locator("#answer [data-no-answer]")).to_be_visible()
    expect(guard.locator("#scan")).to_have_value("")


def test_keys_that_bring_no_details_do_not_overtake(guard: Page) -> None:
    """Among them the line end of a scanner, which comes after a zone that is already on its way."""
    answers_slowly(guard, 1)
    scan(guard, TD3[0])
    scan(guard, TD3[1])
    for key in ("Shift", "Escape", "Tab", "Enter"):
        guard.keyboard.press(key)
    expect(guard.locator("#answer .aigis-panel--clear")).to_be_visible()


def test_wrong_details_stay_in_their_fields_to_be_corrected(guard: Page) -> None:
    scan(guard, "1005")
    expect(guard.locator("#answer [data-neutral=invalid]")).to_be_visible()
    expect(guard.locator("#family_name")).to_have_value("Peeters")
    expect(guard.locator("#birth_date")).to_be_focused()


def test_what_happened_next_is_noted_and_a_failure_to_note_is_said(guard: Page) -> None:
    scan(guard, "1001")
    guard.get_by_role("button", name="Left").click()
    expect(guard.locator("[data-noted]")).to_have_text("Not recorded. Press again.")
    guard.get_by_role("button", name="Entered").click()
    expect(guard.locator("[data-recorded=entered]")).to_be_visible()
    expect(guard.get_by_role("button", name="Entered")).to_have_attribute("aria-pressed", "true")


def test_another_gate_shows_its_own_checks(guard: Page) -> None:
    expect(guard.locator("#today table")).to_be_visible()
    guard.locator("#gate").select_option("BEANR-0001/quay")
    expect(guard.locator("#today table")).to_have_count(0)


def test_without_scripts_the_page_answers_too(browser: Browser, site: str) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{site}/reception/")
    page.locator("#scan").fill("1002")
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator("#answer .aigis-panel--denied")).to_be_visible()
    page.close()


@pytest.mark.parametrize("size", [(1024, 768), (360, 740)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_panel_is_wider_than_the_screen_in_any_language(
    browser: Browser, site: str, language: str, size: tuple[int, int]
) -> None:
    page = in_language(browser, site, language, size)
    for panel in PANELS:
        page.goto(f"{site}/reception/?show={panel}")
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], f"{panel} is too wide"
    page.close()


# Desk screens, a telephone, the smallest telephone, and a desk screen at 200 % zoom.
@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080), (1280, 720), (390, 844), (360, 600), (683, 384)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_verdict_telephone_and_outcomes_stand_in_the_window_without_scrolling(
    browser: Browser, site: str, language: str, size: tuple[int, int]
) -> None:
    page = in_language(browser, site, language, size)
    page.goto(f"{site}/reception/")
    for value in ("1001", "1002", "1003", "1009"):
        page.keyboard.press("Escape")
        scan(page, value)
        expect(page.locator("#answer [data-outcome]")).to_be_visible()
        assert page.evaluate(OUT_OF_WINDOW) == [], value
        if size == (1920, 1080):
            box = page.locator("#answer .aigis-panel").bounding_box()
            assert box is not None and box["width"] > 0.7 * size[0] and box["height"] > 0.8 * size[1]
            title = page.locator("#answer .aigis-panel__title")
            assert float(title.evaluate("(word) => parseFloat(getComputedStyle(word).fontSize)")) >= 200
    page.close()


def in_language(browser: Browser, site: str, language: str, size: tuple[int, int]) -> Page:
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    page.context.add_cookies([{"name": "django_language", "value": language, "url": site}])
    return page


@pytest.mark.parametrize(("key", "code"), [("1", "Digit1"), ("&", "Digit1"), ("1", "Numpad1")])
def test_a_lone_number_key_reports_the_outcome_on_any_keyboard(guard: Page, key: str, code: str) -> None:
    scan(guard, "1001")
    expect(guard.locator("#answer [data-outcome=clear]")).to_be_visible()
    expect(guard.get_by_role("button", name="Entered")).to_have_attribute("aria-keyshortcuts", "1")
    press(guard, key, code)
    expect(guard.locator("#answer [data-outcome]")).to_have_count(0)
    expect(guard.locator("[data-recorded=entered]")).to_be_visible()
    expect(guard.locator("#scan")).to_have_value("")


@pytest.mark.parametrize("rest", ["002", "0"])
def test_a_number_key_that_another_follows_is_the_next_scan(guard: Page, rest: str) -> None:
    scan(guard, "1001")
    expect(guard.locator("#answer [data-outcome=clear]")).to_be_visible()
    guard.wait_for_timeout(300)
    press(guard, "1", "Digit1")
    guard.keyboard.type(rest, delay=120)
    expect(guard.locator("#scan")).to_have_value(f"1{rest}")
    guard.wait_for_timeout(700)
    expect(guard.locator("[data-recorded]")).to_have_count(0)
    expect(guard.locator("#answer [data-outcome]")).to_have_count(0)


def test_a_number_typed_into_a_field_or_after_escape_is_no_outcome(guard: Page) -> None:
    for focus in ("#family_name", "#purpose"):
        scan(guard, "1001")
        expect(guard.locator("#answer [data-outcome=clear]")).to_be_visible()
        guard.locator(focus).focus()
        press(guard, "1", "Digit1")
        guard.wait_for_timeout(700)
        expect(guard.locator("[data-recorded]")).to_have_count(0)
        guard.keyboard.press("Escape")
    press(guard, "1", "Digit1")
    expect(guard.locator("#scan")).to_have_value("1")


def press(page: Page, key: str, code: str) -> None:
    """Presses one key by itself: long enough after the keys before."""
    page.wait_for_timeout(300)
    down = {"key": key, "code": code, "text": key, "windowsVirtualKeyCode": ord("1")}
    session = page.context.new_cdp_session(page)
    session.send("Input.dispatchKeyEvent", {"type": "keyDown", **down})
    session.send("Input.dispatchKeyEvent", {"type": "keyUp", **down})
    session.detach()


def test_a_decision_on_a_referred_check_comes_to_the_screen_once_and_is_closed_for_good(guard: Page) -> None:
    asked: list[str] = []
    guard.on("request", lambda request: asked.append(request.url) if "decisions" in request.url else None)
    scan(guard, "1001")
    expect(guard.locator("#answer [data-outcome=clear]")).to_be_visible()
    guard.wait_for_timeout(4500)
    assert asked == []  # nothing waits for a decision
    scan(guard, "1003")
    decision = guard.locator("#decisions [data-decision]")
    expect(decision).to_contain_text("No access. Do not let the person enter.", timeout=9000)
    expect(guard.locator("#answer [data-outcome=refer]")).to_be_visible()
    guard.wait_for_timeout(4500)
    expect(decision).to_have_count(1)
    decision.get_by_role("button").click()
    expect(guard.locator("#scan")).to_be_focused()
    guard.wait_for_timeout(4500)
    expect(decision).to_have_count(0)


def test_who_is_signed_in_stands_in_the_header_with_a_menu(guard: Page) -> None:
    menu = guard.locator("#account-menu")
    expect(menu.locator("summary")).to_contain_text("Jelle Wouters-Vandenbroucke")
    menu.locator("summary").click()
    for item in ("Password", "Second factor"):
        expect(menu.get_by_role("link", name=item)).to_be_visible()
    expect(menu.get_by_role("button", name="Sign out")).to_be_visible()
    guard.keyboard.press("Escape")
    expect(menu.get_by_role("button", name="Sign out")).to_be_hidden()


@pytest.mark.parametrize("address", [*(f"reception/?show={panel}" for panel in PANELS), "account/login/", "error/503/"])
def test_no_page_breaks_a_rule_of_accessibility(browser: Browser, site: str, address: str) -> None:
    page = browser.new_page(viewport={"width": 1024, "height": 768}, bypass_csp=True)
    page.goto(f"{site}/{address}")
    assert violations(page) == []
    page.close()
