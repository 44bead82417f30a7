"""The rosters' desk: counts, the last screening, changes, and a screening on demand."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from aigis.apps.rosters import register_follower, screening
from aigis.apps.rosters.actions import set_entries
from aigis.apps.rosters.models import Roster, Screening
from aigis.core.access.permissions import Role
from tests.web.signing_in import signed_in
from tests.world import BANNED, STRANGER, World, entries


@pytest.fixture
def issuer(world: World, client: Client) -> Client:
    """A badge issuer, signed in."""
    return signed_in(client, world.user(Role.BADGE_ISSUER))


@pytest.fixture
def roster(world: World) -> Roster:
    """A roster with a banned person and one who is not, nobody checked yet."""
    made = world.roster()
    world.ban()
    set_entries(made, {"A1": BANNED, "B2": STRANGER}, actor=world.actor(Role.BADGE_ISSUER), at=world.at)
    return made


def screened(world: World, roster: Roster) -> Screening:
    """A whole screening, run to its end."""
    job = screening.start(roster, actor=world.actor(Role.BADGE_ISSUER), at=world.at)
    screening.run(job.pk, clock=lambda: world.at)
    return job


def text_of(client: Client, *, script: bool = False) -> str:
    return client.get("/rosters/", headers={"HX-Request": "true"} if script else {}).content.decode()


def test_an_organisation_without_a_roster_is_told_what_one_is_for(world: World, client: Client) -> None:
    pfso = signed_in(client, world.user(Role.PFSO))
    assert "Your organisation has no roster." in text_of(pfso)
    assert entries("roster.read") == []


def test_before_the_first_screening_nobody_has_a_verdict(issuer: Client, roster: Roster) -> None:
    text = text_of(issuer)
    assert re.findall(r'aigis-count__number">(\d+)', text) == ["0", "0", "0", "2"]
    assert "2 persons have not been checked yet" in text
    assert "No changes yet." in text


def test_after_a_screening_counts_and_changes_are_shown_and_the_reading_is_an_entry(
    issuer: Client, world: World, roster: Roster
) -> None:
    screened(world, roster)
    text = text_of(issuer)
    assert re.findall(r'aigis-count__number">(\d+)', text) == ["1", "1", "0"]
    assert "2 checked, 1 denied, 0 referred" in text
    assert ">A1</td>" in text
    assert ">B2</td>" not in text  # clear from the start is no change
    assert "Vandenbroucke" not in text
    assert [entry["core"]["rosters"] for entry in entries("roster.read")] == [["badges"]]


def test_while_a_screening_runs_a_bar_asks_again_and_opens_no_changes(
    issuer: Client, world: World, roster: Roster
) -> None:
    screening.start(roster, actor=world.actor(Role.BADGE_ISSUER), at=world.at)
    text = text_of(issuer, script=True)
    assert re.search(r'<progress[^>]* max="2" value="0"', text)
    assert 'hx-trigger="every 2s"' in text
    assert "<html" not in text
    assert entries("roster.read") == []


def test_nothing_asks_again_when_nothing_runs(issuer: Client, world: World, roster: Roster) -> None:
    screened(world, roster)
    assert "hx-trigger" not in text_of(issuer)


def test_a_screening_begins_on_demand_and_not_twice(issuer: Client, roster: Roster) -> None:
    assert "Screen now" in text_of(issuer)
    first = issuer.post("/rosters/badges/screen/", follow=True).content.decode()
    assert "The screening has started." in first
    assert "Screen now" not in first
    second = issuer.post("/rosters/badges/screen/", follow=True).content.decode()
    assert "A screening of this roster is already running." in second
    assert Screening.objects.count() == 1


def test_a_security_officer_sees_the_rosters_and_cannot_screen(world: World, client: Client) -> None:
    world.roster("staff", organisation="quay")
    pfso = signed_in(client, world.user(Role.PFSO))
    assert "Screen now" not in text_of(pfso)
    assert pfso.post("/rosters/staff/screen/").status_code == 403
    assert not Screening.objects.exists()


def test_a_roster_of_another_organisation_is_not_there(world: World, roster: Roster, client: Client) -> None:
    world.roster("staff", organisation="quay")
    issuer = signed_in(client, world.user(Role.BADGE_ISSUER))
    assert "staff" not in text_of(issuer)
    assert issuer.post("/rosters/staff/screen/").status_code == 404


def test_a_roster_behind_the_register_says_how_far(issuer: Client, world: World, roster: Roster) -> None:
    assert "Up to date with version 0 of the register; the newest is 1." in text_of(issuer)
    register_follower.follow(
        [roster], at=world.at + timedelta(seconds=1), clock=lambda: world.at + timedelta(seconds=1)
    )
    assert "Up to date with the register (version 1)." in text_of(issuer)
