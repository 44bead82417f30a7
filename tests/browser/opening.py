"""Pages of the server a test runs, opened in a real browser as somebody of a role has them."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from aigis.core.access.permissions import Role
from tests.world import World

LANGUAGES = ("nl", "fr", "de", "en")
Opener = Callable[..., Page]


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """One browser for all. Its loop makes Django suspect asynchronous code, of which there is none here."""
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as playwright:
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def opened(browser: Browser, live_server: LiveServer, inhabited: World) -> Iterator[Opener]:
    """Opens a page as a role has it; anything the content security policy stops fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(role: Role, address: str, *, language: str = "en", width: int = 1100, checked: bool = False) -> Page:
        client = Client()
        client.force_login(inhabited.user(role), backend="allauth.account.auth_backends.AuthenticationBackend")
        context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=checked)
        contexts.append(context)
        cookies = {"sessionid": client.cookies["sessionid"].value, "django_language": language}
        context.add_cookies([{"name": n, "value": v, "url": live_server.url} for n, v in cookies.items()])
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{live_server.url}/{address}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
