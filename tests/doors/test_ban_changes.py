"""A justice system changes bans: on the version it read, once however often it asks, alone or with a second person."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from aigis.apps.register.models import BanVersion, Confirmation, Proposal
from aigis.core.access.permissions import Role
from aigis.core.bans.versions import BanEvent, BanKind
from aigis.core.dates.brussels import day_of
from tests.apps.test_together import at_once
from tests.doors.asking import ask, asked, change_in
from tests.doors.test_bad_input import failing, problem
from tests.world import BANNED_IN, CONDITION, World, entries

pytestmark = pytest.mark.calendar

DAY = timedelta(days=1)


@pytest.fixture
def ban(world: World) -> str:
    return f"/api/v1/bans/{world.ban().ban}"


def send(
    world: World, address: str, body: Any, *, key: str = "", version: str = "", role: Role = Role.REGISTRAR
) -> Any:
    headers = ({"Idempotency-Key": key} if key else {}) | ({"If-Match": version} if version else {})
    return ask(world, role, "POST", address, body, headers=headers)


def versions(address: str) -> list[str]:
    rows = BanVersion.objects.filter(ban=UUID(address.rsplit("/", 1)[-1])).order_by("number")
    return list(rows.values_list("event", flat=True))


def later(at: datetime, days: int) -> str:
    return (day_of(at) + timedelta(days=days)).isoformat()


def approved(world: World, answer: Any) -> Any:
    assert answer.status_code == 202, answer.content
    return ask(world, Role.APPROVER, "POST", f"{answer['Location']}/approve")


# Reading.


def test_a_ban_is_read_with_its_version_as_etag_and_everything_that_happened(
    world: World, ban: str, at: datetime
) -> None:
    extended = send(world, f"{ban}/extend", change_in(ends_on=later(at, 900)), version='"1"')
    assert (extended.status_code, extended["ETag"], extended.json()["version"]) == (200, '"2"', 2), extended.content
    answer = ask(world, Role.APPROVER, "GET", ban)
    found = answer.json()
    assert (answer["ETag"], found["version"], found["state"], found["in_force"]) == ('"2"', 2, "in_force", True)
    assert [one["event"] for one in found["versions"]] == ["register", "extend"]
    registrar = world.actor(Role.REGISTRAR).key
    last = found["versions"][1]
    assert (last["reason"], last["recorded_by"], last["approved_by"]) == ("as the court decided", registrar, None)
    assert found["ends_on"] == last["ends_on"] == later(at, 900) and found["ground"]["case_reference"] == "AN 12/345"


def test_the_end_that_detention_moved_is_shown_step_by_step(world: World, at: datetime) -> None:
    made = world.ban(stayed=True)
    detained, released = later(at, -40), later(at, -10)
    query = {"purpose": "execution", "case_reference": "G 1", "person": BANNED_IN}
    assert asked(world, Role.PRISON, "POST", "/api/v1/lookups", query)[0] == 200
    status, stay = asked(
        world, Role.PRISON, "POST", f"/api/v1/subjects/{made.subject}/detentions", {"detained_on": detained}
    )
    assert (status, sorted(stay)) == (201, ["detained_on", "released_on", "stay", "subject"])
    opened = ask(world, Role.REGISTRAR, "GET", f"/api/v1/bans/{made.ban}").json()
    assert opened["period"]["end"] is None and opened["end"]["last_day"] is None
    release = f"/api/v1/detentions/{stay['stay']}/release"
    assert asked(world, Role.PRISON, "POST", release, {"released_on": released})[0] == 200
    end = ask(world, Role.REGISTRAR, "GET", f"/api/v1/bans/{made.ban}").json()["end"]
    assert end["decided"] == later(at, 730) and end["last_day"] == later(at, 760)
    step = {"detained_on": detained, "released_on": released, "days": 30, "last_day": later(at, 760)}
    assert end["steps"] == [step]


def test_what_the_register_said_then_is_told_beside_what_was(world: World, at: datetime) -> None:
    made = world.ban()
    world.change(made.ban, BanEvent.LIFT, counts_from=at - 20 * DAY, at=at)
    before, after = ((at + timedelta(seconds=seconds)).isoformat().replace("+", "%2B") for seconds in (-60, 60))
    then, address = (at - 10 * DAY).isoformat().replace("+", "%2B"), f"/api/v1/bans/{made.ban}"
    now = ask(world, Role.REGISTRAR, "GET", f"{address}?at={then}").json()["then"]
    assert (now["in_force"], now["state"], now["version"]) == (False, "lifted", 2)
    unknown = ask(world, Role.REGISTRAR, "GET", f"{address}?at={then}&known_at={before}").json()["then"]
    assert (unknown["in_force"], unknown["state"], unknown["version"]) == (False, None, None)
    BanVersion.objects.filter(ban=made.ban, number=1).update(recorded_at=at - 30 * DAY)
    earlier = ask(world, Role.REGISTRAR, "GET", f"{address}?at={then}&known_at={before}").json()["then"]
    assert (earlier["in_force"], earlier["state"], earlier["version"]) == (True, "in_force", 1)
    assert ask(world, Role.REGISTRAR, "GET", f"{address}?known_at={after}").json()["then"]["version"] == 2


# The version that was read.


@pytest.mark.parametrize("event", ["extend", "amend", "correct", "resume"])
def test_what_counts_at_once_needs_the_version_it_was_made_on(world: World, ban: str, at: datetime, event: str) -> None:
    body = change_in(**({} if event == "resume" else {"ends_on": later(at, 900)}))
    found = problem(send(world, f"{ban}/{event}", body))
    assert (found["status"], found["code"]) == (428, "precondition_required") and versions(ban) == ["register"]


NO_VERSIONS = [
    "*",
    'W/"1"',
    '"1", "1"',
    '"1","2"',
    "1",
    '"0"',
    '"01"',
    '"1e0"',
    '""',
    '"-1"',
    '"²"',
    '"9999999999"',
]


def test_only_one_plain_version_is_taken(world: World, ban: str, at: datetime) -> None:
    body = change_in(ends_on=later(at, 900))

    def refused(tag: str) -> None:
        found = problem(send(world, f"{ban}/extend", body, version=tag))
        assert (found["status"], found["field"]) == (422, "If-Match"), found

    assert failing({tag: partial(refused, tag) for tag in NO_VERSIONS}) == []
    assert versions(ban) == ["register"]


def test_who_read_another_version_is_told_to_read_again(world: World, ban: str, at: datetime) -> None:
    body = change_in(ends_on=later(at, 900))
    for version in ('"2"', '"7"'):
        found = problem(send(world, f"{ban}/extend", body, version=version))
        assert (found["status"], found["code"]) == (412, "changed_since")
    assert send(world, f"{ban}/extend", body, version='"1"').status_code == 200
    for event in ("lift", "annul", "suspend"):
        assert send(world, f"{ban}/{event}", change_in(), version='"1"').status_code == 412
    assert versions(ban) == ["register", "extend"] and not Proposal.objects.exists()


def test_the_version_may_stand_in_the_body_but_not_another_one(world: World, ban: str, at: datetime) -> None:
    body = change_in(ends_on=later(at, 900))
    assert problem(send(world, f"{ban}/extend", body | {"version": 2}, version='"1"'))["field"] == "version"
    assert send(world, f"{ban}/extend", body | {"version": 2}).status_code == 412
    assert send(world, f"{ban}/extend", body | {"version": 1}).status_code == 200


def test_of_two_systems_that_read_the_same_version_one_overwrites_nothing(committed: World, at: datetime) -> None:
    address = f"/api/v1/bans/{committed.ban().ban}"
    committed.bearer(Role.REGISTRAR)

    def extend(days: int) -> int:
        body = change_in(ends_on=later(at, days))
        return int(send(committed, f"{address}/extend", body, version='"1"').status_code)

    statuses = at_once([partial(extend, 800 + days) for days in range(6)])
    assert sorted(map(str, statuses)) == ["200"] + ["412"] * 5
    assert versions(address) == ["register", "extend"]


# What counts at once, and what is proposed.


def test_a_penalty_becomes_final_at_once_and_ceases_to_be_only_with_a_second_person(
    world: World, ban: str, at: datetime
) -> None:
    final = {"reason": "no appeal was lodged", "final_on": later(at, -300)}
    assert send(world, f"{ban}/amend", final, version='"1"').status_code == 200
    withdrawn = send(world, f"{ban}/amend", {"reason": "an appeal was overlooked", "final_on": None}, version='"2"')
    assert versions(ban) == ["register", "amend"]
    assert approved(world, withdrawn).status_code == 200
    assert ask(world, Role.REGISTRAR, "GET", ban).json()["final_on"] is None


def test_a_term_that_no_longer_stands_still_takes_a_second_person_and_then_runs_on(world: World) -> None:
    address = f"/api/v1/bans/{world.ban(stayed=True).ban}"
    sent = send(world, f"{address}/correct", {"reason": "not in the judgment", "stayed": False}, version='"1"')
    assert approved(world, sent).status_code == 200
    assert ask(world, Role.REGISTRAR, "GET", address).json()["stayed"] is False


def test_a_shorter_term_becomes_a_proposal_with_its_place(world: World, ban: str, at: datetime) -> None:
    answer = send(world, f"{ban}/amend", change_in(ends_on=later(at, 10)), version='"1"')
    assert answer.status_code == 202 and answer["Location"] == f"/api/v1/proposals/{answer.json()['proposal']}"
    assert versions(ban) == ["register"] and ask(world, Role.REGISTRAR, "GET", ban).json()["in_force"]
    found = ask(world, Role.APPROVER, "GET", answer["Location"]).json()
    assert (found["state"], found["void"], found["refused"], found["event"]) == ("waiting", False, None, "amend")
    assert (found["before"]["ends_on"], found["after"]["ends_on"]) == (later(at, 730), later(at, 10))
    assert len(found["freed"]) == 1 and found["unit"] == "registrars" and found["reason"]


def test_lifted_with_a_second_person_a_ban_ends_and_says_who_stood_behind_it(world: World, ban: str) -> None:
    answer = send(world, f"{ban}/lift", change_in())
    decided = approved(world, answer)
    assert (decided.status_code, decided.json()["state"]) == (200, "approved")
    found = ask(world, Role.REGISTRAR, "GET", ban).json()
    assert (found["state"], found["in_force"], found["versions"][-1]["event"]) == ("lifted", False, "lift")
    people = (found["versions"][-1]["recorded_by"], found["versions"][-1]["approved_by"])
    assert people == (world.actor(Role.REGISTRAR).key, world.actor(Role.APPROVER).key)


def test_a_suspended_ban_is_resumed_by_one_person(world: World, ban: str) -> None:
    approved(world, send(world, f"{ban}/suspend", change_in()))
    assert ask(world, Role.REGISTRAR, "GET", ban).json()["state"] == "suspended"
    assert send(world, f"{ban}/resume", change_in(), version='"2"').json()["in_force"] is True


def test_a_ban_is_not_shortened_by_one_person_while_it_stands_still(world: World, ban: str, at: datetime) -> None:
    approved(world, send(world, f"{ban}/suspend", change_in()))
    assert send(world, f"{ban}/amend", change_in(ends_on=later(at, 10)), version='"2"').status_code == 202
    assert send(world, f"{ban}/amend", change_in(starts_on=later(at, 10)), version='"2"').status_code == 202
    assert send(world, f"{ban}/amend", change_in(ends_on=later(at, 900)), version='"2"').status_code == 200


def test_an_annulled_ban_never_was(world: World, ban: str) -> None:
    approved(world, send(world, f"{ban}/annul", change_in()))
    found = ask(world, Role.REGISTRAR, "GET", ban).json()
    assert (found["state"], found["periods_in_force"]) == ("annulled", [])
    refused = problem(send(world, f"{ban}/resume", change_in(), version='"2"'))
    assert (refused["status"], refused["code"]) == (409, "conflict")


def test_a_day_from_which_it_counts_is_its_midnight_in_brussels(world: World, ban: str, at: datetime) -> None:
    approved(world, send(world, f"{ban}/lift", change_in(counts_from=later(at, 3))))
    (stretch,) = ask(world, Role.REGISTRAR, "GET", ban).json()["periods_in_force"]
    assert stretch["end"].startswith(f"{later(at, 3)}T00:00:00+0")


def test_a_proposal_is_withdrawn_by_who_made_it_and_rejected_by_others(world: World, ban: str) -> None:
    first, second = (send(world, f"{ban}/lift", change_in())["Location"] for _ in range(2))
    assert ask(world, Role.REGISTRAR, "POST", f"{first}/withdraw", {"note": "too early"}).json()["state"] == "rejected"
    assert problem(ask(world, Role.APPROVER, "POST", f"{second}/reject", {"note": " "}))["field"] == "note"
    assert ask(world, Role.APPROVER, "POST", f"{second}/reject", {"note": "no judgment"}).status_code == 200
    assert ask(world, Role.PROSECUTOR, "GET", second).json()["note"] == "no judgment"
    listed = ask(world, Role.PROSECUTOR, "GET", "/api/v1/proposals?state=rejected").json()["items"]
    assert {one["id"] for one in listed} == {address.rsplit("/", 1)[-1] for address in (first, second)}
    assert ask(world, Role.PROSECUTOR, "GET", "/api/v1/proposals?state=waiting").json()["items"] == []
    assert "Vandenbroucke" not in str(listed) and versions(ban) == ["register"]


def test_a_colleague_confirms_by_key_and_nobody_their_own(world: World, ban: str) -> None:
    assert send(world, f"{ban}/confirm", {"version": 1}).status_code == 403
    assert send(world, f"{ban}/confirm", {"version": 2}, role=Role.APPROVER).status_code == 409
    assert send(world, f"{ban}/confirm", {"version": 1}, role=Role.APPROVER).json()["confirmed"] is True
    nowhere = f"/api/v1/bans/{UUID(int=7)}/confirm"
    assert send(world, nowhere, {"version": 1}, role=Role.APPROVER).status_code == 404


def test_a_closed_account_does_not_make_its_person_somebody_else(world: World, ban: str, at: datetime) -> None:
    mine, theirs = world.client(Role.REGISTRAR)[0], world.client(Role.APPROVER)[0]
    theirs.person_code, mine.revoked_at = mine.person_code, at
    theirs.save()
    mine.save()
    assert send(world, f"{ban}/confirm", {"version": 1}, role=Role.APPROVER).status_code == 403


# Once, however often it is sent.


@pytest.mark.parametrize(
    ("event", "version", "body"),
    [
        ("extend", '"1"', {"ends_on": 900}),
        ("amend", '"1"', {"ends_on": 10}),
        ("correct", '"1"', {"ground": {"case_reference": "AN 12/346"}}),
        ("lift", "", {}),
        ("annul", "", {}),
        ("suspend", "", {}),
    ],
)
def test_a_change_sent_twice_is_one(
    world: World, ban: str, at: datetime, event: str, version: str, body: dict[str, Any]
) -> None:
    body = change_in(**{name: later(at, value) if isinstance(value, int) else value for name, value in body.items()})
    first, again = (send(world, f"{ban}/{event}", body, key="k1", version=version) for _ in range(2))
    assert first.status_code in (200, 202) and (first.status_code, first.json()) == (again.status_code, again.json())
    assert len(versions(ban)) + Proposal.objects.count() == 2
    other = problem(send(world, f"{ban}/{event}", body | {"reason": "another"}, key="k1", version=version))
    assert other["code"] == "request_key_reused"


def test_leaving_a_day_out_and_taking_it_away_are_two_requests(world: World, ban: str, at: datetime) -> None:
    send(world, f"{ban}/amend", {"reason": "final", "final_on": later(at, -300)}, version='"1"')
    body = {"reason": "another case", "ground": {"case_reference": "AN 1/1"}}
    assert send(world, f"{ban}/amend", body, key="k1", version='"2"').status_code == 200
    reused = problem(send(world, f"{ban}/amend", body | {"final_on": None}, key="k1", version='"2"'))
    assert reused["code"] == "request_key_reused"


def test_a_decision_sent_twice_is_one_and_is_no_refusal(world: World, ban: str) -> None:
    place = send(world, f"{ban}/lift", change_in())["Location"]
    first, again = (send(world, f"{place}/approve", None, key="k1", role=Role.APPROVER) for _ in range(2))
    assert first.status_code == again.status_code == 200 and first.json() == again.json()
    assert versions(ban) == ["register", "lift"] and entries("proposal.refused") == []
    assert send(world, f"{place}/approve", None, key="k2", role=Role.APPROVER).status_code == 409


def test_the_same_request_at_the_same_moment_is_one_change(committed: World, at: datetime) -> None:
    address = f"/api/v1/bans/{committed.ban().ban}"
    committed.bearer(Role.REGISTRAR)
    body = change_in(ends_on=later(at, 900))
    answers = at_once([partial(send, committed, f"{address}/extend", body, key="k", version='"1"')] * 5)
    assert {(answer.status_code, answer.content) for answer in answers} == {(200, answers[0].content)}  # type: ignore[attr-defined]
    assert versions(address) == ["register", "extend"]


def test_a_confirmation_sent_twice_is_one(world: World, ban: str) -> None:
    for _ in range(2):
        assert send(world, f"{ban}/confirm", {"version": 1}, key="k1", role=Role.APPROVER).status_code == 200
    assert Confirmation.objects.exclude(confirmed_at=None).count() == 1 and len(entries("ban.confirmed")) == 1


# What cannot be.


def bad_changes(at: datetime) -> dict[str, tuple[str, dict[str, Any], str]]:
    """Bodies that cannot be: the event, the body, and the field that is wrong."""
    longer = later(at, 900)
    return {
        "no reason": ("lift", {"decision_date": "2026-11-01"}, "reason"),
        "an empty reason": ("lift", change_in(reason=""), "reason"),
        "a blank reason": ("lift", change_in(reason="  "), "reason"),
        "a reason of a megabyte": ("lift", change_in(reason="x" * 1_000_000), "reason"),
        "no decision": ("lift", {"reason": "so"}, "decision_date"),
        "a decision of no day": ("annul", change_in(decision_date="today"), "decision_date"),
        "a decision of the year 0001": ("suspend", change_in(decision_date="0001-01-01"), "decision_date"),
        "a decision as a number": ("lift", change_in(decision_date=20261101), "decision_date"),
        "an unknown field": ("lift", change_in(ends_on=longer), "ends_on"),
        "counting an annulment from later": ("annul", change_in(counts_from=longer), "counts_from"),
        "counting a correction from later": ("correct", change_in(counts_from=longer), "counts_from"),
        "an instant without offset": ("lift", change_in(counts_from="2026-11-22T06:12:00"), "counts_from"),
        "an instant of the year 0001": ("lift", change_in(counts_from="0001-01-01T00:00:00+00:00"), "counts_from"),
        "a day of the year 9999": ("lift", change_in(counts_from="9999-12-31"), "counts_from"),
        "a moment after the end": ("lift", change_in(counts_from=later(at, 5000)), "counts_from"),
        "no later end": ("extend", change_in(ends_on=later(at, 30)), "ends_on"),
        "longer than the law allows": ("extend", change_in(ends_on=later(at, 9000)), "ends_on"),
        "an end before the start": ("amend", change_in(ends_on=later(at, -400)), "ends_on"),
        "nothing different": ("amend", {"reason": "so"}, "event"),
        "an unknown authority": ("amend", change_in(authority="nowhere"), "authority"),
        "the other kind's authority": ("amend", change_in(authority=CONDITION), "kind"),
        "a blank case": ("correct", {"reason": "so", "ground": {"case_reference": " "}}, "ground.case_reference"),
        "an unknown field of the ground": ("correct", {"reason": "so", "ground": {"case": "x"}}, "ground.case"),
        "final before it was imposed": ("amend", {"reason": "so", "final_on": later(at, -371)}, "final_on"),
        "final as a word": ("amend", {"reason": "so", "final_on": ""}, "final_on"),
        "stayed as a word": ("amend", {"reason": "so", "stayed": "yes"}, "stayed"),
        "version 0": ("lift", change_in(version=0), "version"),
        "a version beyond counting": ("lift", change_in(version=2**31), "version"),
        "a version as a text": ("lift", change_in(version="1"), "version"),
        "replaced by no reference": ("lift", change_in(replaced_by="that one"), "replaced_by"),
        "replaced by nothing there": ("lift", change_in(replaced_by=str(UUID(int=7))), "replaced_by"),
    }


def test_a_change_that_cannot_be_is_refused_in_words_and_nothing_is_written(
    world: World, ban: str, at: datetime
) -> None:
    def refused(event: str, body: dict[str, Any], field: str) -> None:
        once = event in ("extend", "amend", "correct")
        found = problem(send(world, f"{ban}/{event}", body, version='"1"' if once else ""))
        assert (found["status"], found["field"]) == (422, field), found

    assert failing({name: partial(refused, *case) for name, case in bad_changes(at).items()}) == []
    assert versions(ban) == ["register"] and not Proposal.objects.exists()


def test_a_condition_is_neither_final_nor_stayed(world: World, at: datetime) -> None:
    today = day_of(at)
    made = world.ban(kind=BanKind.CONDITION, authority=CONDITION, first_day=today, last_day=today + 30 * DAY)
    for field, value in {"final_on": later(at, 0), "stayed": True}.items():
        found = problem(send(world, f"/api/v1/bans/{made.ban}/amend", {"reason": "so", field: value}, version='"1"'))
        assert found["field"] == field


def test_without_a_unit_nothing_is_proposed(world: World, ban: str) -> None:
    client = world.client(Role.REGISTRAR)[0]
    client.unit = ""
    client.save()
    assert problem(send(world, f"{ban}/lift", change_in()))["status"] == 403
