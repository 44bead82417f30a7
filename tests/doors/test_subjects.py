"""Subjects by API: read whole, changed by two people only, and what prisons report of them."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from aigis.apps.register.models import BanVersion, Detention, LookUp, Proposal, Subject
from aigis.core.access.permissions import Role
from aigis.core.dates.brussels import day_of
from tests.doors.asking import CHECKS, ask, asked, check_in
from tests.doors.test_bad_input import failing, problem
from tests.world import BANNED_IN, STRANGER, STRANGER_IN, World, entries, holds

pytestmark = pytest.mark.calendar

WHY = {"reason": "the passport says so"}


@pytest.fixture
def subject(world: World) -> str:
    return f"/api/v1/subjects/{world.ban().subject}"


def carried_out(world: World, address: str, body: dict[str, Any]) -> None:
    answer = ask(world, Role.REGISTRAR, "POST", address, body)
    assert answer.status_code == 202, answer.content
    assert ask(world, Role.APPROVER, "POST", f"{answer['Location']}/approve").status_code == 200


def denied(world: World, person: dict[str, Any]) -> bool:
    answer = ask(world, Role.GUARD, "POST", CHECKS, check_in(person=person))
    return bool(answer.json()["verdict"] == "denied")


def test_a_subject_is_read_whole_and_the_reading_is_an_entry(world: World, subject: str) -> None:
    found = ask(world, Role.APPROVER, "GET", subject).json()
    assert found["person"]["family_name"] == "Vandenbroucke" and found["person"]["national_numbers"] == ["81040312361"]
    assert found["person"]["documents"] == [{"state": "BEL", "number": "592123456755"}]
    assert (found["version"], len(found["bans"]), found["merged"], found["stays"]) == (1, 1, [], [])
    assert len(entries("subject.read")) == 1


def test_an_identity_read_and_sent_back_is_the_same(world: World, subject: str) -> None:
    person = ask(world, Role.REGISTRAR, "GET", subject).json()["person"]
    same = problem(ask(world, Role.REGISTRAR, "POST", f"{subject}/identity", WHY | {"person": person}))
    assert (same["status"], same["field"]) == (422, "person")


def test_another_identity_takes_two_people_and_makes_a_version_of_every_ban(world: World, subject: str) -> None:
    before = ask(world, Role.REGISTRAR, "GET", subject).json()
    ban = f"/api/v1/bans/{before['bans'][0]['id']}"
    carried_out(world, f"{subject}/identity", WHY | {"person": before["person"] | {"family_name": "Van den Broek"}})
    after = ask(world, Role.REGISTRAR, "GET", subject).json()
    assert (after["version"], after["person"]["family_name"]) == (2, "Van den Broek")
    answer = ask(world, Role.REGISTRAR, "GET", ban)
    last = answer.json()["versions"][-1]
    assert (answer["ETag"], last["event"], last["reason"]) == ('"2"', "correct", WHY["reason"])
    assert last["approved_by"] == world.actor(Role.APPROVER).key and last["period"] == before["bans"][0]["period"]


def test_merged_subjects_are_one_and_split_ones_two(world: World, subject: str) -> None:
    other = world.ban(STRANGER)
    carried_out(world, f"{subject}/merge", {"reason": "one person", "other": str(other.subject)})
    found = ask(world, Role.REGISTRAR, "GET", subject).json()
    assert len(found["bans"]) == 2 and found["merged"] == [str(other.subject)]
    assert found["person"]["aliases"] == [{"family_name": "Okonkwo", "given_names": "Marguerite"}]
    gone = ask(world, Role.REGISTRAR, "GET", f"/api/v1/subjects/{other.subject}").json()
    assert gone["merged_into"] == found["id"] and gone["bans"] == []
    split = {"reason": "two after all", "bans": [str(other.ban)], "person": STRANGER_IN, "rest": BANNED_IN}
    carried_out(world, f"{subject}/split", split)
    assert denied(world, STRANGER_IN) and denied(world, BANNED_IN)
    assert Subject.objects.filter(merged_into=None).count() == 2


def test_a_change_of_a_subject_sent_twice_is_one(world: World, subject: str) -> None:
    body, headers = WHY | {"person": STRANGER_IN}, {"Idempotency-Key": "k1"}
    answers = [ask(world, Role.REGISTRAR, "POST", f"{subject}/identity", body, headers=headers) for _ in range(2)]
    assert answers[0].json() == answers[1].json() and Proposal.objects.count() == 1
    body = {"reason": "other", "person": STRANGER_IN}
    other = problem(ask(world, Role.REGISTRAR, "POST", f"{subject}/identity", body, headers=headers))
    assert other["code"] == "request_key_reused"


def test_a_change_of_a_subject_that_cannot_be_is_refused_in_words(world: World, subject: str) -> None:
    ban = str(BanVersion.objects.get().ban_id)
    person = {"person": STRANGER_IN}
    cases: dict[str, tuple[str, dict[str, Any], int, str | None]] = {
        "no reason": ("identity", person, 422, "reason"),
        "a blank reason": ("identity", {"reason": " "} | person, 422, "reason"),
        "no persons": ("identity", WHY | {"person": {}}, 422, "person.family_name"),
        "a name alone": ("identity", WHY | {"person": {"family_name": "Okonkwo"}}, 422, "person.birth_date"),
        "a misread number": (
            "identity",
            WHY | {"person": STRANGER_IN | {"national_numbers": ["81040312362"]}},
            422,
            "person.national_number",
        ),
        "an unknown field": ("identity", WHY | {"person": STRANGER_IN | {"age": 3}}, 422, "person.age"),
        "merged with itself": ("merge", WHY | {"other": subject.rsplit("/", 1)[-1]}, 422, "other"),
        "merged with nobody there": ("merge", WHY | {"other": str(UUID(int=7))}, 404, None),
        "merged with no reference": ("merge", WHY | {"other": "that one"}, 422, "other"),
        "split off nothing": ("split", WHY | person | {"bans": []}, 422, "bans"),
        "split off everything": ("split", WHY | person | {"bans": [ban]}, 422, "bans"),
        "split off another's ban": ("split", WHY | person | {"bans": [str(UUID(int=7))]}, 422, "bans"),
        "a rest that is nobody": ("split", WHY | person | {"bans": [ban], "rest": {}}, 422, "rest.family_name"),
        "a rest misread": (
            "split",
            WHY | person | {"bans": [ban], "rest": STRANGER_IN | {"birth_date": "1981-02-30"}},
            422,
            "rest.birth_date",
        ),
    }

    def refused(event: str, body: dict[str, Any], status: int, field: str | None) -> None:
        found = problem(ask(world, Role.REGISTRAR, "POST", f"{subject}/{event}", body))
        assert (found["status"], found["field"]) == (status, field), found

    assert failing({name: partial(refused, *case) for name, case in cases.items()}) == []
    assert not Proposal.objects.exists()


def days_ago(at: datetime, days: int) -> str:
    return (day_of(at) - timedelta(days=days)).isoformat()


def look_up(world: World, organisation: str = "") -> str:
    """A look-up by which a prison knows the person; its reference."""
    query = {"purpose": "execution", "case_reference": "G 1", "person": {"national_number": "81.04.03-123.61"}}
    answer = ask(world, Role.PRISON, "POST", "/api/v1/lookups", query, organisation=organisation)
    return str(answer.json()["id"])


def test_a_prison_reports_only_whom_it_has_looked_up(world: World, subject: str, at: datetime) -> None:
    address, body = f"{subject}/detentions", {"detained_on": day_of(at).isoformat()}
    assert problem(ask(world, Role.PRISON, "POST", address, body))["code"] == "look_up_first"
    foreign = look_up(world, world.foreign(Role.PRISON))
    for lookup in ({}, {"lookup": foreign}):
        assert problem(ask(world, Role.PRISON, "POST", address, body | lookup))["code"] == "look_up_first"
    own = look_up(world)
    other = world.ban(STRANGER).subject
    body |= {"lookup": own}
    unseen = ask(world, Role.PRISON, "POST", f"/api/v1/subjects/{other}/detentions", body)
    assert problem(unseen)["code"] == "look_up_first"
    LookUp.objects.filter(pk=own).update(at=at - timedelta(hours=25))
    assert problem(ask(world, Role.PRISON, "POST", address, body))["code"] == "look_up_first"
    assert not Detention.objects.exists()
    LookUp.objects.filter(pk=own).update(at=at)
    assert ask(world, Role.PRISON, "POST", address, body).status_code == 201


def test_a_stay_of_the_past_is_reported_in_one_go_beside_a_later_one(world: World, subject: str, at: datetime) -> None:
    look_up(world)
    address, day = f"{subject}/detentions", partial(days_ago, at)
    assert ask(world, Role.PRISON, "POST", address, {"detained_on": day(10)}).status_code == 201
    past = {"detained_on": day(90), "released_on": day(80)}
    assert asked(world, Role.PRISON, "POST", address, past)[1]["released_on"] == day(80)
    for wrong in (
        {"detained_on": day(85), "released_on": day(70)},
        {"detained_on": day(70)},
        past | {"detained_on": day(70)},
    ):
        assert problem(ask(world, Role.PRISON, "POST", address, wrong))["status"] == 422
    assert len(ask(world, Role.REGISTRAR, "GET", subject).json()["stays"]) == 2


def test_a_wrong_stay_is_put_right_by_two_people_and_both_sides_are_shown(world: World, at: datetime) -> None:
    subject = f"/api/v1/subjects/{world.ban(stayed=True).subject}"
    look_up(world)
    day = partial(days_ago, at)
    reported = {"detained_on": day(90), "released_on": day(50)}
    _, stay = asked(world, Role.PRISON, "POST", f"{subject}/detentions", reported)
    address = f"/api/v1/detentions/{stay['stay']}/correct"
    right = {"reason": "a month too many", "detained_on": day(90), "released_on": day(80)}
    made = ask(world, Role.PRISON, "POST", address, right)
    assert made.status_code == 202
    shown = ask(world, Role.APPROVER, "GET", made["Location"]).json()
    days = [[step["days"] for step in shown[side]["bans"][0]["end"]["steps"]] for side in ("before", "after")]
    assert (shown["event"], days, shown["refused"]) == ("detention", [[40], [10]], None) and shown["freed"]
    assert ask(world, Role.APPROVER, "POST", f"{made['Location']}/approve").status_code == 200
    ban = ask(world, Role.REGISTRAR, "GET", subject).json()["bans"][0]["id"]
    last = ask(world, Role.REGISTRAR, "GET", f"/api/v1/bans/{ban}").json()
    assert [step["days"] for step in last["end"]["steps"]] == [10]
    assert last["versions"][-1]["approved_by"] == world.actor(Role.APPROVER).key
    assert last["versions"][-1]["reason"] == "Detention corrected"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({}, "detained_on"),
        ({"withdrawn": True, "detained_on": "2026-01-01"}, "detained_on"),
        ({"detained_on": "2026-02-30"}, "detained_on"),
        ({"detained_on": "2026-02-03", "released_on": "2026-02-01"}, "released_on"),
        ({"detained_on": "2149-01-01"}, "detained_on"),
    ],
)
def test_a_correction_that_cannot_be_is_refused_in_words(
    world: World, subject: str, at: datetime, said: dict[str, Any], field: str
) -> None:
    look_up(world)
    body = {"detained_on": "2026-03-01", "released_on": "2026-03-02"}
    _, stay = asked(world, Role.PRISON, "POST", f"{subject}/detentions", body)
    address = f"/api/v1/detentions/{stay['stay']}/correct"
    found = problem(ask(world, Role.PRISON, "POST", address, {"reason": "so", **said}))
    assert (found["status"], found["field"]) == (422, field) and not Proposal.objects.exists()


def test_a_prison_reports_once_and_learns_nothing_of_a_ban(world: World, subject: str, at: datetime) -> None:
    look_up(world)
    ban, key = str(BanVersion.objects.get().ban_id), {"Idempotency-Key": "k1"}
    body = {"detained_on": day_of(at).isoformat()}
    said = [asked(world, Role.PRISON, "POST", f"{subject}/detentions", body, headers=key) for _ in range(2)]
    assert said[0] == said[1] and said[0][0] == 201 and Detention.objects.count() == 1
    release = f"/api/v1/detentions/{said[0][1]['stay']}/release"
    body = {"released_on": day_of(at).isoformat()}
    told = [asked(world, Role.PRISON, "POST", release, body, headers=key) for _ in range(2)]
    assert told[0][0] == 422  # the key was used for the detention
    told = [asked(world, Role.PRISON, "POST", release, body, headers={"Idempotency-Key": "k2"}) for _ in range(2)]
    assert told[0] == told[1] and told[0][0] == 200 and Detention.objects.count() == 2
    assert not any(holds(answer, secret) for answer in (*said, *told) for secret in (ban, "Vandenbroucke", "penalty"))


def test_a_day_that_cannot_be_reported_is_refused(world: World, subject: str, at: datetime) -> None:
    look_up(world)
    tomorrow = (day_of(at) + timedelta(days=2)).isoformat()
    for day in (tomorrow, "0001-01-01", "2026-02-30", "", "yesterday"):
        found = problem(ask(world, Role.PRISON, "POST", f"{subject}/detentions", {"detained_on": day}))
        assert (found["status"], found["field"]) == (422, "detained_on"), found
    nowhere = f"/api/v1/detentions/{UUID(int=7)}/release"
    assert ask(world, Role.PRISON, "POST", nowhere, {"released_on": day_of(at).isoformat()}).status_code == 404
    assert not Detention.objects.exists()
