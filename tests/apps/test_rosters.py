"""Rosters: entries get verdicts, follow the register, tell the issuer once, and screening goes on where it was."""

import json
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from aigis.apps.alerts.models import Alert
from aigis.apps.audit.actions import SYSTEM
from aigis.apps.checks.models import Check
from aigis.apps.notices.models import Notice
from aigis.apps.register.models import BanVersion, RegisterState, Subject
from aigis.apps.rosters import queries, screening, tasks
from aigis.apps.rosters.actions import of_actor, record_verdicts, remove_entry, set_entries
from aigis.apps.rosters.models import Roster, RosterEntry, Screening
from aigis.core.bans import Standing
from aigis.core.errors import InvalidInput, NoAnswer, NotEnoughIdentity, NotFound
from aigis.core.permissions import Actor, Role
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Name, Person
from aigis.core.values import Verdict
from tests.apps.fixtures import AT
from tests.world import BANNED, LOOKALIKE, STRANGER, World, entries

WEBHOOK = "https://badges.example/hook"


@pytest.fixture
def issuer(world: World) -> Actor:
    return world.actor(Role.BADGE_ISSUER)


@pytest.fixture
def roster(world: World) -> Roster:
    world.roster(webhook=WEBHOOK)
    return of_actor("badges", actor=world.actor(Role.BADGE_ISSUER))


def put(roster: Roster, persons: dict[str, Person], *, actor: Actor, at: datetime) -> dict[str, str]:
    """Sets entries and checks them, as the door does; gives the verdicts by reference."""
    set_entries(roster, persons, actor=actor, at=at)
    screening.check_entries(roster, queries.entries(roster, refs=list(persons)), at=at)
    return verdicts(roster)


def verdicts(roster: Roster) -> dict[str, str]:
    return dict(RosterEntry.objects.filter(roster=roster, removed_at=None).values_list("ref", "verdict"))


def feed(roster: Roster, after: int = 0) -> list[tuple[int, str, str]]:
    return [(row.number, row.ref, row.verdict) for row in queries.changes(roster, after=after, actor=SYSTEM, at=AT)]


def suspend(ban: UUID) -> None:
    """A suspension as the register would record it: a new state of the ban, under a new version of the register."""
    BanVersion.objects.filter(ban=ban).update(standing=Standing.SUSPENDED.value)
    version = RegisterState.objects.get().version + 1
    RegisterState.objects.update(version=version)
    Subject.objects.filter(bans=ban).update(changed_in=version)


def strangers(count: int) -> dict[str, Person]:
    return {
        f"B-{place:03}": Person(
            names=(Name(f"Okonkwo{place}", "Marguerite"),), birth=BirthDate(1975, 12, 1 + place % 28)
        )
        for place in range(count)
    }


def test_entries_get_their_verdicts_and_only_news_is_in_the_feed(
    world: World, roster: Roster, issuer: Actor, at: datetime
) -> None:
    world.ban()
    found = put(roster, {"B-1": STRANGER, "B-2": BANNED, "B-3": LOOKALIKE}, actor=issuer, at=at)
    assert found == {"B-1": "clear", "B-2": "denied", "B-3": "refer"}
    assert sorted(ref for _, ref, _ in feed(roster)) == ["B-2", "B-3"]


def test_a_new_ban_denies_an_entry_tells_the_issuer_and_raises_one_alert(
    world: World, roster: Roster, issuer: Actor, at: datetime
) -> None:
    put(roster, {"B-1": STRANGER, "B-2": BANNED}, actor=issuer, at=at)
    world.ban()
    assert [found.pk for found in screening.behind()] == [roster.pk]
    for roster_behind in screening.behind():
        screening.follow(roster_behind, at=at)
    assert verdicts(roster) == {"B-1": "clear", "B-2": "denied"}
    assert feed(roster) == [(1, "B-2", "denied")] and feed(roster, after=1) == []
    (notice,) = Notice.objects.filter(channel="webhook")
    assert json.loads(notice.body)["data"] == {"roster": "badges", "after": 0, "changes": 1}
    assert Alert.objects.count() == 1 and not screening.behind()


def test_following_again_alarms_nobody_twice(world: World, roster: Roster, issuer: Actor, at: datetime) -> None:
    put(roster, {"B-2": BANNED}, actor=issuer, at=at)
    world.ban()
    for minute in range(3):
        world.ban(STRANGER)
        screening.follow(Roster.objects.get(pk=roster.pk), at=at + timedelta(minutes=minute))
    assert Alert.objects.count() == 1 and len(feed(roster)) == 1


def test_a_suspended_ban_clears_the_entry_again(world: World, roster: Roster, issuer: Actor, at: datetime) -> None:
    ban = world.ban()
    put(roster, {"B-2": BANNED}, actor=issuer, at=at)
    suspend(ban.ban)
    screening.follow(Roster.objects.get(pk=roster.pk), at=at)
    assert verdicts(roster) == {"B-2": "clear"}
    assert feed(roster) == [(1, "B-2", "denied"), (2, "B-2", "clear")]


def test_following_checks_only_whom_the_change_may_touch(
    world: World, roster: Roster, issuer: Actor, at: datetime
) -> None:
    put(roster, strangers(20) | {"B-X": BANNED}, actor=issuer, at=at)
    before = Check.objects.count()
    world.ban()
    assert screening.follow(Roster.objects.get(pk=roster.pk), at=at) == 1
    assert Check.objects.count() == before + 1


def test_every_verdict_of_a_roster_is_a_check_of_its_organisation(
    world: World, roster: Roster, issuer: Actor, at: datetime
) -> None:
    put(roster, {"B-1": STRANGER}, actor=issuer, at=at)
    row = Check.objects.get()
    assert (row.organisation, row.source) == (issuer.organisation, "roster")
    assert entries("check.answered")[0]["actor"]["kind"] == "system"


def test_a_verdict_change_is_an_entry_without_the_person(
    world: World, roster: Roster, issuer: Actor, at: datetime
) -> None:
    world.ban()
    put(roster, {"B-2": BANNED}, actor=issuer, at=at)
    (entry,) = entries("roster.verdict_changed")
    assert entry["core"]["ref"] == "B-2" and entry["core"]["verdict"] == "denied" and entry["subject"] == {}


def test_a_verdict_by_an_older_register_does_not_undo_a_newer_one(
    world: World, roster: Roster, issuer: Actor, at: datetime
) -> None:
    set_entries(roster, {"B-2": BANNED}, actor=issuer, at=at)
    (entry,) = queries.entries(roster, refs=["B-2"])
    before = RegisterState.objects.get().version
    world.ban()
    screening.follow(Roster.objects.get(pk=roster.pk), at=at)
    slow = [(entry, Verdict.CLEAR)]  # decided before the ban, written down after it
    assert record_verdicts(roster, slow, register_version=before, actor=issuer, at=at) == 0
    assert verdicts(roster) == {"B-2": "denied"}


def test_a_verdict_on_replaced_details_is_dropped(world: World, roster: Roster, issuer: Actor, at: datetime) -> None:
    world.ban()
    set_entries(roster, {"B-2": STRANGER}, actor=issuer, at=at)
    (old,) = queries.entries(roster, refs=["B-2"])
    put(roster, {"B-2": BANNED}, actor=issuer, at=at + timedelta(seconds=1))
    version = RegisterState.objects.get().version
    record_verdicts(roster, [(old, Verdict.CLEAR)], register_version=version, actor=issuer, at=at)
    assert verdicts(roster) == {"B-2": "denied"}


def test_setting_an_entry_again_keeps_one_entry(world: World, roster: Roster, issuer: Actor, at: datetime) -> None:
    for person in (STRANGER, STRANGER):
        put(roster, {"B-1": person}, actor=issuer, at=at)
    assert RosterEntry.objects.count() == 1


def test_a_removed_entry_is_checked_no_more_and_stays_as_history(
    world: World, roster: Roster, issuer: Actor, at: datetime
) -> None:
    put(roster, {"B-2": BANNED}, actor=issuer, at=at)
    remove_entry(roster, "B-2", actor=issuer, at=at)
    world.ban()
    assert screening.follow(Roster.objects.get(pk=roster.pk), at=at) == 0
    assert RosterEntry.objects.get().removed_at == at
    assert len(entries("roster.entry_removed")) == 1
    with pytest.raises(NotFound):
        remove_entry(roster, "B-2", actor=issuer, at=at)


@pytest.mark.parametrize("ref", ["", "x" * 81, "a\0b", "a\nb"])
def test_a_reference_is_printable_and_short(
    world: World, roster: Roster, issuer: Actor, at: datetime, ref: str
) -> None:
    with pytest.raises(InvalidInput):
        set_entries(roster, {ref: STRANGER}, actor=issuer, at=at)


def test_entries_are_set_all_or_none(world: World, roster: Roster, issuer: Actor, at: datetime) -> None:
    with pytest.raises(NotEnoughIdentity):
        set_entries(roster, {"B-1": STRANGER, "B-2": Person(names=BANNED.names)}, actor=issuer, at=at)
    assert not RosterEntry.objects.exists()


def test_another_organisations_roster_is_not_there(world: World, roster: Roster) -> None:
    with pytest.raises(NotFound):
        of_actor("badges", actor=world.actor(Role.BADGE_ISSUER, "quay"))


# Screening as a job.


def test_a_screening_checks_the_whole_roster(world: World, roster: Roster, issuer: Actor, at: datetime) -> None:
    world.ban()
    set_entries(roster, strangers(7) | {"B-X": BANNED}, actor=issuer, at=at)
    job = screening.start(roster, actor=issuer, at=at)
    tasks.screen(job=str(job.pk))
    done = Screening.objects.get()
    assert (done.total, done.done, done.denied, done.refer) == (8, 8, 1, 0) and done.ended_at is not None
    assert entries("screening.ended")[0]["core"]["denied"] == 1


def test_an_interrupted_screening_goes_on_where_it_was(
    world: World, roster: Roster, issuer: Actor, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screening, "ROUND", 3)
    set_entries(roster, strangers(10), actor=issuer, at=at)
    job = screening.start(roster, actor=issuer, at=at)
    check_entries, rounds = screening.check_entries, []

    def dying(*args: object, **kwargs: object) -> list[Verdict]:
        rounds.append(1)
        if len(rounds) == 3:
            raise NoAnswer
        return check_entries(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(screening, "check_entries", dying)
    with pytest.raises(NoAnswer):
        screening.run(job.pk)
    assert (Screening.objects.get().done, Check.objects.count()) == (6, 6)
    screening.run(job.pk)
    assert (Screening.objects.get().done, Check.objects.count()) == (10, 10)


def test_a_screening_that_does_not_move_is_taken_up(world: World, roster: Roster, issuer: Actor, at: datetime) -> None:
    set_entries(roster, strangers(2), actor=issuer, at=at)
    job = screening.start(roster, actor=issuer, at=at)
    assert screening.stalled(at=at + screening.STALLED_AFTER) == []
    assert screening.stalled(at=at + screening.STALLED_AFTER + timedelta(seconds=1)) == [job.pk]
    screening.run(job.pk)
    assert screening.stalled(at=at + timedelta(days=1)) == []


def test_a_screening_is_seen_by_its_organisation_only(
    world: World, roster: Roster, issuer: Actor, at: datetime
) -> None:
    job = screening.start(roster, actor=issuer, at=at)
    assert queries.screening(job.pk, actor=issuer).pk == job.pk
    with pytest.raises(NotFound):
        queries.screening(job.pk, actor=world.actor(Role.BADGE_ISSUER, "quay"))
