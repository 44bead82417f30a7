"""Bad input is an error with a code and a sentence, leaves a trace, and is never a verdict."""

import json
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client

from aigis.apps.audit.actions import SYSTEM
from aigis.apps.checks.models import Check
from aigis.apps.people import access
from aigis.apps.people.actions import NewClient, add_client, revoke_client
from aigis.core.access.permissions import Role
from aigis.core.crypto.api_keys import ApiKey
from tests.doors.asking import CHECKS, DECIDED, ask, ban_in, check_in, encoded, lookup_in
from tests.world import BANNED_IN, OTHER_GATE, STRANGER_IN, World, entries

GOOD_LINES = ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"]


def person(**changed: Any) -> dict[str, Any]:
    return check_in(person=STRANGER_IN | changed)


def raw(text: str) -> bytes:
    """A sound body with a piece of raw JSON as its note."""
    return encoded(check_in(note="HERE")).replace(b'"HERE"', text.encode("utf-8", "surrogatepass"))


def nested(depth: int) -> bytes:
    return raw("[" * depth + "]" * depth)


MALFORMED: dict[str, Any] = {
    "half a body": encoded(check_in())[:-1],
    "two bodies": encoded(check_in()) * 2,
    "not JSON": b"gate=BEANR-0001/main",
    "another encoding": encoded(check_in()).decode().encode("utf-16"),
    "a byte that is no UTF-8": encoded(check_in()).replace(b"Okonkwo", b"Okonkw\xff"),
    "a byte order mark": b"\xef\xbb\xbf" + encoded(check_in()),
    "a field given twice": encoded(check_in()).replace(b'"gate"', b'"purpose": "crew", "gate"', 1),
    "an inner field given twice": encoded(check_in()).replace(b'"birth_date"', b'"birth_date": "1960", "birth_date"'),
    "NUL in a name": person(family_name="Oko\0nkwo"),
    "a control character in a name": person(family_name="Oko\x1bnkwo"),
    "a lone surrogate": raw('"\\ud800"'),
    "a lone surrogate as bytes": raw('"\ud800"'),
    "a lone surrogate as a field": encoded(check_in()).replace(b'"gate"', b'"\\udfff": 1, "gate"', 1),
    "NaN": raw("NaN"),
    "infinity": raw("-Infinity"),
    "a number of a million digits": raw("1" * 1_000_000),
    "nesting of 100,000": nested(100_000),
}
INVALID: dict[str, tuple[Any, str, str]] = {
    "no body": (b"", "invalid_input", "body"),
    "an array": ([], "invalid_input", "body"),
    "null": (b"null", "invalid_input", "body"),
    "a text": ("check", "invalid_input", "body"),
    "an unknown field": (check_in(verdict="clear"), "invalid_input", "verdict"),
    "an unknown field of the person": (person(age=3), "invalid_input", "person.age"),
    "an unknown field of a megabyte": (check_in(**{"x" * 1_000_000: 1}), "invalid_input", "x" * 80),
    "a number as a name": (person(family_name=7), "invalid_input", "person.family_name"),
    "true as a name": (person(family_name=True), "invalid_input", "person.family_name"),
    "a name of a megabyte": (person(family_name="x" * 1_000_000), "invalid_input", "person.family_name"),
    "a birth date of 0": (person(birth_date=0), "invalid_input", "person.birth_date"),
    "a birth date of '0'": (person(birth_date="0"), "invalid_input", "person.birth_date"),
    "30 February": (person(birth_date="1981-02-30"), "invalid_input", "person.birth_date"),
    "month 13": (person(birth_date="1981-13"), "invalid_input", "person.birth_date"),
    "the year 0001": (person(birth_date="0001-01-01"), "invalid_input", "person.birth_date"),
    "a Belgian date": (person(birth_date="03/04/1981"), "invalid_input", "person.birth_date"),
    "an Arabic digit": (person(birth_date="198١-04-03"), "invalid_input", "person.birth_date"),
    "a wrong check digit": (person(national_number="81040312362"), "wrong_check_digit", "person.national_number"),
    "a number of letters": (person(national_number="eleven"), "invalid_input", "person.national_number"),
    "a blank number": (person(national_number="  "), "invalid_input", "person.national_number"),
    "an unknown sex": (person(sex="?"), "invalid_input", "person.sex"),
    "a state that is none": (person(nationality="1!"), "invalid_input", "person.nationality"),
    "no gate": (check_in(gate=None), "invalid_input", "gate"),
    "a gate of another form": (check_in(gate="main"), "invalid_input", "gate"),
    "a gate with a line end": (check_in(gate="BEANR-0001/main\n"), "malformed_json", ""),
    "an unknown gate": (check_in(gate="BEANR-9999/main"), "unknown_gate", "gate"),
    "another organisation's gate": (check_in(gate=OTHER_GATE), "unknown_gate", "gate"),
    "no purpose": (check_in(purpose=None), "invalid_input", "purpose"),
    "an unknown purpose": (check_in(purpose="curiosity"), "invalid_input", "purpose"),
    "nobody": (check_in(person=None), "not_enough_identity", "person"),
    "an empty person": (check_in(person={}), "not_enough_identity", "person"),
    "a name alone": (check_in(person={"family_name": "Okonkwo"}), "not_enough_identity", "person"),
    "a birth date alone": (check_in(person={"birth_date": "1981-04-03"}), "not_enough_identity", "person"),
    "a sign of direction": (
        check_in(person={"family_name": "Peeters\u202e", "given_names": "neiluJ", "birth_date": "1984-04-03"}),
        "invalid_input",
        "person.family_name",
    ),
    "a name twice": (
        check_in(person={"full_name": "Jan Peeters", "family_name": "Peeters", "birth_date": "1984-04-03"}),
        "invalid_input",
        "person.full_name",
    ),
    "a name of signs": (check_in(person={"family_name": "???", "birth_date": "1981"}), "not_enough_identity", "person"),
    "a person and a zone": (check_in(mrz=GOOD_LINES), "not_enough_identity", "person"),
    "a zone cut off": (check_in(person=None, mrz=[GOOD_LINES[0], GOOD_LINES[1][:-3]]), "unreadable_mrz", "mrz"),
    "half a zone": (check_in(person=None, mrz=GOOD_LINES[:1]), "unreadable_mrz", "mrz"),
    "no zone": (check_in(person=None, mrz=[]), "invalid_input", "mrz"),
    "a zone misread": (
        check_in(person=None, mrz=[GOOD_LINES[0], GOOD_LINES[1].replace("7408122", "7408123")]),
        "wrong_check_digit",
        "mrz",
    ),
    "a thousand documents": (
        person(documents=[{"state": "BEL", "number": "1"}] * 1000),
        "invalid_input",
        "person.documents",
    ),
    "a document of no state": (
        person(documents=[{"state": "", "number": "5921234567"}]),
        "invalid_input",
        "person.document.state",
    ),
}


def problem(answer: Any) -> dict[str, Any]:
    """The members of a problem, once it is shown to be one."""
    assert answer["Content-Type"] == "application/problem+json"
    found: dict[str, Any] = json.loads(answer.content)
    assert found["type"] == f"urn:aigis:problem:{found['code']}" and found["status"] == answer.status_code
    assert len(found["detail"]) > 7 and found["detail"].endswith(".")
    assert not {"verdict", "reason", "instruction", "in_force"} & found.keys()
    return found


def traced(send: Callable[[], Any], kind: str = "query.refused") -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A problem and the entries that it left."""
    before = len(entries(kind))
    found = problem(send())
    return found, [entry["core"] for entry in entries(kind)[before:]]


def failing(cases: dict[str, Callable[[], None]]) -> list[str]:
    """The names of the cases that fail, with what was wrong."""
    found = []
    for name, case in cases.items():
        try:
            case()
        except Exception as wrong:
            found.append(f"{name}: {type(wrong).__name__} {str(wrong)[:300]}")
    return found


def test_what_is_no_sound_json_is_refused_in_words_and_traced(world: World) -> None:
    def refused(body: Any) -> None:
        found, trace = traced(lambda: ask(world, Role.GUARD, "POST", CHECKS, body))
        assert (found["status"], found["code"]) == (400, "malformed_json"), found
        assert [core["code"] for core in trace] == ["malformed_json"]

    assert failing({name: partial(refused, body) for name, body in MALFORMED.items()}) == []
    assert not Check.objects.exists()


def test_no_depth_of_nesting_is_a_fault_of_ours(world: World) -> None:
    """Somewhere between what the parser takes and what it refuses, reading must not run out of stack."""

    def refused(depth: int) -> None:
        found = problem(ask(world, Role.GUARD, "POST", CHECKS, nested(depth)))
        assert found["status"] in (400, 422), found

    depths = [*range(1, 1000, 37), *range(700, 1000, 11)]
    assert failing({f"{depth}": partial(refused, depth) for depth in depths}) == []


def test_what_a_field_cannot_be_is_refused_in_words_and_traced(world: World) -> None:
    def refused(body: Any, code: str, field: str) -> None:
        found, trace = traced(lambda: ask(world, Role.GUARD, "POST", CHECKS, body))
        status = 400 if code == "malformed_json" else 422
        assert (found["status"], found["code"], found["field"] or "") == (status, code, field), found
        assert [(core["code"], core["field"]) for core in trace] == [(code, field)]

    assert failing({name: partial(refused, *case) for name, case in INVALID.items()}) == []
    assert not Check.objects.exists()


def test_a_body_too_large_is_refused(world: World) -> None:
    body = encoded(check_in(note="x" * 5_000_000))
    found, trace = traced(lambda: ask(world, Role.GUARD, "POST", CHECKS, body))
    assert (found["status"], found["code"]) == (413, "too_large") and len(trace) == 1


def test_nothing_of_a_refused_question_is_kept_or_said_back(world: World) -> None:
    body = check_in(person=BANNED_IN | {"birth_date": "1981-02-30"}, purpose="Vandenbroucke")
    found, trace = traced(lambda: ask(world, Role.GUARD, "POST", CHECKS, body))
    assert "Vandenbroucke" not in str(found) + str(trace) and "1981-02" not in str(trace)


BANS: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown authority": (ban_in(authority="nowhere"), "authority"),
    "an unknown kind": (ban_in(kind="exile"), "kind"),
    "a kind the authority does not impose": (ban_in(kind="condition"), "kind"),
    "the year 0001": (ban_in(starts_on="0001-01-01", ends_on="0002-01-01"), "starts_on"),
    "the year 9999": (ban_in(ends_on="9999-12-31"), "ends_on"),
    "a year beyond counting": (ban_in(starts_on="9985-01-01", ends_on="9998-01-01"), "starts_on"),
    "a week date": (ban_in(starts_on="2026-W45-1"), "starts_on"),
    "a date without dashes": (ban_in(starts_on="20261102"), "starts_on"),
    "the end before the start": (ban_in(ends_on=f"{DECIDED}"), "ends_on"),
    "longer than the law allows": (ban_in(ends_on=f"{DECIDED + timedelta(days=7_307)}"), "ends_on"),
    "30 February": (ban_in(decision_date="2026-02-30"), "decision_date"),
    "no case": (ban_in(ground={"legal_basis": "art. 3", "case_reference": " "}), "ground.case_reference"),
    "no name": (ban_in(person={"birth_date": "1981-04-03"}), "person.family_name"),
    "a name of signs": (ban_in(person={"family_name": "—", "birth_date": "1981-04-03"}), "person.family_name"),
    "an empty alias": (
        ban_in(person={"family_name": "A", "birth_date": "1981", "aliases": [{"family_name": " "}]}),
        "person.aliases",
    ),
    "nothing but a name": (ban_in(person={"family_name": "Vandenbroucke"}), "person.birth_date"),
    "an unknown field": (ban_in(secret=True), "secret"),
}
LOOKUPS: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown purpose": (lookup_in(purpose="curiosity"), "purpose"),
    "no case": (lookup_in(case_reference=" "), "case_reference"),
    "a name alone": (lookup_in(person={"family_name": "Janssens"}), "person"),
    "an instant without offset": (lookup_in(instant="2026-03-03T06:12:00"), "instant"),
    "a day as an instant": (lookup_in(instant="2026-03-03"), "instant"),
    "the year 0001": (lookup_in(instant="0001-01-01T00:00:00+14:00"), "instant"),
    "the end of time": (lookup_in(instant="9999-12-31T23:59:59-12:00"), "instant"),
    "a number": (lookup_in(instant=1), "instant"),
    "a moment of knowledge without offset": (lookup_in(known_at="2026-03-03T06:12:00"), "known_at"),
    "a moment of knowledge still to come": (lookup_in(known_at="2140-03-03T06:12:00+01:00"), "known_at"),
}


@pytest.mark.parametrize(
    ("role", "path", "table"),
    [(Role.REGISTRAR, "/api/v1/bans", BANS), (Role.OFFICER, "/api/v1/lookups", LOOKUPS)],
)
def test_a_ban_or_look_up_that_cannot_be_is_refused(
    world: World, role: Role, path: str, table: dict[str, tuple[dict[str, Any], str]]
) -> None:
    def refused(body: dict[str, Any], field: str) -> None:
        found, trace = traced(lambda: ask(world, role, "POST", path, body))
        assert (found["status"], found["field"]) == (422, field), found
        assert len(trace) == 1

    assert failing({name: partial(refused, *case) for name, case in table.items()}) == []
    assert not entries("ban.registered") and not entries("lookup.answered")


ADDRESSES: dict[str, tuple[Role, str, str, Any]] = {
    "NUL in a reference": (Role.BADGE_ISSUER, "DELETE", "/api/v1/rosters/badges/entries/a%00b", None),
    "NUL in a roster": (Role.BADGE_ISSUER, "GET", "/api/v1/rosters/bad%00ges/changes", None),
    "a number that is none": (Role.DESK, "GET", "/api/v1/alerts?after=one", None),
    "a number beyond counting": (Role.DESK, "GET", f"/api/v1/alerts?after={10**40}", None),
    "a number of a thousand digits": (
        Role.BADGE_ISSUER,
        "GET",
        f"/api/v1/rosters/badges/changes?after={'9' * 999}",
        None,
    ),
    "an unknown check": (Role.GUARD, "GET", f"{CHECKS}/00000000-0000-7000-8000-000000000000", None),
    "an unknown outcome": (
        Role.GUARD,
        "POST",
        f"{CHECKS}/00000000-0000-7000-8000-000000000000/outcome",
        {"outcome": "fled"},
    ),
    "an empty request key": (Role.GUARD, "POST", CHECKS, check_in()),
}


def test_odd_addresses_and_headers_are_refused(world: World) -> None:
    world.roster()

    def refused(role: Role, method: str, path: str, body: Any) -> None:
        headers = {"Idempotency-Key": ""} if path == CHECKS else {}
        answer = ask(world, role, method, path, body, headers=headers)
        assert 400 <= answer.status_code < 500, (answer.status_code, answer.content)
        problem(answer)

    assert failing({name: partial(refused, *case) for name, case in ADDRESSES.items()}) == []


# Keys.


@pytest.fixture
def bearers(world: World, at: datetime) -> Iterator[dict[str, str]]:
    """Headers that must not open anything."""
    good = world.client(Role.GUARD)[1]
    home = world.organisations["quay"]
    ending, ended_key = add_client(
        NewClient(home, Role.GUARD, "old", expires_at=at), actor=SYSTEM, at=at - timedelta(days=9)
    )
    revoked, revoked_key = add_client(
        NewClient(home, Role.GUARD, "lost", expires_at=at + timedelta(days=9)), actor=SYSTEM, at=at
    )
    revoke_client(actor=SYSTEM, at=at, client=revoked, why="lost")
    assert ending.pk != revoked.pk
    prefix = ApiKey.parse(good).prefix
    yield {
        "an expired key": f"Bearer {ended_key}",
        "a revoked key": f"Bearer {revoked_key}",
        "an unknown key": f"Bearer {ApiKey.make(bytes(38))}",
        "a known prefix with another secret": f"Bearer {ApiKey(prefix, 'a' * 52)}",
        "a key cut off": f"Bearer {good[:-1]}",
        "a key with a letter changed": f"Bearer {good.replace(good[20], 'z' if good[20] != 'z' else 'y', 1)}",
        "words": "Bearer let me in",
        "nothing": "Bearer",
        "an empty key": "Bearer ",
        "another scheme": "Basic Z3VhcmQ6Z3VhcmQ=",
        "two keys": f"Bearer {good} {good}",
        "a key of a megabyte": "Bearer aigis_" + "x" * 100_000,
    }


def test_a_key_that_opens_nothing_is_refused_in_words_and_traced(bearers: dict[str, str]) -> None:
    def refused(header: str) -> None:
        def send() -> Any:
            return Client().post(CHECKS, check_in(), "application/json", headers={"Authorization": header})

        found, trace = traced(send)
        assert (found["status"], found["code"]) == (401, "not_signed_in"), found
        assert [core["code"] for core in trace] == ["not_signed_in"]

    assert failing({name: partial(refused, header) for name, header in bearers.items()}) == []
    assert not Check.objects.exists()


def test_without_a_key_nothing_opens(world: World) -> None:
    answer = Client().post(CHECKS, check_in(), "application/json")
    assert (problem(answer)["status"], answer["WWW-Authenticate"]) == (401, "Bearer")


def test_a_wrong_role_is_refused_and_traced(world: World) -> None:
    found, trace = traced(lambda: ask(world, Role.DESK, "POST", CHECKS, check_in()), "access.refused")
    assert (found["status"], found["code"]) == (403, "not_allowed")
    assert trace == [trace[0]] and (trace[0]["address"], trace[0]["capability"]) == (CHECKS, "check.ask")


def test_a_revoked_key_ends_within_five_seconds(world: World, at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    client, _ = world.client(Role.GUARD)
    assert ask(world, Role.GUARD, "POST", CHECKS, check_in()).status_code == 201
    revoke_client(actor=SYSTEM, at=at, client=client, why="lost")
    monkeypatch.setattr(access.key_cache, "_clock", lambda: time.monotonic() + 5)
    assert ask(world, Role.GUARD, "POST", CHECKS, check_in()).status_code == 401


def test_an_item_of_a_batch_carries_its_own_error_and_leaves_a_trace(world: World) -> None:
    items = [
        {"ref": "good", "person": STRANGER_IN},
        {"ref": "bad", "person": STRANGER_IN | {"birth_date": "1981-02-30"}},
        {"ref": "nobody"},
    ]
    body = {"gate": "BEANR-0001/main", "purpose": "crew", "items": items}
    answer = ask(world, Role.GUARD, "POST", f"{CHECKS}/batch", body)
    good, bad, nobody = answer.json()["items"]
    assert answer.status_code == 200 and good["verdict"] == "clear"
    assert bad["error"]["field"] == "person.birth_date" and "verdict" not in bad
    assert nobody["error"]["code"] == "not_enough_identity" and "verdict" not in nobody
    trace = sorted((entry["core"]["code"], entry["core"]["field"]) for entry in entries("query.refused"))
    assert trace == [("invalid_input", "items.1.person.birth_date"), ("not_enough_identity", "items.2.person")]
