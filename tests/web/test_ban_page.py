"""One ban's page: its state at a glance, its story, its picture, and what the register said of it at any moment."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from aigis.apps.register.bans.changes import BanChange
from aigis.apps.register.proposals import ban_changes
from aigis.apps.register.subjects import detention
from aigis.core.access.permissions import Role
from aigis.core.bans.versions import BanEvent, BanKind
from aigis.core.dates.brussels import BRUSSELS
from tests.web.english_days import written, written_instant
from tests.web.signing_in import signed_in
from tests.world import BANNED, CONDITION, World, entries

pytestmark = pytest.mark.calendar

DAY = timedelta(days=1)


@pytest.fixture
def registrar(world: World, client: Client) -> Client:
    return signed_in(client, world.user(Role.REGISTRAR))


def today(world: World) -> date:
    return world.at.astimezone(BRUSSELS).date()


def read(client: Client, ban: object, **asked: str) -> str:
    return client.get(f"/bans/{ban}", asked).content.decode()


def test_a_ban_shows_its_person_masked_its_decision_and_its_versions(registrar: Client, world: World) -> None:
    made = world.ban()
    text = read(registrar, made.ban)
    for shown in (
        "Zoltan Vandenbroucke",
        "3\xa0Apr\xa01981",
        "••••••••361",
        "BEL •••••••••755",
        "AN 12/345",
        "In force",
    ):
        assert shown in text
    assert BANNED.national_numbers[0] not in text and BANNED.documents[0].number not in text
    assert "1. Registered" in text and "registrar of court (Court)" in text
    (entry,) = entries("ban.read")
    assert entry["core"]["ban"] == str(made.ban)


@pytest.mark.parametrize(
    ("first", "last", "word"),
    [(-9, -1, "Ended"), (1, 9, "Not started yet"), (-9, 0, "last day"), (-9, 1, "1 day left")],
)
def test_a_bans_state_is_said_in_a_word(registrar: Client, world: World, first: int, last: int, word: str) -> None:
    now = today(world)
    made = world.ban(first_day=now + first * DAY, last_day=now + last * DAY)
    assert word in read(registrar, made.ban)


def test_a_lifted_ban_says_so_until_when_it_was_and_who_approved_it(registrar: Client, world: World) -> None:
    made = world.ban(at=world.at - 9 * DAY)
    world.change(made.ban, BanEvent.LIFT, at=world.at - DAY, reason="Acquitted on appeal.")
    text = read(registrar, made.ban)
    assert text.index("2. Lifted") < text.index("1. Registered")
    assert "aigis-state--lifted" in text and "Acquitted on appeal." in text
    assert "approved by approver of court (Court)" in text
    assert written(today(world) - DAY) in text.split("aigis-state__word")[1][:400]


def test_a_lift_that_counts_from_later_is_announced_and_the_ban_still_in_force(registrar: Client, world: World) -> None:
    made = world.ban()
    then = world.at + 30 * DAY
    world.change(made.ban, BanEvent.LIFT, counts_from=then)
    text = read(registrar, made.ban)
    assert "aigis-state--in_force" in text and f"effective from {written_instant(then)}" in text
    assert "30 days left" in text and "aigis-timeline__mark--planned" in text


def test_a_condition_is_never_called_provisional(registrar: Client, world: World) -> None:
    now = today(world)
    penalty = world.ban()
    condition = world.ban(kind=BanKind.CONDITION, authority=CONDITION, first_day=now, last_day=now + 9 * DAY)
    assert "provisional" in read(registrar, penalty.ban) and "provisional" not in read(registrar, condition.ban)
    world.change(penalty.ban, BanEvent.AMEND, final_on=now)
    assert "Penalty · final" in read(registrar, penalty.ban)


def test_how_detention_moved_the_end_is_computed_in_steps(registrar: Client, world: World) -> None:
    now, prison = today(world), world.actor(Role.PRISON)
    made = world.ban(stayed=True)
    stay = detention.report_detention(made.subject, detained_on=now - 40 * DAY, actor=prison, at=world.at - DAY)
    assert "open until the release" in read(registrar, made.ban)
    detention.report_release(stay.stay, released_on=now - 10 * DAY, actor=prison, at=world.at)
    assert "30 days added" in read(registrar, made.ban)


def test_other_bans_of_the_person_stand_in_the_same_picture(registrar: Client, world: World) -> None:
    made = world.ban()
    other = world.ban(subject=made.subject, case_reference="AN 77/7")
    text = read(registrar, made.ban)
    assert f'href="/bans/{other.ban}"' in text and text.count("Penalty · AN 77/7</text>") == 2


def test_what_waits_on_a_ban_stands_on_its_page(registrar: Client, world: World) -> None:
    made = world.ban()
    lift = BanChange(BanEvent.LIFT, "acquitted", decision_date=today(world))
    proposal = ban_changes.propose(made.ban, lift, actor=world.actor(Role.REGISTRAR), at=world.at)
    text = read(registrar, made.ban)
    assert f'href="/proposals/{proposal}"' in text and "Nothing has changed yet." in text
    assert "aigis-timeline__mark--proposed" in text


def test_a_colleague_confirms_on_the_page_and_comes_back_to_it(world: World) -> None:
    made = world.ban()
    approver = signed_in(Client(), world.user(Role.APPROVER))
    assert f'value="{made.ban}:1"' in read(approver, made.ban)
    sent = {"version": f"{made.ban}:1", "next": str(made.ban)}
    reply = approver.post("/registry/confirm", sent, follow=True)
    text = reply.content.decode()
    assert reply.redirect_chain[-1][0] == f"/bans/{made.ban}" and "1 version is confirmed." in text
    assert "confirmed by approver-of-court (Court)" in text and "compared it with the decision" not in text


def test_only_what_may_follow_is_offered_and_only_to_who_may_do_it(registrar: Client, world: World) -> None:
    made = world.ban()

    def offered(client: Client) -> list[str]:
        text = read(client, made.ban)
        events = ("extend", "amend", "final", "suspend", "resume", "lift", "correct", "annul")
        return [event for event in events if f"/change/{event}" in text]

    assert offered(registrar) == ["extend", "amend", "final", "suspend", "lift", "correct", "annul"]
    world.change(made.ban, BanEvent.SUSPEND)
    assert offered(registrar) == ["extend", "amend", "final", "resume", "lift", "correct", "annul"]
    world.change(made.ban, BanEvent.ANNUL)
    assert offered(registrar) == []
    for role in (Role.APPROVER, Role.PROSECUTOR):
        assert offered(signed_in(Client(), world.user(role))) == []


def test_the_register_tells_what_it_said_then_beside_what_it_knows_now(registrar: Client, world: World) -> None:
    made = world.ban(at=world.at - 100 * DAY)
    world.change(made.ban, BanEvent.ANNUL, at=world.at - 10 * DAY)
    before = (world.at - 50 * DAY).astimezone(BRUSSELS)
    text = read(registrar, made.ban, on_day=f"{before:%d/%m/%Y}", on_time="06:12")
    then, now = text.split('aigis-then__word">')[1:]
    assert then.startswith("In force") and now.startswith("Annulled") and "changed since" in now
    early = (world.at - 200 * DAY).astimezone(BRUSSELS)
    assert "Not in the register yet" in read(registrar, made.ban, on_day=f"{early:%d/%m/%Y}", on_time="06:12")


MOMENTS = [
    ({"on_day": "25/10/2026", "on_time": "02:30"}, "which", "occurred twice"),
    ({"on_day": "29/03/2026", "on_time": "02:30"}, "on_time", "did not exist"),
    ({"on_day": "22/11/2026"}, "on_time", "Enter the time too"),
    ({"on_time": "06:12"}, "on_day", "Enter the day too"),
    ({"on_day": "31/02/2026", "on_time": "06:12"}, "on_day", "This day does not exist"),
]


def test_an_hour_that_is_none_or_two_is_asked_about(registrar: Client, world: World) -> None:
    made = world.ban()
    for asked, field, sentence in MOMENTS:
        reply = registrar.get(f"/bans/{made.ban}", asked)
        text = reply.content.decode()
        assert reply.status_code == 422 and sentence in text.split(f'id="{field}-error">')[1][:200], asked
        assert "aigis-then" not in text


def test_the_hour_that_came_twice_is_answered_once_it_is_said_which(registrar: Client, world: World) -> None:
    made = world.ban(at=datetime(2026, 1, 1, tzinfo=world.at.tzinfo), first_day=date(2026, 1, 1))
    asked = {"on_day": "25/10/2026", "on_time": "02:30"}
    for which in ("summer", "winter"):
        assert "aigis-then__word" in read(registrar, made.ban, **asked, which=which)


def test_a_ban_that_is_not_there_is_not_found(registrar: Client) -> None:
    assert registrar.get(f"/bans/{uuid4()}").status_code == 404
