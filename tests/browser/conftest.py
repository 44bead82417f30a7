"""One demo installation in real processes for the whole ring, and people at their desks in a real browser."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.running import Running

Desk = Callable[..., Page]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """The description of a running demo; its processes are ended with the session."""
    folder = tmp_path_factory.mktemp("harbour") / "demo"
    running = Running(folder, demo=True)
    try:
        assert running.ready(), running.said
        yield json.loads((folder / "demo.json").read_text())
        running.stop()
    finally:
        running.end()


@pytest.fixture(scope="module")
def real_browser(chromium: str) -> Iterator[Browser]:
    """One browser a file."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def desk(real_browser: Browser, demo: dict[str, Any]) -> Desk:
    """Gives the browser of somebody of a role, signed in and reading in a language."""
    states: dict[str, Any] = {}

    def at_desk(role: str, language: str = "en", *, bypass_csp: bool = False) -> Page:
        if role not in states:
            states[role] = _signed_in(real_browser, demo, role)
        context = real_browser.new_context(
            storage_state=states[role],
            base_url=demo["url"],
            viewport={"width": 1180, "height": 860},
            bypass_csp=bypass_csp,
        )
        context.add_cookies([{"name": "django_language", "value": language, "url": demo["url"]}])
        return context.new_page()

    return at_desk


def _signed_in(browser: Browser, demo: dict[str, Any], role: str) -> Any:
    context = browser.new_context(base_url=demo["url"])
    page = context.new_page()
    page.goto("/account/login/")
    page.locator("[name=login]").fill(demo["logins"][role]["username"])
    page.locator("[name=password]").fill(demo["logins"][role]["password"])
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/account/" not in address)
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture(scope="session")
def screenshots(root: Path) -> Path:
    """Where pictures of the pages are kept; not part of the source."""
    folder = root / "artefacts" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
