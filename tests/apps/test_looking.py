"""Look-ups: now and at a past instant, over bans that are long over, each with its own entry."""

from datetime import UTC, date, datetime, timedelta

import pytest

from aigis.apps.register.in_memory import current as current_register
from aigis.apps.register.lookups.actions import LookUpAnswer, LookUpQuery, look_up
from aigis.apps.register.models import LookUp
from aigis.core.access.permissions import Role
from aigis.core.errors import InvalidInput, NotEnoughIdentity
from aigis.core.matching.types import Strength
from aigis.core.person.person import Name, Person
from tests.world import BANNED, STRANGER, World, entries

MIDNIGHT = datetime(2021, 1, 1, 23, 0, tzinfo=UTC)  # in Brussels, the end of 1 January


def ask(world: World, at: datetime, *, person: Person = BANNED, instant: datetime | None = None) -> LookUpAnswer:
    query = LookUpQuery("investigation", "PV 7/26", person, instant)
    return look_up(query, actor=world.actor(Role.OFFICER), at=at, view=current_register.current(at=at))


def test_a_ban_in_force_is_found_with_its_facts(world: World, at: datetime) -> None:
    made = world.ban()
    (found,) = ask(world, at).bans
    assert (found.ban, found.in_force, found.case_reference) == (made.ban, True, "AN 12/345")
    assert found.match.strength is Strength.CERTAIN and found.names == ("Zoltan Vandenbroucke",)


def test_nobody_is_found_where_there_is_nothing(world: World, at: datetime) -> None:
    world.ban()
    assert ask(world, at, person=STRANGER).bans == ()


@pytest.mark.parametrize("loaded_before", [True, False])
def test_a_ban_long_over_is_found_for_the_past(world: World, at: datetime, loaded_before: bool) -> None:
    if loaded_before:
        current_register.current(at=at)
    world.ban(first_day=date(2020, 1, 1), last_day=date(2021, 1, 1))
    assert [found.in_force for found in ask(world, at).bans] == [False]
    assert [found.in_force for found in ask(world, at, instant=MIDNIGHT - timedelta(microseconds=1)).bans] == [True]
    assert [found.in_force for found in ask(world, at, instant=MIDNIGHT).bans] == [False]


def test_a_ban_in_force_now_was_not_before_it_began(world: World, at: datetime) -> None:
    world.ban(first_day=date(2026, 3, 3))
    start = datetime(2026, 3, 2, 23, 0, tzinfo=UTC)
    assert [found.in_force for found in ask(world, at, instant=start).bans] == [True]
    assert [found.in_force for found in ask(world, at, instant=start - timedelta(microseconds=1)).bans] == [False]


def test_bans_in_force_come_first(world: World, at: datetime) -> None:
    world.ban(first_day=date(2020, 1, 1), last_day=date(2021, 1, 1))
    world.ban()
    assert [found.in_force for found in ask(world, at).bans] == [True, False]


def test_a_look_up_is_an_entry_whatever_was_found(world: World, at: datetime) -> None:
    made = world.ban()
    found, nothing = ask(world, at), ask(world, at, person=STRANGER)
    first, second = entries("lookup.answered")
    by_id = {entry["core"]["lookup"]: entry for entry in (first, second)}
    assert by_id[str(found.id)]["subject"]["bans"] == [[str(made.ban), True]]
    assert by_id[str(nothing.id)]["subject"]["bans"] == [] and by_id[str(nothing.id)]["core"]["found"] == 0
    assert by_id[str(found.id)]["subject"]["case"] == "PV 7/26"
    assert LookUp.objects.count() == 2


def test_a_look_up_without_its_entry_does_not_exist(
    world: World, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A purpose of more characters than the column holds fails after the index was asked."""
    world.ban()
    monkeypatch.setattr("aigis.apps.register.lookups.actions.LOOKUP_PURPOSES", ("x" * 99,))
    query = LookUpQuery("x" * 99, "PV 7/26", BANNED)
    with pytest.raises(Exception, match="too long"):
        look_up(query, actor=world.actor(Role.OFFICER), at=at, view=current_register.current(at=at))
    assert not LookUp.objects.exists() and not entries("lookup.answered")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        (LookUpQuery("curiosity", "PV 7/26", BANNED), "purpose"),
        (LookUpQuery("control", "  ", BANNED), "case_reference"),
        (LookUpQuery("control", "PV 7/26", Person(names=(Name("Janssens"),))), "person"),
    ],
)
def test_a_look_up_without_purpose_case_or_person_is_refused(
    world: World, at: datetime, query: LookUpQuery, field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        look_up(query, actor=world.actor(Role.OFFICER), at=at, view=current_register.current(at=at))
    assert refused.value.field == field
    assert isinstance(refused.value, NotEnoughIdentity) == (field == "person")
    assert not LookUp.objects.exists()
