"""A guard's workstation locks by itself, shows nothing of the answer before, and is opened by keys alone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.utils import timezone
from playwright.sync_api import Browser, expect
from pytest_django import Settings

from aigis.core.access.permissions import Role
from tests.browser.axe import violations
from tests.browser.opening import Opener, browser, opened
from tests.world import World, build, entries, forget_everything

__all__ = ["browser", "opened"]

pytestmark = pytest.mark.browser
DETAILS = {"#family_name": "Okonkwo", "#given_names": "Marguerite", "#birth_date": "30/12/1975"}


@pytest.fixture
def inhabited(browser: Browser, transactional_db: None) -> Iterator[World]:
    """The small world of this moment, committed."""
    yield build(timezone.now())
    forget_everything()


def test_the_answer_is_gone_at_the_lock_and_keys_open_it(opened: Opener, inhabited: World, settings: Settings) -> None:
    page = opened(Role.GUARD, "account/pin/", checked=True)
    assert violations(page) == []
    page.keyboard.type("194735")
    page.keyboard.press("Tab")
    page.keyboard.type("194735")
    page.keyboard.press("Enter")
    page.wait_for_url("**/reception/")
    page.wait_for_load_state("networkidle")
    for field, value in DETAILS.items():
        page.locator(field).fill(value)
    page.get_by_role("button", name="Check the typed details").click()
    expect(page.locator("#answer [data-outcome=clear]")).to_be_visible()
    settings.ENVIRONMENT = replace(django_settings.ENVIRONMENT, kiosk_lock=timedelta(seconds=3))
    page.goto(page.url)  # from now on three seconds are idle
    page.wait_for_url("**/account/lock/", timeout=20_000)
    assert violations(page) == []
    expect(page.locator("body")).not_to_contain_text("Okonkwo")
    page.go_back()
    page.wait_for_url("**/account/lock/")
    settings.ENVIRONMENT = replace(django_settings.ENVIRONMENT, kiosk_lock=timedelta(minutes=5))
    page.keyboard.type("000000")
    page.keyboard.press("Enter")
    expect(page.locator("#pin-error")).to_be_visible()
    page.keyboard.type("194735")
    page.keyboard.press("Enter")
    page.wait_for_url("**/reception/")
    expect(page.locator("#answer [data-outcome]")).to_have_count(0)
    assert len(entries("kiosk.locked")) >= 1 and len(entries("kiosk.unlocked")) == 1
