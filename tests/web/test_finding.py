"""Finding a subject on the page: what was typed stays, results show enough to choose, a subject shows everything."""

import re

import pytest
from django.test import Client

from aigis.core.access.permissions import Role
from aigis.core.bans.versions import BanEvent
from tests.web.signing_in import signed_in
from tests.world import World, entries


@pytest.fixture
def registrar(world: World, client: Client) -> Client:
    """A registrar, signed in; one person is banned."""
    world.ban()
    return signed_in(client, world.user(Role.REGISTRAR))


def test_a_subject_is_found_and_opened(registrar: Client) -> None:
    text = registrar.post(
        "/registry/find", {"family_name": "van den Broecke", "given_names": "Zoltán"}
    ).content.decode()
    assert "1 person found" in text and "Zoltan Vandenbroucke" in text and "••••••••361" in text
    assert "In force" in text and "81040312361" not in text
    address = re.search(r"/subjects/[0-9a-f-]+", text)
    assert address is not None
    page = registrar.get(address.group()).content.decode()
    assert "Zoltan Vandenbroucke" in page and "AN 12/345" in page and "/bans/" in page and "1. Registered" in page
    assert len(entries("subject.found")) == len(entries("subject.read")) == 1


def test_nothing_is_found_without_a_query_and_no_address_names_a_person(registrar: Client) -> None:
    assert "Zoltan" not in registrar.get("/registry/find?family_name=Vandenbroucke").content.decode()
    reply = registrar.post("/registry/find", {"birth_date": "3/4/1981"})
    text = reply.content.decode()
    assert reply.status_code == 422 and 'value="3/4/1981"' in text and "family_name-error" in text
    assert [entry["core"]["field"] for entry in entries("query.refused")] == ["family_name"]


def test_a_number_read_wrongly_is_said_beside_its_field(registrar: Client) -> None:
    reply = registrar.post("/registry/find", {"family_name": "Peeters", "national_number": "81040312362"})
    assert reply.status_code == 422 and "national_number-error" in reply.content.decode()
    assert not entries("subject.found")


def test_nobody_fits_is_said_with_what_to_try(registrar: Client) -> None:
    text = registrar.post("/registry/find", {"case_reference": "ZZ 1"}).content.decode()
    assert "No matching person" in text and "try a number" in text


def test_a_subject_shows_each_ban_as_it_stands(registrar: Client, world: World) -> None:
    made = world.ban(case_reference="GE 9")
    world.change(made.ban, BanEvent.ANNUL)
    page = registrar.get(f"/subjects/{made.subject}").content.decode()
    assert "Annulled" in page and "GE 9" in page


def test_an_unknown_subject_is_not_found(registrar: Client) -> None:
    assert registrar.get("/subjects/01980000-0000-7000-8000-000000000000").status_code == 404


@pytest.mark.parametrize("role", [Role.OFFICER, Role.PRISON, Role.GUARD, Role.ADMIN, Role.AUDITOR])
def test_others_find_nobody(world: World, role: Role) -> None:
    client = signed_in(Client(), world.user(role))
    assert client.get("/registry/find").status_code == 403
