"""The look-up with everything behind it: why, about whom, when; and what each role is told."""

import re
from datetime import date

import pytest
from django.test import Client

from aigis.apps.people.models import User
from aigis.apps.register.models import LookUp
from aigis.core.permissions import Role
from tests.world import BANNED, World, entries

ASKED = {"purpose": "investigation", "case_reference": "PV 7/26"}
BY_NAME = {**ASKED, "family_name": "Vandenbroucke", "given_names": "Zoltan", "birth_date": "03/04/1981"}
BY_NUMBER = {**ASKED, "national_number": "81.04.03-123.61"}
STRANGER = {**ASKED, "family_name": "Okonkwo", "given_names": "Marguerite", "birth_date": "30/12/1975"}
# The passport specimen of ICAO Doc 9303 part 4.
TD3 = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\r\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"


@pytest.fixture
def officer(world: World, client: Client) -> Client:
    """An officer, signed in; nobody is banned yet."""
    client.force_login(world.user(Role.OFFICER), backend="allauth.account.auth_backends.AuthenticationBackend")
    client.cookies["django_language"] = "en"
    return client


def ask(client: Client, given: dict[str, str]) -> tuple[int, str, str]:
    """The status, the text of the page, and the answer's mark (empty where nothing was answered)."""
    reply = client.post("/lookup/", given)
    text = reply.content.decode()
    mark = re.search(r'data-in-force="(\w+)"', text)
    return reply.status_code, text, mark.group(1) if mark else ""


def beside(text: str, field: str) -> str:
    found = re.search(rf'id="{field}-error">([^<]*)<', text)
    return found.group(1) if found else ""


def test_the_page_asks_first_what_the_look_up_is_for(officer: Client) -> None:
    text = officer.get("/lookup/").content.decode()
    assert text.index('name="purpose"') < text.index('name="case_reference"') < text.index('name="family_name"')
    assert not LookUp.objects.exists()


@pytest.mark.parametrize(
    "given", [BY_NAME, BY_NUMBER, {**ASKED, "document_state": "BE", "document_number": "592123456755"}]
)
def test_a_banned_person_is_found_by_name_number_or_document(
    officer: Client, world: World, given: dict[str, str]
) -> None:
    world.ban()
    status, text, mark = ask(officer, given)
    assert (status, mark) == (200, "certain" if given is not BY_NAME else mark)
    assert mark in ("certain", "possible") and "AN 12/345" in text and "Penalty" in text and "24:00" in text
    assert len(entries("lookup.answered")) == 1


def test_somebody_without_a_ban_is_answered_no(officer: Client, world: World) -> None:
    world.ban()
    status, text, mark = ask(officer, STRANGER)
    assert (status, mark) == (200, "none") and "No port ban in force" in text and "AN 12/345" not in text
    assert LookUp.objects.get().found == 0


def test_a_weak_match_is_worded_as_may_be(officer: Client, world: World) -> None:
    world.ban()
    _, text, mark = ask(officer, {**BY_NAME, "birth_date": "1981"})
    assert mark == "possible" and "May be this person" in text and "Yes: a port ban" not in text


def test_the_lines_of_a_document_are_read(officer: Client, world: World) -> None:
    assert ask(officer, {**ASKED, "mrz": TD3})[2] == "none"
    (entry,) = entries("lookup.answered")
    assert entry["subject"]["person"]["names"] == [["ERIKSSON", "ANNA MARIA", False]]


def test_the_past_is_answered_for_its_own_minute(officer: Client, world: World) -> None:
    world.ban(first_day=date(2020, 1, 1), last_day=date(2021, 1, 1))
    assert ask(officer, BY_NUMBER)[2] == "none"
    then = ask(officer, {**BY_NUMBER, "on_day": "1/1/2021", "on_time": "23:59"})
    assert then[2] == "certain" and "Yes: a port ban was in force" in then[1]
    assert ask(officer, {**BY_NUMBER, "on_day": "2/1/2021", "on_time": "0:00"})[2] == "none"


def test_an_hour_that_did_not_exist_is_refused(officer: Client, world: World) -> None:
    status, text, mark = ask(officer, {**BY_NUMBER, "on_day": "29/3/2026", "on_time": "2:30"})
    assert (status, mark) == (422, "") and "did not exist" in beside(text, "on_time")


def test_an_hour_that_came_twice_is_asked_about_and_then_answered(officer: Client, world: World) -> None:
    twice = {**BY_NUMBER, "on_day": "25/10/2026", "on_time": "2:30"}
    status, text, _ = ask(officer, twice)
    assert status == 422 and "came twice" in beside(text, "which") and 'value="winter"' in text
    assert ask(officer, {**twice, "which": "winter"})[:1] == (200,)
    assert [row.instant.isoformat() for row in LookUp.objects.all()] == ["2026-10-25T01:30:00+00:00"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"purpose": "curiosity"}, "purpose"),
        ({"case_reference": " "}, "case_reference"),
        ({"family_name": ""}, "family_name"),
        ({"family_name": "", "given_names": ""}, "family_name"),
        ({"family_name": "…", "given_names": ""}, "family_name"),
        ({"birth_date": ""}, "birth_date"),
        ({"birth_date": "32/1/1981"}, "birth_date"),
        ({"national_number": "81040312362"}, "national_number"),
        ({"document_state": "BEL"}, "document_number"),
        ({"mrz": TD3}, "mrz"),
        ({"on_day": "3/3/2026"}, "on_time"),
        ({"on_time": "6:12"}, "on_day"),
        ({"on_day": "3/3/2026", "on_time": "25:00"}, "on_time"),
        ({"given_names": "Zol\x00tan"}, "given_names"),
    ],
)
def test_a_form_that_cannot_be_answered_says_why_beside_the_field(
    officer: Client, world: World, changed: dict[str, str], field: str
) -> None:
    status, text, mark = ask(officer, {**BY_NAME, **changed})
    assert (status, mark) == (422, "") and beside(text, field)
    assert not LookUp.objects.exists()
    (entry,) = entries("query.refused")
    assert entry["core"]["field"] == field and "Vandenbroucke" not in str(entry)


def test_a_wrong_line_of_a_document_must_be_read_again(officer: Client) -> None:
    status, text, mark = ask(officer, {**ASKED, "mrz": TD3[:-1] + "5"})
    assert (status, mark) == (422, "") and beside(text, "mrz")


@pytest.mark.parametrize(("role", "sees"), [(Role.OFFICER, False), (Role.PRISON, False), (Role.PROSECUTOR, True)])
def test_only_who_reads_bans_is_shown_the_registers_person_and_the_way_to_it(
    officer: Client, world: World, role: Role, sees: bool
) -> None:
    made = world.ban()
    User.objects.update(role=role.value)
    _, text, _ = ask(officer, BY_NUMBER)
    assert ("Zoltan Vandenbroucke" in text) is sees and (f"/bans/{made.ban}" in text) is sees
    assert "AN 12/345" in text and "The national number is the same." in text


def test_the_next_person_is_asked_about_for_the_same_case(officer: Client) -> None:
    text = officer.post("/lookup/", {**BY_NAME, "another": "1"}).content.decode()
    assert 'value="PV 7/26"' in text and "Vandenbroucke" not in text and "selected" in text
    assert not LookUp.objects.exists()


@pytest.mark.parametrize("role", [Role.GUARD, Role.REGISTRAR, Role.ADMIN, Role.AUDITOR])
def test_others_cannot_look_up(officer: Client, role: Role) -> None:
    User.objects.update(role=role.value)
    assert officer.get("/lookup/").status_code == 403 and officer.post("/lookup/", BY_NUMBER).status_code == 403
    assert not LookUp.objects.exists()


def test_evidence_is_in_the_readers_language(officer: Client, world: World) -> None:
    world.ban()
    officer.cookies["django_language"] = "fr"
    assert "Le numéro national est le même." in ask(officer, BY_NUMBER)[1]
    assert BANNED.national_numbers
