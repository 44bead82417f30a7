"""Rosters: entries get verdicts, follow the register, tell the issuer once, and screening goes on where it was."""

import json
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest

from aigis.apps.alerts.models import Alert
from aigis.apps.audit import queries as log
from aigis.apps.audit.actions import SYSTEM
from aigis.apps.audit.models import Pending
from aigis.apps.checks.actions import perform
from aigis.apps.checks.models import Check
from aigis.apps.checks.query import Answer
from aigis.apps.notices.models import Notice
from aigis.apps.register.models import RegisterState
from aigis.apps.rosters import queries, register_follower, roster_checks, screening, screening_parts
from aigis.apps.rosters.actions import of_actor, record_verdicts, remove_entry, set_entries
from aigis.apps.rosters.models import Roster, RosterEntry, ScreenedRows, Screening, ScreeningPart
from aigis.core.access.permissions import Actor, Role
from aigis.core.bans.versions import BanEvent
from aigis.core.checks.screened_rows import ScreenedRow, block_root, decode, root_of
from aigis.core.dates.brussels import BRUSSELS, day_of, midnight
from aigis.core.dates.daily_jobs import due_day
from aigis.core.errors import InvalidInput, NoAnswer, NotEnoughIdentity, NotFound
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Name, Person
from aigis.core.values import Verdict
from tests.apps.fixtures import AT
from tests.apps.test_together import at_once
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
    roster_checks.check_entries(roster, queries.entries(roster, refs=list(persons)), at=at)
    return verdicts(roster)


def verdicts(roster: Roster) -> dict[str, str]:
    return dict(RosterEntry.objects.filter(roster=roster, removed_at=None).values_list("ref", "verdict"))


def feed(roster: Roster, after: int = 0) -> list[tuple[int, str, str]]:
    return [(row.number, row.ref, row.verdict) for row in queries.changes(roster, after=after, actor=SYSTEM, at=AT)]


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


def follow_still(roster: Roster, *, at: datetime) -> int:
    """Follows by a clock that stands still."""
    return register_follower.follow([roster], at=at, clock=lambda: at)


def follow_all(at: datetime) -> int:
    """Follows all rosters by a clock that stands still."""
    return register_follower.follow_all(at=at, clock=lambda: at)


def test_a_new_ban_denies_an_entry_tells_the_issuer_and_raises_one_alert(
    world: World, roster: Roster, issuer: Actor, at: datetime
) -> None:
    put(roster, {"B-1": STRANGER, "B-2": BANNED}, actor=issuer, at=at)
    world.ban()
    follow_all(at)
    assert verdicts(roster) == {"B-1": "clear", "B-2": "denied"}
    assert feed(roster) == [(1, "B-2", "denied")] and feed(roster, after=1) == []
    (notice,) = Notice.objects.filter(channel="webhook")
    assert json.loads(notice.body)["data"] == {"roster": "badges", "after": 0, "changes": 1}
    assert Alert.objects.count() == 1 and follow_all(at) == 0


def test_following_again_alarms_nobody_twice(world: World, roster: Roster, issuer: Actor, at: datetime) -> None:
    put(roster, {"B-2": BANNED}, actor=issuer, at=at)
    world.ban()
    for minute in range(3):
        world.ban(STRANGER)
        follow_still(Roster.objects.get(pk=roster.pk), at=at + timedelta(minutes=minute))
    assert Alert.objects.count() == 1 and len(feed(roster)) == 1


def test_a_suspended_ban_clears_the_entry_again(world: World, roster: Roster, issuer: Actor, at: datetime) -> None:
    ban = world.ban()
    put(roster, {"B-2": BANNED}, actor=issuer, at=at)
    world.change(ban.ban, BanEvent.SUSPEND, counts_from=at - timedelta(days=1))
    follow_still(Roster.objects.get(pk=roster.pk), at=at)
    assert verdicts(roster) == {"B-2": "clear"}
    assert feed(roster) == [(1, "B-2", "denied"), (2, "B-2", "clear")]


def test_following_checks_only_whom_the_change_may_touch(
    world: World, roster: Roster, issuer: Actor, at: datetime
) -> None:
    put(roster, strangers(20) | {"B-X": BANNED}, actor=issuer, at=at)
    before = Check.objects.count()
    world.ban()
    assert follow_still(Roster.objects.get(pk=roster.pk), at=at) == 1
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
    follow_still(Roster.objects.get(pk=roster.pk), at=at)
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
    assert follow_still(Roster.objects.get(pk=roster.pk), at=at) == 0
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


# What the clock brings.


def seal() -> None:
    """Leaves nothing waiting for the sealer, however long a test lasts."""
    Pending.objects.all().delete()
    log.clear_caches()


def follow_the_clock(at: datetime) -> int:
    """What the sweep of a minute does, with the log sealed; gives how many entries were checked again."""
    seal()
    return follow_all(at)


def test_a_ban_that_begins_by_the_clock_reaches_the_roster_within_the_minute(
    world: World, roster: Roster, issuer: Actor, at: datetime
) -> None:
    put(roster, strangers(3) | {"B-X": BANNED}, actor=issuer, at=at)
    tomorrow = midnight(day_of(at) + timedelta(days=1))
    world.ban(first_day=day_of(tomorrow))
    assert follow_the_clock(at) == 1 and verdicts(roster)["B-X"] == "clear"  # it is there, and not in force yet
    assert follow_the_clock(tomorrow - timedelta(seconds=1)) == 0
    assert follow_the_clock(tomorrow) == 1 and verdicts(roster)["B-X"] == "denied"
    assert follow_the_clock(tomorrow + timedelta(minutes=1)) == 0
    assert feed(roster) == [(1, "B-X", "denied")] and Alert.objects.count() == 1


def test_a_suspension_that_begins_by_the_clock_clears_the_entry(
    world: World, roster: Roster, issuer: Actor, at: datetime
) -> None:
    ban, later = world.ban().ban, at + timedelta(minutes=10)
    put(roster, {"B-X": BANNED}, actor=issuer, at=at)
    world.change(ban, BanEvent.SUSPEND, counts_from=later)
    follow_the_clock(at)
    assert verdicts(roster) == {"B-X": "denied"}
    follow_the_clock(later)
    assert verdicts(roster) == {"B-X": "clear"}


def test_a_night_without_a_worker_leaves_no_beginning_out(
    world: World, roster: Roster, issuer: Actor, at: datetime
) -> None:
    put(roster, {"B-X": BANNED}, actor=issuer, at=at)
    world.ban(first_day=day_of(at) + timedelta(days=1))
    follow_the_clock(at)
    follow_the_clock(at + timedelta(days=9))
    assert verdicts(roster) == {"B-X": "denied"}


def test_a_clock_that_ran_ahead_is_followed_back(world: World, roster: Roster, issuer: Actor, at: datetime) -> None:
    put(roster, {"B-X": BANNED}, actor=issuer, at=at)
    world.ban(first_day=day_of(at) + timedelta(days=1))
    found = []
    for day in (0, 30, 0, 1):
        follow_the_clock(at + timedelta(days=day))
        found.append(verdicts(roster)["B-X"])
    assert found == ["clear", "denied", "clear", "denied"]


def test_one_roster_that_looked_with_a_clock_that_ran_ahead_is_enough_to_look_again(
    world: World, roster: Roster, issuer: Actor, at: datetime
) -> None:
    put(roster, {"B-X": BANNED}, actor=issuer, at=at)
    world.roster("others")
    world.ban(first_day=day_of(at) + timedelta(days=1))
    follow_the_clock(at)
    seal()
    ahead = at + timedelta(days=9)
    follow_still(Roster.objects.get(pk=roster.pk), at=ahead)
    assert verdicts(roster) == {"B-X": "denied"}
    follow_the_clock(at + timedelta(minutes=1))
    assert verdicts(roster) == {"B-X": "clear"}


def test_a_slow_check_from_before_midnight_does_not_undo_what_the_clock_brought(
    world: World, roster: Roster, issuer: Actor, at: datetime
) -> None:
    world.ban(first_day=day_of(at) + timedelta(days=1))
    put(roster, {"B-X": BANNED}, actor=issuer, at=at)
    (entry,) = queries.entries(roster, refs=["B-X"])
    tomorrow = midnight(day_of(at) + timedelta(days=1))
    follow_the_clock(tomorrow)
    version, before = RegisterState.objects.get().version, tomorrow - timedelta(seconds=5)
    record_verdicts(roster, [(entry, Verdict.CLEAR)], register_version=version, actor=issuer, at=before)
    assert verdicts(roster) == {"B-X": "denied"}
    after = tomorrow + timedelta(hours=1)
    record_verdicts(roster, [(entry, Verdict.CLEAR)], register_version=version, actor=issuer, at=after)
    assert verdicts(roster) == {"B-X": "clear"}


def test_an_entry_that_is_denied_again_after_a_suspension_alarms_again(
    world: World, roster: Roster, issuer: Actor, at: datetime
) -> None:
    ban = world.ban().ban
    put(roster, {"B-X": BANNED}, actor=issuer, at=at)
    told = [Alert.objects.count()]
    for minute, event in enumerate((BanEvent.SUSPEND, BanEvent.RESUME, BanEvent.SUSPEND, BanEvent.RESUME), start=1):
        now = at + timedelta(minutes=minute)
        world.change(ban, event, at=now)
        for _ in range(2):
            follow_the_clock(now)
            roster_checks.check_entries(roster, queries.entries(roster, refs=["B-X"]), at=now)
        told.append(Alert.objects.count())
    assert told == [1, 1, 2, 2, 3]


def test_a_denial_that_came_too_late_to_be_recorded_keeps_no_later_one_from_alarming(
    world: World, roster: Roster, issuer: Actor, at: datetime
) -> None:
    set_entries(roster, {"B-X": BANNED}, actor=issuer, at=at)
    (entry,) = queries.entries(roster, refs=["B-X"])
    ban = world.ban().ban
    (slow,) = checked(roster, entry, at=at)
    world.change(ban, BanEvent.SUSPEND, at=at + timedelta(minutes=1))
    follow_the_clock(at + timedelta(minutes=1))
    roster_checks.check_entries(roster, [entry], at=at + timedelta(minutes=1))
    record_verdicts(roster, [(entry, slow.verdict)], register_version=slow.register_version, actor=issuer, at=at)
    assert verdicts(roster) == {"B-X": "clear"} and Alert.objects.count() == 1
    world.change(ban, BanEvent.RESUME, at=at + timedelta(minutes=2))
    follow_the_clock(at + timedelta(minutes=2))
    assert verdicts(roster) == {"B-X": "denied"} and Alert.objects.count() == 2


def checked(roster: Roster, entry: RosterEntry, *, at: datetime) -> list[Answer]:
    """The answers of a check whose verdict is still to be recorded."""
    return [one for one in perform(list(roster_checks._queries(roster, [entry])), at=at) if isinstance(one, Answer)]


# Screening as a job.


@pytest.mark.parametrize(
    ("hour", "begun"), [(-20, 1), (2, 1), (3, 2), (4, 2), (26, 2), (27, 3)]
)  # the hours from midnight; the first daily screening is of the day before
def test_the_daily_screening_begins_at_three_or_as_soon_as_somebody_is_there(
    world: World, roster: Roster, hour: int, begun: int
) -> None:
    today = midnight(date(2026, 11, 25))
    Roster.objects.update(added_at=today - timedelta(hours=22))
    for when in sorted({-20, min(hour, 2), min(hour, 3), hour}):
        for _ in range(2):
            screening.start_daily(at=today + timedelta(hours=when))
    days = list(Screening.objects.order_by("day").values_list("day", flat=True))
    assert days == [date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 26)][:begun]


def test_a_new_roster_waits_for_its_first_three_oclock(world: World, roster: Roster, at: datetime) -> None:
    assert screening.start_daily(at=at) == 0
    assert screening.start_daily(at=midnight(day_of(at)) + timedelta(hours=27)) == 1


def test_of_workers_that_begin_the_daily_screening_at_once_one_does(committed: World, at: datetime) -> None:
    committed.roster()
    later = at + timedelta(days=1)
    begun = at_once([partial(screening.start_daily, at=later) for _ in range(4)])
    assert sorted(map(str, begun)) == ["0", "0", "0", "1"] and Screening.objects.count() == 1


@pytest.mark.parametrize("night", [date(2026, 3, 29), date(2026, 10, 25)])
def test_three_oclock_comes_once_on_a_day_on_which_the_clocks_change(night: date) -> None:
    instants = [midnight(night).astimezone(UTC) + timedelta(minutes=minute) for minute in range(25 * 60)]
    days = [due_day(one)[0] for one in instants if day_of(one) == night]
    first = instants[days.index(night)].astimezone(BRUSSELS)
    assert (first.hour, first.minute) == (3, 0) and days == sorted(days)


def test_a_screening_checks_the_whole_roster(world: World, roster: Roster, issuer: Actor, at: datetime) -> None:
    world.ban()
    set_entries(roster, strangers(7) | {"B-X": BANNED}, actor=issuer, at=at)
    job = screening.start(roster, actor=issuer, at=at)
    screening.run(job.pk, clock=lambda: at)
    done = Screening.objects.get()
    assert (done.total, done.done, done.denied, done.refer) == (8, 8, 1, 0) and done.ended_at is not None
    assert entries("screening.ended")[0]["core"]["denied"] == 1


def test_an_interrupted_screening_goes_on_where_it_was(
    world: World, roster: Roster, issuer: Actor, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screening_parts, "ROUND", 3)
    set_entries(roster, strangers(10), actor=issuer, at=at)
    job = screening.start(roster, actor=issuer, at=at)
    screen_entries, rounds = screening_parts.screen_entries, []

    def dying(*args: object, **kwargs: object) -> list[Verdict]:
        rounds.append(1)
        if len(rounds) == 3:
            raise NoAnswer
        return screen_entries(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(screening_parts, "screen_entries", dying)
    with pytest.raises(NoAnswer):
        screening.run(job.pk, clock=lambda: at)
    assert Screening.objects.get().done == 6 and len(rounds) == 3
    screening.run(job.pk, clock=lambda: at)
    assert Screening.objects.get().done == 10 and len(screened_rows()) == 10


def screened_rows() -> list[ScreenedRow]:
    """What screenings said of every entry, in order."""
    return [row for block in ScreenedRows.objects.order_by("first") for row in decode(bytes(block.rows))]


def test_stretches_that_do_not_move_are_taken_up(world: World, roster: Roster, issuer: Actor, at: datetime) -> None:
    set_entries(roster, strangers(2), actor=issuer, at=at)
    job = screening.start(roster, actor=issuer, at=at)
    (part,) = ScreeningPart.objects.values_list("pk", flat=True)
    late = at + screening_parts.STALLED_AFTER
    assert screening_parts.stalled_parts(at=late) == []
    assert screening_parts.stalled_parts(at=late + timedelta(seconds=1)) == [part]
    screening.run(job.pk, clock=lambda: at)
    assert screening_parts.stalled_parts(at=at + timedelta(days=1)) == []


def test_stretches_run_in_any_order_and_say_each_entry_once(
    world: World, roster: Roster, issuer: Actor, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screening_parts, "PART", 4)
    monkeypatch.setattr(screening_parts, "ROUND", 2)
    world.ban()
    set_entries(roster, strangers(10) | {"B-X": BANNED}, actor=issuer, at=at)
    screening.start(roster, actor=issuer, at=at)
    parts = list(ScreeningPart.objects.order_by("-number").values_list("pk", flat=True))
    assert len(parts) == 3
    for part in parts:
        assert Screening.objects.get().ended_at is None
        screening_parts.run_part(part, clock=lambda: at)
    done = Screening.objects.get()
    assert (done.done, done.denied, done.ended_at) == (11, 1, at)
    assert [row.entry for row in screened_rows()] == sorted(RosterEntry.objects.values_list("pk", flat=True))
    assert len(entries("screening.ended")) == len(entries("screening.committed")) == 1


def test_who_resembles_nobody_is_compared_and_not_checked_and_every_row_is_bound(
    world: World, roster: Roster, issuer: Actor, at: datetime
) -> None:
    world.ban()
    set_entries(roster, strangers(20) | {"B-X": BANNED, "B-Y": LOOKALIKE}, actor=issuer, at=at)
    job = screening.start(roster, actor=issuer, at=at)
    screening.run(job.pk, clock=lambda: at)
    assert Check.objects.count() == 2
    assert {row.ref: row.verdict for row in RosterEntry.objects.exclude(verdict="clear")} == {
        "B-X": "denied",
        "B-Y": "refer",
    }
    rows = {row.entry: row for row in screened_rows()}
    for entry in RosterEntry.objects.all():
        assert rows[entry.pk] == ScreenedRow.of(entry.pk, Verdict(entry.verdict), bytes(entry.person))
    (committed,) = entries("screening.committed")
    blocks = ScreenedRows.objects.order_by("first").values_list("root", flat=True)
    assert committed["core"]["root"] == root_of([bytes(root) for root in blocks]).hex()
    assert committed["core"]["rows"] == 22
    for block in ScreenedRows.objects.all():
        assert block_root(list(decode(bytes(block.rows)))) == bytes(block.root)


def test_an_entry_that_gives_too_little_to_be_clear_is_checked_in_full(
    world: World, roster: Roster, issuer: Actor, at: datetime
) -> None:
    vague = Person(names=(Name("Okonkwo", "Marguerite"),), birth=BirthDate(1975))
    set_entries(roster, {"B-1": vague}, actor=issuer, at=at)
    screening.run(screening.start(roster, actor=issuer, at=at).pk, clock=lambda: at)
    assert verdicts(roster) == {"B-1": "refer"} and Check.objects.count() == 1


def test_an_entry_replaced_since_its_last_verdict_gets_a_new_one(
    world: World, roster: Roster, issuer: Actor, at: datetime
) -> None:
    world.ban()
    put(roster, {"B-1": BANNED}, actor=issuer, at=at)
    set_entries(roster, {"B-1": STRANGER}, actor=issuer, at=at + timedelta(seconds=1))
    later = at + timedelta(seconds=2)
    screening.run(screening.start(roster, actor=issuer, at=later).pk, clock=lambda: later)
    assert verdicts(roster) == {"B-1": "clear"}
    assert RosterEntry.objects.get().verdict_version != -1


def test_a_screening_that_an_earlier_version_began_is_divided_and_ends(
    world: World, roster: Roster, issuer: Actor, at: datetime
) -> None:
    set_entries(roster, strangers(3), actor=issuer, at=at)
    job = screening.start(roster, actor=issuer, at=at)
    ScreeningPart.objects.all().delete()
    screening.adopt(at=at)
    screening.adopt(at=at)
    screening.run(job.pk, clock=lambda: at)
    assert (Screening.objects.get().done, Screening.objects.get().ended_at) == (3, at)


def test_an_empty_roster_is_screened_to_its_end(world: World, roster: Roster, issuer: Actor, at: datetime) -> None:
    screening.run(screening.start(roster, actor=issuer, at=at).pk, clock=lambda: at)
    assert Screening.objects.get().ended_at == at and len(entries("screening.committed")) == 1


def test_a_screening_is_seen_by_its_organisation_only(
    world: World, roster: Roster, issuer: Actor, at: datetime
) -> None:
    job = screening.start(roster, actor=issuer, at=at)
    assert queries.screening(job.pk, actor=issuer).pk == job.pk
    with pytest.raises(NotFound):
        queries.screening(job.pk, actor=world.actor(Role.BADGE_ISSUER, "quay"))
