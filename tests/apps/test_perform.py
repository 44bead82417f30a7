"""Checking people: every answer is a row, an entry and, where it denies, alerts, in one transaction or not at all."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from aigis.apps.alerts.models import Alert, DeskAlert
from aigis.apps.audit import queries as log
from aigis.apps.audit.models import Entry
from aigis.apps.checks.actions import perform
from aigis.apps.checks.models import Check
from aigis.apps.checks.query import Answer, Query
from aigis.apps.notices.models import Notice
from aigis.apps.register.models import Subject
from aigis.core.access.permissions import Role
from aigis.core.bans.versions import BanEvent
from aigis.core.errors import DomainError, NoAnswer, NotEnoughIdentity, RequestKeyReused
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Name, Person
from aigis.core.values import Reason, Verdict
from tests.world import BANNED, COAST_GATE, LOOKALIKE, STRANGER, World, entries


def answered(result: Answer | DomainError) -> Answer:
    assert isinstance(result, Answer), result
    return result


def one(query: Query, *, at: datetime) -> Answer:
    return answered(perform([query], at=at)[0])


def test_a_stranger_is_clear_and_nobody_is_told(world: World, at: datetime) -> None:
    world.ban()
    answer = one(world.query(STRANGER), at=at)
    assert (answer.verdict, answer.reason) == (Verdict.CLEAR, Reason.NO_MATCH)
    assert not Alert.objects.exists() and not Notice.objects.exists()


def test_a_banned_person_is_denied(world: World, at: datetime) -> None:
    registered = world.ban()
    answer = one(world.query(BANNED), at=at)
    assert (answer.verdict, answer.reason) == (Verdict.DENIED, Reason.MATCH)
    assert answer.register_version == registered.register_version


def test_a_contradiction_is_referred_without_telling_the_police(world: World, at: datetime) -> None:
    world.ban()
    answer = one(world.query(LOOKALIKE), at=at)
    assert (answer.verdict, answer.reason) == (Verdict.REFER, Reason.COMPARE_PERSON)
    assert not Alert.objects.exists()


def test_every_check_is_a_row_with_its_own_entry(world: World, at: datetime) -> None:
    world.ban()
    people = [STRANGER, BANNED, LOOKALIKE]
    answers = [answered(result) for result in perform([world.query(one) for one in people], at=at)]
    rows = Check.objects.in_bulk([answer.id for answer in answers])
    for answer in answers:
        row = rows[answer.id]
        assert row.verdict == answer.verdict and row.checked_at == at
        assert Entry.objects.get(pk=row.entry).at == at
    said = {entry["core"]["check"]: entry["core"]["verdict"] for entry in entries("check.answered")}
    assert said == {str(answer.id): answer.verdict.value for answer in answers}


def test_the_entry_says_who_asked_when_and_why(world: World, at: datetime) -> None:
    guard = world.actor(Role.GUARD)
    one(world.query(STRANGER, note="PO 4411"), at=at)
    entry = entries("check.answered")[0]
    assert entry["actor"] == {
        "kind": "client",
        "id": guard.id,
        "role": "guard",
        "organisation": guard.organisation,
    }
    assert entry["core"]["purpose"] == "visitor" and entry["core"]["at"] == at.isoformat()
    assert entry["subject"] == {"person": STRANGER.to_dict(), "note": "PO 4411"}


def test_what_the_register_held_is_in_an_entry_of_the_systems_own(world: World, at: datetime) -> None:
    ban = world.ban()
    one(world.query(BANNED), at=at)
    asked, why = entries("check.answered")[0], entries("check.matched")[0]
    assert str(ban.ban) not in str(asked) and str(ban.subject) not in str(asked)
    assert why["actor"]["kind"] == "system" and why["subject"]["matches"][0]["ban"] == str(ban.ban)
    assert why["subject"]["matches"][0]["evidence"]


def test_a_name_is_not_readable_in_the_stored_rows(world: World, at: datetime) -> None:
    world.ban()
    one(world.query(BANNED), at=at)
    row = Check.objects.get()
    assert b"Vandenbroucke" not in bytes(row.person) + bytes(row.matches or b"")
    assert b"Vandenbroucke" not in bytes(Subject.objects.get().person)


def test_a_denial_reaches_two_desks_of_two_organisations(world: World, at: datetime) -> None:
    ban = world.ban()
    check = one(world.query(BANNED), at=at)
    alert = Alert.objects.get()
    assert (alert.ban_id, alert.check_made_id) == (ban.ban, check.id)
    told = DeskAlert.objects.filter(alert=alert).select_related("desk")
    assert len({row.desk.organisation_id for row in told}) == 2
    assert {notice.address for notice in Notice.objects.filter(about=alert.pk)} == {row.desk.mailbox for row in told}


def test_each_desk_counts_its_alerts_without_a_gap(world: World, at: datetime) -> None:
    persons = world.banned_people(6)
    for start in (0, 2, 4):
        perform([world.query(person) for person in persons[start : start + 2]], at=at)
    for desk in world.desks.values():
        numbers = DeskAlert.objects.filter(desk=desk).order_by("number").values_list("number", flat=True)
        assert list(numbers) == [1, 2, 3, 4, 5, 6]


def test_a_notice_names_no_person(world: World, at: datetime) -> None:
    ban = world.ban()
    one(world.query(BANNED), at=at)
    for notice in Notice.objects.all():
        text = notice.subject + notice.body
        assert "Vandenbroucke" not in text and str(ban.subject) not in text and "81040312361" not in text


def test_where_nobody_would_hear_of_a_hit_nobody_is_answered_banned_or_not(world: World, at: datetime) -> None:
    world.ban()
    asked = [world.query(BANNED, gate=COAST_GATE), world.query(STRANGER, gate=COAST_GATE), world.query(STRANGER)]
    banned, stranger, elsewhere = perform(asked, at=at)
    assert isinstance(banned, NoAnswer) and isinstance(stranger, NoAnswer)
    assert isinstance(elsewhere, Answer) and elsewhere.verdict is Verdict.CLEAR
    assert len(entries("check.answered")) == 1 and len(entries("query.refused")) == 2


def test_a_query_that_could_only_be_guessed_is_not_made(world: World) -> None:
    for person in (Person(), Person(names=BANNED.names), Person(birth=BANNED.birth)):
        with pytest.raises(NotEnoughIdentity):
            world.query(person)


@pytest.mark.parametrize("name", ["???", "…", " ", "''"])
def test_a_name_without_a_letter_is_no_identity(world: World, name: str) -> None:
    with pytest.raises(NotEnoughIdentity):
        world.query(Person(names=(Name(name),), birth=BirthDate(1981, 4, 3)))


# Being in force.


def test_a_ban_bars_until_the_instant_of_its_end_and_no_longer(world: World, at: datetime) -> None:
    world.ban(last_day=date(2026, 11, 22))
    end = datetime(2026, 11, 22, 23, 0, tzinfo=at.tzinfo)  # midnight in Brussels
    assert one(world.query(BANNED), at=end - timedelta(microseconds=1)).verdict is Verdict.DENIED
    assert one(world.query(BANNED), at=end).verdict is Verdict.CLEAR


def test_a_ban_bars_from_the_instant_of_its_start(world: World, at: datetime) -> None:
    world.ban(first_day=date(2026, 11, 23))
    start = datetime(2026, 11, 22, 23, 0, tzinfo=at.tzinfo)
    assert one(world.query(BANNED), at=start - timedelta(microseconds=1)).verdict is Verdict.CLEAR
    assert one(world.query(BANNED), at=start).verdict is Verdict.DENIED


def test_a_suspended_ban_bars_nobody_and_a_resumed_one_does(world: World, at: datetime) -> None:
    ban = world.ban()
    for event, verdict in ((BanEvent.SUSPEND, Verdict.CLEAR), (BanEvent.RESUME, Verdict.DENIED)):
        world.change(ban.ban, event)
        assert one(world.query(BANNED), at=at).verdict is verdict


def test_a_new_ban_counts_at_the_very_next_check(world: World, at: datetime) -> None:
    assert one(world.query(BANNED), at=at).verdict is Verdict.CLEAR
    world.ban()
    assert one(world.query(BANNED), at=at).verdict is Verdict.DENIED


# Request keys.


def test_the_same_request_key_gives_the_first_answer(world: World, at: datetime) -> None:
    first = one(world.query(BANNED, key="k1"), at=at)
    world.ban()
    assert one(world.query(BANNED, key="k1"), at=at + timedelta(minutes=1)) == first
    assert Check.objects.count() == 1 and len(entries("check.answered")) == 1


def test_the_same_key_for_another_question_is_an_error(world: World, at: datetime) -> None:
    one(world.query(BANNED, key="k1"), at=at)
    for other in (world.query(STRANGER, key="k1"), world.query(BANNED, key="k1", note="other")):
        assert isinstance(perform([other], at=at)[0], RequestKeyReused)
    assert Check.objects.count() == 1


def test_a_key_belongs_to_who_used_it(world: World, at: datetime) -> None:
    first = one(world.query(STRANGER, key="k1"), at=at)
    other = one(world.query(STRANGER, key="k1", actor=world.actor(Role.PFSO)), at=at)
    assert first.id != other.id


def test_twins_in_a_batch_are_one_check(world: World, at: datetime) -> None:
    first, second, apart = perform([world.query(BANNED, key=key) for key in ("k1", "k1", "k2")], at=at)
    assert first == second != apart
    assert Check.objects.count() == 2


def test_another_question_under_the_key_of_a_twin_harms_only_itself(world: World, at: datetime) -> None:
    first, wrong, apart = perform(
        [world.query(BANNED, key="k1"), world.query(STRANGER, key="k1"), world.query(STRANGER)], at=at
    )
    assert isinstance(first, Answer) and isinstance(apart, Answer)
    assert isinstance(wrong, RequestKeyReused)


def test_without_a_key_the_same_question_is_two_checks(world: World, at: datetime) -> None:
    perform([world.query(STRANGER), world.query(STRANGER)], at=at)
    perform([world.query(STRANGER)], at=at)
    assert Check.objects.count() == 3


# One transaction.


class Failing:
    """Fails after the nth statement of a transaction, as a lost connection would."""

    def __init__(self, after: int) -> None:
        self.after, self.seen = after, 0

    def __call__(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        done = execute(sql, params, many, context)
        self.seen += 1
        if self.seen == self.after:
            raise ConnectionError("lost")
        return done


def _counts() -> list[int]:
    models = (Check, Entry, Alert, DeskAlert, Notice)
    return [model.objects.count() for model in models]


def _statements(world: World, at: datetime) -> int:
    counting = Failing(after=0)
    with connection.execute_wrapper(counting):
        perform([world.query(BANNED)], at=at)
    return counting.seen


def test_a_failure_after_any_statement_leaves_nothing(world: World, at: datetime) -> None:
    world.ban()
    query = world.query(BANNED)
    one(query, at=at)  # everything that is remembered is remembered now
    before, total = _counts(), _statements(world, at)
    after = _counts()
    assert after != before and total > 5
    for place in range(1, total):  # the last one ends the transaction
        with connection.execute_wrapper(Failing(place)), pytest.raises(ConnectionError):
            perform([query], at=at)
        assert _counts() == after, f"statement {place} of {total} left something behind"


def test_a_log_that_is_not_sealed_for_too_long_gives_no_answer(world: World, at: datetime) -> None:
    one(world.query(STRANGER), at=at)
    log.clear_caches()
    with pytest.raises(NoAnswer):
        perform([world.query(STRANGER)], at=at + timedelta(minutes=15, seconds=1))
