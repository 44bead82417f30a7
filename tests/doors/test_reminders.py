"""Reminders over the API: the office's own system reads what ends and answers; everybody else is told nothing."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from aigis.apps.register.models import ReminderAnswer
from aigis.apps.register.reminders.dispatch import remind
from aigis.core.access.permissions import Role
from aigis.core.dates.brussels import day_of
from tests.doors.asking import ask
from tests.world import World

pytestmark = pytest.mark.calendar

ADDRESS = "/api/v1/reminders"


@pytest.fixture
def ban(world: World) -> UUID:
    made = world.ban(last_day=day_of(world.at) + timedelta(days=30)).ban
    remind(at=world.at)
    return made


def answer_in(world: World, **changed: Any) -> dict[str, Any]:
    ends_on = day_of(world.at) + timedelta(days=30)
    return {"answer": "extension", "name": "An Peeters", "ends_on": ends_on.isoformat()} | changed


def test_an_office_reads_what_ends_without_persons_and_answers(world: World, ban: UUID) -> None:
    listed = ask(world, Role.REGISTRAR, "GET", ADDRESS)
    (item,) = listed.json()["items"]
    assert (item["ban"], item["days_left"], item["waits"]) == (str(ban), 30, True)
    assert [(one["days"], one["told"]) for one in item["reminders"]] == [(30, "authority")]
    assert "Vandenbroucke" not in listed.content.decode()
    answered = ask(world, Role.REGISTRAR, "POST", f"{ADDRESS}/{ban}/answer", answer_in(world)).json()
    assert answered["waits"] is False
    assert [(one["answer"], one["name"]) for one in answered["answers"]] == [("extension", "An Peeters")]


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"answer": "shrug"}, 422),
        ({"name": ""}, 422),
        ({"name": "   "}, 422),
        ({"name": "An\u0000"}, 400),
        ({"name": "An\u202e"}, 422),
        ({"ends_on": "22.12.2026"}, 422),
        ({"ends_on": "9999-12-31"}, 422),
        ({"ends_on": "2027-12-22"}, 412),
        ({"extra": 1}, 422),
    ],
)
def test_what_is_no_answer_is_refused(world: World, ban: UUID, changed: dict[str, Any], status: int) -> None:
    reply = ask(world, Role.REGISTRAR, "POST", f"{ADDRESS}/{ban}/answer", answer_in(world, **changed))
    assert reply.status_code == status, reply.content
    assert not ReminderAnswer.objects.exists()


def test_another_office_finds_nothing(world: World, ban: UUID) -> None:
    foreign = {"organisation": "other-prosecutor"}
    assert ask(world, Role.REGISTRAR, "GET", ADDRESS, **foreign).json()["items"] == []
    reply = ask(world, Role.REGISTRAR, "POST", f"{ADDRESS}/{ban}/answer", answer_in(world), **foreign)
    assert reply.status_code == 404
