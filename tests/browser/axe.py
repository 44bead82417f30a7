"""What axe-core finds against WCAG 2.2 AA, for every test that opens a page."""

from pathlib import Path

from playwright.sync_api import Page

_AXE = Path(__file__).parent / "vendor" / "axe.min.js"
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_RUN = "tags => axe.run({runOnly: tags}).then(found => found.violations.map(one => [one.id, one.nodes[0].html]))"


def violations(page: Page) -> list[list[str]]:
    """The rules broken on a page opened with the content security policy off, each with the first place."""
    page.add_script_tag(path=str(_AXE))
    found: list[list[str]] = page.evaluate(_RUN, _TAGS)
    return found
