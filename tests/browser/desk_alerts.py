"""The alert desk as tests read it while rosters are screened in the background and raise alerts of their own."""

from playwright.sync_api import Locator, Page

_COUNTED = "() => document.title.startsWith(`(${document.getElementById('live').dataset.waiting}) `)"


def at_gates(page: Page) -> Locator:
    """The unacknowledged alerts that checks at gates raised, on an English page."""
    cards = page.locator("article.aigis-alert", has_not_text="Found on a roster")
    return cards.filter(has_not_text="Announced, not at the gate").filter(has_not_text="May be inside")


def counted_in_title(page: Page) -> None:
    """Waits until the title says as many alerts as wait at the desk."""
    page.wait_for_function(_COUNTED, timeout=6_000)
