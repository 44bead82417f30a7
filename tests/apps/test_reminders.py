"""Reminders: once for each ban that is about to end, to the authority that imposed it."""

from datetime import datetime, timedelta

from aigis.apps.notices.models import Notice
from aigis.apps.register.models import BanVersion, Reminder
from aigis.apps.register.reminders import DAYS_BEFORE, remind
from aigis.core.bans import Standing
from tests.world import STRANGER, World, entries


def test_a_ban_about_to_end_is_reminded_of_once(world: World, at: datetime) -> None:
    made = world.ban(last_day=at.date() + timedelta(days=10))
    assert [remind(at=at), remind(at=at), remind(at=at + timedelta(days=1))] == [1, 0, 0]
    (notice,) = Notice.objects.filter(kind="reminder")
    assert (notice.about, notice.address) == (made.ban, "court@justice.example")
    assert entries("reminder.sent")[0]["core"]["ban"] == str(made.ban)


def test_a_reminder_names_no_person(world: World, at: datetime) -> None:
    world.ban(last_day=at.date() + timedelta(days=10))
    remind(at=at)
    notice = Notice.objects.get()
    assert "Vandenbroucke" not in notice.subject + notice.body


def test_a_ban_that_ends_later_waits_for_its_day(world: World, at: datetime) -> None:
    world.ban(last_day=at.date() + timedelta(days=DAYS_BEFORE + 20))
    assert remind(at=at) == 0
    assert remind(at=at + timedelta(days=21)) == 1


def test_a_ban_that_is_over_suspended_or_not_begun_is_not_reminded_of(world: World, at: datetime) -> None:
    today = at.date()
    world.ban(last_day=today - timedelta(days=1))
    world.ban(first_day=today + timedelta(days=2), last_day=today + timedelta(days=9))
    suspended = world.ban(STRANGER, last_day=today + timedelta(days=10))
    BanVersion.objects.filter(ban=suspended.ban).update(standing=Standing.SUSPENDED.value)
    assert remind(at=at) == 0 and not Reminder.objects.exists()


def test_a_new_version_is_reminded_of_anew(world: World, at: datetime) -> None:
    made = world.ban(last_day=at.date() + timedelta(days=10))
    remind(at=at)
    version = BanVersion.objects.get(ban=made.ban)
    version.pk, version.number, version.event = None, 2, "extend"
    version.save()
    version.ban.version = 2
    version.ban.save()
    assert remind(at=at) == 1
