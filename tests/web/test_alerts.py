"""The alert desk with everything behind it: what it shows, what it asks of the log, how an alert is answered."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from aigis.apps.alerts import queries
from aigis.apps.alerts.models import Alert, Desk, DeskAlert, DeskAlertState, DeskProposal
from aigis.apps.checks.actions import perform
from aigis.apps.checks.outcomes import report_outcome
from aigis.apps.insight import readiness
from aigis.apps.notices import heartbeats
from aigis.apps.notices.actions import claim, end
from aigis.apps.notices.models import Notice
from aigis.core.access.permissions import Role
from aigis.core.person.person import Person
from tests.web.signing_in import signed_in
from tests.world import BANNED, LOOKALIKE, World, entries

FOREIGN = "0193c5f4-2a11-7c55-9d2e-6f8a1b2c3d4e"


@pytest.fixture
def officer(world: World, client: Client) -> Client:
    """An officer of the police, signed in; somebody is banned."""
    world.ban()
    return signed_in(client, world.user(Role.OFFICER))


def hit(world: World, *, minutes: int = 0, person: Person = BANNED) -> UUID:
    """A banned person shows up at the gate."""
    perform([world.query(person)], at=world.at + timedelta(minutes=minutes))
    return Alert.objects.order_by("-raised_at")[0].pk


def text_of(client: Client, address: str, **headers: str) -> str:
    return client.get(address, headers=headers).content.decode()


def test_a_desk_without_alerts_says_what_will_happen(officer: Client) -> None:
    text = text_of(officer, "/alerts/")
    assert "There are no alerts at your desk." in text
    assert entries("alert.read") == []


def test_an_unacknowledged_alert_is_loud_with_word_symbol_and_count_in_the_title(officer: Client, world: World) -> None:
    hit(world)
    text = text_of(officer, "/alerts/")
    assert "<title>(1) Alerts" in text
    card = text[text.index("<article") : text.index("</article>")]
    assert "<svg" in card
    assert "New" in card
    for shown in ("Vandenbroucke", "1981", "Quay 1", "Certain: same national number", "Escalates in", "Acknowledge"):
        assert shown in card, shown


def test_unacknowledged_alerts_come_first_the_oldest_of_them_on_top(officer: Client, world: World) -> None:
    alerts = [hit(world, minutes=desk_alert, person=person) for desk_alert, person in enumerate(world.banned_people(3))]
    officer.post(f"/alerts/{alerts[2]}/acknowledge/")
    shown = re.findall('href="/alerts/([0-9a-f-]{36})"', text_of(officer, "/alerts/"))
    assert shown == [str(alerts[0]), str(alerts[1]), str(alerts[2])]


def test_asking_again_without_a_change_opens_nothing_and_leaves_no_entry(officer: Client, world: World) -> None:
    hit(world)
    mark = officer.get("/alerts/").headers["ETag"]
    before = len(entries("alert.read"))
    reply = officer.get("/alerts/", headers={"HX-Request": "true", "If-None-Match": mark})
    assert (reply.status_code, reply.content) == (304, b"")
    assert len(entries("alert.read")) == before


def test_asking_again_after_a_change_gives_the_list_alone_with_the_new_count(officer: Client, world: World) -> None:
    mark = officer.get("/alerts/").headers["ETag"]
    hit(world)
    reply = officer.get("/alerts/", headers={"HX-Request": "true", "If-None-Match": mark})
    text = reply.content.decode()
    assert text.lstrip().startswith("<title>(1) Alerts")
    assert "<html" not in text
    assert reply.headers["ETag"] != mark


def test_every_answer_to_an_alert_is_a_change(officer: Client, world: World) -> None:
    alert = hit(world)
    marks = [officer.get("/alerts/").headers["ETag"]]
    for answer in ("acknowledge", "close"):
        officer.post(f"/alerts/{alert}/{answer}/", {"outcome": "held"})
        marks.append(officer.get("/alerts/").headers["ETag"])
    assert len(set(marks)) == 3


def test_an_opened_alert_shows_place_persons_evidence_and_ban_and_leaves_an_entry(
    officer: Client, world: World
) -> None:
    alert = hit(world)
    text = text_of(officer, f"/alerts/{alert}")
    for shown in ("BEANR-0001/main", "Zoltan Vandenbroucke", "81040312361", "Penalty", "Antwerp", "national number"):
        assert shown in text
    (entry,) = entries("alert.read")
    assert entry["core"]["alerts"] == [str(alert)]


def test_the_person_who_was_presented_stands_beside_the_one_in_the_register(officer: Client, world: World) -> None:
    perform([world.query(LOOKALIKE)], at=world.at)
    perform([world.query(BANNED)], at=world.at)
    text = text_of(officer, f"/alerts/{Alert.objects.get().pk}")
    assert text.count("the same") >= 4
    assert "Annelies" not in text


def test_an_alert_of_nobody_and_of_another_desk_is_not_there(officer: Client, world: World) -> None:
    alert = hit(world)
    assert officer.get(f"/alerts/{FOREIGN}").status_code == 404
    DeskAlertState.objects.filter(desk_alert__desk__organisation=world.organisations["police"]).delete()
    DeskAlert.objects.filter(desk__organisation=world.organisations["police"]).delete()
    assert officer.get(f"/alerts/{alert}").status_code == 404


def test_an_alert_is_acknowledged_and_then_closed_with_an_outcome(officer: Client, world: World) -> None:
    alert = hit(world)
    assert 'name="outcome"' not in text_of(officer, f"/alerts/{alert}")
    assert officer.post(f"/alerts/{alert}/acknowledge/").status_code == 302
    assert 'name="outcome"' in text_of(officer, f"/alerts/{alert}")
    assert officer.post(f"/alerts/{alert}/close/", {"outcome": "held", "words": "by  patrol"}).status_code == 302
    row = DeskAlert.objects.get(alert=alert, desk__organisation=world.organisations["police"])
    assert row.state.outcome == "held: by patrol"
    assert "Person held – by patrol" in text_of(officer, "/alerts/")


def test_closing_before_acknowledging_is_refused_in_words(officer: Client, world: World) -> None:
    reply = officer.post(f"/alerts/{hit(world)}/close/", {"outcome": "held"})
    assert reply.status_code == 422
    assert "Acknowledge the alert before you close it." in reply.content.decode()


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Choose an outcome."),
        ({"outcome": "vanished"}, "Choose an outcome."),
        ({"outcome": "other"}, "Describe the outcome in a few words."),
        ({"outcome": "other", "words": "x" * 161}, "at most 160 characters"),
    ],
)
def test_a_wrong_form_keeps_what_was_typed_and_says_what_is_missing(
    officer: Client, world: World, sent: dict[str, str], sentence: str
) -> None:
    alert = hit(world)
    officer.post(f"/alerts/{alert}/acknowledge/")
    reply = officer.post(f"/alerts/{alert}/close/", sent)
    text = reply.content.decode()
    assert reply.status_code == 422
    assert text.count(sentence) == 2  # in the summary and beside the field
    assert sent.get("words", "") in text
    assert not DeskAlert.objects.filter(alert=alert).exclude(state__closed_at=None).exists()


def test_a_guard_sees_no_alerts(world: World, client: Client) -> None:
    guard = signed_in(client, world.user(Role.GUARD))
    assert guard.get("/alerts/").status_code == 403
    assert guard.get(f"/alerts/{FOREIGN}").status_code == 403


def test_similar_alerts_are_one_card_and_acknowledged_on_it(officer: Client, world: World) -> None:
    alerts = [hit(world, minutes=-32), hit(world, minutes=-16), hit(world)]
    text = text_of(officer, "/alerts/")
    assert text.count("<article") == 1 and "3 times, last at" in text and "Acknowledge 3 alerts" in text
    assert "<title>(3) Alerts" in text
    sent = {"desk": "police-desk", "alert": [str(alert) for alert in alerts]}
    assert officer.post("/alerts/acknowledge/", sent).status_code == 302
    assert "Every alert has been acknowledged." in text_of(officer, "/alerts/")
    assert len(entries("alert.acknowledged")) == 3


def test_beyond_a_page_the_count_is_true_and_the_rest_is_on_the_next(
    officer: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "CARDS_ON_A_PAGE", 2)
    for person in world.banned_people(5):
        hit(world, person=person)
    text = text_of(officer, "/alerts/")
    assert "<title>(5) Alerts" in text and text.count("<article") == 2 and "Page 1 of 3, 5 alerts" in text
    assert text_of(officer, "/alerts/?page=3").count("<article") == 1


def test_a_filter_shows_its_facility_alone_and_the_title_still_counts_all(officer: Client, world: World) -> None:
    hit(world)
    text = text_of(officer, "/alerts/?facility=BEANR-0002")
    assert "<article" not in text and "<title>(1) Alerts" in text
    assert "1 alert without acknowledgement is not on this page." in text
    assert text_of(officer, "/alerts/?state=waiting&facility=BEANR-0001").count("<article") == 1
    assert officer.get("/alerts/?page=x&state=%00&port=%C3%A9").status_code == 200


def test_the_timeline_tells_whom_it_went_to_who_did_what_and_what_the_guard_reported(
    officer: Client, world: World
) -> None:
    alert = hit(world)
    notice = Notice.objects.get(about=alert, address="police@justice.example")
    claim(notice=notice.pk, at=timezone.now())
    end(notice=notice.pk, attempt=1, delivered=True, answer="250", at=timezone.now())
    guard, check = world.actor(Role.GUARD), Alert.objects.get().check_made_id
    assert check is not None
    report_outcome(check=check, outcome="refused", actor=guard, at=timezone.now())
    officer.post(f"/alerts/{alert}/acknowledge/")
    officer.post(f"/alerts/{alert}/assign/", {"text": "Leyla Demir"})
    officer.post(f"/alerts/{alert}/note/", {"text": "Patrol 4 is on its way."})
    text = text_of(officer, f"/alerts/{alert}")
    for shown in (
        "Delivered to police@justice.example",
        "acknowledged by officer-of-police",
        "assigned it to Leyla Demir",
        "Patrol 4 is on its way.",
        "The guard at BEANR-0001/main reported: refused",
        "With Leyla Demir",
    ):
        assert shown in text, shown


def test_another_organisation_reads_the_steps_but_not_the_notes(officer: Client, world: World, client: Client) -> None:
    alert = hit(world)
    officer.post(f"/alerts/{alert}/acknowledge/")
    officer.post(f"/alerts/{alert}/note/", {"text": "Patrol 4 is on its way."})
    prosecutor = signed_in(Client(), world.user(Role.PROSECUTOR))
    text = text_of(prosecutor, f"/alerts/{alert}")
    assert "acknowledged by officer-of-police" in text and "Patrol 4" not in text


def test_a_closed_alert_is_reopened_with_a_reason(officer: Client, world: World) -> None:
    alert = hit(world)
    officer.post(f"/alerts/{alert}/acknowledge/")
    officer.post(f"/alerts/{alert}/close/", {"outcome": "held"})
    assert officer.post(f"/alerts/{alert}/reopen/", {"text": " "}).status_code == 422
    assert officer.post(f"/alerts/{alert}/reopen/", {"text": "The wrong person."}).status_code == 302
    text = text_of(officer, f"/alerts/{alert}")
    assert "reopened by officer-of-police" in text and "The wrong person." in text and 'name="outcome"' in text


def test_a_reload_of_a_refused_form_shows_the_alert(officer: Client, world: World) -> None:
    alert = hit(world)
    for address in ("close", "note", "assign", "reopen"):
        reply = officer.get(f"/alerts/{alert}/{address}/")
        assert (reply.status_code, reply.headers["Location"]) == (302, f"/alerts/{alert}")


def test_a_drill_is_marked_on_the_card_the_page_and_in_the_list(officer: Client, world: World) -> None:
    assert officer.post("/alerts/drill/", {"desk": "police-desk"}).status_code == 302
    text = text_of(officer, "/alerts/")
    assert "DRILL" in text and "Drill: nobody is at a gate" in text
    drill = Alert.objects.get().pk
    assert "DRILL" in text_of(officer, f"/alerts/{drill}")
    officer.post(f"/alerts/{drill}/acknowledge/")
    officer.post(f"/alerts/{drill}/close/", {"outcome": "false_alarm"})
    assert "DRILL" in text_of(officer, "/alerts/")


def test_a_desk_is_handed_over_to_a_named_colleague(officer: Client, world: World) -> None:
    hit(world)
    officer.post("/alerts/handover/", {"desk": "police-desk", "to": "Ann Lemmens", "note": "Quiet night."})
    assert "With Ann Lemmens" in text_of(officer, "/alerts/")
    reply = officer.post("/alerts/handover/", {"desk": "police-desk", "to": " "}, follow=True)
    assert "Enter the name of a colleague" in reply.content.decode()


def test_a_desks_settings_change_by_two_people_of_two_organisations(officer: Client, world: World) -> None:
    sent = {
        "mailbox": "new@police.example",
        "why": "New server.",
        "on_call": "Tom; tom@police.example; 1; 01; 22:00-06:00",
    }
    page = officer.post("/alerts/desks/police-desk/propose/", sent, follow=True).content.decode()
    assert "new@police.example" in page and "Tom; tom@police.example; 1; 01; 22:00-06:00" in page
    proposal = DeskProposal.objects.get().pk
    officer.post(f"/alerts/desks/proposals/{proposal}/approve/")
    assert Desk.objects.get(code="police-desk").mailbox == "police@justice.example"
    signed_in(Client(), world.user(Role.PROSECUTOR)).post(f"/alerts/desks/proposals/{proposal}/approve/")
    assert Desk.objects.get(code="police-desk").mailbox == "new@police.example"


def test_a_schedule_that_cannot_be_read_is_refused_in_words(officer: Client, world: World) -> None:
    sent = {"on_call": "Tom, at night", "why": "New."}
    page = officer.post("/alerts/desks/police-desk/propose/", sent, follow=True).content.decode()
    assert "Write a shift as" in page and not DeskProposal.objects.exists()


def test_the_administrator_sees_what_was_given_up_and_sends_it_again(world: World, client: Client) -> None:
    world.ban()
    hit(world)
    Notice.objects.update(state=Notice.State.GIVEN_UP)
    admin = signed_in(client, world.user(Role.ADMIN))
    text = text_of(admin, "/deliveries/")
    assert "2 notices were given up" in text and "police@justice.example" in text
    notice = Notice.objects.order_by("address")[0]
    admin.post(f"/deliveries/{notice.pk}/resend/")
    assert "1 notice was given up" in text_of(admin, "/deliveries/")
    assert Notice.objects.get(pk=notice.pk).state == Notice.State.WAITING


def test_a_stopped_worker_and_an_old_alert_are_alarms(world: World, client: Client) -> None:
    now = timezone.now()
    for process in heartbeats.SILENT_AFTER:
        heartbeats.beat(process, at=now)
    assert heartbeats.silent(at=now + timedelta(seconds=45)) == []
    assert heartbeats.silent(at=now + timedelta(seconds=46)) == ["sealer", "worker default", "worker deliveries"]
    assert "reconciler" in heartbeats.silent(at=now + timedelta(seconds=181))
    world.ban()
    perform([world.query(BANNED)], at=now - timedelta(minutes=11))
    alarms = readiness.alarms(at=now)
    assert "alert_unacknowledged" in alarms and "sealer_silent" not in alarms
    assert "worker_deliveries_silent" in readiness.alarms(at=now + timedelta(minutes=1))
    figures = client.get("/metrics").content.decode()
    assert 'aigis_heartbeat_age_seconds{process="sealer"}' in figures
    (age,) = re.findall(r"^aigis_alert_oldest_unacknowledged_seconds (\S+)$", figures, re.MULTILINE)
    assert float(age) >= 660
