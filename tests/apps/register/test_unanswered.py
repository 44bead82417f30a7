"""A ban that ends while nobody answered: office and prosecutor hear it once, as mail, entry and on the desk."""

import json
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from aigis.apps.notices.letters import letter_of
from aigis.apps.notices.models import Notice
from aigis.apps.people.models import Organisation
from aigis.apps.register.bans import confirmation as ban_confirmation
from aigis.apps.register.models import Authority, Ban
from aigis.apps.register.reminders import expiry
from aigis.apps.register.reminders.answers import Given, answer
from aigis.apps.register.reminders.dispatch import remind
from aigis.apps.register.reminders.queries import desk, reminder_count
from aigis.core.access.permissions import Role
from aigis.core.bans.reminder_schedule import EndingReply
from aigis.core.bans.versions import BanEvent
from aigis.core.dates.brussels import day_of
from tests.world import World, entries, holds

DAY = timedelta(days=1)
HEARD = ["court@office.example", "prosecutor@office.example"]


@pytest.fixture
def ending(world: World) -> UUID:
    """A ban that ends in five days, and of which its office was reminded."""
    ban = world.ban(last_day=day_of(world.at) + 5 * DAY).ban
    assert remind(at=world.at) == 1
    return ban


def heard() -> list[str]:
    return sorted(Notice.objects.filter(body__contains="ban.ended_unanswered").values_list("address", flat=True))


def answered(world: World, ban: UUID, said: EndingReply, at: datetime) -> None:
    ends_at = Ban.objects.get(pk=ban).ends_at
    assert ends_at is not None
    answer(Given(ban, ends_at, said, "An Peeters"), actor=world.actor(Role.REGISTRAR), at=at)


def test_office_and_prosecutor_hear_once_that_nobody_answered(world: World, ending: UUID, at: datetime) -> None:
    assert expiry.note_expired(at=at) == 0 and heard() == []
    assert [expiry.note_expired(at=at + days * DAY) for days in (7, 8)] == [1, 0]
    assert heard() == HEARD
    ((entry),) = entries("ban.ended_unanswered")
    assert entry["core"]["ban"] == str(ending)
    notice = Notice.objects.filter(body__contains="ended_unanswered")[0]
    body, (_, text, html) = json.loads(notice.body)["data"], letter_of(notice)
    assert body["ban"] == str(ending) and not holds(text + html, "Vandenbroucke")
    assert body["page"].endswith("/registry/reminders/") and text.count(body["page"]) == 4


def test_an_end_that_is_noted_again_after_a_correction_tells_nobody_twice(
    world: World, ending: UUID, at: datetime
) -> None:
    expiry.note_expired(at=at + 7 * DAY)
    world.change(ending, BanEvent.CORRECT, at=at + 8 * DAY, case_reference="AN 1/1")
    assert expiry.note_expired(at=at + 9 * DAY) == 1 and heard() == HEARD


def test_an_end_corrected_before_it_was_noted_is_still_heard(world: World, ending: UUID, at: datetime) -> None:
    world.change(ending, BanEvent.CORRECT, at=at + 8 * DAY, case_reference="AN 1/1")
    assert expiry.note_expired(at=at + 9 * DAY) == 1 and heard() == HEARD


@pytest.mark.parametrize(("said", "hears"), [(EndingReply.LET_END, False), (EndingReply.EXTENSION, False)])
def test_an_answered_end_is_not_heard_of(
    world: World, ending: UUID, at: datetime, said: EndingReply, hears: bool
) -> None:
    answered(world, ending, said, at)
    expiry.note_expired(at=at + 7 * DAY)
    assert bool(heard()) is hears


def test_an_extension_that_never_came_and_a_last_reminder_left_alone_is_heard(world: World, at: datetime) -> None:
    ban = world.ban(last_day=day_of(at) + 20 * DAY).ban
    remind(at=at)
    answered(world, ban, EndingReply.EXTENSION, at)
    assert remind(at=at + 14 * DAY) == 1  # seven days before, for the end has not moved
    expiry.note_expired(at=at + 22 * DAY)
    assert heard() == HEARD


def test_a_ban_that_nobody_could_be_told_of_is_heard_as_soon_as_somebody_can_be(world: World, at: datetime) -> None:
    Organisation.objects.update(mailbox="")
    Authority.objects.update(mailbox="")
    world.ban(last_day=day_of(at) + DAY)
    remind(at=at)
    expiry.note_expired(at=at + 7 * DAY)
    ((entry),) = entries("ban.ended_unanswered")
    assert heard() == [] and entry["core"]["level"] == -1


def test_a_ban_that_was_over_when_it_was_registered_needs_no_answer(world: World, at: datetime) -> None:
    world.ban(last_day=day_of(at) - DAY)
    assert expiry.note_expired(at=at) == 1 and heard() == []


def test_a_lifted_ban_ends_for_a_reason(world: World, ending: UUID, at: datetime) -> None:
    world.change(ending, BanEvent.LIFT)
    assert expiry.note_expired(at=at + 7 * DAY) == 0 and heard() == []


def test_the_desk_shows_it_for_thirty_days_to_its_own_office(world: World, ending: UUID, at: datetime) -> None:
    expiry.note_expired(at=at + 7 * DAY)
    registrar = world.actor(Role.REGISTRAR)
    found = desk(actor=registrar, at=at + 8 * DAY)
    assert [one.ban for one in found.ended] == [ending] and found.waiting_count == 0
    assert reminder_count(actor=registrar, at=at + 8 * DAY).ended == 1
    assert [reminder_count(actor=registrar, at=at + days * DAY).ended for days in (34, 40)] == [1, 0]
    foreign = world.actor(Role.REGISTRAR, world.foreign(Role.REGISTRAR))
    assert reminder_count(actor=foreign, at=at + 8 * DAY).ended == 0


def test_an_extended_ban_is_waited_for_anew(world: World, ending: UUID, at: datetime) -> None:
    world.change(ending, BanEvent.EXTEND, last_day=day_of(at) + 50 * DAY)
    ban_confirmation.tell_overdue(at=at)
    assert expiry.note_expired(at=at + 7 * DAY) == 0
    assert expiry.note_expired(at=at + 52 * DAY) == 1 and heard() == HEARD
