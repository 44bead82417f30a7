"""Details that cannot be true are an error at every way in by API, never a verdict, and banned only once confirmed."""

from datetime import timedelta
from typing import Any

import pytest

from aigis.apps.checks.actions import perform
from aigis.apps.checks.models import Check
from aigis.apps.rosters.models import RosterEntry
from aigis.core.access.permissions import Role
from aigis.core.dates.brussels import day_of
from aigis.core.errors import DetailsDisagree
from aigis.core.person.birth import BirthDate
from aigis.core.person.mrz.reader import compose_td1
from aigis.core.person.person import Document, Name, Person, Sex
from tests.doors.asking import CHECKS, DECIDED, ask, ban_in, check_in, lookup_in
from tests.doors.test_bad_input import problem, traced
from tests.world import BANNED, BANNED_IN, World, entries

NUMBER = BANNED.national_numbers[0]  # of a man born on 3 April 1981
NAME = {"family_name": "Vandenbroucke", "given_names": "Zoltan"}
OWN = NAME | {"national_number": NUMBER}
IMPOSSIBLE = {
    "a year mistyped": (NAME | {"birth_date": "2081-04-03"}, "impossible_birth_date", "birth_date"),
    "a month to come": (NAME | {"birth_date": "2081-04"}, "impossible_birth_date", "birth_date"),
    "before 1900": (NAME | {"birth_date": "1881-04-03"}, "impossible_birth_date", "birth_date"),
    "another birth date": (OWN | {"birth_date": "1958-07-13"}, "details_disagree", "birth_date"),
    "another birth year": (OWN | {"birth_date": "1958"}, "details_disagree", "birth_date"),
    "another sex": (OWN | {"birth_date": "1981-04-03", "sex": "F"}, "details_disagree", "sex"),
}
EVERY = pytest.mark.parametrize(("person", "code", "detail"), IMPOSSIBLE.values(), ids=IMPOSSIBLE)


@EVERY
def test_a_check_of_a_banned_person_with_details_that_cannot_be_is_never_clear(
    world: World, person: dict[str, Any], code: str, detail: str
) -> None:
    world.ban()
    found, trace = traced(lambda: ask(world, Role.GUARD, "POST", CHECKS, check_in(person=person)))
    assert (found["status"], found["code"], found["field"]) == (422, code, f"person.{detail}")
    assert [(core["code"], core["field"]) for core in trace] == [(code, f"person.{detail}")]
    assert not Check.objects.exists()


def test_the_sentence_names_both_dates(world: World) -> None:
    person, *_ = IMPOSSIBLE["another birth date"]
    found = problem(ask(world, Role.GUARD, "POST", CHECKS, check_in(person=person)))
    assert found["detail"] == (
        "The national number gives 3 April 1981, but the entered date of birth is 13 July 1958. "
        "Read the document again."
    )


def test_tomorrow_in_brussels_lies_in_the_future_and_today_does_not(world: World) -> None:
    today = day_of(world.at)
    person = {"family_name": "Okonkwo", "birth_date": (today + timedelta(days=2)).isoformat()}
    assert problem(ask(world, Role.GUARD, "POST", CHECKS, check_in(person=person)))["code"] == "impossible_birth_date"
    body = check_in(person=person | {"birth_date": (today - timedelta(days=1)).isoformat()})
    assert ask(world, Role.GUARD, "POST", CHECKS, body).status_code == 201


def test_one_item_of_a_batch_carries_its_error_beside_the_answers_of_the_others(world: World) -> None:
    world.ban()
    items = [{"ref": name, "person": person} for name, (person, *_) in IMPOSSIBLE.items()]
    body = {"gate": check_in()["gate"], "purpose": "crew", "items": [*items, {"ref": "sound", "person": BANNED_IN}]}
    answers = ask(world, Role.GUARD, "POST", f"{CHECKS}/batch", body).json()["items"]
    assert [item.get("error", {}).get("code") for item in answers[:-1]] == [code for _, code, _ in IMPOSSIBLE.values()]
    assert answers[-1]["verdict"] == "denied"
    assert not any("verdict" in item for item in answers[:-1])


def test_a_card_whose_number_and_date_disagree_is_read_again(world: World) -> None:
    world.ban()
    person = Person((Name("Maes", "Bo"),), BirthDate(1958, 7, 13), (NUMBER,), (Document("BEL", "598000000134"),), Sex.M)
    lines = compose_td1(person, expiry=day_of(world.at) + timedelta(days=900))
    found = problem(ask(world, Role.GUARD, "POST", CHECKS, check_in(person=None, mrz=lines)))
    assert (found["code"], found["field"]) == ("details_disagree", "mrz.birth_date")


def test_whatever_door_forgot_to_judge_the_check_itself_answers_nothing(world: World) -> None:
    world.ban()
    wrong = Person(BANNED.names, BirthDate(1958, 7, 13), BANNED.national_numbers)
    refused, answer = perform([world.query(wrong), world.query(BANNED)], at=world.at)
    assert isinstance(refused, DetailsDisagree) and answer.verdict == "denied"  # type: ignore[union-attr]
    assert Check.objects.count() == 1


@EVERY
def test_no_roster_takes_such_an_entry(world: World, person: dict[str, Any], code: str, detail: str) -> None:
    world.roster()
    put = ask(world, Role.BADGE_ISSUER, "PUT", "/api/v1/rosters/badges/entries/B-1", {"person": person})
    assert (problem(put)["code"], problem(put)["field"]) == (code, f"B-1.person.{detail}")
    items = [{"ref": "B-2", "person": BANNED_IN}, {"ref": "B-1", "person": person}]
    batch = ask(world, Role.BADGE_ISSUER, "POST", "/api/v1/rosters/badges/entries/batch", {"items": items})
    sound, refused = batch.json()["items"]
    assert (sound["ref"], sound["verdict"], "verdict" in refused) == ("B-2", "clear", False)
    assert (refused["error"]["code"], refused["error"]["field"]) == (code, f"person.{detail}")
    assert [row.ref for row in RosterEntry.objects.all()] == ["B-2"]


@EVERY
def test_no_look_up_says_that_such_a_person_is_not_banned(
    world: World, person: dict[str, Any], code: str, detail: str
) -> None:
    world.ban()
    found = problem(ask(world, Role.OFFICER, "POST", "/api/v1/lookups", lookup_in(person=person)))
    assert (found["status"], found["code"], found["field"]) == (422, code, f"person.{detail}")
    assert not entries("lookup.answered")


@EVERY
def test_a_ban_on_such_a_person_is_refused(world: World, person: dict[str, Any], code: str, detail: str) -> None:
    found = problem(ask(world, Role.REGISTRAR, "POST", "/api/v1/bans", ban_in(person=person)))
    assert (found["status"], found["code"], found["field"]) == (422, code, f"person.{detail}")
    assert not entries("ban.registered")


def test_details_that_disagree_in_the_decision_are_registered_once_confirmed_and_the_entry_says_so(
    world: World,
) -> None:
    person, *_ = IMPOSSIBLE["another birth date"]
    body = ban_in(person=person)
    assert "confirm" in problem(ask(world, Role.REGISTRAR, "POST", "/api/v1/bans", body))["detail"]
    assert ask(world, Role.REGISTRAR, "POST", "/api/v1/bans", body | {"confirm_details": True}).status_code == 201
    sound = ban_in(ground={"case_reference": "AN 9/26"}, confirm_details=True)
    assert ask(world, Role.REGISTRAR, "POST", "/api/v1/bans", sound).status_code == 201
    assert [entry["core"]["details_confirmed"] for entry in entries("ban.registered")] == [True, False]


def test_a_future_birth_date_cannot_be_confirmed(world: World) -> None:
    body = ban_in(person=NAME | {"birth_date": "2081"}, confirm_details=True)
    assert problem(ask(world, Role.REGISTRAR, "POST", "/api/v1/bans", body))["code"] == "impossible_birth_date"


def test_a_child_is_not_banned_by_the_age_on_the_day_of_the_decision(world: World) -> None:
    child = {"family_name": "Kind", "birth_date": f"{DECIDED.year - 11}-01-01"}
    found = problem(ask(world, Role.REGISTRAR, "POST", "/api/v1/bans", ban_in(person=child)))
    assert (found["code"], found["field"]) == ("impossible_birth_date", "person.birth_date")
    assert ask(world, Role.GUARD, "POST", CHECKS, check_in(person=child)).status_code == 201


@EVERY
def test_no_identity_is_changed_to_such_details_unless_the_disagreement_is_confirmed(
    world: World, person: dict[str, Any], code: str, detail: str
) -> None:
    address = f"/api/v1/subjects/{world.ban().subject}/identity"
    body = {"reason": "the passport says so", "person": person}
    found = problem(ask(world, Role.REGISTRAR, "POST", address, body))
    assert (found["status"], found["code"], found["field"]) == (422, code, f"person.{detail}")
    confirmed = ask(world, Role.REGISTRAR, "POST", address, body | {"confirm_details": True})
    assert confirmed.status_code == (202 if code == "details_disagree" else 422)
    if confirmed.status_code == 202:
        proposal = confirmed["Location"]
        shown = ask(world, Role.APPROVER, "GET", proposal).json()["details_confirmed"]
        assert len(shown) == 1 and "confirm that the decision contains both" in shown[0]
        assert ask(world, Role.APPROVER, "POST", f"{proposal}/approve").status_code == 200
        assert [entry["core"]["details_confirmed"] for entry in entries("subject.changed")] == [True]
