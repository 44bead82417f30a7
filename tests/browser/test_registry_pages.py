"""The registry's pages in four languages side by side: nothing cut, nothing untranslated, nothing out of reach."""

import base64
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from playwright.sync_api import Browser, Page, expect

from aigis.core.permissions import Role
from aigis.ops import messages
from tests.browser.registry_pages import (
    LANGUAGES,
    Opener,
    Registry,
    browser,
    inhabited,
    opened,
    registry,
    violations,
)

__all__ = ["browser", "inhabited", "opened", "registry"]
pytestmark = pytest.mark.browser

# Words that do not fit into what holds them (the look's buttons reach two pixels out of themselves), and words inside a
# picture that reach beyond it.
CUT = """() => {
  const wide = "button, .govuk-button, h1, h2, h3, th, td, dt, dd, .govuk-tag, label, .aigis-tile a";
  const cut = [...document.querySelectorAll(wide)].filter((one) =>
    one.clientWidth && getComputedStyle(one).overflowX !== "auto" && one.scrollWidth > one.clientWidth + 3
    && !one.classList.contains("govuk-visually-hidden"));
  const beyond = [...document.querySelectorAll("svg[role=img] text")].filter((one) => {
    const picture = one.ownerSVGElement.getBoundingClientRect(), box = one.getBoundingClientRect();
    return picture.width && (box.left < picture.left - 1 || box.right > picture.right + 1);
  });
  return [...cut, ...beyond].map((one) => one.textContent.trim().replace(/\\s+/g, " "));
}"""
WORDS = """() => {
  const not = "script, style, [lang]:not(html), .aigis-header__organisation";
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  while (walk.nextNode()) {
    const text = walk.currentNode.textContent.trim().replace(/\\s+/g, " ");
    if (text && !walk.currentNode.parentElement.closest(not)) found.push(text);
  }
  return found;
}"""


@dataclass(frozen=True, slots=True)
class Shown:
    """A page as one of its readers has it; `prepare` brings it to what is to be looked at."""

    name: str
    role: Role
    address: str
    prepare: Callable[[Page], None] = lambda page: None
    width: int = 1100


def typed_person(page: Page) -> None:
    page.locator("#family_name").fill("Vandenbroucke")
    page.locator("#given_names").fill("Soltan")
    page.locator("#birth_date").fill("3/4/1981")
    page.locator("#known input[type=radio]").nth(1).wait_for()
    page.locator("#kind").check()
    page.locator("#ends_on").fill("21/11/2031")
    page.locator("#period button").wait_for()


def refused(page: Page) -> None:
    page.locator("form[method=post] .govuk-button").last.click()
    page.locator(".govuk-error-summary").wait_for()


def weighed(page: Page) -> None:
    page.locator("#ends_on").fill("31/12/2026")
    page.locator("#consequence .aigis-frees").first.wait_for()


def lifted(page: Page) -> None:
    page.locator("#consequence .aigis-frees").first.wait_for()


def pages(registry: Registry) -> Iterator[Shown]:
    ban, subject = f"bans/{registry.storied}", f"subjects/{registry.subject}"
    yield Shown("desk-approver", Role.APPROVER, "registry/")
    yield Shown("desk-registrar", Role.REGISTRAR, "registry/")
    yield Shown("ban", Role.REGISTRAR, f"{ban}?on_day=1/3/2026&on_time=06:12")
    yield Shown("ban-telephone", Role.PROSECUTOR, ban, width=320)
    yield Shown("form-known", Role.REGISTRAR, "bans/new", typed_person)
    yield Shown("form-refused", Role.REGISTRAR, "bans/new", refused)
    yield Shown("amend", Role.REGISTRAR, f"bans/{registry.plain}/change/amend", weighed)
    yield Shown("lift", Role.REGISTRAR, f"bans/{registry.plain}/change/lift", lifted)
    yield Shown("annul-refused", Role.REGISTRAR, f"{ban}/change/annul", refused)
    yield Shown("proposals", Role.APPROVER, "proposals/")
    yield Shown("proposal-lift", Role.APPROVER, f"proposals/{registry.lifting}")
    yield Shown("proposal-split", Role.APPROVER, f"proposals/{registry.splitting}")
    yield Shown("proposal-merge", Role.REGISTRAR, f"proposals/{registry.merging}")
    yield Shown("identity", Role.REGISTRAR, f"{subject}/change/identity")
    yield Shown("merge", Role.REGISTRAR, f"{subject}/change/merge")
    yield Shown("split-refused", Role.REGISTRAR, f"{subject}/change/split", refused)


NAMES = [one.name for one in pages(Registry.nowhere())]


@pytest.fixture(scope="module")
def english() -> dict[str, list[re.Pattern[str]]]:
    """For each other language, the English sentences that it says otherwise."""
    return {language: _otherwise(messages.read(language)) for language in LANGUAGES if language != "en"}


def _otherwise(catalog: Catalog) -> list[re.Pattern[str]]:
    said = {text for one in catalog if one.id for text in _texts(one.string)}
    sentences = {text for one in catalog if one.id for text in _texts(one.id)} - said
    return [re.compile(re.sub(r"%\\\((\w+)\\\)[sd]", ".+", re.escape(text))) for text in sentences if text[:2] != "%("]


def _texts(value: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_whole_in_every_language(
    name: str,
    registry: Registry,
    opened: Opener,
    browser: Browser,
    english: dict[str, list[re.Pattern[str]]],
    screenshots: Path,
) -> None:
    shown = next(one for one in pages(registry) if one.name == name)
    pictures = []
    for language in LANGUAGES:
        page = opened(shown.role, shown.address, language=language, width=shown.width, checked=True)
        shown.prepare(page)
        expect(page.locator("h1")).to_be_visible()
        assert page.evaluate(CUT) == [], language
        assert page.evaluate("document.documentElement.scrollWidth") <= shown.width, language
        words = page.evaluate(WORDS)
        foreign = [text for text in words for one in english.get(language, []) if one.fullmatch(text)]
        assert foreign == [], language
        assert violations(page) == [], language
        pictures.append(page.screenshot(full_page=True))
    contact_sheet(browser, pictures, screenshots / f"registry-{name}.png", width=shown.width)
    shown.prepare(opened(shown.role, shown.address))  # once more under the content security policy


def contact_sheet(browser: Browser, pictures: list[bytes], path: Path, *, width: int) -> None:
    """One picture with the page in all languages beside each other."""
    each = min(width, 560)
    images = "".join(
        f'<img width="{each}" src="data:image/png;base64,{base64.b64encode(one).decode()}">' for one in pictures
    )
    page = browser.new_page(viewport={"width": (each + 12) * len(pictures) + 12, "height": 400})
    page.set_content(
        f'<body style="margin:12px;background:#777;display:flex;gap:12px;align-items:flex-start">{images}</body>'
    )
    page.screenshot(path=str(path), full_page=True)
    page.close()


def test_what_is_cut_or_untranslated_is_noticed(browser: Browser, english: dict[str, list[re.Pattern[str]]]) -> None:
    page = browser.new_page()
    page.set_content('<h1 style="width:50px;overflow:hidden;white-space:nowrap">Register a ban</h1><p>Proposals</p>')
    assert page.evaluate(CUT) == ["Register a ban"]
    words = page.evaluate(WORDS)
    assert [text for text in words for one in english["nl"] if one.fullmatch(text)] == ["Register a ban", "Proposals"]
    page.close()
