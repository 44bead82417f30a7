"""The guard's page with everything behind it: a query in, a panel out, a trace left."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256

import pytest
from django.test import Client

from aigis.apps.checks.models import Check, Outcome
from aigis.apps.facilities.models import Facility, Gate
from aigis.apps.people.models import User
from aigis.apps.rosters.actions import set_entries
from aigis.core.access.permissions import Role
from aigis.core.dates.brussels import day_of
from aigis.core.person.birth import BirthDate
from aigis.core.person.mrz.reader import compose_td1, compose_td3
from aigis.core.person.person import Document, Name, Person, Sex
from tests.scanner_layouts import LAYOUTS
from tests.world import BANNED, COAST_GATE, GATE, OTHER_GATE, World, entries

KEY = "0123456789abcdef0123456789abcdef"
STRANGER = {"family_name": "Okonkwo", "given_names": "Marguerite", "birth_date": "30/12/1975"}
LOOKALIKE = {"family_name": "Vandenbroucke", "given_names": "Zoltan", "birth_date": "1981"}
BANNED_NUMBER = BANNED.national_numbers[0]
BANNED_PASSPORT = replace(
    BANNED, names=(Name("VANDENBROUCKE", "ZOLTAN"),), documents=(Document("BEL", "592123456"),), national_numbers=()
)


@pytest.fixture
def guard(world: World, client: Client) -> Client:
    """A guard, signed in; nobody is banned yet."""
    client.force_login(world.user(Role.GUARD), backend="allauth.account.auth_backends.AuthenticationBackend")
    client.cookies["django_language"] = "en"
    return client


def ask(client: Client, given: Mapping[str, str], *, script: bool = True) -> tuple[int, str]:
    """Sends the form and gives the status and the text of the reply."""
    headers = {"HX-Request": "true"} if script else {}
    body = {"gate": GATE, "purpose": "visitor", "request_key": KEY, **given}
    reply = client.post("/reception/", body, headers=headers)
    return reply.status_code, reply.content.decode()


def outcomes(text: str) -> list[str]:
    """The markers of the panels shown; the templates for the page's script are not shown."""
    shown = text.partition("<template")[0]
    return [word or none for word, none in re.findall(r'data-(?:outcome|neutral)="([^"]*)"|data-(no-answer)', shown)]


def test_the_page_opens_with_the_gates_of_the_guards_organisation(guard: Client) -> None:
    text = guard.get("/reception/").content.decode()
    assert re.findall('<option value="(BE[^"]*)"', text) == ["BEANR-0001/back", GATE, COAST_GATE]
    assert outcomes(text) == []


def test_somebody_who_is_not_signed_in_is_sent_to_the_sign_in(guard: Client) -> None:
    guard.logout()
    assert guard.get("/reception/").url.startswith("/account/login/")  # type: ignore[attr-defined]


def test_a_person_without_a_ban_may_enter_and_the_check_is_kept(guard: Client) -> None:
    status, text = ask(guard, STRANGER)
    assert (status, outcomes(text)) == (200, ["clear"])
    assert f'data-request-key="{KEY}"' in text
    assert Check.objects.get().verdict == "clear"


def test_without_scripts_the_whole_page_answers(guard: Client) -> None:
    status, text = ask(guard, STRANGER, script=False)
    assert (status, outcomes(text)) == (200, ["clear"])
    assert "<html" in text


def test_the_same_request_key_gives_the_same_check(guard: Client) -> None:
    first, second = ask(guard, STRANGER), ask(guard, STRANGER)
    assert re.findall("/reception/(.*)/outcome", first[1]) == re.findall("/reception/(.*)/outcome", second[1])
    assert Check.objects.count() == 1


def test_a_banned_person_has_no_access_and_the_page_tells_nothing_of_the_ban(guard: Client, world: World) -> None:
    world.ban()
    status, text = ask(guard, {"scan": BANNED_NUMBER})
    assert (status, outcomes(text)) == (200, ["denied"])
    assert not re.search(r"court|art\. 3|AN 12/345|until|antwerp\b", text, re.I)


def test_a_weak_match_must_wait(guard: Client, world: World) -> None:
    world.ban()
    assert outcomes(ask(guard, LOOKALIKE)[1]) == ["refer"]


def test_a_hit_that_no_desk_would_be_told_of_is_no_answer(guard: Client, world: World) -> None:
    world.ban()
    status, text = ask(guard, {"gate": COAST_GATE, "scan": BANNED_NUMBER})
    assert (status, outcomes(text)) == (503, ["no-answer"])
    assert not Check.objects.exists()


@pytest.mark.parametrize("scan", ["81040312362", "P<BELPEETERS<<AN", "417"])
def test_a_wrong_scan_is_read_again_and_leaves_a_trace_without_its_content(guard: Client, scan: str) -> None:
    status, text = ask(guard, {"scan": scan})
    assert (status, outcomes(text)) == (422, ["read_again"])
    assert not Check.objects.exists()
    (entry,) = entries("query.refused")
    assert entry["core"]["field"] in ("mrz", "national_number", "scan")
    assert scan not in str(entry)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"family_name": "Okonkwo"},
        {**STRANGER, "birth_date": "31/02/1981"},
        {**STRANGER, "family_name": "Okon\x00kwo"},
        {**STRANGER, "request_key": "a key with blanks"},
    ],
)
def test_details_that_do_not_suffice_are_corrected_and_never_a_verdict(guard: Client, given: dict[str, str]) -> None:
    status, text = ask(guard, given)
    assert (status, outcomes(text)) == (422, ["invalid"])
    assert not Check.objects.exists()


def test_a_gate_of_another_company_is_not_there(guard: Client) -> None:
    assert ask(guard, {"gate": OTHER_GATE, **STRANGER})[0] == 404


def test_another_role_sees_no_reception(guard: Client) -> None:
    User.objects.update(role=Role.AUDITOR.value)
    assert guard.get("/reception/").status_code == 403


def test_gate_and_purpose_are_remembered(guard: Client) -> None:
    ask(guard, {"gate": "BEANR-0001/back", "purpose": "driver", **STRANGER})
    text = guard.get("/reception/").content.decode()
    assert '<option value="BEANR-0001/back" selected>' in text
    assert '<option value="driver" selected>' in text


def test_the_days_list_names_nobody(guard: Client) -> None:
    ask(guard, STRANGER)
    text = guard.get("/reception/").content.decode()
    assert "aigis-verdict--clear" in text
    assert "Okonkwo" not in text


def test_what_happened_next_is_noted(guard: Client) -> None:
    address = re.findall('action="(/reception/.*/outcome/)"', ask(guard, STRANGER)[1])[0]
    reply = guard.post(address, {"outcome": "entered"}, headers={"HX-Request": "true"})
    assert 'data-recorded="entered"' in reply.content.decode()
    assert guard.post(address, {"outcome": "left"}).status_code == 302
    assert guard.post(address, {"outcome": "vanished"}).status_code == 400
    assert list(Outcome.objects.order_by("pk").values_list("kind", flat=True)) == ["entered", "left"]


def test_an_errors_sentence_is_in_the_readers_language(guard: Client) -> None:
    guard.cookies["django_language"] = "fr"
    assert "Lisez à nouveau le numéro." in ask(guard, {"scan": "81.04.03-123.62"})[1]


def test_a_badge_number_asks_about_its_holder(guard: Client, world: World) -> None:
    actor = world.actor(Role.BADGE_ISSUER)
    set_entries(world.roster(), {"B000042": BANNED}, actor=actor, at=world.at)
    world.ban()
    assert outcomes(ask(guard, {"scan": "B000042"})[1]) == ["denied"]
    assert outcomes(ask(guard, {"scan": "B000043", "request_key": KEY[::-1]})[1]) == ["read_again"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({**STRANGER, "birth_date": "30/12/2075"}, "The date of birth is in the future."),
        ({**STRANGER, "birth_date": "12/2075"}, "The date of birth is in the future."),
        ({**STRANGER, "birth_date": "30/12/1875"}, "The date of birth is before 1900."),
    ],
)
def test_a_birth_date_that_cannot_be_is_corrected_where_it_was_typed(
    guard: Client, given: dict[str, str], said: str
) -> None:
    status, text = ask(guard, given)
    assert (status, outcomes(text)) == (422, ["invalid"])
    assert said in text.partition('name="birth_date"')[0][-600:]
    assert not Check.objects.exists()
    assert [entry["core"]["field"] for entry in entries("query.refused")] == ["birth_date"]


def test_a_card_whose_number_contradicts_its_date_is_read_again(guard: Client, world: World) -> None:
    world.ban()
    card = Person((Name("Maes", "Bo"),), BirthDate(1958, 7, 13), BANNED.national_numbers, BANNED.documents, Sex.M)
    lines = compose_td1(card, expiry=day_of(world.at) + timedelta(days=900))
    status, text = ask(guard, {"scan": "\n".join(lines)})
    assert (status, outcomes(text)) == (422, ["read_again"])
    assert "The national number gives 3 Apr 1981, but the entered date of birth is 13 Jul 1958" in text.replace(
        "\xa0", " "
    )
    assert not Check.objects.exists()


BELGIAN = LAYOUTS["belgian"]


def roster(world: World, **holders: Person) -> None:
    set_entries(world.roster(), holders, actor=world.actor(Role.BADGE_ISSUER), at=world.at)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("scan", [BANNED_NUMBER, "81.04.03-123.61", f"]C1{BANNED_NUMBER}"])
def test_a_national_number_is_read_through_every_layout(guard: Client, world: World, layout: str, scan: str) -> None:
    world.ban()
    assert outcomes(ask(guard, {"scan": scan.translate(LAYOUTS[layout])})[1]) == ["denied"]


@pytest.mark.parametrize(
    "layout", ["american", "caps lock", "belgian", "french", "azerty with shift lock", "german", "dutch"]
)
@pytest.mark.parametrize("badge", ["HB-000117", "20261130000117"])
def test_a_badge_number_is_read_through_every_layout(guard: Client, world: World, layout: str, badge: str) -> None:
    roster(world, **{badge: BANNED})
    world.ban()
    assert outcomes(ask(guard, {"scan": badge.translate(LAYOUTS[layout])})[1]) == ["denied"]


def test_an_unknown_badge_is_said_to_be_one(guard: Client) -> None:
    assert "This badge is not known." in ask(guard, {"scan": "B999999"})[1]
    assert "This badge is not known." in ask(guard, {"scan": "B999999".translate(BELGIAN)})[1]
    assert "This badge is not known." in ask(guard, {"scan": "20261130000117"})[1]


def test_eleven_digits_that_are_neither_a_national_number_nor_a_known_badge_are_said_to_be_neither(
    guard: Client,
) -> None:
    neither = "This is no national number, and no badge with this number is known."
    for scan in ("81040312362", "81040312362".translate(BELGIAN)):
        assert neither in ask(guard, {"scan": scan})[1]
    assert "check digits" in ask(guard, {"scan": "81.04.03-123.62"})[1]


def test_a_badge_of_eleven_digits_that_is_no_national_number_asks_about_its_holder(guard: Client, world: World) -> None:
    roster(world, **{"81040312362": BANNED})
    world.ban()
    assert outcomes(ask(guard, {"scan": "81040312362"})[1]) == ["denied"]


def test_a_number_that_may_be_a_badge_or_another_persons_national_number_is_refused(
    guard: Client, world: World
) -> None:
    """The badge's holder is banned; as a national number the same digits would be of nobody known, and clear."""
    roster(world, **{"85073003328": BANNED})
    world.ban()
    status, text = ask(guard, {"scan": "85073003328"})
    assert (status, outcomes(text)) == (422, ["read_again"])
    assert not Check.objects.exists()


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_banned_person_is_denied_through_every_layout(guard: Client, world: World, layout: str) -> None:
    """Though no check digit covers the name, and through some layouts it can be read in several ways."""
    world.ban()
    lines = compose_td3(BANNED_PASSPORT, expiry=date(2040, 1, 2))
    for scan in ("\n".join(lines), "\t".join(lines), "".join(lines), f"]C1{lines[0]}\n{lines[1]}"):
        key = sha256(scan.encode()).hexdigest()[:32]
        status, text = ask(guard, {"scan": scan.translate(LAYOUTS[layout]), "request_key": key})
        assert (status, outcomes(text)) == (200, ["denied"]), scan


@pytest.mark.parametrize("layout", ["dutch", "german", "azerty with shift lock"])
def test_a_name_that_a_layout_leaves_open_hides_no_ban(guard: Client, world: World, layout: str) -> None:
    """Known by name and birth date alone, so that the verdict hangs on the letters that the layouts exchange."""
    world.ban(replace(BANNED, national_numbers=(), documents=()))
    lines = compose_td3(replace(BANNED_PASSPORT, documents=(Document("BEL", "EM123456"),)), expiry=date(2040, 1, 2))
    plain = ask(guard, {"scan": "\n".join(lines)})[1]
    garbled = ask(guard, {"scan": "\n".join(lines).translate(LAYOUTS[layout]), "request_key": KEY[::-1]})[1]
    assert outcomes(garbled) == outcomes(plain) != ["clear"]


def test_the_page_names_the_wrong_layout_in_the_readers_language(guard: Client) -> None:
    text = ask(guard, {"scan": BANNED_NUMBER.translate(BELGIAN)})[1]
    assert 'data-keyboard="Belgian AZERTY"' in text
    assert "Set the scanner to Belgian (AZERTY)" in text
    assert "data-keyboard" not in ask(guard, {"scan": BANNED_NUMBER, "request_key": KEY[::-1]})[1]
    guard.cookies["django_language"] = "nl"
    text = ask(guard, {"scan": BANNED_NUMBER.translate(BELGIAN), "request_key": KEY.replace("0", "1")})[1]
    assert "Stel de scanner in op Belgisch (AZERTY)" in text


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_damaged_scan_through_a_wrong_layout_is_read_again(guard: Client, world: World, layout: str) -> None:
    world.ban()
    lines = compose_td3(BANNED_PASSPORT, expiry=date(2040, 1, 2))
    damaged = "\n".join(lines).replace("810403", "810404", 1)
    status, text = ask(guard, {"scan": damaged.translate(LAYOUTS[layout])})
    assert (status, outcomes(text)) == (422, ["read_again"])


def test_gates_are_listed_by_their_names_in_the_readers_language(guard: Client) -> None:
    Gate.objects.filter(facility__code="BEANR-0001", name="main").update(names={"nl": "Hoofdpoort", "fr": "Entrée"})
    names = {}
    for language in ("nl", "fr", "de"):
        guard.cookies["django_language"] = language
        text = guard.get("/reception/").content.decode()
        names[language] = re.search(f'<option value="{GATE}"[^>]*>([^<]*)<', text)[1]  # type: ignore[index]
    assert names == {"nl": "Quay 1 – Hoofdpoort", "fr": "Quay 1 – Entrée", "de": "Quay 1 – Hoofdpoort"}


def test_the_outage_plan_is_shown_in_the_readers_language(guard: Client) -> None:
    Facility.objects.filter(code="BEANR-0001").update(plan="Bel de PFSO.", plans={"fr": "Appelez le PFSO."})
    for language, plan in (("fr", "Appelez le PFSO."), ("de", "Bel de PFSO.")):
        guard.cookies["django_language"] = language
        assert plan in guard.get("/reception/").content.decode()


def test_the_gate_belongs_to_the_workstation_whoever_signs_in(guard: Client, world: World) -> None:
    ask(guard, {**STRANGER, "gate": COAST_GATE})
    remembered = guard.cookies["aigis_gate"].value
    colleague = world.user(Role.PFSO)
    other = Client()
    other.force_login(colleague, backend="allauth.account.auth_backends.AuthenticationBackend")
    other.cookies["aigis_gate"] = remembered
    assert remembered == COAST_GATE
    assert f'value="{COAST_GATE}" selected' in other.get("/reception/").content.decode()


def test_a_remembered_gate_of_another_organisation_is_not_chosen(guard: Client) -> None:
    guard.cookies["aigis_gate"] = OTHER_GATE
    text = guard.get("/reception/").content.decode()
    assert OTHER_GATE not in text and text.count(" selected") == 2
