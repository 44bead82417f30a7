"""The API from end to end: what each client sends and gets."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from aigis import wiring
from aigis.apps.alerts.models import Alert
from aigis.apps.audit import sealer
from aigis.apps.checks.models import Check, Judgement, Outcome
from aigis.apps.register.models import Ban
from aigis.apps.rosters import register_follower, screening
from aigis.core.access.permissions import Role
from aigis.core.audit.receipt import verify_receipt
from aigis.core.tlog.keys import VerifierKey
from tests.doors.asking import CHECKS, ask, ban_in, check_in, lookup_in
from tests.world import BANNED_IN, GATE, LOOKALIKE_IN, World, entries, holds

PEOPLE: dict[str, dict[str, Any]] = {"clear": {}, "denied": {"person": BANNED_IN}, "refer": {"person": LOOKALIKE_IN}}
FIELDS = ["id", "verdict", "reason", "instruction", "checked_at", "register_version", "receipt", "drill"]


def check(world: World, who: str, **headers: str) -> dict[str, Any]:
    answer = ask(world, Role.GUARD, "POST", CHECKS, check_in(**PEOPLE[who]), headers=headers)
    assert answer.status_code == 201, answer.content
    found: dict[str, Any] = answer.json()
    return found


# Checks.


@pytest.mark.parametrize("who", PEOPLE)
def test_every_verdict_has_the_same_fields_and_says_nothing_of_the_ban(world: World, who: str) -> None:
    made = world.ban()
    found = check(world, who)
    assert list(found) == FIELDS and found["verdict"] == who
    again = ask(world, Role.GUARD, "GET", f"{CHECKS}/{found['id']}").json()
    for secret in (made.ban, made.subject, "AN 12/345", "corr-antwerpen", "evidence", "bits"):
        assert not holds(found, secret) and not holds(again, secret)


def test_the_answers_to_different_people_are_of_the_same_size(world: World) -> None:
    world.ban()
    sizes = {len(str(check(world, who) | {"instruction": "", "reason": "", "verdict": ""})) for who in PEOPLE}
    assert max(sizes) - min(sizes) <= 7  # microseconds are left out when they are zero


def test_a_zone_is_read_as_a_person(world: World) -> None:
    lines = ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"]
    answer = ask(world, Role.GUARD, "POST", CHECKS, check_in(person=None, mrz=lines))
    assert answer.json()["verdict"] == "clear"
    person = entries("check.answered")[0]["subject"]["person"]
    assert person["names"][0][:2] == ["ERIKSSON", "ANNA MARIA"] and person["birth"] == "1974-08-12"


def test_the_line_ends_of_a_scanner_belong_to_the_lines_of_a_document_alone(world: World) -> None:
    lines = ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\r\n", "L898902C36UTO7408122F1204159ZE184226B<<<<<10\t"]
    answer = ask(world, Role.GUARD, "POST", CHECKS, check_in(person=None, mrz=lines))
    assert answer.json()["verdict"] == "clear"
    for body in (check_in(person=None, mrz=[f"{lines[0]}\x00", lines[1]]), check_in(note="PO 4411\r")):
        assert ask(world, Role.GUARD, "POST", CHECKS, body).json()["code"] == "malformed_json"


def test_the_same_request_key_gives_the_same_answer(world: World) -> None:
    first = check(world, "denied", **{"Idempotency-Key": "visit-1"})
    world.ban()
    assert check(world, "denied", **{"Idempotency-Key": "visit-1"}) == first
    other = ask(world, Role.GUARD, "POST", CHECKS, check_in(), headers={"Idempotency-Key": "visit-1"})
    assert (other.status_code, other.json()["code"]) == (422, "request_key_reused")


def test_a_batch_answers_in_its_own_order_and_once_a_key(world: World) -> None:
    world.ban()
    items = [{"ref": who, **({"person": check_in()["person"]} | PEOPLE[who])} for who in ("denied", "clear", "refer")]
    body = {"gate": GATE, "purpose": "crew", "items": items}
    answers = [
        ask(world, Role.GUARD, "POST", f"{CHECKS}/batch", body, headers={"Idempotency-Key": "ship-1"}).json()
        for _ in range(2)
    ]
    assert [item["verdict"] for item in answers[0]["items"]] == ["denied", "clear", "refer"]
    assert answers[0] == answers[1] and Check.objects.count() == 3


def test_a_thousand_items_are_taken_and_one_more_is_not(world: World) -> None:
    person = check_in()["person"]
    body = {"gate": GATE, "purpose": "crew", "items": [{"ref": f"{place}", "person": person} for place in range(1001)]}
    assert ask(world, Role.GUARD, "POST", f"{CHECKS}/batch", body).status_code == 422
    body["items"] = body["items"][:1000]
    assert len(ask(world, Role.GUARD, "POST", f"{CHECKS}/batch", body).json()["items"]) == 1000


def test_a_receipt_is_waited_for_and_then_proves_the_check(world: World, fresh_log: object, at: datetime) -> None:
    found = check(world, "clear")
    early = ask(world, Role.GUARD, "GET", found["receipt"])
    assert (early.status_code, early["Retry-After"]) == (202, "1")
    later = at + timedelta(seconds=5)
    sealer.open_log(at=later)
    sealer.seal(at=later)
    receipt = ask(world, Role.GUARD, "GET", found["receipt"])
    proven = verify_receipt(receipt.content, key=VerifierKey.parse(wiring.signer().vkey))
    assert proven.opened.values["core"]["check"] == found["id"]


def test_outcomes_stand_beside_each_other_and_a_retry_is_harmless(world: World) -> None:
    address = f"{CHECKS}/{check(world, 'clear')['id']}"
    for key, outcome in (("k1", "entered"), ("k1", "entered"), ("k2", "left")):
        body, headers = {"outcome": outcome}, {"Idempotency-Key": key}
        assert ask(world, Role.GUARD, "POST", f"{address}/outcome", body, headers=headers).status_code == 201
    told = ask(world, Role.GUARD, "GET", address).json()["outcomes"]
    assert [one["outcome"] for one in told] == ["entered", "left"] and Outcome.objects.count() == 2


def test_the_same_person_on_a_referred_check_alarms_the_desks_once(world: World) -> None:
    world.ban()
    address = f"{CHECKS}/{check(world, 'refer')['id']}/judgement"
    for judgement in ("unsure", "same", "same"):
        assert ask(world, Role.PFSO, "POST", address, {"judgement": judgement}).status_code == 201
    assert Judgement.objects.count() == 3 and Alert.objects.count() == 1


def test_another_person_alarms_nobody_and_only_a_referred_check_is_judged(world: World) -> None:
    world.ban()
    refer, denied = check(world, "refer")["id"], check(world, "denied")["id"]
    told = Alert.objects.count()
    body = {"judgement": "different"}
    assert ask(world, Role.PFSO, "POST", f"{CHECKS}/{refer}/judgement", body).status_code == 201
    assert ask(world, Role.PFSO, "POST", f"{CHECKS}/{denied}/judgement", body).status_code == 409
    assert Alert.objects.count() == told


# Bans and look-ups.


def test_a_ban_registered_by_api_denies_at_once(world: World, at: datetime) -> None:
    today = at.astimezone(ZoneInfo("Europe/Brussels")).date()
    days = {"starts_on": f"{today}", "ends_on": f"{today + timedelta(days=30)}"}
    assert check(world, "denied")["verdict"] == "clear"
    answer = ask(world, Role.REGISTRAR, "POST", "/api/v1/bans", ban_in(**days))
    assert answer.status_code == 201, answer.content
    found = answer.json()
    assert (found["version"], found["in_force"]) == (1, True)
    assert found["period"]["start"].startswith(f"{today}T00:00:00+0")
    assert check(world, "denied")["verdict"] == "denied"
    read = ask(world, Role.APPROVER, "GET", f"/api/v1/bans/{found['id']}").json()
    assert read["ends_on"] == days["ends_on"] and read["ground"]["case_reference"] == "AN 12/345"


def test_a_retried_registration_is_one_ban(world: World) -> None:
    ids = {
        ask(world, Role.REGISTRAR, "POST", "/api/v1/bans", ban_in(), headers={"Idempotency-Key": "b1"}).json()["id"]
        for _ in range(2)
    }
    assert len(ids) == 1 == Ban.objects.count()


def test_an_alias_is_found_too(world: World) -> None:
    person = BANNED_IN | {"aliases": [{"family_name": "Quintijn", "given_names": "Barnabas"}]}
    body = ban_in(person=person, starts_on="2026-01-01", ends_on="2040-01-01")
    assert ask(world, Role.REGISTRAR, "POST", "/api/v1/bans", body).status_code == 201
    alias = {"family_name": "Quintijn", "given_names": "Barnabas", "birth_date": "1981-04-03"}
    answer = ask(
        world, Role.OFFICER, "POST", "/api/v1/lookups", lookup_in(person=alias, instant="2026-06-01T12:00:00Z")
    )
    assert answer.json()["in_force"] is True


def test_a_look_up_shows_an_official_the_ban_now_and_then(world: World, at: datetime) -> None:
    made = world.ban()
    now = ask(world, Role.OFFICER, "POST", "/api/v1/lookups", lookup_in(person=BANNED_IN)).json()
    assert now["in_force"] and now["bans"][0]["id"] == str(made.ban) and now["bans"][0]["evidence"]
    past = lookup_in(person=BANNED_IN, instant=(at - timedelta(days=700)).isoformat())
    assert ask(world, Role.OFFICER, "POST", "/api/v1/lookups", past).json()["in_force"] is False


def test_authorities_are_listed_in_four_languages(world: World) -> None:
    items = ask(world, Role.REGISTRAR, "GET", "/api/v1/authorities").json()["items"]
    assert [item["code"] for item in items] == ["corr-antwerpen", "or-antwerpen"]
    assert items[0]["names"].keys() == {"nl", "fr", "de", "en"}


# Desks and rosters.


def test_a_desk_reads_acknowledges_and_closes(world: World) -> None:
    world.ban()
    check(world, "denied")
    feed = ask(world, Role.DESK, "GET", "/api/v1/alerts?after=0").json()
    (item,) = feed["items"]
    assert (item["number"], item["state"], item["gate"], feed["next"]) == (1, "raised", GATE, 1)
    assert item["presented"] == {"names": ["Zoltan Vandenbroucke"], "birth_date": "1981-04-03"}
    address = f"/api/v1/alerts/{item['id']}"
    assert ask(world, Role.DESK, "POST", f"{address}/close", {"outcome": "arrested"}).status_code == 409
    assert ask(world, Role.DESK, "POST", f"{address}/acknowledge").json()["acknowledged_at"]
    assert ask(world, Role.DESK, "POST", f"{address}/close", {"outcome": "arrested"}).json()["outcome"] == "arrested"
    assert ask(world, Role.DESK, "GET", "/api/v1/alerts?after=1").json() == {"items": [], "next": 1}


def test_a_badge_issuer_keeps_a_roster_and_reads_its_changes(world: World) -> None:
    world.roster()
    items = [{"ref": "B-1", "person": BANNED_IN}, {"ref": "B-2", "person": check_in()["person"]}]
    batch = ask(world, Role.BADGE_ISSUER, "POST", "/api/v1/rosters/badges/entries/batch", {"items": items})
    assert batch.json() == {"items": [{"ref": "B-1", "verdict": "clear"}, {"ref": "B-2", "verdict": "clear"}]}
    world.ban()
    register_follower.follow_all(at=world.at, clock=lambda: world.at)
    changes = ask(world, Role.BADGE_ISSUER, "GET", "/api/v1/rosters/badges/changes?after=0").json()
    assert [(item["ref"], item["verdict"]) for item in changes["items"]] == [("B-1", "denied")]
    assert ask(world, Role.BADGE_ISSUER, "DELETE", "/api/v1/rosters/badges/entries/B-1").status_code == 204
    put = ask(world, Role.BADGE_ISSUER, "PUT", "/api/v1/rosters/badges/entries/B-3", {"person": BANNED_IN})
    assert put.json() == {"ref": "B-3", "verdict": "denied"}


LONG_BADGE = "20261130000117"


def test_a_check_by_badge_asks_about_its_holder_and_does_not_open_the_holder(world: World) -> None:
    world.roster()
    items = [{"ref": LONG_BADGE, "person": BANNED_IN}, {"ref": "81040300187", "person": BANNED_IN}]
    ask(world, Role.BADGE_ISSUER, "POST", "/api/v1/rosters/badges/entries/batch", {"items": items})
    world.ban()
    body = {name: value for name, value in check_in().items() if name != "person"}
    given: list[dict[str, Any]] = [
        {"badge": LONG_BADGE},
        {"person": {"national_number": LONG_BADGE}},
        {"badge": "81040300187"},
        {"person": {"national_number": "81040300187"}},
    ]
    answers = [ask(world, Role.GUARD, "POST", "/api/v1/checks", body | one) for one in given]
    assert [answer.json()["verdict"] for answer in answers] == ["denied"] * 4
    batch = {**body, "items": [{"ref": str(index), **one} for index, one in enumerate(given)]}
    answer = ask(world, Role.GUARD, "POST", "/api/v1/checks/batch", batch).json()
    assert [item["verdict"] for item in answer["items"]] == ["denied"] * 4
    assert set(Check.objects.exclude(source="roster").values_list("source", flat=True)) == {"badge"}


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"badge": LONG_BADGE}, "badge", "unknown_badge"),
        ({"badge": ""}, "badge", "unknown_badge"),
        ({"person": {"national_number": LONG_BADGE}}, "person.national_number", "unknown_badge"),
        ({"person": {"national_number": "81040300187"}}, "person.national_number", "unknown_badge"),
        ({"person": {"national_number": "81.04.03-001.87"}}, "person.national_number", "wrong_check_digit"),
        ({"person": {"national_number": "8104030018"}}, "person.national_number", "invalid_input"),
        (
            {"person": {"national_number": LONG_BADGE, "family_name": "Maes"}},
            "person.national_number",
            "invalid_input",
        ),
        ({"badge": "B-1", "person": BANNED_IN}, "badge", "not_enough_identity"),
    ],
)
def test_a_badge_that_is_not_known_is_said_to_be_one(world: World, given: Any, field: str, code: str) -> None:
    body = {name: value for name, value in check_in().items() if name != "person"}
    answer = ask(world, Role.GUARD, "POST", "/api/v1/checks", body | given)
    assert (answer.status_code, answer.json()["field"], answer.json()["code"]) == (422, field, code)


def test_a_reference_twice_in_a_batch_is_refused(world: World) -> None:
    world.roster()
    items = [{"ref": "B-1", "person": BANNED_IN}] * 2
    answer = ask(world, Role.BADGE_ISSUER, "POST", "/api/v1/rosters/badges/entries/batch", {"items": items})
    assert (answer.status_code, answer.json()["field"]) == (422, "items.ref")


def test_a_screening_is_begun_and_followed(world: World) -> None:
    world.roster()
    job = ask(world, Role.BADGE_ISSUER, "POST", "/api/v1/rosters/badges/screenings")
    assert job.status_code == 202
    screening.run(UUID(job.json()["id"]), clock=lambda: world.at)
    assert ask(world, Role.BADGE_ISSUER, "GET", f"/api/v1/screenings/{job.json()['id']}").json()["ended_at"]
