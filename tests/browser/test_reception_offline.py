"""The reception without a network: the outage plan out of the browser, and never an answer."""

from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from aigis.apps.facilities.models import Facility
from aigis.core.access.permissions import Role
from tests.browser.axe import violations
from tests.browser.opening import Opener, browser, opened
from tests.world import World, build, forget_everything

__all__ = ["browser", "opened"]

pytestmark = pytest.mark.browser
KEPT = """async () => {
  const cache = await caches.open("aigis-offline");
  return (await cache.keys()).map((request) => new URL(request.url).pathname).sort();
}"""


@pytest.fixture
def inhabited(browser: Browser, transactional_db: None) -> Iterator[World]:
    """The small world of this moment, committed."""
    world = build(timezone.now())
    Facility.objects.update(plans={"nl": "Niemand binnen.", "fr": "Personne ne passe."}, pfso_phone="+32 3 000 01 02")
    yield world
    forget_everything()


def test_a_gate_without_a_network_reads_its_plan_and_no_verdict(opened: Opener) -> None:
    page = opened(Role.GUARD, "reception/", language="fr", checked=True)
    page.locator("#family_name").fill("Okonkwo")
    page.locator("#given_names").fill("Marguerite")
    page.locator("#birth_date").fill("30121975")
    page.locator("#birth_date").press("Enter")
    expect(page.locator("#answer [data-outcome=clear]")).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready")
    page.reload()
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.wait_for_function(f"({KEPT})().then((kept) => kept.length === 2)")
    assert [address.rpartition("/")[2] or address for address in page.evaluate(KEPT)] == [
        "/reception/offline/",
        page.evaluate("document.querySelector('link[rel=stylesheet]').href").rpartition("/")[2],
    ]
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("#offline")).to_contain_text("Personne ne passe.")
    expect(page.locator("#offline a[href^='tel:']")).to_have_text("+32 3 000 01 02")
    assert page.locator("[data-outcome], #answer").count() == 0
    assert "Okonkwo" not in page.content()
    assert violations(page) == []
    page.context.set_offline(False)
    page.locator("#offline a[href='/reception/']").click()
    expect(page.locator("#scan")).to_be_focused()
