"""What an account that probes is told by the API: never a verdict before its time, and the desks hear of every hit."""

from datetime import timedelta
from typing import Any

import pytest

from aigis.api import fast_path
from aigis.apps.alerts.models import Alert
from aigis.apps.checks.models import Check
from aigis.apps.probing import restraints
from aigis.apps.probing.models import Restraint
from aigis.core.access.permissions import Role
from aigis.core.checks.probe_patterns import RestraintLevel
from tests.doors.asking import ask, check_in
from tests.world import BANNED_IN, GATE, STRANGER_IN, World

pytestmark = pytest.mark.calendar


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds for which answers were held, without the wait."""
    waited: list[float] = []
    monkeypatch.setattr(restraints.hold, "__kwdefaults__", {"sleep": waited.append})
    monkeypatch.setattr(restraints.check, "__kwdefaults__", {"sleep": waited.append})
    return waited


def restrain(world: World, level: int) -> None:
    actor = world.actor(Role.GUARD)
    Restraint.objects.create(actor_key=actor.key, level=level, until=world.at + timedelta(hours=1))
    restraints.restraint_cache.clear()


def check(world: World, person: dict[str, Any]) -> Any:
    return ask(world, Role.GUARD, "POST", "/api/v1/checks", check_in(person=person))


def test_an_account_without_answers_gets_429_and_never_a_verdict_while_the_desks_are_told(world: World) -> None:
    world.ban()
    restrain(world, RestraintLevel.WITHHELD)
    reply = check(world, BANNED_IN)
    assert (reply.status_code, reply.json()["code"]) == (429, "answers_withheld")
    assert "verdict" not in reply.json() and reply["Retry-After"] == "60"
    assert Alert.objects.count() == 1 and Check.objects.count() == 1
    assert check(world, STRANGER_IN).content == reply.content
    address = f"/api/v1/checks/{Check.objects.first().pk}"  # type: ignore[union-attr]
    assert ask(world, Role.GUARD, "GET", address).status_code == 429


def test_a_slowed_account_gets_the_true_verdict_after_the_same_wait(world: World, slept: list[float]) -> None:
    world.ban()
    restrain(world, RestraintLevel.SLOWED)
    assert [check(world, person).json()["verdict"] for person in (BANNED_IN, STRANGER_IN)] == ["denied", "clear"]
    assert slept == [2, 2]


def test_a_slowed_batch_is_answered_in_part_and_checked_whole(world: World, slept: list[float]) -> None:
    restrain(world, RestraintLevel.SLOWED_MORE)
    items = [{"ref": str(number), "person": STRANGER_IN} for number in range(12)]
    body = {"gate": GATE, "purpose": "crew", "items": items}
    answered = ask(world, Role.GUARD, "POST", "/api/v1/checks/batch", body).json()["items"]
    assert [item.get("verdict") or item["error"]["code"] for item in answered] == ["clear"] * 10 + [
        "answer_delayed"
    ] * 2
    assert Check.objects.count() == 12 and slept == [8]


def test_the_fast_path_leaves_a_restrained_account_to_the_long_one_before_it_checks(world: World) -> None:
    restrain(world, RestraintLevel.SLOWED)
    environ = {"HTTP_AUTHORIZATION": world.bearer(Role.GUARD)["Authorization"]}
    assert fast_path._answer(environ, b"{}") is None
    assert not Check.objects.exists()
