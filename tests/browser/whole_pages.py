"""What makes a page whole in every language: nothing cut, nothing untranslated, nothing out of reach; its picture."""

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from playwright.sync_api import Browser, Page, expect

from aigis.core.access.permissions import Role
from aigis.ops.docs import messages
from tests.browser.axe import violations
from tests.browser.opening import LANGUAGES, Opener

Sentences = dict[str, list[re.Pattern[str]]]

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
  const not = "script, style, [lang]:not(html), [translate=no]:not(html), .aigis-header__organisation";
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


@pytest.fixture(scope="module")
def english() -> Sentences:
    """For each other language, the English sentences that it says otherwise."""
    return {language: _otherwise(messages.read(language)) for language in LANGUAGES if language != "en"}


def _otherwise(catalog: Catalog) -> list[re.Pattern[str]]:
    said = {text for one in catalog if one.id for text in _texts(one.string)}
    sentences = {text for one in catalog if one.id for text in _texts(one.id)} - said
    return [re.compile(re.sub(r"%\\\((\w+)\\\)[sd]", ".+", re.escape(text))) for text in sentences if text[:2] != "%("]


def _texts(value: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())


def faults(page: Page, language: str, english: Sentences, *, width: int) -> dict[str, object]:
    """What is wrong with a page as it stands there, by kind; empty for a whole one."""
    words = page.evaluate(WORDS)
    foreign = [text for text in words for one in english.get(language, []) if one.fullmatch(text)]
    wide = page.evaluate("document.documentElement.scrollWidth")
    found = {
        "cut": page.evaluate(CUT),
        "untranslated": foreign,
        "too wide": wide if wide > width else 0,
        "axe": violations(page),
    }
    return {kind: what for kind, what in found.items() if what}


def seen(shown: Shown, opened: Opener, english: Sentences) -> tuple[list[bytes], dict[str, object]]:
    """Opens a page in all languages; gives its pictures, and what is wrong in each language where something is."""
    pictures: list[bytes] = []
    wrong: dict[str, object] = {}
    for language in LANGUAGES:
        page = opened(shown.role, shown.address, language=language, width=shown.width, checked=True)
        shown.prepare(page)
        expect(page.locator("h1")).to_be_visible()
        if found := faults(page, language, english, width=shown.width):
            wrong[language] = found
        pictures.append(page.screenshot(full_page=True))
        page.context.close()
    return pictures, wrong


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
