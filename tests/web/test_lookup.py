"""The look-up with everything behind it: why, about whom, when; and what each role is told."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from aigis.apps.people.models import Organisation, User
from aigis.apps.register.models import LookUp
from aigis.core.access.permissions import Role
from tests.web.english_days import written
from tests.web.signing_in import signed_in
from tests.world import BANNED, World, entries

ASKED = {"purpose": "investigation", "case_reference": "PV 7/26"}
BY_NAME = {**ASKED, "family_name": "Vandenbroucke", "given_names": "Zoltan", "birth_date": "03/04/1981"}
BY_NUMBER = {**ASKED, "national_number": "81.04.03-123.61"}
STRANGER = {**ASKED, "family_name": "Okonkwo", "given_names": "Marguerite", "birth_date": "30/12/1975"}
PEETERS = {"family_name": "Peeters", "given_names": "Annelies", "birth_date": "17/02/1994"}
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
    assert mark == "possible" and "Possibly this person" in text and "Yes: a port ban" not in text


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
    assert status == 422 and "occurred twice" in beside(text, "which") and 'value="winter"' in text
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


@pytest.mark.parametrize(
    ("role", "kind", "shown", "closed"),
    [
        (Role.OFFICER, "police", ("Zoltan Vandenbroucke", "AN 12/345", "Penalty"), ("/bans/", "art. 3", "•••")),
        (Role.OFFICER, "customs", ("Zoltan Vandenbroucke", "Penalty"), ("AN 12/345", "art. 3", "/bans/")),
        (Role.OFFICER, "shipping", ("24:00",), ("Zoltan", "AN 12/345", "Penalty", "Antwerp", "art. 3")),
        (Role.OFFICER, "security", ("Penalty", "art. 3"), ("Zoltan", "AN 12/345", "/bans/")),
        (Role.PRISON, "prison", ("Zoltan Vandenbroucke", "AN 12/345"), ("art. 3", "/bans/")),
        (Role.PROSECUTOR, "prosecutor", ("Zoltan Vandenbroucke", "AN 12/345", "art. 3", "•••", "/bans/"), ()),
    ],
)
def test_each_office_is_shown_what_it_needs_and_no_more(
    officer: Client, world: World, role: Role, kind: str, shown: tuple[str, ...], closed: tuple[str, ...]
) -> None:
    world.ban()
    User.objects.update(role=role.value)
    Organisation.objects.update(kind=kind)
    _, text, mark = ask(officer, BY_NUMBER)
    found = text[text.index("data-in-force") :].partition("<details")[0]
    assert mark == "certain" and "The national number is the same." in found
    assert [word for word in shown if word not in found] == []
    assert [word for word in closed if word in found] == []


def test_of_somebody_who_only_may_be_this_person_an_official_is_not_told_who_it_is(
    officer: Client, world: World
) -> None:
    world.ban()
    _, text, mark = ask(officer, {**ASKED, "document_state": "BE", "document_number": "592123456755", **PEETERS})
    found = text[text.index("data-in-force") :].partition("<details")[0]
    assert mark == "possible" and not any(word in found for word in ("Zoltan", "1981", "AN 12/345"))


def test_what_is_known_now_and_what_the_register_said_then_stand_beside_each_other(
    officer: Client, world: World
) -> None:
    world.ban()  # from a year ago on, but registered at this moment
    past = world.today - timedelta(days=200)
    then = {"on_day": f"{past:%d/%m/%Y}", "on_time": "6:12"}
    _, text, mark = ask(officer, {**BY_NUMBER, **then})
    assert mark == "certain" and "At that time, it was not in the register" in text
    assert "The register at that time" in text
    known = {"known_day": f"{past:%d/%m/%Y}", "known_time": "6:12"}
    _, text, mark = ask(officer, {**BY_NUMBER, **then, **known})
    assert mark == "none" and "the register showed no ban in force" in text
    assert "A ban was in force, as known now" in text
    assert f"as the register was on {written(past)} 06:12" in text


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"known_day": "3/3/2026"}, "known_time"),
        ({"known_time": "6:12"}, "known_day"),
        ({"known_day": "3/3/2140", "known_time": "6:12"}, "known_day"),
        ({"known_day": "29/3/2026", "known_time": "2:30"}, "known_time"),
    ],
)
def test_a_moment_the_register_cannot_be_asked_for_is_refused_beside_its_field(
    officer: Client, given: dict[str, str], field: str
) -> None:
    status, text, _ = ask(officer, {**BY_NUMBER, **given})
    assert status == 422 and beside(text, field) and '<details class="govuk-details" open>' in text
    assert 'value="81.04.03-123.61"' in text


def test_the_eleventh_look_up_waits_for_the_justification_of_the_tenth(officer: Client) -> None:
    pages = [ask(officer, STRANGER) for _ in range(10)]
    due = re.search(r'href="(/lookup/[0-9a-f-]+/justification/)"', pages[-1][1])
    assert (
        [status for status, _, _ in pages] == [200] * 10 and due and "ask for a fuller justification" not in pages[8][1]
    )
    status, text, mark = ask(officer, STRANGER)
    assert (status, mark) == (409, "") and due.group(1) in text and 'value="Okonkwo"' in text
    page = officer.get(due.group(1)).content.decode()
    assert "Marguerite Okonkwo" in page and "PV 7/26" in page
    refused = officer.post(due.group(1), {"justification": "because"})
    assert refused.status_code == 422 and beside(refused.content.decode(), "justification")
    assert ">because</textarea>" in refused.content.decode()
    given = officer.post(due.group(1), {"justification": "Seen at three gates in one night, see PV 7/26."})
    assert given.status_code == 302 and ask(officer, STRANGER)[0] == 200


def test_nobody_sees_or_justifies_a_look_up_of_somebody_else(officer: Client, world: World, client: Client) -> None:
    ask(officer, STRANGER)
    other = signed_in(Client(), world.user(Role.OFFICER, world.foreign(Role.OFFICER)))
    address = f"/lookup/{LookUp.objects.get().pk}/justification/"
    assert other.get(address).status_code == 404
    assert other.post(address, {"justification": "x" * 40}).status_code == 404


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
