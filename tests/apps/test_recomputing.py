"""A check made again, years later: everything as it was then, whatever has changed since."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from aigis.apps.checks import recomputation
from aigis.apps.checks.actions import perform
from aigis.apps.checks.models import Check, Thresholds
from aigis.apps.checks.query import Answer
from aigis.apps.checks.recomputation import Recomputed
from aigis.apps.register.in_memory import current as current_register
from aigis.core.access.permissions import Role
from aigis.core.bans.versions import BanEvent
from aigis.core.checks import earlier_scorers
from aigis.core.errors import NotFound
from aigis.core.matching import weights
from aigis.core.matching.weights import BirthRelation
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Name, Person
from aigis.core.values import Verdict
from tests.world import BANNED, LOOKALIKE, STRANGER, World, entries

LIKE = Person((Name("Vandenbrouke", "Zoltan"),), BirthDate(1981))
BY_NAME = Person(BANNED.names, BANNED.birth)


def made(world: World, person: Person, at: datetime) -> UUID:
    (answer,) = perform([world.query(person)], at=at)
    assert isinstance(answer, Answer)
    return answer.id


def again(world: World, check: UUID, at: datetime) -> Recomputed:
    return recomputation.recompute(check, actor=world.actor(Role.AUDITOR), at=at)


@pytest.mark.parametrize("person", [BANNED, BY_NAME, LIKE, LOOKALIKE, STRANGER])
def test_a_check_comes_out_as_it_was(world: World, at: datetime, person: Person) -> None:
    world.ban()
    check = made(world, person, at)
    found = again(world, check, at)
    assert found.same and found.weights_kept and found.others == 0
    assert found.verdict is not None and found.verdict.value == Check.objects.get().verdict
    assert entries("check.recomputed")[0]["core"] == entries("check.recomputed")[0]["core"] | {"same": True}


def test_it_comes_out_as_it_was_when_weights_bands_register_and_ban_have_changed(
    world: World, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    ban = world.ban()
    check = made(world, BY_NAME, at)
    kept = Check.objects.get(pk=check)
    assert earlier_scorers.scorer(kept.weights_version) is not None
    # The register grows by bearers of the same names, and by the very person asked about.
    for place in range(3):
        world.ban(Person((Name("Vandenbroucke", f"Zoltan {'xyz'[place]}"),), BirthDate(1950 + place, 5, 5)), at=at)
    world.ban(BY_NAME, at=at)
    world.change(ban.ban, BanEvent.LIFT, at=at + timedelta(seconds=1))
    monkeypatch.setitem(weights.BIRTH, BirthRelation.EQUAL, 1_000)
    monkeypatch.setattr(weights, "WEIGHTS_VERSION", "99")
    current_register.clear()
    found = again(world, check, at + timedelta(days=1))
    (hit,) = found.hits
    assert hit.again is not None and round(hit.again.bits * 1_000) == hit.kept.millibits == round(
        (kept.bits or 0) * 1e3
    )
    assert found.same and found.verdict is Verdict.DENIED and found.subjects_then == 1


def test_a_check_under_other_thresholds_is_made_again_under_those(world: World, at: datetime) -> None:
    from tests.apps.test_threshold_changes import STRICT, approved

    world.ban()
    before = made(world, BY_NAME, at)
    approved(world, at, STRICT)
    after = made(world, BY_NAME, at)
    assert Thresholds.objects.count() == 1
    assert again(world, before, at).thresholds.number == 0 and again(world, before, at).same
    assert again(world, after, at).thresholds.number == 1 and again(world, after, at).same


def test_weights_that_were_not_kept_are_said_to_be_gone(world: World, at: datetime) -> None:
    world.ban()
    check = made(world, BANNED, at)
    Check.objects.update(weights_version="1")
    found = again(world, check, at)
    assert not found.weights_kept and not found.same and found.verdict is None
    assert found.hits[0].adds_up  # the lines that were kept can still be added


def test_a_row_that_was_altered_comes_out_otherwise(world: World, at: datetime) -> None:
    world.ban()
    check = made(world, BANNED, at)
    Check.objects.update(verdict="clear")
    assert not again(world, check, at).same


def test_a_check_that_is_not_there_is_not_made_again(world: World, at: datetime) -> None:
    with pytest.raises(NotFound):
        again(world, UUID(int=7), at)
