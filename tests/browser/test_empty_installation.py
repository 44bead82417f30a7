"""From an empty installation to the first check, in Dutch, by nothing but the pages."""

import re
from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from aigis.apps.accounts import first_start
from aigis.apps.audit import attestation, sealed_fields
from aigis.apps.audit.actions import SYSTEM
from aigis.apps.audit.data_keys import month_key
from aigis.apps.notices.models import Notice
from aigis.apps.register.models import RegisterState
from tests.browser.opening import browser
from tests.world import forget_everything, number

__all__ = ["browser"]

pytestmark = pytest.mark.browser

PASSWORD = "vier blauwe kranen zingen laat"


@pytest.fixture
def page(transactional_db: None, browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A browser that reads Dutch, on an installation without a single row of ours."""
    forget_everything()
    RegisterState.objects.get_or_create(id=1)
    attestation.attest(at=timezone.now())
    context = browser.new_context(base_url=live_server.url, viewport={"width": 1366, "height": 768}, locale="nl-BE")
    context.add_cookies([{"name": "django_language", "value": "nl", "url": live_server.url}])
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert complaints == []


def fill(page: Page, /, **fields: str) -> None:
    """Fills in a form and sends it."""
    for name, value in fields.items():
        field = page.locator(f"#{name}")
        if field.evaluate("element => element.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    page.locator("main form:not([role=search]) button.govuk-button").last.click()


def sign_in(page: Page, username: str) -> None:
    """Signs in, after whoever was signed in before."""
    page.context.clear_cookies(name="sessionid")
    page.goto("/account/login/")
    page.locator("#id_login").fill(username)
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="Aanmelden").click()
    expect(page.locator("body")).to_contain_text("U bent aangemeld als")


def accept_invitation(page: Page, address: str) -> None:
    """Opens the link of the mail that went to an address, as its reader does, and sets a password."""
    letter = Notice.objects.get(kind="account.invitation", address=address)
    assert "Uw gebruikersnaam" in letter.body and letter.secret is not None
    secret = sealed_fields.open_text(month_key(letter.posted_at), field="notice.secret", ciphertext=letter.secret)
    page.context.clear_cookies(name="sessionid")
    page.goto(f"/welcome/{secret}/")
    expect(page.locator("h1")).to_have_text("Kies uw wachtwoord")
    fill(page, password=PASSWORD, repeated=PASSWORD)
    expect(page.locator("main")).to_contain_text("Uw wachtwoord is ingesteld.")


def add(page: Page, listed: str, /, **fields: str) -> None:
    """Adds a row of a code list."""
    page.goto(f"/people/lists/{listed}/new")
    fill(page, **fields)
    expect(page.locator("main")).to_contain_text("Bewaard.")


def test_from_nothing_to_the_first_check_in_dutch(page: Page) -> None:
    secret = first_start.issue_first_link(actor=SYSTEM, at=timezone.now())
    page.goto(f"/start/{secret}/")
    expect(page.locator("h1")).to_have_text("De eerste beheerder")
    who = {"first_name": "Eva", "last_name": "Mertens", "username": "eva", "mailbox": "eva@example.org"}
    home = {"organisation_name": "Havenbeheer", "organisation_code": "beheer", "national_number": number("eva")}
    fill(page, **home, **who, password=PASSWORD, repeated=PASSWORD)
    expect(page.locator("main")).to_contain_text("De eerste beheerder is aangemaakt.")

    sign_in(page, "eva")
    expect(page.locator("h1")).to_have_text("Beheer")
    add(page, "organisations", code="kaai", name="Kaai nv", kind="company", mailbox="")
    for code, kind in (("parket", "prosecutor"), ("politie", "police")):
        add(page, "organisations", code=code, name=code.title(), kind=kind, mailbox=f"{code}@example.org")
    gate = {"gate": "main", "gate_nl": "Hoofdpoort", "gate_fr": "Entrée", "gate_de": "Haupttor", "gate_en": "Main gate"}
    add(
        page, "facilities", code="BEANR-0900", organisation="kaai", name="Kaai 900", telephone="+32 3 000 00 00", **gate
    )
    for code in ("parket", "politie"):
        add(page, "desks", code=f"{code}-desk", organisation=code, name=code.title(), mailbox=f"{code}@example.org")
    page.goto("/accounts/new?organisation=kaai")
    fill(page, role="pfso", username="pfso", first_name="Katrien", last_name="De Ridder", email="pfso@example.org")
    expect(page.locator("main")).to_contain_text("Uitgevoerd.")

    accept_invitation(page, "pfso@example.org")
    sign_in(page, "pfso")
    page.goto("/accounts/new")
    page.locator("input[name=gates][value='BEANR-0900/main']").check()
    fill(page, role="guard", username="wacht", first_name="Jelle", last_name="Wouters", email="wacht@example.org")
    expect(page.locator("main")).to_contain_text("Uitgevoerd.")

    accept_invitation(page, "wacht@example.org")
    sign_in(page, "wacht")
    expect(page).to_have_url(re.compile("/reception/"))
    for field, value in (("family_name", "Peeters"), ("given_names", "Annelies"), ("birth_date", "17/02/1994")):
        page.locator(f"#{field}").fill(value)
    page.locator("#manual button").click()
    answer = page.locator("#answer [data-outcome]")
    expect(answer).to_be_visible()
    assert answer.get_attribute("data-outcome") == "clear"
    expect(page.locator("#answer")).to_contain_text("Mag binnen")
