"""The registry desk with everything behind it: lists, one ban, and the form that registers one."""

import re
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client

from aigis.apps.people.models import User
from aigis.apps.register.models import Ban, BanVersion, Confirmation, Proposal, Subject
from aigis.core.access.permissions import Role
from aigis.core.bans.versions import BanKind
from aigis.core.dates.brussels import BRUSSELS
from tests.web.signing_in import signed_in
from tests.world import BANNED, CONDITION, PENALTY, STRANGER, World, entries

pytestmark = pytest.mark.calendar

KEY = "0123456789abcdef0123456789abcdef"
FORM = {
    "request_key": KEY,
    "family_name": "Ndongala",
    "given_names": "Fleur Marie",
    "aliases": "Ndongala, Fleurette\r\nla Rouge\r\n",
    "birth_date": "4/1988",
    "national_number": "",
    "document_state": "bel",
    "document_number": "592-1234567-55",
    "sex": "F",
    "nationality": "BE",
    "kind": "penalty",
    "authority": PENALTY,
    "decision_date": "20/11/2026",
    "final_on": "",
    "legal_basis": "art. 3",
    "case_reference": "AN 7/26",
    "starts_on": "22/11/2026",
    "ends_on": "21.11.2031",
}


@pytest.fixture
def registrar(world: World, client: Client) -> Client:
    """A registrar, signed in; nobody is banned yet."""
    return signed_in(client, world.user(Role.REGISTRAR))


def beside(text: str, field: str) -> str:
    """The sentence beside a field; empty where there is none."""
    found = re.search(rf'id="{field}-error">([^<]*)<', text)
    return found.group(1) if found else ""


def send(client: Client, **changed: str) -> tuple[int, str]:
    reply = client.post("/bans/new", FORM | changed)
    return reply.status_code, reply.content.decode()


def today(world: World) -> date:
    return world.at.astimezone(BRUSSELS).date()


def test_an_empty_register_says_what_to_do(registrar: Client) -> None:
    text = registrar.get("/registry/").content.decode()
    assert "There is nothing to extend" in text and "Register the first one" in text
    assert 'href="/registry/imports/"' in text and 'href="/registry/find"' in text


def test_a_ban_that_ends_soon_is_listed_with_the_days_that_are_left(registrar: Client, world: World) -> None:
    made = world.ban(last_day=today(world) + timedelta(days=12))
    text = registrar.get("/registry/").content.decode()
    row = re.search(r"<strong>12</strong>.*?</tr>", text, re.DOTALL)
    assert row and f'href="/bans/{made.ban}"' in row.group() and "1981" in row.group() and "24:00" in row.group()


@pytest.mark.parametrize("days", [-1, 30])
def test_a_ban_that_has_ended_or_ends_later_is_not_among_those_that_end_soon(
    registrar: Client, world: World, days: int
) -> None:
    world.ban(last_day=today(world) + timedelta(days=days))
    assert "There is nothing to extend" in registrar.get("/registry/").content.decode()


def test_the_lists_show_no_number_and_no_case_and_the_look_is_one_entry(registrar: Client, world: World) -> None:
    made = world.ban()
    text = registrar.get("/registry/").content.decode()
    assert "Zoltan Vandenbroucke" in text
    assert not re.search(r"81040312361|592123456755|AN 12/345", text)
    (entry,) = entries("ban.listed")
    assert entry["core"]["shown"] == 1 and entry["core"]["bans"] == [str(made.ban)]


def test_a_look_at_the_lists_without_its_entry_shows_nothing(
    registrar: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.ban()
    monkeypatch.setattr("aigis.apps.register.desks.registry.EntryDraft", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        registrar.get("/registry/")


@pytest.fixture
def colleague(world: World) -> Client:
    """An approver of the same office, signed in."""
    return signed_in(Client(), world.user(Role.APPROVER))


def test_a_colleague_confirms_what_is_ticked(colleague: Client, world: World) -> None:
    first, second = world.ban(), world.ban(STRANGER)
    text = colleague.get("/registry/").content.decode()
    assert f'value="{first.ban}:1"' in text and f'value="{second.ban}:1"' in text
    reply = colleague.post("/registry/confirm", {"version": [f"{first.ban}:1", f"{second.ban}:1"]}, follow=True)
    assert "2 versions are confirmed." in reply.content.decode()
    assert not Confirmation.objects.filter(confirmed_at=None).exists()


def test_who_entered_a_ban_has_nothing_to_tick_and_is_refused(registrar: Client, world: World) -> None:
    send(registrar)
    ban = Ban.objects.get().pk
    text = registrar.get("/registry/").content.decode()
    assert "entered by you" in text and f"{ban}:1" not in text
    reply = registrar.post("/registry/confirm", {"version": f"{ban}:1"}, follow=True)
    assert "You cannot confirm your own action" in reply.content.decode()
    assert Confirmation.objects.filter(confirmed_at=None).count() == 1


def test_an_overdue_version_is_loud(colleague: Client, world: World) -> None:
    world.ban(at=world.at - timedelta(days=2))
    text = colleague.get("/registry/").content.decode()
    assert "aigis-row--loud" in text and "aigis-tile--loud" in text and "1 overdue" in text


def test_nothing_sound_ticked_confirms_nothing(colleague: Client, world: World) -> None:
    made = world.ban()
    for sent in ({}, {"version": "x"}, {"version": "7:7"}, {"version": f"{made.ban}:2"}):
        reply = colleague.post("/registry/confirm", sent, follow=True)
        assert reply.status_code == 200 and "moj-alert--error" in reply.content.decode(), sent
    assert Confirmation.objects.filter(confirmed_at=None).count() == 1


def test_the_form_registers_what_was_typed(registrar: Client) -> None:
    reply = registrar.post("/bans/new", FORM, follow=True)
    text = reply.content.decode()
    assert reply.redirect_chain[0][0] == f"/bans/{Ban.objects.get().pk}"
    assert "The ban is registered." in text and "22\xa0Nov\xa02026 00:00" in text and "21\xa0Nov\xa02031 24:00" in text
    for shown in (
        "Fleur Marie Ndongala",
        "Fleurette Ndongala",
        "la Rouge",
        "Apr\xa01988",
        "BEL •••••••••755",
        "Female",
    ):
        assert shown in text


def test_the_same_form_sent_twice_is_one_ban(registrar: Client) -> None:
    first, second = registrar.post("/bans/new", FORM), registrar.post("/bans/new", FORM)
    assert first["Location"] == second["Location"]
    assert Ban.objects.count() == 1


def test_a_form_sent_before_and_changed_since_is_refused(registrar: Client) -> None:
    send(registrar)
    status, text = send(registrar, case_reference="AN 8/26")
    assert status == 422 and "already sent with other details" in text
    assert Ban.objects.count() == 1


WRONG: list[tuple[dict[str, str], str, str]] = [
    ({"family_name": ""}, "family_name", "Enter the family name."),
    ({"family_name": "…", "given_names": "", "aliases": ""}, "family_name", "Give the name of the person"),
    (
        {"birth_date": "", "document_state": "", "document_number": ""},
        "birth_date",
        "Enter a date of birth, a national",
    ),
    ({"birth_date": "31/02/1981"}, "birth_date", "This day does not exist."),
    ({"national_number": "81040312362"}, "national_number", "check digits"),
    ({"document_state": ""}, "document_state", "both"),
    ({"nationality": "B3"}, "nationality", "three letters"),
    ({"kind": ""}, "kind", "Choose the kind"),
    ({"authority": "elsewhere"}, "authority", "Choose the authority."),
    ({"authority": CONDITION}, "authority", "imposes the other kind"),
    ({"decision_date": ""}, "decision_date", "Enter the date of the decision."),
    ({"decision_date": "20/11/0226"}, "decision_date", "Correct the year."),
    ({"final_on": "soon"}, "final_on", "Write the day as"),
    ({"case_reference": " "}, "case_reference", "Enter the case reference."),
    ({"starts_on": "22/11/9999"}, "starts_on", "Correct the year."),
    ({"ends_on": "21/11/2026"}, "ends_on", "must not be before the first"),
    ({"ends_on": "22/11/2046"}, "ends_on", "ends on 21\xa0Nov\xa02046 at the latest"),
    ({"given_names": "Fleur\x00"}, "given_names", "characters that are not allowed"),
]


def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_is_kept(registrar: Client) -> None:
    for changed, field, sentence in WRONG:
        status, text = send(registrar, **changed)
        assert status == 422 and sentence in beside(text, field), changed
        assert f'href="#{field}"' in text and 'value="art. 3"' in text and f'value="{KEY}"' in text
        entry = entries("query.refused")[-1]
        assert entry["core"]["field"] == field and "Ndongala" not in str(entry)
    assert not Ban.objects.exists()


def test_everything_wrong_is_said_at_once(registrar: Client) -> None:
    text = registrar.post("/bans/new", {}).content.decode()
    for field in ("family_name", "birth_date", "kind", "authority", "decision_date", "case_reference", "ends_on"):
        assert beside(text, field)


def test_the_end_is_computed_while_the_form_is_typed(registrar: Client) -> None:
    given = {"kind": "penalty", "starts_on": "22/11/2026", "ends_on": "21/11/2031"}
    text = registrar.get("/bans/period", given).content.decode()
    assert "In force from 22\xa0Nov\xa02026 00:00 until 21\xa0Nov\xa02031 24:00" in text
    assert 'data-last-day="21/11/2046"' in text


@pytest.mark.parametrize("given", [{}, {"kind": "x", "starts_on": "22/1", "ends_on": "9"}, {"starts_on": "1/1/9999"}])
def test_half_typed_days_say_nothing_wrong(registrar: Client, given: dict[str, str]) -> None:
    reply = registrar.get("/bans/period", given)
    assert reply.status_code == 200 and "In force from" not in reply.content.decode()


def test_the_longest_condition_is_three_months(registrar: Client) -> None:
    text = registrar.get("/bans/period", {"kind": BanKind.CONDITION.value, "starts_on": "30/11/2026"}).content.decode()
    assert 'data-last-day="28/02/2027"' in text


@pytest.mark.parametrize("role", [Role.APPROVER, Role.PROSECUTOR])
def test_who_reads_bans_does_not_therefore_register_them(registrar: Client, role: Role) -> None:
    User.objects.update(role=role.value)
    assert "/bans/new" not in registrar.get("/registry/").content.decode()
    assert registrar.get("/bans/new").status_code == 403 and registrar.post("/bans/new", FORM).status_code == 403


@pytest.mark.parametrize("role", [Role.GUARD, Role.OFFICER, Role.ADMIN])
def test_others_see_no_registry(registrar: Client, world: World, role: Role) -> None:
    made = world.ban()
    User.objects.update(role=role.value)
    assert registrar.get("/registry/").status_code == 403
    assert registrar.get(f"/bans/{made.ban}").status_code == 403
    assert len(entries("access.refused")) == 2


def test_the_term_stands_still_in_detention_where_that_is_ticked(registrar: Client) -> None:
    send(registrar, stayed="yes")
    assert BanVersion.objects.get().stayed


def test_the_term_of_a_condition_runs_on_whatever_was_ticked_before(registrar: Client) -> None:
    status, _ = send(registrar, kind="condition", authority=CONDITION, ends_on="20/02/2027", stayed="yes")
    assert status == 302 and not BanVersion.objects.get().stayed


KNOWN = {"family_name": "Vandenbroucke", "given_names": "Soltan", "birth_date": "3/4/1981"}
OF_NOBODY = {"document_state": "", "document_number": "", "aliases": ""}


def test_who_may_be_the_person_is_shown_while_one_types(registrar: Client, world: World) -> None:
    made = world.ban()
    text = registrar.post("/bans/known", KNOWN).content.decode()
    assert "Possible matches" in text and f'value="{made.subject}"' in text and f'href="/bans/{made.ban}"' in text
    assert "••••••••361" in text and BANNED.national_numbers[0] not in text
    assert [entry["core"]["shown"] for entry in entries("subject.offered")] == [1]


TOO_LITTLE: list[dict[str, str]] = [
    {},
    {"family_name": "Vandenbroucke"},
    {"birth_date": "3/4/1981"},
    {"birth_date": "x"},
]


def test_as_long_as_too_little_is_typed_nobody_is_shown(registrar: Client, world: World) -> None:
    world.ban()
    for typed in TOO_LITTLE:
        reply = registrar.post("/bans/known", typed)
        assert reply.status_code == 200 and "Possible matches" not in reply.content.decode()
    assert entries("subject.offered") == []


def test_a_ban_is_registered_on_the_subject_that_was_chosen(registrar: Client, world: World) -> None:
    made = world.ban()
    status, _ = send(registrar, **KNOWN, **OF_NOBODY, subject=str(made.subject))
    assert status == 302 and Subject.objects.count() == 1
    assert Ban.objects.filter(subject=made.subject).count() == 2


@pytest.mark.parametrize("chosen", ["other", "unknown", "nonsense"])
def test_a_choice_that_is_not_the_person_typed_is_refused(registrar: Client, world: World, chosen: str) -> None:
    world.ban()
    subject = {"other": world.ban(STRANGER).subject, "unknown": UUID(int=7), "nonsense": "x"}[chosen]
    status, text = send(registrar, **KNOWN, **OF_NOBODY, subject=str(subject))
    assert status == 422 and "Choose again." in beside(text, "subject")
    assert Ban.objects.count() == 2


def test_a_penalty_replaces_the_condition_that_was_ticked(registrar: Client, world: World) -> None:
    now = today(world)
    made = world.ban(kind=BanKind.CONDITION, authority=CONDITION, first_day=now, last_day=now + timedelta(days=9))
    assert "This penalty replaces the condition" in registrar.post("/bans/known", KNOWN).content.decode()
    sent = {**KNOWN, **OF_NOBODY, "subject": str(made.subject), "replaces": str(made.ban)}
    reply = registrar.post("/bans/new", FORM | sent, follow=True)
    assert reply.status_code == 200 and Proposal.objects.get().ban_id == made.ban
    (entry,) = entries("proposal.made")
    assert entry["subject"]["change"]["reason"] == "Replaced by the penalty AN 7/26 of 20 Nov 2026."


@pytest.mark.parametrize("sent", [{"subject": ""}, {"kind": "condition", "authority": CONDITION}, {"replaces": "x"}])
def test_a_condition_is_replaced_only_by_a_penalty_on_the_same_person(
    registrar: Client, world: World, sent: dict[str, str]
) -> None:
    now = today(world)
    made = world.ban(kind=BanKind.CONDITION, authority=CONDITION, first_day=now, last_day=now + timedelta(days=9))
    chosen = {**KNOWN, **OF_NOBODY, "subject": str(made.subject), "replaces": str(made.ban), "ends_on": "30/11/2026"}
    status, text = send(registrar, **(chosen | sent))
    assert status == 422 and "Only a penalty on the same person" in text
    assert Ban.objects.count() == 1 and not Proposal.objects.exists()


def test_a_registered_ban_is_in_force_at_once(registrar: Client, world: World) -> None:
    send(registrar, starts_on=f"{today(world):%d/%m/%Y}", ends_on=f"{today(world):%d/%m/%Y}")
    version = BanVersion.objects.get()
    assert version.end is not None and version.start <= datetime.now(version.start.tzinfo) < version.end


MISMATCH = {"birth_date": "13/7/1958", "national_number": "81040312361", "sex": "M"}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"birth_date": "3/4/2081"}, "birth_date"),
        ({"birth_date": "3/4/1881"}, "birth_date"),
        ({"birth_date": "3/4/2025"}, "birth_date"),
        (MISMATCH, "birth_date"),
        (MISMATCH | {"birth_date": "3/4/1981", "sex": "F"}, "sex"),
    ],
)
def test_a_person_who_cannot_be_is_refused_beside_the_field(
    registrar: Client, changed: dict[str, str], field: str
) -> None:
    status, text = send(registrar, **changed)
    assert status == 422 and beside(text, field) and not Ban.objects.exists()


def test_details_that_disagree_are_registered_once_the_box_is_ticked(registrar: Client) -> None:
    assert 'name="confirm_details"' not in send(registrar, birth_date="3/4/2081")[1]
    status, text = send(registrar, **MISMATCH)
    assert status == 422 and 'name="confirm_details"' in text
    assert "gives 3 Apr 1981, but the entered date of birth is 13 Jul 1958" in beside(text, "birth_date").replace(
        "\xa0", " "
    )
    assert send(registrar, **MISMATCH, confirm_details="yes")[0] == 302
    assert [entry["core"]["details_confirmed"] for entry in entries("ban.registered")] == [True]
