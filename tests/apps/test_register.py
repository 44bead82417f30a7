"""Registering bans: all or none, sound or refused, one entry each, once per request key."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest

from aigis.apps.people.idempotency import IdempotentRequest
from aigis.apps.register.bans import queries
from aigis.apps.register.bans.registration import BanDraft, register, register_one
from aigis.apps.register.in_memory import current as current_register
from aigis.apps.register.models import Ban, BanVersion, RegisterState, Subject, SubjectCode
from aigis.apps.register.register_version import version as present_number
from aigis.core.access.permissions import Role
from aigis.core.bans.versions import BanKind
from aigis.core.dates.brussels import day_of
from aigis.core.errors import InvalidInput, NotEnoughIdentity, NotFound, RequestKeyReused
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Name, Person
from tests.world import BANNED, CONDITION, STRANGER, World, ban_draft, entries


def draft(at: datetime, person: Person = BANNED, **changed: Any) -> BanDraft:
    return ban_draft(person, today=day_of(at), **changed)


def test_a_ban_is_registered_with_its_first_version_and_one_entry(world: World, at: datetime) -> None:
    made = world.ban()
    version = BanVersion.objects.get(ban=made.ban)
    assert (version.number, version.event, version.recorded_at) == (1, "register", at)
    entry = entries("ban.registered")[0]
    assert entry["core"]["ban"] == str(made.ban) and entry["subject"]["person"] == BANNED.to_dict()
    assert entry["actor"]["id"] == world.actor(Role.REGISTRAR).id


def test_days_become_half_open_brussels_instants(world: World) -> None:
    made = world.ban(first_day=date(2026, 7, 1), last_day=date(2026, 12, 31))
    assert made.period.start.isoformat() == "2026-07-01T00:00:00+02:00"
    assert made.period.end is not None and made.period.end.isoformat() == "2027-01-01T00:00:00+01:00"


def test_every_registration_is_a_version_of_the_register(world: World) -> None:
    before = present_number()
    assert world.ban().register_version == before + 1
    assert world.ban(STRANGER).register_version == before + 2


def test_bans_are_registered_all_or_none(world: World, at: datetime) -> None:
    version = RegisterState.objects.get().version
    with pytest.raises(InvalidInput):
        register([draft(at), draft(at, authority="nowhere")], actor=world.actor(Role.REGISTRAR), at=at)
    assert not Ban.objects.exists() and not Subject.objects.exists()
    assert RegisterState.objects.get().version == version and not entries("ban.registered")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"authority": "nowhere"}, "authority"),
        ({"authority": CONDITION}, "kind"),
        ({"person": Person(birth=BirthDate(1981))}, "person.family_name"),
        ({"person": Person(names=(Name("???"),), birth=BirthDate(1981))}, "person.family_name"),
        ({"person": Person(names=BANNED.names)}, "person.birth_date"),
        ({"case_reference": "  "}, "ground.case_reference"),
        ({"last_day": date(2025, 1, 1)}, "ends_on"),
        ({"last_day": date(2046, 11, 22)}, "ends_on"),
        ({"kind": BanKind.CONDITION, "authority": CONDITION, "last_day": date(2026, 2, 22)}, "ends_on"),
        ({"first_day": date(1, 1, 1), "last_day": date(2, 1, 1)}, "starts_on"),
        ({"first_day": date(9985, 1, 1), "last_day": date(9998, 1, 1)}, "starts_on"),
        ({"decision_date": date(1, 1, 1)}, "decision_date"),
        ({"final_on": date(1, 1, 1)}, "final_on"),
    ],
    ids=str,
)
def test_an_unsound_ban_is_refused_and_the_field_named(
    world: World, at: datetime, changed: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        register([draft(at, **changed)], actor=world.actor(Role.REGISTRAR), at=at)
    assert refused.value.field == field


def test_a_condition_of_three_months_is_lawful(world: World, at: datetime) -> None:
    first, last = date(2026, 11, 30), date(2027, 2, 27)
    world.ban(kind=BanKind.CONDITION, authority=CONDITION, first_day=first, last_day=last)
    assert Ban.objects.get().kind == "condition"


def test_a_name_without_birth_date_or_number_is_not_enough(world: World, at: datetime) -> None:
    with pytest.raises(NotEnoughIdentity):
        register([draft(at, Person(names=BANNED.names))], actor=world.actor(Role.REGISTRAR), at=at)


def test_the_same_request_registers_one_ban(world: World, at: datetime) -> None:
    actor = world.actor(Role.REGISTRAR)
    request = IdempotentRequest.of("k1", address="/api/v1/bans", body={"a": 1})
    bans = {register_one(draft(at), actor=actor, at=at, request=request) for _ in range(2)}
    assert bans == {Ban.objects.get().pk}
    other = IdempotentRequest.of("k1", address="/api/v1/bans", body={"a": 2})
    with pytest.raises(RequestKeyReused):
        register_one(draft(at), actor=actor, at=at, request=other)


def test_identifiers_are_stored_as_codes_that_tell_nothing(world: World) -> None:
    world.ban()
    codes = list(SubjectCode.objects.values_list("kind", "code"))
    assert {kind for kind, _ in codes} == {"number", "document", "name", "namebirth", "case"}
    assert all(len(bytes(code)) >= 16 for _, code in codes)
    told = (BANNED.national_numbers[0], "zoltan", "ztn", "1981", "an12345")
    assert not any(text.encode() in bytes(code) for text in told for _, code in codes)


def test_a_ban_read_is_an_entry(world: World, at: datetime) -> None:
    made, actor = world.ban(), world.actor(Role.APPROVER)
    found = queries.ban(made.ban, actor=actor, at=at)
    assert found.person == BANNED and found.in_force and found.ground.case_reference == "AN 12/345"
    assert [entry["actor"]["id"] for entry in entries("ban.read")] == [actor.id]


def test_a_ban_that_is_not_there_is_not_found(world: World, at: datetime) -> None:
    with pytest.raises(NotFound):
        queries.ban(UUID(int=1), actor=world.actor(Role.APPROVER), at=at)


# The view in memory.


def test_a_view_that_catches_up_finds_what_a_new_one_would(world: World, at: datetime) -> None:
    current_register.current(at=at)
    for person in (BANNED, STRANGER):
        world.ban(person)
        current_register.current(at=at)
    kept = current_register.current(at=at)
    current_register.clear()
    anew = current_register.current(at=at)
    assert kept is not anew
    assert (kept.version, kept.bans, len(kept.index)) == (anew.version, anew.bans, len(anew.index))


def test_a_ban_that_is_over_when_it_is_registered_is_not_in_view(world: World, at: datetime) -> None:
    current_register.current(at=at)
    made = world.ban(first_day=date(2020, 1, 1), last_day=date(2021, 1, 1))
    register_view = current_register.current(at=at)
    assert made.subject not in register_view.bans and made.subject not in register_view.index


def test_an_unchanged_register_is_not_read_again(world: World, at: datetime) -> None:
    world.ban()
    assert current_register.current(at=at) is current_register.current(at=at)
