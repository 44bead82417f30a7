"""Pages of thresholds and coincidences, and a check made again: what is in front of whoever decides or audits."""

from uuid import UUID

import pytest
from django.test import Client

from aigis.apps.checks.actions import perform
from aigis.apps.checks.models import Check, CoincidenceDay, ThresholdProposal, Thresholds
from aigis.apps.checks.thresholds import chance_estimate
from aigis.core.access.permissions import Role
from aigis.core.dates.brussels import day_of
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Name, Person
from tests.web.signing_in import signed_in
from tests.world import BANNED, World

OTHERS = {"possible": "6000", "certain": "12000"}


@pytest.fixture
def measured(world: World) -> World:
    """A day of checks, estimated."""
    world.ban()
    asked = [Person((Name(f"Name{place}", "Jan"),), BirthDate(1980 + place % 9, 1, 2 + place)) for place in range(12)]
    perform([world.query(one) for one in (*asked, BANNED)], at=world.at)
    chance_estimate.estimate(day_of(world.at), at=world.at)
    return world


def test_the_consequences_are_before_both_and_the_second_puts_them_in_use(measured: World, client: Client) -> None:
    proposer = signed_in(client, measured.user(Role.PROSECUTOR))
    text = proposer.get("/thresholds/new", OTHERS).content.decode()
    assert "Effect of the thresholds" in text and "12.0" in text and "Quay" in text
    sent = OTHERS | {"why": "too many wait", "seen": "yes"}
    assert proposer.post("/thresholds/new", sent | {"seen": ""}).status_code == 422
    text = proposer.post("/thresholds/new", sent, follow=True).content.decode()
    row = ThresholdProposal.objects.get()
    assert "too many wait" in text and "Approve" not in text
    approver = signed_in(Client(), measured.user(Role.APPROVER))
    page = f"/thresholds/{row.pk}"
    text = approver.get(page).content.decode()
    assert "Synthetic persons referred per day" in text and "12.0" in text
    assert approver.post(f"{page}/approve", {}).status_code == 422
    assert not Thresholds.objects.exists()
    text = approver.post(f"{page}/approve", {"seen": "yes"}, follow=True).content.decode()
    assert "In use from now on" in text and Thresholds.objects.get().certain == 12_000
    assert "12.0" in signed_in(Client(), measured.user(Role.AUDITOR)).get("/thresholds/").content.decode()


@pytest.mark.parametrize("given", [{"possible": "1", "certain": "x"}, {"possible": "6000", "certain": "6000"}])
def test_thresholds_outside_their_limits_are_refused_beside_the_field(
    world: World, client: Client, given: dict[str, str]
) -> None:
    proposer = signed_in(client, world.user(Role.PROSECUTOR))
    reply = proposer.post("/thresholds/new", given | {"why": "so", "seen": "yes"})
    assert reply.status_code == 422 and not ThresholdProposal.objects.exists()


def test_before_a_day_was_estimated_the_pages_say_so(world: World, client: Client) -> None:
    auditor = signed_in(client, world.user(Role.AUDITOR))
    for address in ("/thresholds/", "/audit/coincidences/"):
        assert "No day has been estimated yet" in auditor.get(address).content.decode()


def test_the_auditor_sees_what_chance_makes_as_picture_and_table(measured: World, client: Client) -> None:
    CoincidenceDay.objects.update(low=0, high=3, mean=1.5)
    CoincidenceDay.objects.filter(organisation=None).update(referred=9)
    text = signed_in(client, measured.user(Role.AUDITOR)).get("/audit/coincidences/").content.decode()
    assert "<svg viewBox" in text and "Not explained by chance" in text and "9 referred, at most 3" in text
    assert "Vandenbroucke" not in text


def test_the_auditor_makes_a_check_again_without_seeing_of_whom(measured: World, client: Client) -> None:
    auditor = signed_in(client, measured.user(Role.AUDITOR))
    check = Check.objects.get(verdict="denied")
    assert auditor.get("/audit/checks/", {"check": "x"}).status_code == 422
    text = auditor.get("/audit/checks/", {"check": str(check.pk)}, follow=True).content.decode()
    assert "The result is the same as before." in text and "Vandenbroucke" not in text
    assert auditor.get(f"/audit/checks/{UUID(int=7)}/").status_code == 404
