"""Reminders: each once, to the right mailbox, up a level while nobody answers; and what the office answers."""

import json
import random
import threading
import time
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.db.models import Q

from aigis.apps.notices.letters import letter_of
from aigis.apps.notices.models import Notice
from aigis.apps.people.models import Organisation
from aigis.apps.register.models import Authority, Ban, Reminder, ReminderAnswer
from aigis.apps.register.reminders import dispatch as reminder_dispatch
from aigis.apps.register.reminders.answers import Given, answer, name_of
from aigis.apps.register.reminders.dispatch import remind
from aigis.apps.register.reminders.endings import by_answer, coming, unsettled
from aigis.apps.register.reminders.queries import ReminderCount, desk, one, reminder_count
from aigis.core.access.permissions import Actor, Role
from aigis.core.bans.reminder_schedule import EndingReply, Level
from aigis.core.bans.versions import BanEvent, BanKind
from aigis.core.dates.brussels import day_of, midnight
from aigis.core.errors import ChangedSince, Conflict, InvalidInput, NotFound
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Name, Person
from tests.apps.test_together import at_once
from tests.world import BANNED, CONDITION, LOOKALIKE, STRANGER, World, entries

DAY = timedelta(days=1)
AUTHORITY, OFFICE, PROSECUTOR = "court@justice.example", "court@office.example", "prosecutor@office.example"


def ending_in(world: World, days: int, **more: object) -> UUID:
    """A penalty that was registered in time and whose last day is so many days from the world's."""
    return world.ban(last_day=day_of(world.at) + timedelta(days=days), **more).ban  # type: ignore[arg-type]


def told() -> list[str]:
    """The mailboxes that were told, in order."""
    return list(Notice.objects.filter(kind="reminder").order_by("id").values_list("address", flat=True))


def given(ban: UUID, said: EndingReply = EndingReply.EXTENSION, name: str = "An Peeters") -> Given:
    ends_at = Ban.objects.get(pk=ban).ends_at
    assert ends_at is not None
    return Given(ban, ends_at, said, name)


@pytest.fixture
def registrar(world: World) -> Actor:
    return world.actor(Role.REGISTRAR)


# Sending.


def test_a_ban_about_to_end_is_reminded_of_once(world: World, at: datetime) -> None:
    ban = ending_in(world, 30)
    assert [remind(at=at), remind(at=at), remind(at=at + DAY)] == [1, 0, 0]
    (notice,) = Notice.objects.filter(kind="reminder")
    assert (notice.about, notice.address) == (ban, AUTHORITY)
    (entry,) = entries("reminder.sent")
    assert entry["core"]["ban"] == str(ban)
    assert (entry["core"]["days"], entry["core"]["covered"]) == (30, [180, 90])


def test_a_reminder_says_when_and_where_in_four_languages_and_names_no_person(world: World, at: datetime) -> None:
    ban = ending_in(world, 30)
    remind(at=at)
    notice = Notice.objects.get()
    body = json.loads(notice.body)["data"]
    assert "Vandenbroucke" not in notice.subject + notice.body and "AN 12/345" not in notice.body
    assert (body["ban"], body["days_left"], body["last_day"]) == (str(ban), 30, "2026-12-22")
    subject, text, html = letter_of(notice)
    for heading in (
        "Een havenverbod eindigt op 22/12/2026",
        "Une interdiction portuaire prend fin le 22/12/2026",
        "Ein Hafenverbot endet am 22/12/2026",
        "A port ban ends on 22/12/2026",
    ):
        assert heading in subject and heading.upper() in text and heading in html
    assert text.count(body["page"]) == 4 and "Vandenbroucke" not in text + html


def test_penalties_and_conditions_have_schedules_of_their_own(world: World, at: datetime) -> None:
    ending_in(world, 180)
    condition = {"kind": BanKind.CONDITION, "authority": CONDITION, "first_day": day_of(at)}
    ending_in(world, 60, person=STRANGER, **condition)
    assert remind(at=at) == 1
    assert remind(at=at + 30 * DAY) == 2  # the condition, and the penalty that went up


def test_every_day_of_a_ban_that_nobody_answers_for(world: World, at: datetime) -> None:
    ending_in(world, 30)
    for day in range(32):
        remind(at=at + timedelta(days=day))
    rows = Reminder.objects.order_by("sent_at").values_list("days", "level", "sent_at")
    found = [(days, level, 30 - (day_of(sent) - day_of(at)).days) for days, level, sent in rows]
    assert found == [(30, 0, 30), (30, 1, 16), (7, 2, 7)]  # in the last week it goes up after a day
    assert sorted(told()) == sorted([AUTHORITY, OFFICE, AUTHORITY, OFFICE, PROSECUTOR])


def test_a_ban_that_is_over_lifted_open_or_not_begun_is_not_reminded_of(world: World, at: datetime) -> None:
    today = day_of(at)
    ending_in(world, -1)
    ending_in(world, 9, person=STRANGER, first_day=today + 2 * DAY)
    world.change(ending_in(world, 9, person=LOOKALIKE), BanEvent.LIFT)
    world.change(ending_in(world, 9, case_reference="AN 9"), BanEvent.LIFT, counts_from=at + 5 * DAY)
    Ban.objects.filter(pk=ending_in(world, 9, stayed=True)).update(ends_at=None)
    assert remind(at=at) == 0 and not Reminder.objects.exists()


def test_a_suspended_ban_is_reminded_of_because_it_may_be_resumed(world: World, at: datetime) -> None:
    world.change(ending_in(world, 10), BanEvent.SUSPEND)
    assert remind(at=at) == 1


def test_a_ban_with_a_later_end_is_reminded_of_anew(world: World, at: datetime) -> None:
    ban = ending_in(world, 10)
    assert remind(at=at) == 1
    answer(given(ban, EndingReply.LET_END), actor=world.actor(Role.REGISTRAR), at=at)
    world.change(ban, BanEvent.EXTEND, last_day=day_of(at) + 20 * DAY)
    assert [remind(at=at), remind(at=at)] == [1, 0]


def test_a_clock_that_is_set_back_or_ahead_sends_nothing_twice(world: World, at: datetime) -> None:
    ending_in(world, 40)
    back, ahead = timedelta(hours=-2), 30 * DAY
    assert [remind(at=at + step) for step in (0 * DAY, back, ahead, ahead + back, back)] == [1, 0, 1, 0, 0]
    assert [(one.days, one.level) for one in Reminder.objects.order_by("pk")] == [(90, 0), (30, 1)]


def test_without_a_mailbox_of_the_authority_the_office_is_told_at_once(world: World, at: datetime) -> None:
    Authority.objects.update(mailbox="")
    ending_in(world, 30)
    assert [remind(at=at), remind(at=at)] == [1, 0]
    assert told() == [OFFICE] and Reminder.objects.get().level == Level.OFFICE


def test_where_nobody_can_be_told_that_is_on_record_once_and_the_reminder_waits(world: World, at: datetime) -> None:
    Authority.objects.update(mailbox="")
    Organisation.objects.update(mailbox="")
    ban = ending_in(world, 30)
    assert [remind(at=at), remind(at=at + DAY)] == [0, 0]
    assert [entry["core"]["ban"] for entry in entries("reminder.untold")] == [str(ban)]
    assert reminder_count(actor=world.actor(Role.REGISTRAR), at=at) == ReminderCount(1, 0, 1)
    assert one(ban, actor=world.actor(Role.REGISTRAR), at=at).untold
    Authority.objects.update(mailbox=AUTHORITY)
    assert [remind(at=at + 2 * DAY), remind(at=at + 2 * DAY)] == [1, 0]
    assert told() == [AUTHORITY]


def test_one_ban_that_cannot_be_reminded_of_keeps_no_other_from_it(
    world: World, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = ending_in(world, 6)
    ending_in(world, 7, person=STRANGER)
    remind_of = reminder_dispatch.remind_of

    def failing(ban: UUID, *, at: datetime) -> bool:
        if ban == broken:
            raise OSError
        return remind_of(ban, at=at)

    monkeypatch.setattr(reminder_dispatch, "remind_of", failing)
    with pytest.raises(OSError):
        remind(at=at)
    assert Reminder.objects.count() == 1


def test_a_reminder_without_its_entry_is_not_sent(
    committed: World, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    ending_in(committed, 30)
    monkeypatch.setattr(reminder_dispatch, "append", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        remind(at=at)
    assert not Reminder.objects.exists() and not Notice.objects.exists()


def test_of_workers_that_remind_at_once_one_sends(committed: World, at: datetime) -> None:
    people = (BANNED, STRANGER, LOOKALIKE)
    for place, person in enumerate(people):
        ending_in(committed, 28 + place, person=person)
    results = at_once([partial(remind, at=at) for _ in range(6)])
    assert sum(int(str(one)) for one in results) == 3, results
    assert Reminder.objects.count() == Notice.objects.count() == len(entries("reminder.sent")) == 3


def test_a_worker_waits_for_an_answer_that_is_being_recorded(committed: World, at: datetime) -> None:
    ban = ending_in(committed, 30)
    remind(at=at)
    recorded = threading.Event()

    def answering() -> None:
        with transaction.atomic():
            row = Ban.objects.select_for_update(no_key=True).get(pk=ban)
            assert row.ends_at is not None
            said = {"answer": EndingReply.LET_END.value, "name": b"", "answered_at": at, "answered_by": "user:1"}
            ReminderAnswer.objects.create(ban=row, ends_at=row.ends_at, **said)
            recorded.set()
            time.sleep(0.4)  # whoever does not wait decides by what stood before

    def working() -> int:
        recorded.wait(timeout=120)
        return remind(at=at + 20 * DAY)

    assert at_once([answering, working]) == [None, 0]


def test_what_is_left_out_of_a_look_has_nothing_due(world: World, at: datetime) -> None:
    """Many endings in every state: looking at the unsettled ones alone finds all that is due."""
    chance, registrar = random.Random(7), world.actor(Role.REGISTRAR)
    condition = {"kind": BanKind.CONDITION, "authority": CONDITION, "first_day": day_of(at) - 30 * DAY}
    kinds: tuple[dict[str, Any], ...] = ({}, condition)
    bans = [
        ending_in(world, chance.randint(1, 55), person=nobody(place), **chance.choice(kinds)) for place in range(12)
    ]
    for day in range(0, 54, 5):
        now = at + timedelta(days=day)
        due = {ending.ban for ending in coming(Q(), at=now) if ending.due(at=now)}
        assert due <= {ending.ban for ending in unsettled(at=now)}
        if chance.random() < 0.8:  # at times no worker runs
            assert remind(at=now) == len(due)
        for ban in chance.sample(bans, 2):
            with suppress(Conflict):
                answer(given(ban, chance.choice(list(EndingReply))), actor=registrar, at=now)
        waiting, answered = by_answer(Q(), at=now)
        waits = {ending.ban: ending.waits for ending in coming(Q(), at=now)}
        assert {row.pk: True for row in waiting} | {row.pk: False for row in answered} == waits


def nobody(place: int) -> Person:
    return Person(names=(Name(f"Okonkwo{place}", "Marguerite"),), birth=BirthDate(1975, 12, 1 + place))


# Answering.


def test_an_answer_is_kept_with_its_name_closed_and_is_an_entry(world: World, registrar: Actor, at: datetime) -> None:
    ban = ending_in(world, 30)
    remind(at=at)
    answer(given(ban), actor=registrar, at=at + DAY)
    row = ReminderAnswer.objects.get()
    assert name_of(row) == "An Peeters" and b"Peeters" not in bytes(row.name)
    (entry,) = entries("reminder.answered")
    assert entry["core"]["answer"] == "extension" and entry["subject"] == {"name": "An Peeters"}
    assert "Peeters" not in str(entry["core"])


def test_an_answered_reminder_goes_up_no_more_but_comes_once_again_before_the_end(
    world: World, registrar: Actor, at: datetime
) -> None:
    ban = ending_in(world, 30)
    remind(at=at)
    answer(given(ban), actor=registrar, at=at)
    assert [remind(at=at + timedelta(days=day)) for day in range(31)].count(1) == 1
    assert list(Reminder.objects.values_list("days", "level").order_by("pk")) == [(30, 0), (7, 0)]
    assert [row.ban for row in desk(actor=registrar, at=at + 24 * DAY).waiting] == [ban]
    answer(given(ban), actor=registrar, at=at + 24 * DAY)  # the same words, but to another reminder
    assert desk(actor=registrar, at=at + 24 * DAY).waiting == ()


def test_the_last_answer_counts_and_the_others_stay_to_be_seen(world: World, registrar: Actor, at: datetime) -> None:
    ban = ending_in(world, 30)
    remind(at=at)
    answer(given(ban), actor=registrar, at=at)
    answer(given(ban, EndingReply.LET_END, "Jan Claes"), actor=world.actor(Role.APPROVER), at=at + DAY)
    listed = one(ban, actor=registrar, at=at + DAY)
    assert [(each.answer, each.name) for each in listed.answers] == [
        (EndingReply.EXTENSION, "An Peeters"),
        (EndingReply.LET_END, "Jan Claes"),
    ]
    assert remind(at=at + 25 * DAY) == 0


def test_the_same_answer_sent_twice_is_one(world: World, registrar: Actor, at: datetime) -> None:
    ban = ending_in(world, 30)
    remind(at=at)
    for _ in range(2):
        answer(given(ban), actor=registrar, at=at)
    assert ReminderAnswer.objects.count() == len(entries("reminder.answered")) == 1


@pytest.mark.parametrize("name", ["", "  \n ", "x" * 121, "An\x00Peeters", "An\u202ePeeters"])
def test_an_answer_needs_a_name(world: World, registrar: Actor, at: datetime, name: str) -> None:
    ban = ending_in(world, 30)
    remind(at=at)
    with pytest.raises(InvalidInput):
        answer(given(ban, name=name), actor=registrar, at=at)
    assert not ReminderAnswer.objects.exists()


def test_only_the_office_and_the_prosecutor_of_a_ban_answer_for_it(world: World, at: datetime) -> None:
    ban = ending_in(world, 30)
    remind(at=at)
    for role in (Role.REGISTRAR, Role.APPROVER, Role.PROSECUTOR):
        foreign = world.actor(role, "other-prosecutor")
        assert desk(actor=foreign, at=at).waiting == ()
        for refused in (partial(answer, given(ban)), partial(one, ban)):
            with pytest.raises(NotFound):
                refused(actor=foreign, at=at)
    answer(given(ban), actor=world.actor(Role.PROSECUTOR), at=at)
    answer(given(ban, EndingReply.NEW_DECISION), actor=world.actor(Role.REGISTRAR), at=at)
    assert ReminderAnswer.objects.count() == 2


def test_where_no_prosecutor_is_set_every_prosecutor_answers(world: World, at: datetime) -> None:
    Authority.objects.update(prosecutor=None)
    ban = ending_in(world, 30)
    remind(at=at)
    answer(given(ban), actor=world.actor(Role.PROSECUTOR, "other-prosecutor"), at=at)
    with pytest.raises(NotFound):
        answer(given(ban), actor=world.actor(Role.REGISTRAR, "other-prosecutor"), at=at)


def test_what_was_read_before_the_end_moved_is_not_answered(world: World, registrar: Actor, at: datetime) -> None:
    ban = ending_in(world, 10)
    remind(at=at)
    read = given(ban)
    world.change(ban, BanEvent.EXTEND, last_day=day_of(at) + 20 * DAY)
    with pytest.raises(ChangedSince):
        answer(read, actor=registrar, at=at)


def test_nobody_silences_a_reminder_that_was_not_sent_yet_or_a_ban_that_no_longer_ends(
    world: World, registrar: Actor, at: datetime
) -> None:
    early, over = ending_in(world, 200), ending_in(world, 5, person=STRANGER)
    remind(at=at)
    for ban, when in ((early, at), (over, at + 6 * DAY)):
        with pytest.raises(Conflict):
            answer(given(ban, EndingReply.LET_END), actor=registrar, at=when)
    read = given(over)
    world.change(over, BanEvent.LIFT)
    with pytest.raises(Conflict):
        answer(read, actor=registrar, at=at)


# The list.


def test_the_list_has_the_soonest_first_those_with_an_answer_apart_and_is_an_entry(
    world: World, registrar: Actor, at: datetime
) -> None:
    later, sooner, said = (
        ending_in(world, days, person=person) for days, person in ((80, BANNED), (20, STRANGER), (50, LOOKALIKE))
    )
    remind(at=at)
    answer(given(said), actor=registrar, at=at)
    found = desk(actor=registrar, at=at)
    assert [row.ban for row in found.waiting] == [sooner, later] and [row.ban for row in found.answered] == [said]
    assert [(row.left, row.level) for row in found.waiting] == [(20, 0), (80, 0)]
    (entry,) = entries("reminder.listed")
    assert entry["core"] == entry["core"] | {"shown": 3, "bans": sorted(map(str, (later, sooner, said)))}


def test_a_look_without_its_entry_shows_nothing(
    world: World, registrar: Actor, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aigis.apps.register.reminders.queries.append", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        desk(actor=registrar, at=at)


def test_endings_are_counted_in_the_month_of_their_last_day(world: World, registrar: Actor, at: datetime) -> None:
    people = iter((BANNED, STRANGER, LOOKALIKE, BANNED, STRANGER))
    today = day_of(at)
    for last in ("2026-11-30", "2026-12-31", "2027-01-01", "2028-10-31", "2028-11-01"):
        ending_in(world, (datetime.fromisoformat(last).date() - today).days, person=next(people))
    months = dict(desk(actor=registrar, at=at).months)
    assert len(months) == 24
    assert {str(month): many for month, many in months.items() if many} == {
        "2026-11-01": 1,
        "2026-12-01": 1,
        "2027-01-01": 1,
        "2028-10-01": 1,
    }


def test_the_count_names_nobody_and_is_of_the_office_alone(world: World, registrar: Actor, at: datetime) -> None:
    ending_in(world, 30)
    remind(at=at)
    remind(at=at + 14 * DAY)
    assert reminder_count(actor=registrar, at=at + 14 * DAY) == ReminderCount(1, 1, 0)
    assert reminder_count(actor=world.actor(Role.APPROVER, "other-prosecutor"), at=at) == ReminderCount(0, 0, 0)
    assert entries("reminder.listed") == []


def test_the_end_is_read_in_brussels(world: World, at: datetime) -> None:
    ending_in(world, 30)
    assert remind(at=midnight(day_of(at)) - timedelta(seconds=1)) == 1  # the day before: the number before
    assert remind(at=midnight(day_of(at))) == 1
