"""A later ban looks back: whoever was clear at a gate in the last hours raises an alert that they may be inside."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client

from aigis.apps.alerts.models import Alert
from aigis.apps.checks import look_back as looking
from aigis.apps.checks.actions import perform
from aigis.apps.checks.models import Check, LookBackMark, LookBackSighting
from aigis.apps.checks.query import Answer
from aigis.apps.notices.models import Notice
from aigis.apps.register.subjects.changes import Attribution, SubjectChange, SubjectEvent, carry_out
from aigis.core.access.permissions import Role
from aigis.core.bans.versions import BanEvent
from aigis.core.person.person import Person
from tests.web.signing_in import signed_in
from tests.world import BANNED, LOOKALIKE, STRANGER, World, entries

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture(autouse=True)
def first_look(world: World) -> None:
    """The mark from which on is compared."""
    look(world.at)


def look(at: datetime, *, late: bool = True) -> int:
    return looking.look_back(at=at, clock=lambda: at, late=late)


def enter(world: World, person: Person, at: datetime, gate: str = "BEANR-0001/main") -> UUID:
    """A clear check at a gate."""
    (answer,) = perform([world.query(person, gate=gate, actor=world.actor(Role.GUARD))], at=at)
    assert isinstance(answer, Answer) and answer.verdict.value == "clear"
    return answer.id


def sightings() -> list[tuple[str, datetime]]:
    rows = LookBackSighting.objects.order_by("earlier__checked_at").select_related("earlier__gate__facility")
    return [(row.earlier.gate.code, row.earlier.checked_at) for row in rows]


def test_a_ban_that_is_entered_alarms_for_whoever_was_clear_before_with_gates_and_times(world: World) -> None:
    first, second = world.at + MINUTE, world.at + 2 * MINUTE
    enter(world, BANNED, first, gate="BEANR-0001/back")
    enter(world, BANNED, second)
    enter(world, STRANGER, second)
    world.ban()
    assert look(world.at + 3 * MINUTE, late=False) == 1
    (alert,) = Alert.objects.all()
    assert alert.check_made is not None and alert.check_made.source == "look_back"
    assert alert.gate is not None and alert.gate.code == "BEANR-0001/main"
    assert sightings() == [("BEANR-0001/back", first), ("BEANR-0001/main", second)]
    mails = [notice.body for notice in Notice.objects.filter(kind="alert", channel="mail")]
    assert mails and all("may be inside" in mail or "look_back" in mail for mail in mails)
    (entry,) = entries("check.looked_back")
    assert len(entry["core"]["earlier"]) == 2
    assert look(world.at + 4 * MINUTE) <= 1 and Alert.objects.count() == 1


def test_a_desk_reads_that_the_person_may_be_inside_and_where_they_were(world: World, client: Client) -> None:
    enter(world, BANNED, world.at + MINUTE, gate="BEANR-0001/back")
    world.ban()
    look(world.at + 2 * MINUTE)
    desk = signed_in(client, world.user(Role.PROSECUTOR))
    assert "May be inside" in desk.get("/alerts/").content.decode()
    page = desk.get(f"/alerts/{Alert.objects.get().pk}").content.decode()
    assert "May be inside" in page and "Clear at BEANR-0001/back, before the ban" in page


def test_a_ban_that_is_changed_looks_back(world: World) -> None:
    """Suspended while the person came in, in force again afterwards."""
    made = world.ban()
    world.change(made.ban, BanEvent.SUSPEND)
    enter(world, BANNED, world.at + MINUTE)
    look(world.at + 2 * MINUTE)
    assert not Alert.objects.exists()
    world.change(made.ban, BanEvent.RESUME)
    look(world.at + 3 * MINUTE)
    assert [alert.check_made and alert.check_made.source for alert in Alert.objects.all()] == ["look_back"]


def test_an_identity_that_is_changed_looks_back(world: World) -> None:
    made = world.ban(STRANGER)
    enter(world, BANNED, world.at + MINUTE)
    look(world.at + 2 * MINUTE)
    assert not Alert.objects.exists()
    registrar, approver = world.actor(Role.REGISTRAR), world.actor(Role.APPROVER)
    change = SubjectChange(SubjectEvent.IDENTITY, "the passport", BANNED)
    with transaction.atomic():
        carry_out(made.subject, change, by=Attribution(registrar.key, approver.key), actor=approver, at=world.at)
    look(world.at + 3 * MINUTE)
    assert Alert.objects.count() == 1


def test_a_ban_that_begins_by_the_clock_looks_back(world: World) -> None:
    made = world.ban(first_day=world.today + timedelta(days=1))
    enter(world, BANNED, world.at + MINUTE)
    look(world.at + 2 * MINUTE)
    assert made and not Alert.objects.exists()
    assert world.at.hour == 22 and world.at.minute == 50  # ten minutes before the day of the ban
    look(world.at + 9 * MINUTE)
    assert not Alert.objects.exists()
    look(world.at + 11 * MINUTE)
    assert Alert.objects.count() == 1


def test_a_worker_that_is_killed_in_the_middle_misses_nobody_and_tells_nobody_twice(world: World) -> None:
    for person in (BANNED, STRANGER):
        enter(world, person, world.at + MINUTE)
    for person in (BANNED, STRANGER):
        world.ban(person)
    later = world.at + 2 * MINUTE
    instants = iter([later])

    def killed() -> datetime:
        for instant in instants:
            return instant
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        looking.look_back(at=later, clock=killed)
    assert Alert.objects.count() == 1
    assert look(later + MINUTE, late=False) == 2 and look(later + 2 * MINUTE, late=False) == 0
    assert Alert.objects.count() == 2 and Check.objects.filter(source="look_back").count() == 2


def test_a_person_who_cannot_be_checked_again_keeps_nobody_else_from_it(world: World) -> None:
    enter(world, STRANGER, world.at + MINUTE)
    enter(world, BANNED, world.at + MINUTE)
    for person in (BANNED, STRANGER):
        world.ban(person)
    later = world.at + 2 * MINUTE
    faults = iter([StopIteration(), None, None])

    def clock() -> datetime:
        if (fault := next(faults, None)) is not None:
            raise fault
        return later

    with pytest.raises(StopIteration):
        looking.look_back(at=later, clock=clock)
    assert Alert.objects.count() == 1
    look(later + MINUTE, late=False)
    assert Alert.objects.count() == 2


def test_a_check_that_is_committed_after_the_look_is_not_missed(world: World) -> None:
    """Its verdict is by the register before the ban; it appears when the mark has passed the ban."""
    check = enter(world, BANNED, world.at + MINUTE)
    Check.objects.filter(pk=check).update(source="hidden")
    world.ban()
    look(world.at + 2 * MINUTE)
    Check.objects.filter(pk=check).update(source="gate")
    look(world.at + 3 * MINUTE)
    assert Alert.objects.count() == 1


def test_only_the_hours_of_the_setting_count_and_only_clear_checks_at_gates(world: World) -> None:
    enter(world, BANNED, world.at + MINUTE)
    Check.objects.update(checked_at=world.at - 25 * HOUR)
    perform([world.query(BANNED, source="list", actor=world.actor(Role.GUARD))], at=world.at + MINUTE)
    enter(world, LOOKALIKE, world.at + MINUTE)
    world.ban()
    look(world.at + 2 * MINUTE)
    assert {check.person for check in Check.objects.filter(source="look_back", verdict="denied")} == set()


def test_a_refused_reading_of_the_mark_starts_from_now_on(world: World) -> None:
    LookBackMark.objects.all().delete()
    world.ban()
    assert look(world.at + MINUTE) == 0
    assert LookBackMark.objects.get().followed_at == world.at + MINUTE
