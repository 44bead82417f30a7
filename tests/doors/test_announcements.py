"""Announced people are checked when announced, when a ban may concern them, and on arrival; then the day is closed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from aigis.apps.alerts.models import Alert
from aigis.apps.checks.models import Check
from aigis.apps.notices.models import Notice
from aigis.apps.rosters import announcement_days, arrivals
from aigis.apps.rosters.models import AnnouncedPerson, Announcement
from aigis.core.access.permissions import Role
from aigis.core.dates.brussels import day_of, midnight
from tests.doors.asking import CHECKS, ask, check_in
from tests.world import BANNED_IN, LOOKALIKE_IN, STRANGER, STRANGER_IN, World, entries

ADDRESS = "/api/v1/announcements"
NOON = timedelta(hours=12)


def body(world: World, **changed: Any) -> dict[str, Any]:
    persons = [{"ref": "v-1", "person": STRANGER_IN}, {"ref": "v-2", "person": BANNED_IN}]
    tomorrow = world.today + timedelta(days=1)
    sound = {"facility": "BEANR-0001", "on": tomorrow.isoformat(), "host": "An Peeters", "purpose": "visitor"}
    return {**sound, "persons": persons} | changed


def announce(world: World, **changed: Any) -> Any:
    return ask(world, Role.PFSO, "POST", ADDRESS, body(world, **changed))


def read(world: World, identifier: str) -> dict[str, list[tuple[str, str]]]:
    """The checks of each person by reference, as (verdict, why)."""
    persons = ask(world, Role.PFSO, "GET", f"{ADDRESS}/{identifier}").json()["persons"]
    return {item["ref"]: [(check["verdict"], check["why"]) for check in item["checks"]] for item in persons}


def today() -> str:
    """The present Brussels day, on which people arrive."""
    return day_of(datetime.now(UTC)).isoformat()


def just_after() -> datetime:
    """The instant after the announcement."""
    return Announcement.objects.latest("at").at + timedelta(microseconds=1)


def follow(at: datetime) -> int:
    return announcement_days.follow(at=at, clock=lambda: at)


def test_announced_people_are_checked_at_once(world: World) -> None:
    world.ban()
    answer = announce(world)
    assert answer.status_code == 201 and answer.json()["refused"] == []
    assert read(world, answer.json()["id"]) == {"v-1": [("clear", "announced")], "v-2": [("denied", "announced")]}
    assert Alert.objects.count() == 1 and Check.objects.filter(source="announced").count() == 2
    assert len(entries("announcement.made")) == 1 and len(entries("announcement.read")) == 1


def test_a_ban_after_the_approval_denies_alarms_once_and_says_so(world: World) -> None:
    identifier = announce(world).json()["id"]
    world.ban()
    assert follow(just_after()) == 1 and follow(just_after()) == 0
    assert read(world, identifier)["v-2"] == [("clear", "announced"), ("denied", "ban_after_approval")]
    (alert,) = Alert.objects.all()
    assert alert.check_made is not None and alert.check_made.source == "overtaken"
    mails = [notice.body for notice in Notice.objects.filter(kind="alert")]
    assert mails and all("announced and approved" in mail or "overtaken" in mail for mail in mails)
    world.ban(STRANGER)
    assert follow(just_after()) == 2
    assert read(world, identifier)["v-1"][-1] == ("denied", "ban_after_approval")
    assert read(world, identifier)["v-2"][-1] == ("denied", "register_changed")
    assert Alert.objects.count() == 2
    assert {entry["core"]["ref"] for entry in entries("announcement.overtaken")} == {"v-1", "v-2"}


def test_a_check_at_a_gate_of_the_facility_finds_the_announcement(world: World) -> None:
    identifier = announce(world, on=today()).json()["id"]
    elsewhere = body(world, facility="BEANR-0002", on=today())
    assert ask(world, Role.PFSO, "POST", ADDRESS, elsewhere, organisation="other-quay").status_code == 201
    for gate, person in {"BEANR-0001/back": STRANGER_IN, "BEANR-0001/main": LOOKALIKE_IN}.items():
        ask(world, Role.GUARD, "POST", CHECKS, check_in(gate=gate, person=person))
    at = Check.objects.latest("checked_at").checked_at
    assert arrivals.find_arrivals(at=at) == 1 and arrivals.find_arrivals(at=at) == 0
    assert read(world, identifier) == {
        "v-1": [("clear", "announced"), ("clear", "arrived")],
        "v-2": [("clear", "announced")],
    }
    assert len(entries("announcement.arrived")) == 1


def test_the_day_after_no_shows_are_closed_and_nobody_is_followed_any_more(world: World) -> None:
    identifier = announce(world, on=today()).json()["id"]
    ask(world, Role.GUARD, "POST", CHECKS, check_in(person=STRANGER_IN))
    assert announcement_days.close_past(at=world.at) == 0
    after = midnight(Announcement.objects.get().on + timedelta(days=1)) + NOON
    assert announcement_days.close_past(at=after) == 1 and announcement_days.close_past(at=after) == 0
    persons = {person.ref: person.no_show for person in AnnouncedPerson.objects.all()}
    assert persons == {"v-1": False, "v-2": True}
    assert ask(world, Role.PFSO, "GET", f"{ADDRESS}/{identifier}").json()["closed_at"]
    world.ban()
    assert follow(after) == 0


def test_one_bad_person_is_refused_and_the_others_are_announced(world: World) -> None:
    persons = [{"ref": "v-1", "person": STRANGER_IN}, {"ref": "v-2", "person": {"birth_date": "x", "sex": "Q"}}]
    answer = announce(world, persons=persons).json()
    assert [item["ref"] for item in answer["persons"]] == ["v-1"]
    assert [fault["field"] for fault in answer["refused"][0]["error"]["errors"]] == ["person.birth_date", "person.sex"]
    assert announce(world, persons=persons[1:]).status_code == 422


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"facility": "BEANR-0002"}, "facility"),
        ({"on": "2020-01-01"}, "on"),
        ({"on": "2149-01-01"}, "on"),
        ({"on": "soon"}, "on"),
        ({"purpose": "fun"}, "purpose"),
        ({"persons": []}, "persons"),
    ],
)
def test_what_cannot_be_announced_is_refused(world: World, changed: dict[str, Any], field: str) -> None:
    answer = announce(world, **changed)
    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert not Announcement.objects.exists()


def test_sent_twice_under_a_key_it_is_one_announcement(world: World) -> None:
    first, second = (
        ask(world, Role.PFSO, "POST", ADDRESS, body(world), headers={"Idempotency-Key": "k"}) for _ in range(2)
    )
    assert first.json() == second.json() and Announcement.objects.count() == 1
    assert Check.objects.count() == 2


def test_whose_first_check_did_not_come_about_is_checked_by_the_worker(world: World) -> None:
    world.ban()
    identifier = announce(world).json()["id"]
    AnnouncedPerson.objects.update(verdict="", verdict_version=-1)
    follow(world.at + timedelta(minutes=5))
    assert read(world, identifier)["v-2"][-1] == ("denied", "announced")


def test_host_and_persons_are_stored_encrypted_and_another_organisation_sees_nothing(world: World) -> None:
    identifier = announce(world).json()["id"]
    row = Announcement.objects.get()
    stored = bytes(row.host) + b"".join(bytes(person.person) for person in row.announcedperson_set.all())
    assert b"Peeters" not in stored and b"Vandenbroucke" not in stored
    other = ask(world, Role.PFSO, "GET", f"{ADDRESS}/{identifier}", organisation="other-quay")
    assert other.status_code == 404
