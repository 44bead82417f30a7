"""Test identities at the API: the answer of a check, marked as a drill."""

from django.test import Client

from aigis.core.access.permissions import Role
from aigis.core.person.sandbox import SANDBOX_PERSONS
from aigis_demo.identities import as_request
from tests.doors.asking import CHECKS, check_in
from tests.world import World


def test_the_api_marks_a_drill_and_lets_nobody_in(world: World) -> None:
    headers = world.bearer(Role.GUARD) | {"Accept-Language": "en"}
    for verdict, person in SANDBOX_PERSONS.items():
        body = check_in(person=as_request(person))
        reply = Client().post(CHECKS, body, content_type="application/json", headers=headers)
        assert (reply.status_code, reply.json()["verdict"], reply.json()["drill"]) == (201, verdict.value, True)
        assert "Let nobody in" in reply.json()["instruction"]
