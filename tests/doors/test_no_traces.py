"""After real work with seeded identities, hostile and failing work included, no table and no log line names anybody."""

import logging

import pytest
from django.db import connection
from django.test import Client

from aigis.apps.alerts.models import Alert
from aigis.apps.audit.models import Entry
from aigis.apps.insight import trail_job, trails
from aigis.apps.insight.trails import TrailQuery
from aigis.apps.register.in_memory.current import current
from aigis.apps.register.search import recognition
from aigis.core.access.permissions import Role
from aigis.core.dates.brussels import day_of
from aigis.core.errors import InvalidInput
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Name, Person
from tests.doors.asking import ask, ban_in, check_in, lookup_in
from tests.traces import Seed, Seeds
from tests.world import GATE, World

SEEDS = Seeds(40)


def work(world: World) -> None:
    """Checks, bans, hits, look-ups, rosters, trails, refusals and errors, each with persons of their own."""
    banned, checked, others = SEEDS.all[:8], SEEDS.all[:24], SEEDS.all[24:]
    world.roster()
    for seed in banned:
        assert ask(world, Role.REGISTRAR, "POST", "/api/v1/bans", ban_in(person=seed.person)).status_code == 201
    for seed in checked:
        assert ask(world, Role.GUARD, "POST", "/api/v1/checks", check_in(person=seed.person)).status_code == 201
    for seed in others[:4]:
        ask(world, Role.OFFICER, "POST", "/api/v1/lookups", lookup_in(person=seed.person))
        ask(world, Role.BADGE_ISSUER, "PUT", f"/api/v1/rosters/badges/entries/B-{seed.born}", {"person": seed.person})
    for seed in others[4:]:
        refuse(world, seed)
    trace(world, others[0])


def refuse(world: World, seed: Seed) -> None:
    """The same person in every wrong place."""
    malformed = [
        check_in(person={**seed.person, "birth_date": seed.family}),
        check_in(person={**seed.person, seed.family: seed.number}),
        check_in(gate=seed.family),
        check_in(purpose=seed.number),
        check_in(person={**seed.person, "national_number": seed.number[:-1] + "x"}),
        f'{{"gate": "{GATE}", "person": "{seed.family}" '.encode(),
    ]
    for body in malformed:
        assert ask(world, Role.GUARD, "POST", "/api/v1/checks", body).status_code in (400, 422)
    assert ask(world, Role.GUARD, "POST", "/api/v1/bans", ban_in(person=seed.person)).status_code == 403


def trace(world: World, seed: Seed) -> None:
    """An auditor's question about a person."""
    today = day_of(world.at)
    person = Person(names=(Name(seed.family, seed.given),), birth=BirthDate.parse(seed.born.isoformat()))
    query = TrailQuery(person, f"complaint of {seed.family}", today, today)
    trail = trails.ask(query, actor=world.actor(Role.AUDITOR), at=world.at)
    trail_job.run(trail, view=current(at=world.at), at=world.at)


def fail(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception that nobody expected, while persons stand in local variables of every frame."""

    def breaks(*persons: object, **more: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(recognition, "now", breaks)
    headers = world.bearer(Role.OFFICER)
    client = Client(raise_request_exception=False)
    for seed in SEEDS.all[:3]:
        sent = lookup_in(person=seed.person)
        answer = client.post("/api/v1/lookups", sent, content_type="application/json", headers=headers)
        assert answer.status_code >= 500
        assert SEEDS.found_in(answer.content) == []


def dump() -> bytes:
    """Every row of every table as the database writes it."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        rows = []
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608 - the database's own names
            rows += [row[0] for row in cursor.fetchall()]
    return "\n".join(rows).encode()


def test_no_table_no_log_line_and_no_error_names_anybody(
    world: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    work(world)
    fail(world, monkeypatch)
    assert Alert.objects.count() == 8
    assert Entry.objects.count() > 100
    assert SEEDS.found_in(dump()) == []
    assert "ZeroDivisionError" in caplog.text
    assert SEEDS.found_in(caplog.text.encode()) == []


def test_a_name_in_a_plain_column_would_be_found(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_organisation SET name = %s WHERE code = 'quay'", [SEEDS.all[0].family])
    assert SEEDS.found_in(dump())


def test_no_error_of_the_rooms_repeats_what_was_typed(world: World) -> None:
    seed = SEEDS.all[0]
    with pytest.raises(InvalidInput) as refused:
        BirthDate.parse(seed.family)
    assert SEEDS.found_in(str(refused.value).encode()) == []
