"""Rosters by people: made on a page, replaced by a list whose effect is seen first, searched without an address."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from aigis.apps.rosters.actions import set_entries
from aigis.apps.rosters.models import Roster, RosterEntry, RosterUpload, Screening
from aigis.core.access.permissions import Role
from aigis.core.dates.brussels import day_of
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Name, Person
from aigis.web.labels.dates import typed_day
from tests.web.signing_in import signed_in
from tests.world import BANNED, GATE, STRANGER, World, entries

HEADER = "id,family_name,given_names,birth_date"
SAME = ["A1,Vandenbroucke,Zoltan,1981-04-03", "B2,Okonkwo,Marguerite,1975-12-30"]


@pytest.fixture
def issuer(world: World, client: Client) -> Client:
    return signed_in(client, world.user(Role.BADGE_ISSUER))


@pytest.fixture
def roster(world: World) -> Roster:
    """A roster of ten persons, two of them of the world."""
    made = world.roster()
    others = {f"C{n}": Person(names=(Name(f"Maes{n}", "Bo"),), birth=BirthDate(1990, 1, n + 1)) for n in range(8)}
    actor = world.actor(Role.BADGE_ISSUER)
    known = {"A1": Person(names=BANNED.names, birth=BANNED.birth), "B2": STRANGER}
    set_entries(made, {**known, **others}, actor=actor, at=world.at)
    return made


def lines(*changed: str, without: str = "") -> list[str]:
    """The roster's ten persons as rows, some replaced by their reference."""
    rows = [*SAME, *(f"C{n},Maes{n},Bo,1990-01-{n + 1:02}" for n in range(8))]
    by_ref = {row.partition(",")[0]: row for row in [*rows, *changed]}
    return [row for ref, row in by_ref.items() if ref != without]


def send(client: Client, rows: list[str]) -> str:
    """Sends a list and gives the address of the page that compares it."""
    content = "\n".join([HEADER, *rows]).encode()
    reply = client.post("/rosters/badges/lists/", {"file": SimpleUploadedFile("staff.csv", content)})
    assert reply.status_code == 302
    return str(reply["Location"])


def counts(text: str) -> list[str]:
    return re.findall(r'aigis-count__number">(\d+)', text)


def test_a_roster_is_made_named_and_given_a_validity(issuer: Client, world: World) -> None:
    last = typed_day(day_of(world.at) + timedelta(days=30))
    sent = {"name": "staff-2027", "gate": GATE, "purpose": "employee", "valid_until": last}
    text = issuer.post("/rosters/new", sent, follow=True).content.decode()
    assert "The roster is made." in text and "The roster is empty." in text and f'value="{last}"' in text
    for wrong in (
        {"name": "Staff 2027"},
        {"name": "new"},
        {"name": "staff-2027"},
        {"gate": "x"},
        {"valid_until": "1/1/2020"},
    ):
        assert issuer.post("/rosters/new", {**sent, "name": "other", **wrong}).status_code == 422, wrong
    assert Roster.objects.count() == 1


def test_a_list_is_compared_first_and_changes_nothing_before_it_is_put_in_force(
    issuer: Client, world: World, roster: Roster
) -> None:
    world.ban(STRANGER)
    address = send(issuer, lines("C0,Maes0,Bert,1990-01-01", "D9,Janssens,Ria,1988-08-08", without="C7"))
    text = issuer.get(address).content.decode()
    assert counts(text) == ["1", "1", "1", "8"]
    assert "Ria Janssens" in text and "Nothing has changed yet." in text and 'name="confirm"' not in text
    assert RosterEntry.objects.filter(removed_at=None).count() == 10
    done = issuer.post(f"{address}/apply", follow=True).content.decode()
    assert "1 new, 1 changed, 1 removed" in done
    standing = RosterEntry.objects.filter(removed_at=None)
    assert standing.count() == 10 and standing.get(ref="D9").verdict == "clear"
    assert issuer.get(address).status_code == 404 and issuer.post(f"{address}/apply").status_code == 404
    assert bytes(RosterUpload.objects.get().file) == b""
    assert [entry["core"]["step"] for entry in entries("roster.list_decided")] == ["applied"]


def test_a_large_change_waits_for_its_exact_number(issuer: Client, roster: Roster) -> None:
    address = send(issuer, SAME)
    assert "This removes or changes 8 of 10 persons." in issuer.get(address).content.decode()
    for wrong in ("", "7", "eight", "9" * 30):
        issuer.post(f"{address}/apply", {"confirm": wrong})
        assert RosterEntry.objects.filter(removed_at=None).count() == 10
    assert "A list sent on" in issuer.get("/rosters/badges/").content.decode()
    issuer.post(f"{address}/apply", {"confirm": "8"})
    assert RosterEntry.objects.filter(removed_at=None).count() == 2


def test_a_row_with_a_fault_leaves_its_entry_alone(issuer: Client, roster: Roster) -> None:
    address = send(issuer, lines("C3,Maes3,Bo,1990-02-31"))
    text = issuer.get(address).content.decode()
    assert counts(text) == ["0", "0", "0", "10", "1"] and "C3" in text
    issuer.post(f"{address}/apply")
    assert RosterEntry.objects.filter(ref="C3", removed_at=None).exists()


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (["A1,Maes,Bo,1990-01-01", "A1,Maes,Jo,1991-01-01"], "stands twice"),
        (["A1,Maes,Bo,1990-01-01", ",Maes,Jo,1991-01-01"], "has no reference"),
        ([], "no persons"),
    ],
)
def test_a_file_that_is_no_list_of_a_roster_is_refused(
    issuer: Client, roster: Roster, rows: list[str], sentence: str
) -> None:
    content = "\n".join([HEADER, *rows]).encode()
    sent = {"file": SimpleUploadedFile("staff.csv", content)}
    assert sentence in issuer.post("/rosters/badges/lists/", sent, follow=True).content.decode()
    assert not RosterUpload.objects.exists()


def test_a_roster_that_changed_meanwhile_and_a_dropped_list_change_nothing(
    issuer: Client, world: World, roster: Roster
) -> None:
    address = send(issuer, lines(without="C7"))
    set_entries(roster, {"E1": STRANGER}, actor=world.actor(Role.BADGE_ISSUER), at=world.at)
    text = issuer.post(f"{address}/apply", follow=True).content.decode()
    assert "The roster has changed since this list was sent." in text
    assert "The list is dropped." in issuer.post(f"{address}/drop", follow=True).content.decode()
    assert RosterEntry.objects.filter(removed_at=None).count() == 11


def test_entries_are_found_by_reference_name_and_verdict_and_their_showing_is_an_entry(
    issuer: Client, roster: Roster
) -> None:
    assert "Maes4" in issuer.post("/rosters/badges/", {"q": "c4"}).content.decode()
    text = issuer.post("/rosters/badges/", {"q": "okonk"}).content.decode()
    assert "Marguerite Okonkwo" in text and "Maes4" not in text
    assert "Nothing fits." in issuer.post("/rosters/badges/", {"verdict": "denied"}).content.decode()
    assert [entry["core"]["refs"] for entry in entries("roster.entries_read")] == [["C4"], ["B2"]]


def test_a_list_past_its_validity_is_told_and_still_checked(issuer: Client, world: World, roster: Roster) -> None:
    Roster.objects.update(valid_until=day_of(world.at) - timedelta(days=1))
    assert "Send a new one." in issuer.get("/rosters/badges/").content.decode()


def test_a_security_officer_reads_and_changes_nothing_and_another_organisation_sees_nothing(
    world: World, roster: Roster
) -> None:
    world.roster("staff", organisation="quay")
    pfso = signed_in(Client(), world.user(Role.PFSO))
    assert "Replace the whole list" not in pfso.get("/rosters/staff/").content.decode()
    assert pfso.post("/rosters/staff/lists/").status_code == 403
    assert pfso.post("/rosters/staff/validity").status_code == 403
    assert pfso.get("/rosters/badges/").status_code == 404


def test_a_screening_is_paused_and_resumed_on_the_page(issuer: Client, roster: Roster) -> None:
    issuer.post(f"/rosters/{roster.name}/screen/")
    job = Screening.objects.get()
    for step, offered in (("pause", "resume"), ("resume", "pause")):
        issuer.post(f"/rosters/screenings/{job.pk}/{step}")
        assert f"/rosters/screenings/{job.pk}/{offered}" in issuer.get("/rosters/").content.decode()
    issuer.post(f"/rosters/screenings/{job.pk}/cancel")
    assert str(job.pk) not in issuer.get("/rosters/").content.decode()
    RosterEntry.objects.update(verdict="clear")
    assert "The last screening was cancelled" in issuer.get("/rosters/").content.decode()


def test_a_list_that_a_program_sent_waits_for_a_person_on_the_page(
    issuer: Client, world: World, roster: Roster
) -> None:
    headers = world.bearer(Role.BADGE_ISSUER) | {"If-Match": f'"{Roster.objects.get().contents_version}"'}
    entries_address = f"/api/v1/rosters/{roster.name}/entries"
    sent = Client().put(entries_address, {"items": []}, content_type="application/json", headers=headers)
    address = f"/rosters/{roster.name}/lists/{sent.json()['waiting']}"
    assert sent.status_code == 202 and address in issuer.get(f"/rosters/{roster.name}/").content.decode()
    assert "This removes or changes 10 of 10 persons." in issuer.get(address).content.decode()
    issuer.post(f"{address}/apply", {"confirm": "10"})
    assert RosterEntry.objects.filter(removed_at=None).count() == 0
