"""The morning report of rosters: who changed, what needs a decision, mailed once a day if there is anything to tell."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from aigis.apps.notices.models import Notice
from aigis.apps.rosters import morning_report
from aigis.apps.rosters.actions import set_entries
from aigis.apps.rosters.models import Roster
from aigis.apps.rosters.queries import entries as entries_of
from aigis.apps.rosters.roster_checks import check_entries
from aigis.core.access.permissions import Role
from aigis.core.dates.brussels import BRUSSELS, day_of
from tests.web.signing_in import signed_in
from tests.world import BANNED, STRANGER, World


@pytest.fixture
def roster(world: World) -> Roster:
    """A roster with a banned person, whose verdict changed just now, and one who is clear."""
    made = world.roster()
    world.ban()
    set_entries(made, {"A1": BANNED, "B2": STRANGER}, actor=world.actor(Role.BADGE_ISSUER), at=world.at)
    check_entries(made, entries_of(made, refs=["A1", "B2"]), at=world.at)
    return made


def next_morning(world: World) -> datetime:
    """The next six o'clock in Brussels."""
    local = world.at.astimezone(BRUSSELS)
    day = local.date() + timedelta(days=local.hour >= morning_report.HOUR.hour)
    return datetime.combine(day, morning_report.HOUR, tzinfo=BRUSSELS)


def mails() -> list[str]:
    return [notice.body for notice in Notice.objects.filter(kind="roster", channel="mail")]


def test_the_page_lists_who_changed_and_what_needs_a_decision(world: World, roster: Roster, client: Client) -> None:
    Roster.objects.update(valid_until=day_of(world.at) - timedelta(days=1))
    text = signed_in(client, world.user(Role.BADGE_ISSUER)).get("/rosters/report/").content.decode()
    assert ">A1</div>" in text and ">B2</div>" not in text and "Send a new one." in text
    assert "Vandenbroucke" not in text


def test_the_report_is_mailed_once_a_morning_and_names_no_person(world: World, roster: Roster) -> None:
    due = next_morning(world)
    assert morning_report.send_reports(at=due - timedelta(seconds=1)) == 0
    assert morning_report.send_reports(at=due) == 1
    assert morning_report.send_reports(at=due + timedelta(hours=3)) == 0
    assert mails() and not any("Vandenbroucke" in mail or "A1" in mail for mail in mails())


def test_without_anything_to_tell_no_mail_is_sent(world: World) -> None:
    world.roster()
    assert morning_report.send_reports(at=next_morning(world)) == 0 and mails() == []


def test_another_organisation_reads_its_own_report(world: World, roster: Roster, client: Client) -> None:
    text = signed_in(client, world.user(Role.PFSO)).get("/rosters/report/").content.decode()
    assert "A1" not in text and "No verdict changed." in text
