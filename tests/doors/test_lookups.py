"""Look-ups over HTTP: what each office is told, what the register said then, and the justification every tenth asks."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from aigis.apps.people.models import Organisation
from aigis.core.access.disclosure import TABLE, Fact, Office
from aigis.core.access.permissions import Role
from tests.doors.asking import ask, lookup_in
from tests.world import BANNED_IN, LOOKALIKE_IN, World

pytestmark = pytest.mark.calendar

LOOKUPS = "/api/v1/lookups"
ALWAYS = {"id", "in_force", "otherwise", "strength", "evidence"}
WHY = {"justification": "Seen at three gates in one night, see PV 7/26."}


def look_up(world: World, role: Role = Role.OFFICER, **changed: Any) -> Any:
    return ask(world, role, "POST", LOOKUPS, lookup_in(**{"person": BANNED_IN} | changed))


@pytest.mark.parametrize(
    ("role", "kind", "office"),
    [
        (Role.OFFICER, "police", Office.POLICE),
        (Role.OFFICER, "customs", Office.CUSTOMS),
        (Role.OFFICER, "shipping", Office.SHIPPING),
        (Role.OFFICER, "security", Office.SECURITY),
        (Role.OFFICER, "service", Office.OTHER),
        (Role.PRISON, "prison", Office.PRISON),
        (Role.PROSECUTOR, "prosecutor", Office.PROSECUTOR),
    ],
)
def test_an_office_is_sent_the_facts_of_its_row_and_no_others(
    world: World, role: Role, kind: str, office: Office
) -> None:
    world.ban()
    world.client(role)
    Organisation.objects.update(kind=kind)
    answer = look_up(world, role)
    (ban,) = answer.json()["bans"]
    assert ban.keys() == ALWAYS | {fact.value for fact in TABLE[office]} and ban["strength"] == "certain"
    if Fact.NAMES not in TABLE[office]:
        assert "Vandenbroucke" not in answer.content.decode() and "1981-04" not in answer.content.decode()


def test_of_a_third_person_nothing_is_sent_that_tells_who_it_is(world: World) -> None:
    world.ban()
    answer = look_up(world, person=LOOKALIKE_IN)
    (ban,) = answer.json()["bans"]
    assert ban["strength"] == "possible" and {"names", "birth_date", "aliases", "case_reference"}.isdisjoint(ban)


def test_a_prosecutor_is_sent_identifiers_but_for_their_last_signs_covered(world: World) -> None:
    world.ban()
    (ban,) = look_up(world, Role.PROSECUTOR).json()["bans"]
    assert ban["identifiers"] == ["••••••••361", "BEL •••••••••755"] and ban["names"] == ["Zoltan Vandenbroucke"]
    assert [(one["number"], one["event"]) for one in ban["versions"]] == [(1, "register")]


def test_a_prison_is_sent_the_reference_by_which_it_reports_a_detention(world: World) -> None:
    made = world.ban()
    (ban,) = look_up(world, Role.PRISON).json()["bans"]
    assert ban["subject"] == str(made.subject)
    reported = ask(
        world, Role.PRISON, "POST", f"/api/v1/subjects/{ban['subject']}/detentions", {"detained_on": "2026-11-20"}
    )
    assert reported.status_code == 201


def test_what_the_register_said_then_differs_from_what_is_known_now(world: World, at: datetime) -> None:
    world.ban(at=at)
    then = (at - timedelta(days=50)).isoformat()
    now = look_up(world, instant=then).json()
    assert (now["in_force"], now["strength"], now["otherwise"], now["known_at"]) == (True, "certain", "none", None)
    said = look_up(world, instant=then, known_at=then).json()
    assert (said["in_force"], said["otherwise"], said["known_at"]) == (False, "certain", then)
    assert [(ban["in_force"], ban["otherwise"]) for ban in said["bans"]] == [(False, True)]


def test_the_eleventh_look_up_is_answered_after_the_tenth_was_justified(world: World) -> None:
    answers = [look_up(world).json() for _ in range(10)]
    assert [answer["justification_due"] for answer in answers] == [False] * 9 + [True]
    refused = look_up(world)
    assert (refused.status_code, refused.json()["code"]) == (409, "justification_due")
    assert answers[-1]["id"] in refused.json()["detail"]
    address = f"{LOOKUPS}/{answers[-1]['id']}/justification"
    short = ask(world, Role.OFFICER, "POST", address, {"justification": "because"})
    assert (short.status_code, short.json()["field"]) == (422, "justification")
    for _ in range(2):
        given = ask(world, Role.OFFICER, "POST", address, WHY, headers={"Idempotency-Key": "j1"})
        assert given.status_code == 200 and given.json()["justification_due"] is False
    assert ask(world, Role.OFFICER, "POST", address, WHY).status_code == 409
    assert look_up(world).status_code == 200


def test_nobody_justifies_for_another(world: World) -> None:
    lookup = look_up(world).json()["id"]
    assert ask(world, Role.PRISON, "POST", f"{LOOKUPS}/{lookup}/justification", WHY).status_code == 404
