"""The registry's pages in four languages side by side: nothing cut, nothing untranslated, nothing out of reach."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from aigis.core.access.permissions import Role
from tests.browser.opening import Opener, browser, opened
from tests.browser.registry_pages import Registry, inhabited, registry
from tests.browser.whole_pages import CUT, WORDS, Sentences, Shown, contact_sheet, english, seen

__all__ = ["browser", "english", "inhabited", "opened", "registry"]
pytestmark = pytest.mark.browser


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


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_whole_in_every_language(
    name: str, registry: Registry, opened: Opener, browser: Browser, english: Sentences, screenshots: Path
) -> None:
    shown = next(one for one in pages(registry) if one.name == name)
    pictures, wrong = seen(shown, opened, english)
    contact_sheet(browser, pictures, screenshots / f"registry-{name}.png", width=shown.width)
    assert wrong == {}
    shown.prepare(opened(shown.role, shown.address))  # once more under the content security policy


def test_what_is_cut_or_untranslated_is_noticed(browser: Browser, english: Sentences) -> None:
    page = browser.new_page()
    page.set_content('<h1 style="width:50px;overflow:hidden;white-space:nowrap">Register a ban</h1><p>Proposals</p>')
    assert page.evaluate(CUT) == ["Register a ban"]
    words = page.evaluate(WORDS)
    assert [text for text in words for one in english["nl"] if one.fullmatch(text)] == ["Register a ban", "Proposals"]
    page.close()
