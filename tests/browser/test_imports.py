"""A list on its way into the register, in a real browser: dropped, mapped, waited for, ticked, registered."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from aigis.apps.register.imports import jobs as import_jobs
from aigis.apps.register.models import Upload
from aigis.core.access.permissions import Role
from tests.browser.axe import violations
from tests.browser.opening import LANGUAGES, Opener, browser, opened
from tests.lists import HEADERS, workbook
from tests.world import PENALTY, World, build, forget_everything

__all__ = ["browser", "inhabited", "opened"]
pytestmark = pytest.mark.browser

DESK = "registry/imports/"
ROWS = [
    ("Peeters", "An", "3/4/1981", PENALTY, "20/11/2026", "AN12.L3.000456/26", "22/11/2026", "21/11/2031", "x.jpg"),
    ("Vandenbroucke", "Zoltan", "3.4.1981", PENALTY, "20/11/2025", "AN 12/345", "1/1/2026", "1/1/2027", ""),
    ("Maes", "Bo", "31/2/1990", "corr-antwerpn", "20/11/2026", "A/3", "22/11/2026", "21/11/2060", ""),
    ("Okonkwo", "Marguerite", "30/12/1975", PENALTY, "20/11/2026", "A/4", "22/11/2026", "21/11/2031", ""),
    ("Okonkwo", "Marguerite", "30/12/1975", PENALTY, "20/11/2026", "A/4", "22/11/2026", "21/11/2031", ""),
]


@pytest.fixture
def inhabited(browser: Browser, transactional_db: None) -> Iterator[World]:
    """The small world of this moment, committed, with one ban."""
    world = build(timezone.now())
    world.ban()
    yield world
    forget_everything()


def send(page: Page) -> UUID:
    """Sends the list, and gives its reference."""
    headers = ("Naam", "Voornaam", "Geboortedatum", "Rechtbank", "Datum van het vonis", *HEADERS[5:])
    file = {
        "name": "havenverboden 2026.xlsx",
        "mimeType": "application/xlsx",
        "buffer": workbook(*ROWS, headers=headers),
    }
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    page.locator("main form button.govuk-button:not(.govuk-button--secondary)").last.click()
    page.wait_for_url("**/columns")
    return UUID(page.url.split("/")[-2])


def compared(page: Page) -> UUID:
    """Goes on to the rows: the page waits for the job and then looks again by itself."""
    upload = send(page)
    page.locator("main form .govuk-button").first.click()
    expect(page.locator("progress")).to_be_visible()
    import_jobs.read(upload, at=timezone.now())
    expect(page.locator("#plan")).to_be_visible(timeout=10_000)
    return upload


def test_a_list_goes_from_a_drop_to_the_register(opened: Opener, inhabited: World) -> None:
    page = opened(Role.REGISTRAR, DESK)
    upload = compared(page)
    expect(page.locator("#plan")).to_contain_text("2 new rows will be registered as bans.")
    page.get_by_role("link", name="Conflict").click()
    page.get_by_label("Register anyway").check()
    expect(page.locator("#plan")).to_contain_text("1 conflict that you selected will be registered as a ban anyway.")
    assert Upload.objects.get().columns["all_the_same"] == [3]
    page.get_by_role("button", name="Register 3 bans").click()
    expect(page.locator("h1")).to_have_text("The list is being registered")
    key = f"user:{inhabited.user(Role.REGISTRAR).pk}"
    import_jobs.commit(upload, actor_key=key, at=timezone.now())
    expect(page.locator("h1")).to_have_text("3 bans are registered", timeout=10_000)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the rows left out (Excel)").click()
    assert download.value.suggested_filename == "havenverboden_2026-left-out.xlsx"
    page.get_by_role("link", name="Show the new ban").first.click()
    expect(page.locator("h1")).to_contain_text("An Peeters")


def test_the_whole_way_goes_without_scripts(browser: Browser, live_server: LiveServer, inhabited: World) -> None:
    client = Client()
    client.force_login(inhabited.user(Role.REGISTRAR), "allauth.account.auth_backends.AuthenticationBackend")
    context = browser.new_context(java_script_enabled=False)
    for name, value in {"sessionid": client.cookies["sessionid"].value, "django_language": "en"}.items():
        context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/registry/imports/")
    upload = send(page)
    page.get_by_role("button", name="Compare with the register").click()
    import_jobs.read(upload, at=timezone.now())
    page.reload()
    page.get_by_label("Register anyway").check()
    page.get_by_role("button", name="Save the selection").click()
    page.get_by_role("button", name="Register 3 bans").click()
    expect(page.locator("h1")).to_have_text("The list is being registered")
    context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_step_breaks_a_rule_of_accessibility_and_all_fit_a_telephone(
    opened: Opener, inhabited: World, language: str, screenshots: Path
) -> None:
    page = opened(Role.REGISTRAR, DESK, language=language, checked=True)

    def fits(step: str) -> None:
        assert violations(page) == [], step
        page.screenshot(path=screenshots / f"import-{step}-{language}.png", full_page=True)
        page.set_viewport_size({"width": 360, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, step
        page.set_viewport_size({"width": 1180, "height": 900})

    fits("desk")
    upload = send(page)
    fits("columns")
    page.locator("main form .govuk-button").first.click()
    expect(page.locator("progress")).to_be_visible()
    fits("running")
    import_jobs.read(upload, at=timezone.now())
    expect(page.locator("#plan")).to_be_visible(timeout=10_000)
    fits("rows")
    page.locator("#plan .govuk-button").click()
    import_jobs.commit(upload, actor_key=f"user:{inhabited.user(Role.REGISTRAR).pk}", at=timezone.now())
    expect(page.locator("main .govuk-inset-text")).to_be_visible(timeout=10_000)
    fits("registered")
