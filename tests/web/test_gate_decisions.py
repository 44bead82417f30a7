"""Decisions on referred checks, as the gate that waits for them sees them."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from aigis.apps.checks.actions import perform
from aigis.apps.checks.models import Check, Judgement
from aigis.apps.checks.query import Answer
from aigis.core.access.permissions import Role
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Name, Person
from aigis.web.base.check_reference import reference
from tests.web.signing_in import signed_in
from tests.world import GATE, OTHER_COMPANY, OTHER_GATE, World

LIKE_THE_BANNED = Person(names=(Name("Vandenbroucke", "Zoltan"),), birth=BirthDate(1981))


def refer(world: World, *, gate: str = GATE, organisation: str = "") -> UUID:
    query = world.query(LIKE_THE_BANNED, gate=gate, actor=world.actor(Role.GUARD, organisation))
    (answer,) = perform([query], at=world.at + timedelta(seconds=1))
    assert isinstance(answer, Answer)
    Check.objects.update(checked_at=timezone.now())
    return answer.id


def decisions(client: Client, gate: str = GATE) -> tuple[str, list[str], str]:
    """How many checks wait, the kinds of the decisions, and the whole part of the page."""
    reply = client.get("/reception/decisions/", {"gate": gate}, headers={"HX-Request": "true"})
    text = reply.content.decode()
    return re.findall(r'data-waiting="(\d+)"', text)[0], re.findall(r'data-kind="(\w+)"', text), text


@pytest.fixture
def guard(world: World, client: Client) -> Client:
    world.ban()
    return signed_in(client, world.user(Role.GUARD))


@pytest.mark.parametrize(
    ("kind", "waiting", "sentence"),
    [
        ("same", "0", "No access. Do not let the person enter."),
        ("different", "0", "Another person. Check again with the correct details."),
        ("unsure", "1", "Not decided yet. The person must wait."),
    ],
)
def test_a_decision_comes_to_the_gate_and_frees_nobody(
    guard: Client, world: World, kind: str, waiting: str, sentence: str
) -> None:
    referred = refer(world)
    assert decisions(guard)[:2] == ("1", [])
    pfso = signed_in(Client(), world.user(Role.PFSO))
    pfso.post(f"/facility/checks/{referred}/", {"judgement": kind, "why": "document and face"})
    left, kinds, text = decisions(guard)
    assert (left, kinds) == (waiting, [kind])
    assert sentence in text and reference(referred) in text
    assert "Vandenbroucke" not in text and "data-outcome" not in text
    assert 'data-decision="' in guard.get("/reception/", {"gate": GATE}).content.decode()


def test_a_decision_is_shown_for_half_an_hour_and_a_check_waits_for_four(guard: Client, world: World) -> None:
    referred = refer(world)
    signed_in(Client(), world.user(Role.PFSO)).post(
        f"/facility/checks/{referred}/", {"judgement": "same", "why": "document and face"}
    )
    Judgement.objects.update(judged_at=timezone.now() - timedelta(minutes=31))
    assert decisions(guard)[1] == []
    refer(world)
    assert decisions(guard)[0] == "1"
    Check.objects.update(checked_at=timezone.now() - timedelta(hours=5))
    assert decisions(guard)[0] == "0"


def test_another_gate_and_another_organisation_see_nothing_of_it(guard: Client, world: World) -> None:
    refer(world)
    refer(world, gate=OTHER_GATE, organisation=OTHER_COMPANY)
    assert decisions(guard, "BEANR-0001/back")[:2] == ("0", [])
    assert guard.get("/reception/decisions/", {"gate": OTHER_GATE}).status_code in (400, 404)
    assert guard.get("/reception/decisions/", {"gate": "nowhere"}).status_code == 400
