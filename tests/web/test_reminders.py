"""The reminders page: what waits is seen, answered inline, and nothing typed is lost."""

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from aigis.apps.people.models import Organisation
from aigis.apps.register.models import Authority, Ban, ReminderAnswer
from aigis.apps.register.reminders.dispatch import remind
from aigis.core.access.permissions import Role
from aigis.core.dates.brussels import day_of
from tests.web.signing_in import signed_in
from tests.world import STRANGER, World, entries

pytestmark = pytest.mark.calendar

LIST = "/registry/reminders/"
AS_SCRIPT = {"HX-Request": "true"}


@pytest.fixture
def registrar(world: World, client: Client) -> Client:
    return signed_in(client, world.user(Role.REGISTRAR))


@pytest.fixture
def ban(world: World, at: datetime) -> UUID:
    """A ban of which the authority was told thirty days before its last day, an hour ago."""
    made = world.ban(last_day=day_of(at) + timedelta(days=30)).ban
    remind(at=at)
    return made


def typed(ban: UUID, **changed: str) -> dict[str, str]:
    ends_at = Ban.objects.get(pk=ban).ends_at
    assert ends_at is not None
    return {"answer": "extension", "name": "An Peeters", "ends": ends_at.isoformat()} | changed


def send(client: Client, ban: UUID, **changed: str) -> Any:
    return client.post(f"{LIST}{ban}/answer/", typed(ban, **changed))


def text_of(reply: Any) -> str:
    return re.sub(r"\s+", " ", reply.content.decode())


def test_an_office_without_endings_is_told_what_will_appear(registrar: Client) -> None:
    text = text_of(registrar.get(LIST))
    assert "No ban needs a reply." in text and "Bans that end, by month" in text


def test_an_ending_is_shown_with_days_name_and_who_was_told_but_no_number_and_no_case(
    registrar: Client, ban: UUID
) -> None:
    text = text_of(registrar.get(LIST))
    for shown in (
        "<strong>30</strong> days left",
        "Zoltan Vandenbroucke",
        "born 1981",
        "the authority notified",
        "24:00",
    ):
        assert shown in text
    assert not re.search(r"81040312361|592123456755|AN 12/345", text)
    assert len(entries("reminder.listed")) == 1


def test_the_picture_has_a_bar_for_each_of_the_next_months_and_the_figures_beside_it(
    registrar: Client, ban: UUID, at: datetime
) -> None:
    text = text_of(registrar.get(LIST))
    assert text.count('class="aigis-chart__bar"') == 24
    last = day_of(at) + timedelta(days=30)
    years = re.findall(r'scope="row">(\d+)</th>(.*?)</tr>', text)
    figures = {int(year): re.findall(r"<td[^>]*>(\d*)</td>", line) for year, line in years}
    assert figures[last.year][last.month - 1] == "1"
    assert sum(int(figure) for line in figures.values() for figure in line if figure) == 1
    assert sum(figure != "" for line in figures.values() for figure in line) == 24


def test_a_reminder_that_went_up_is_loud(registrar: Client, ban: UUID, at: datetime) -> None:
    remind(at=at + timedelta(days=14))
    text = text_of(registrar.get(LIST))
    assert "aigis-ending--loud" in text and "No reply: the office was notified." in text


def test_that_nobody_could_be_told_is_loud(registrar: Client, world: World, at: datetime) -> None:
    Authority.objects.update(mailbox="")
    Organisation.objects.update(mailbox="")
    world.ban(last_day=day_of(at) + timedelta(days=30))
    remind(at=at)
    text = text_of(registrar.get(LIST))
    assert "aigis-ending--loud" in text and "The notice was not sent: no mailbox is known." in text


def test_that_the_authority_has_no_mailbox_is_loud(registrar: Client, world: World, at: datetime) -> None:
    Authority.objects.update(mailbox="")
    world.ban(last_day=day_of(at) + timedelta(days=30))
    remind(at=at)
    assert "The authority has no mailbox" in text_of(registrar.get(LIST))


def test_an_answer_is_recorded_and_moves_the_ending_below(registrar: Client, ban: UUID) -> None:
    reply = registrar.post(f"{LIST}{ban}/answer/", typed(ban), follow=True)
    text = text_of(reply)
    assert reply.redirect_chain == [(LIST, 302)] and "The answer is recorded." in text
    assert "Reply needed (0)" in text and "Answered (1)" in text
    assert "Extension requested</strong> <bdi>An Peeters</bdi>" in text and "registrar-of-court (Court)" in text
    assert ReminderAnswer.objects.get().answer == "extension"


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"answer": ""}, "answer", "Choose what should happen"),
        ({"answer": "shrug"}, "answer", "Choose what should happen"),
        ({"name": " "}, "name", "Enter the name"),
        ({"name": "An\u202e"}, "name", "direction of writing"),
        ({"name": "x" * 121}, "name", "too long"),
        ({"ends": ""}, "answer", "Open the page again"),
        ({"ends": "tomorrow"}, "ends", "Open the page again"),
        ({"ends": "2026-12-01T00:00:00"}, "ends", "Open the page again"),
        ({"ends": "2026-12-01T00:00:00+00:00"}, "answer", "has moved since you opened the page"),
    ],
)
@pytest.mark.parametrize("headers", [{}, AS_SCRIPT])
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    registrar: Client, ban: UUID, changed: dict[str, str], field: str, sentence: str, headers: dict[str, str]
) -> None:
    reply = registrar.post(f"{LIST}{ban}/answer/", typed(ban, **changed), headers=headers)
    text = text_of(reply)
    assert reply.status_code == 422 and sentence in text
    assert ("An Peeters" in text) == ("name" not in changed)
    assert ("checked" in text) == ("answer" not in changed)
    assert not ReminderAnswer.objects.exists()
    (entry,) = entries("query.refused")
    assert entry["core"]["field"] == field and "Peeters" not in str(entry)


def test_the_pages_script_gets_the_answered_ending_alone(registrar: Client, ban: UUID, world: World) -> None:
    world.ban(STRANGER, last_day=day_of(world.at) + timedelta(days=20))
    reply = registrar.post(f"{LIST}{ban}/answer/", typed(ban, answer="let_end"), headers=AS_SCRIPT)
    text = text_of(reply)
    assert reply.status_code == 200 and text.count("<article") == 1 and "<html" not in text
    assert "Let the ban end</strong> <bdi>An Peeters</bdi>" in text and "Okonkwo" not in text


def test_the_same_form_sent_twice_is_one_answer(registrar: Client, ban: UUID) -> None:
    assert [send(registrar, ban).status_code for _ in range(2)] == [302, 302]
    assert ReminderAnswer.objects.count() == 1


def test_another_offices_ban_is_not_there(world: World, ban: UUID) -> None:
    foreign = signed_in(Client(), world.user(Role.REGISTRAR, "other-prosecutor"))
    assert "Vandenbroucke" not in text_of(foreign.get(LIST))
    assert send(foreign, ban).status_code == 404
    assert not ReminderAnswer.objects.exists()


def test_the_prosecutor_of_a_ban_sees_it_and_answers(world: World, ban: UUID) -> None:
    prosecutor = signed_in(Client(), world.user(Role.PROSECUTOR))
    assert "Zoltan Vandenbroucke" in text_of(prosecutor.get(LIST))
    assert send(prosecutor, ban, answer="new_decision").status_code == 302
