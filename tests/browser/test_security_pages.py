"""The pages of probing, decoys, the sign-in service and public keys, in four languages: axe finds nothing."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from aigis.apps.accounts.models import ProviderRule
from aigis.apps.checks.actions import perform
from aigis.apps.probing import decoys, watch
from aigis.core.access.permissions import Role
from tests.apps.test_probing import DECOY
from tests.browser.axe import violations
from tests.browser.opening import LANGUAGES, Opener, browser, opened
from tests.core.test_probe_patterns import SPELLINGS, zoltan
from tests.world import COMPANY, World, build, forget_everything

__all__ = ["browser", "opened"]

pytestmark = pytest.mark.browser

PAGES = (
    (Role.AUDITOR, "probing/"),
    (Role.OFFICER, "probing/"),
    (Role.AUDITOR, "probing/decoys/"),
    (Role.ADMIN, "accounts/rules/"),
    (Role.ADMIN, "accounts/rules/new"),
)


@pytest.fixture
def inhabited(browser: Browser, transactional_db: None) -> Iterator[World]:
    """The small world of this moment, with a prober found, a decoy and a rule."""
    world = build(timezone.now())
    decoys.add(DECOY, actor=world.actor(Role.AUDITOR), at=world.at)
    perform([world.query(zoltan(family)) for family in SPELLINGS], at=world.at)
    watch.run(at=world.at + timedelta(seconds=1))
    quay = world.organisations[COMPANY]
    ProviderRule.objects.create(
        claim="groups", value="guards", organisation=quay, role="guard", made_at=world.at, approved_by="user:1"
    )
    yield world
    forget_everything()


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_any_of_them(opened: Opener, inhabited: World, language: str) -> None:
    client = inhabited.client(Role.GUARD)[0].pk
    for role, address in (*PAGES, (Role.ADMIN, f"accounts/clients/{client}/public-key")):
        page = opened(role, address, language=language, checked=True)
        assert page.locator("h1").count() == 1
        assert (address, violations(page)) == (address, [])
