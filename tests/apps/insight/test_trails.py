"""Who looked at this person: every entry about them, banned or stranger, and of nobody else; all of it is logged."""

from dataclasses import replace
from datetime import timedelta

import pytest

from aigis.apps.alerts import queries as alerts
from aigis.apps.audit import data_keys
from aigis.apps.audit.models import Entry
from aigis.apps.checks import queries as checks
from aigis.apps.checks.actions import perform
from aigis.apps.checks.query import Answer
from aigis.apps.insight import trail_job, trails
from aigis.apps.insight.models import Trail
from aigis.apps.insight.trails import ReadTrail, TrailQuery
from aigis.apps.register.bans import queries as register
from aigis.apps.register.in_memory.current import current
from aigis.apps.register.lookups.actions import LookUpQuery, look_up
from aigis.core.access.permissions import Role
from aigis.core.dates.brussels import day_of
from aigis.core.errors import InvalidInput, NotEnoughIdentity, NotFound
from aigis.core.person.person import Name, Person
from tests.world import BANNED, LOOKALIKE, STRANGER, World, entries, holds

MINUTE = timedelta(minutes=1)


def followed(world: World, person: Person, *, after: int = 5, **more: object) -> ReadTrail:
    """What a trail finds, asked and read by an auditor some minutes later."""
    at, auditor = world.at + after * MINUTE, world.actor(Role.AUDITOR)
    today = day_of(world.at)
    query = replace(TrailQuery(person, "DPO 7/26", today, today), **more)  # type: ignore[arg-type]
    asked = trails.ask(query, actor=auditor, at=at)
    trail_job.run(asked, view=current(at=at), at=at)
    return trails.read(asked, actor=auditor, at=at)


def events(found: ReadTrail) -> list[str]:
    return sorted(one.event for one in found.entries)


def checked(world: World, person: Person) -> Answer:
    (answer,) = perform([world.query(person)], at=world.at)
    assert isinstance(answer, Answer)
    return answer


def test_a_stranger_is_found_in_checks_and_look_ups_and_in_what_was_read_of_them(world: World) -> None:
    answer = checked(world, STRANGER)
    checked(world, LOOKALIKE)
    asked = LookUpQuery("control", "PV 7/26", STRANGER)
    look_up(asked, actor=world.actor(Role.OFFICER), at=world.at, view=current(at=world.at))
    checks.one(answer.id, actor=world.actor(Role.GUARD), at=world.at + MINUTE)
    found = followed(world, STRANGER)
    assert events(found) == ["check.answered", "check.read", "lookup.answered"]
    assert {one.strength for one in found.entries} == {"certain"}
    assert [one.core["purpose"] for one in found.entries if one.event == "lookup.answered"] == ["control"]


def test_somebody_of_the_register_is_found_in_bans_alerts_and_lists_too(world: World) -> None:
    made = world.ban()
    checked(world, BANNED)
    register.ban(made.ban, actor=world.actor(Role.PROSECUTOR), at=world.at)
    alerts.newest(actor=world.actor(Role.DESK), at=world.at + MINUTE)
    found = events(followed(world, BANNED))
    assert {"alert.raised", "alert.read", "ban.read", "ban.registered", "check.answered", "check.matched"} <= set(found)


def test_a_person_may_be_asked_for_by_a_number_or_a_document_alone(world: World) -> None:
    checked(world, BANNED)
    checked(world, STRANGER)
    for part in (Person(national_numbers=BANNED.national_numbers), Person(documents=BANNED.documents)):
        assert "check.answered" in events(followed(world, part))
    stranger = followed(world, STRANGER)
    assert [one.event for one in stranger.entries].count("check.answered") == 1


def test_another_spelling_is_found_as_possible_or_certain_and_another_person_is_not(world: World) -> None:
    checked(world, STRANGER)
    spelled = replace(STRANGER, names=(Name("Okonkwo-Diallo", "Margeurite"),))
    assert events(followed(world, spelled))[:1] == ["check.answered"]
    other = replace(STRANGER, names=(Name("Verhoeven", "Liesbeth"),))
    assert "check.answered" not in events(followed(world, other))


def test_days_outside_the_stretch_are_not_read(world: World) -> None:
    checked(world, STRANGER)
    yesterday = day_of(world.at) - timedelta(days=1)
    assert events(followed(world, STRANGER, first=yesterday, last=yesterday)) == []


def test_question_end_and_reading_are_entries_and_the_person_stands_in_the_erasable_part(world: World) -> None:
    checked(world, STRANGER)
    followed(world, STRANGER)
    (asked,), (ended,), (read,) = (entries(f"person.trail_{what}") for what in ("asked", "ended", "read"))
    assert asked["subject"] == {"person": STRANGER.to_dict(), "reference": "DPO 7/26"}
    assert not holds([asked["core"], ended, read], "Okonkwo")
    assert (ended["core"]["found"], read["core"]["shown"]) == (1, 1)
    assert not holds(list(Trail.objects.values()), "Okonkwo")


def test_an_earlier_question_about_the_person_is_found_by_the_next_one(world: World) -> None:
    followed(world, STRANGER)
    assert "person.trail_asked" in events(followed(world, STRANGER, after=6))


def test_a_worker_that_dies_goes_on_where_it_was_and_finds_the_same(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trail_job, "CHUNK", 2)
    answer = checked(world, STRANGER)
    for step in range(6):
        checks.one(answer.id, actor=world.actor(Role.GUARD), at=world.at + (step + 1) * MINUTE)
    at, auditor, today = world.at + 9 * MINUTE, world.actor(Role.AUDITOR), day_of(world.at)
    asked = trails.ask(TrailQuery(STRANGER, "DPO 7/26", today, today), actor=auditor, at=at)
    note, noted = trail_job._note, []

    def dies(row: Trail, found: list[trails.Sighting]) -> None:
        note(row, found)
        noted.append(row.scanned)
        if len(noted) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(trail_job, "_note", dies)
    with pytest.raises(KeyboardInterrupt):
        trail_job.run(asked, view=current(at=at), at=at)
    assert 0 < trails.read(asked, actor=auditor, at=at).part < 1
    monkeypatch.setattr(trail_job, "_note", note)
    trail_job.run(asked, view=current(at=at), at=at)
    found = trails.read(asked, actor=auditor, at=at)
    assert events(found) == ["check.answered", *["check.read"] * 6]
    assert len({one.entry.pk for one in found.entries}) == 7


def test_entries_whose_person_was_erased_are_counted_and_open_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked(world, STRANGER)
    row = Entry.objects.filter(kind=40).get()
    known = data_keys.known
    monkeypatch.setattr(
        data_keys, "known", lambda scopes: {s: key for s, key in known(scopes).items() if s != row.subject_scope}
    )
    found = followed(world, STRANGER)
    assert (events(found), found.row.erased > 0) == ([], True)


def test_what_cannot_be_asked_is_said_beside_its_field(world: World) -> None:
    today, auditor = day_of(world.at), world.actor(Role.AUDITOR)
    sound = TrailQuery(STRANGER, "DPO 7/26", today, today)
    wrong = [
        (replace(sound, person=Person(names=STRANGER.names)), NotEnoughIdentity),
        (replace(sound, reference=" "), InvalidInput),
        (replace(sound, first=today + timedelta(days=1)), InvalidInput),
        (replace(sound, first=today - timedelta(days=400)), InvalidInput),
    ]
    for query, error in wrong:
        with pytest.raises(error):
            trails.ask(query, actor=auditor, at=world.at)
    assert not Trail.objects.exists()


def test_another_organisation_sees_no_trail(world: World) -> None:
    found = followed(world, STRANGER)
    with pytest.raises(NotFound):
        trails.read(found.row.pk, actor=world.actor(Role.AUDITOR, "other-service"), at=world.at)
