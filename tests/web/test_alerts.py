"""The alert desk with everything behind it: what it shows, what it asks of the log, how an alert is answered."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from aigis.apps.alerts.models import Alert, DeskAlert
from aigis.apps.checks.actions import perform
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
    assert "BEANR-0001/main" in card
    assert "Vandenbroucke" not in text


def test_those_nobody_acknowledged_come_first_and_each_part_is_newest_first(officer: Client, world: World) -> None:
    alerts = [hit(world, minutes=place, person=person) for place, person in enumerate(world.banned_people(3))]
    officer.post(f"/alerts/{alerts[2]}/acknowledge/")
    shown = re.findall('href="/alerts/([0-9a-f-]{36})"', text_of(officer, "/alerts/"))
    assert shown == [str(alerts[1]), str(alerts[0]), str(alerts[2])]


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
    DeskAlert.objects.filter(desk__organisation=world.organisations["police"]).delete()
    assert officer.get(f"/alerts/{alert}").status_code == 404


def test_an_alert_is_acknowledged_and_then_closed_with_an_outcome(officer: Client, world: World) -> None:
    alert = hit(world)
    assert 'name="outcome"' not in text_of(officer, f"/alerts/{alert}")
    assert officer.post(f"/alerts/{alert}/acknowledge/").status_code == 302
    assert 'name="outcome"' in text_of(officer, f"/alerts/{alert}")
    assert officer.post(f"/alerts/{alert}/close/", {"outcome": "held", "words": "by  patrol"}).status_code == 302
    row = DeskAlert.objects.get(alert=alert, desk__organisation=world.organisations["police"])
    assert row.outcome == "held: by patrol"
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
    assert not DeskAlert.objects.filter(alert=alert).exclude(closed_at=None).exists()


def test_a_guard_sees_no_alerts(world: World, client: Client) -> None:
    guard = signed_in(client, world.user(Role.GUARD))
    assert guard.get("/alerts/").status_code == 403
    assert guard.get(f"/alerts/{FOREIGN}").status_code == 403
