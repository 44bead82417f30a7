"""Announcing on the page: typed, pasted or sent, looked at before anything is stored, then followed to the gate."""

import re
from datetime import datetime, timedelta
from secrets import token_hex

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import translation

from aigis.adapters.table_writer import table_bytes
from aigis.apps.alerts.models import Alert
from aigis.apps.checks.actions import perform
from aigis.apps.checks.models import Check
from aigis.apps.rosters import announcement_days, arrivals
from aigis.apps.rosters.models import AnnouncedPerson, Announcement
from aigis.core.access.permissions import Role
from aigis.core.dates.brussels import day_of
from aigis.core.person.person import Person
from aigis.web.labels.dates import typed_day
from tests.web.signing_in import signed_in
from tests.world import BANNED, GATE, LOOKALIKE, OTHER_COMPANY, STRANGER, World, entries

CREW_HEADERS = (
    "1. No.",
    "2. Family name",
    "3. Given names",
    "4. Rank or rating",
    "5. Nationality",
    "6. Date of birth",
    "7. Place of birth",
    "8. Gender",
    "9. Nature of identity document",
    "10. Number of identity document",
    "11. Issuing State of identity document",
    "12. Expiry date of identity document",
)
CREW = [
    ("1", "Santos", "Maria", "Master", "Philippines", "1980-02-01", "Cebu", "F", "P", "P1234567A", "PHL", "2030-01-01"),
    ("2", "Kovač", "Ivo", "Bosun", "Croatia", "1979-05-12", "Split", "M", "P", "A7654321", "HRV", "2030-01-01"),
    ("3", "Rao", "Arun", "Cook", "India", "31/02/1990", "Goa", "M", "P", "Z1111111", "IND", "2030-01-01"),
]
PASTED = "Family name\tGiven names\tDate of birth\nOkonkwo\tMarguerite\t30/12/1975\nMaes\tBo\t1990-01-31\n"


@pytest.fixture
def pfso(world: World, client: Client) -> Client:
    return signed_in(client, world.user(Role.PFSO))


def visit(at: datetime, **changed: object) -> dict[str, object]:
    sent = {"facility": "BEANR-0001", "on": typed_day(day_of(at)), "host": "An Peeters", "purpose": "visitor"}
    return {**sent, "first_time": "08:00", "last_time": "10:00"} | changed


def preview(client: Client, at: datetime, **changed: object) -> str:
    reply = client.post("/announcements/new", visit(at, **changed))
    assert reply.status_code == 200, reply.content.decode()
    return reply.content.decode()


def announce(client: Client, text: str) -> str:
    """Confirms a preview and gives the page of the announcement."""
    match = re.search(r'name="draft" value="([^"]+)"', text)
    assert match is not None
    return client.post("/announcements/confirm", {"draft": match[1]}, follow=True).content.decode()


def follow(at: datetime) -> None:
    announcement_days.follow(at=at, clock=lambda: at)


def test_a_crew_list_of_the_imo_is_read_shown_with_its_faults_and_stored_only_when_confirmed(
    pfso: Client, world: World
) -> None:
    content = table_bytes(CREW_HEADERS, CREW, ending=".xlsx")
    text = preview(pfso, world.at, purpose="crew", file=SimpleUploadedFile("crew.xlsx", content))
    assert "2 persons can be announced." in text and "1 row has a fault and is left out." in text
    for shown in ("Maria Santos", "Ivo Kovač", "PHL P1234567A", "HRV A7654321", "6. Date of birth: "):
        assert shown in text, shown
    assert not Announcement.objects.exists()
    page = announce(pfso, text)
    assert "Announced and checked." in page and page.count("when announced") == 2
    assert AnnouncedPerson.objects.count() == 2


def test_the_old_form_with_both_names_in_one_column_is_read(pfso: Client, world: World) -> None:
    headers = ("6. No.", "7. Family name, given names", "8. Rank or rating", "9. Nationality", "10. Date of birth")
    content = table_bytes(headers, [("1", "Santos, Maria", "Master", "PHL", "1980-02-01")], ending=".csv")
    assert "Maria Santos" in preview(pfso, world.at, file=SimpleUploadedFile("crew.csv", content))


def test_a_pasted_list_is_announced_once_however_often_it_is_confirmed(pfso: Client, world: World) -> None:
    text = preview(pfso, world.at, pasted=PASTED)
    announce(pfso, text)
    assert "08:00 – 10:00" in announce(pfso, text)
    assert Announcement.objects.count() == 1 and AnnouncedPerson.objects.count() == 2


def test_a_preview_of_another_user_or_changed_on_its_way_announces_nothing(pfso: Client, world: World) -> None:
    text = preview(pfso, world.at, pasted=PASTED)
    other = signed_in(Client(), world.user(Role.PFSO, OTHER_COMPANY))
    assert "This preview is too old." in announce(other, text)
    assert "This preview is too old." in announce(pfso, text.replace('name="draft" value="', 'name="draft" value="x'))
    assert not Announcement.objects.exists()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({}, "Enter a person, paste a list or choose a file."),
        ({"family_name": "Maes", "pasted": PASTED}, "Use one way only"),
        ({"family_name": "Maes"}, "family_name-error"),
        ({"pasted": "a\tb\n1\t2\n"}, "The list has no column for full_name"),
        ({"pasted": PASTED, "on": "01/01/2020"}, "Announce people for today or a day within the next 60 days."),
        ({"pasted": PASTED, "first_time": "11:00"}, "The last time is before the first."),
        ({"pasted": PASTED, "first_time": "25:00"}, "Write the time as 06:12."),
        ({"pasted": PASTED, "facility": "BEANR-0002"}, "Choose a facility."),
        ({"pasted": PASTED, "purpose": "fun"}, "Choose a purpose."),
    ],
)
def test_a_form_that_cannot_be_read_says_why_and_stores_nothing(
    pfso: Client, world: World, changed: dict[str, object], sentence: str
) -> None:
    reply = pfso.post("/announcements/new", visit(world.at, **changed))
    assert reply.status_code == 422 and sentence in reply.content.decode()
    assert not Announcement.objects.exists()


def test_the_list_of_a_day_shows_host_times_state_and_every_check_and_is_searched_without_an_address(
    pfso: Client, world: World
) -> None:
    announce(pfso, preview(pfso, world.at, pasted=PASTED))
    announce(pfso, preview(pfso, world.at, family_name="Vandenbroucke", given_names="Zoltan", birth_date="03/04/1981"))
    text = pfso.get("/announcements/").content.decode()
    for shown in ("Marguerite Okonkwo", "An Peeters", "08:00 – 10:00", "Expected", "when announced"):
        assert shown in text, shown
    searched = pfso.post("/announcements/", {"q": "okonk"}).content.decode()
    assert "Marguerite Okonkwo" in searched and "Bo Maes" not in searched
    assert len(entries("announcement.read")) >= 4


def test_whoever_is_banned_after_the_announcement_is_alarming_on_the_page_and_on_arrival(
    pfso: Client, world: World
) -> None:
    announce(pfso, preview(pfso, world.at, family_name="Vandenbroucke", given_names="Zoltan", birth_date="03/04/1981"))
    assert "may not enter" not in pfso.get("/announcements/").content.decode()
    world.ban()
    later = Announcement.objects.get().at + timedelta(microseconds=1)
    follow(later)
    perform([world.query(BANNED, actor=world.actor(Role.GUARD))], at=later)
    arrivals.find_arrivals(at=later)
    text = pfso.get("/announcements/").content.decode()
    assert "1 expected person may not enter." in text and "At the gate" in text
    assert "ban after the first check" in text and "on arrival at the gate" in text


def test_another_company_sees_nothing_and_a_guard_no_page(pfso: Client, world: World) -> None:
    announce(pfso, preview(pfso, world.at, pasted=PASTED))
    other = signed_in(Client(), world.user(Role.PFSO, OTHER_COMPANY))
    assert "Okonkwo" not in other.get("/announcements/").content.decode()
    assert other.get(f"/announcements/{Announcement.objects.get().pk}").status_code == 404
    assert other.get("/announcements/?facility=BEANR-0001").status_code == 404
    assert signed_in(Client(), world.user(Role.GUARD)).get("/announcements/").status_code == 403


@pytest.mark.parametrize("language", ["nl", "fr", "de", "en"])
def test_the_day_of_the_form_is_read_in_every_language(pfso: Client, world: World, language: str) -> None:
    pfso.cookies["django_language"] = language
    with translation.override(language):
        sent = visit(world.at, pasted=PASTED)
    assert 'name="draft"' in pfso.post("/announcements/new", sent).content.decode()


def scan(world: World, person: Person) -> str:
    """Types a person at the reception of the world's gate and gives what the guard sees."""
    guard = signed_in(Client(), world.user(Role.GUARD))
    name, birth = person.names[0], person.birth
    assert birth is not None
    sent = {"gate": GATE, "purpose": "visitor", "request_key": token_hex(16), "family_name": name.family}
    sent |= {"given_names": name.given, "birth_date": f"{birth.day:02}/{birth.month:02}/{birth.year}"}
    return guard.post("/reception/", sent).content.decode()


def test_the_gate_is_shown_host_purpose_and_earlier_checks_of_whoever_is_expected(pfso: Client, world: World) -> None:
    announce(pfso, preview(pfso, world.at, pasted=PASTED))
    text = scan(world, STRANGER)
    assert 'data-outcome="clear"' in text
    for shown in ("data-expected", "An Peeters", "Visitor, 08:00 – 10:00", "Checked before"):
        assert shown in text, shown
    assert "Arrived" in pfso.get("/announcements/").content.decode()
    assert len(entries("announcement.arrived")) == 1
    assert "data-expected" not in scan(world, LOOKALIKE)


def test_an_arrival_after_a_later_ban_is_denied_alarms_and_shows_no_earlier_verdict(pfso: Client, world: World) -> None:
    announce(pfso, preview(pfso, world.at, family_name="Vandenbroucke", given_names="Zoltan", birth_date="03/04/1981"))
    world.ban()
    follow(Announcement.objects.get().at + timedelta(microseconds=1))
    text = scan(world, BANNED)
    panel = text[text.index('id="answer"') : text.index('id="manual"')]
    assert 'data-outcome="denied"' in panel and "the result has changed" in panel and "An Peeters" in panel
    assert "May enter" not in panel  # a guard must not read an earlier verdict as this one
    raised = Alert.objects.order_by("raised_at")
    assert [alert.check_made and alert.check_made.source for alert in raised] == ["overtaken", "gate"]
    assert "At the gate" in pfso.get("/announcements/").content.decode()
    desk = signed_in(Client(), world.user(Role.PROSECUTOR)).get("/alerts/").content.decode()
    gate_alert = raised[1]
    assert "Now at the gate" in desk and "Announced, not at the gate" not in desk
    assert f'data-alert="{gate_alert.pk}"' in desk  # a new mark, so that the desk rings again


def test_before_an_arrival_the_desk_reads_that_the_person_is_announced(pfso: Client, world: World) -> None:
    world.ban()
    announce(pfso, preview(pfso, world.at, family_name="Vandenbroucke", given_names="Zoltan", birth_date="03/04/1981"))
    desk = signed_in(Client(), world.user(Role.PROSECUTOR)).get("/alerts/").content.decode()
    assert "Announced, not at the gate" in desk and "Now at the gate" not in desk


def test_an_announced_person_that_does_not_open_hides_no_other_and_no_verdict(pfso: Client, world: World) -> None:
    announce(pfso, preview(pfso, world.at, pasted=PASTED))
    AnnouncedPerson.objects.filter(ref="3").update(person=b"broken")
    assert "data-expected" in scan(world, STRANGER)
    assert "Marguerite Okonkwo" in pfso.get("/announcements/").content.decode()


def test_a_fault_of_the_announcements_keeps_no_verdict_from_the_guard(pfso: Client, world: World) -> None:
    announce(pfso, preview(pfso, world.at, pasted=PASTED))
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE rosters_announcedcheck RENAME TO elsewhere")
    text = scan(world, STRANGER)
    assert 'data-outcome="clear"' in text and "data-expected" not in text


def test_an_arrival_is_recorded_once_by_gate_and_worker_in_all_announcements_of_the_person(
    pfso: Client, world: World
) -> None:
    for _ in range(2):
        announce(pfso, preview(pfso, world.at, pasted=PASTED))
    scan(world, STRANGER)
    assert arrivals.find_arrivals(at=Check.objects.latest("checked_at").checked_at) == 0
    assert AnnouncedPerson.objects.exclude(arrived_at=None).count() == 2
    assert len(entries("announcement.arrived")) == 2


def test_the_gate_opens_each_announced_person_once_and_then_only_compares(pfso: Client, world: World) -> None:
    announce(pfso, preview(pfso, world.at, pasted=PASTED))
    scan(world, STRANGER)
    AnnouncedPerson.objects.filter(arrived_at=None).update(person=b"broken")
    assert "data-expected" in scan(world, STRANGER)
