"""Reminders: three years of days, hours and broken clocks for many bans, against a plain count by hand."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from aigis.core.bans.reminder_schedule import SCHEDULES, Due, EndingReply, Level, Schedule, SentReminder, days_left, due
from aigis.core.bans.versions import BanKind
from aigis.core.dates.brussels import day_of, midnight

PENALTY, CONDITION = SCHEDULES[BanKind.PENALTY], SCHEDULES[BanKind.CONDITION]
QUIET = Schedule(PENALTY.days, up_after=180)  # goes up in the last week only
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# The clocks went forward on 29.3.2026 and went back on 25.10.2026.
DST = (date(2026, 3, 29), date(2026, 10, 25))
LAST = date(2026, 12, 31)


@dataclass(slots=True)
class Office:
    """One ending and what was sent of it, as the register's rows keep it."""

    last: date
    schedule: Schedule = PENALTY
    answer: EndingReply | None = None
    sent: list[SentReminder] = field(default_factory=list)
    dues: list[tuple[datetime, Due]] = field(default_factory=list)

    @property
    def ends_at(self) -> datetime:
        return midnight(self.last + DAY)

    def run(self, at: datetime) -> Due | None:
        """One run of the worker: what is due is sent, and noted."""
        found = due(self.schedule, ends_at=self.ends_at, at=at, sent=self.sent, answer=self.answer)
        if found is not None:
            assert (found.days, found.level) not in [(one.days, one.level) for one in self.sent], "sent twice"
            self.sent.append(SentReminder(found.days, found.level, at))
            self.dues.append((at, found))
        return found

    def runs(self, instants: Iterable[datetime]) -> "Office":
        for at in instants:
            self.run(at)
        return self

    @property
    def days(self) -> list[int]:
        """The numbers of days reminded of, in order, without those that went up."""
        return [one.days for _, one in self.dues if not one.up]


def hours(first: date, last: date) -> Iterator[datetime]:
    """Every hour that is lived from the beginning of a day to the end of another."""
    at = midnight(first).astimezone(UTC)
    while at < midnight(last + DAY):
        yield at
        at += HOUR


def before(last: date, days: int, *, hour: int = 9) -> datetime:
    return midnight(last - timedelta(days=days)) + timedelta(hours=hour)


def model(schedule: Schedule, last: date, run_on: Iterable[date]) -> list[int]:
    """By hand: going through the days on which a worker ran, the nearest number of days, where it is a new one."""
    said: list[int] = []
    for today in run_on:
        left = (last - today).days
        come = [days for days in schedule.days if days >= left]
        if left >= 0 and come and (not said or min(come) < min(said)):
            said.append(min(come))
    return said


@pytest.mark.parametrize("schedule", [PENALTY, CONDITION])
def test_every_number_of_days_comes_once_on_its_day(schedule: Schedule) -> None:
    office = Office(LAST, schedule, answer=None).runs(hours(date(2026, 1, 1), date(2027, 1, 2)))
    come = [(one.days, day_of(at)) for at, one in office.dues if not one.up]
    assert come == [(days, LAST - timedelta(days=days)) for days in schedule.days]


@pytest.mark.parametrize("night", DST)
@pytest.mark.parametrize("days", [1, 7, 30])
def test_a_night_on_which_the_clocks_change_moves_no_reminder(night: date, days: int) -> None:
    for shift in (-1, 0, 1):  # the reminder's day is the night's, the day before, the day after
        last = night + timedelta(days=days + shift)
        office = Office(last, CONDITION).runs(hours(last - timedelta(days=35), last))
        found = [day_of(at) for at, one in office.dues if one.days == days and not one.up]
        assert found == [last - timedelta(days=days)]


def test_the_days_left_are_counted_in_brussels() -> None:
    ends_at = midnight(date(2026, 11, 1))
    assert days_left(ends_at, at=midnight(date(2026, 10, 31))) == 0
    assert days_left(ends_at, at=midnight(date(2026, 10, 31)) - timedelta(microseconds=1)) == 1
    assert days_left(ends_at, at=midnight(date(2026, 10, 24))) == 7  # 169 hours before it


@settings(max_examples=50, deadline=None)
@given(
    schedule=st.sampled_from([PENALTY, CONDITION]),
    lasts=st.lists(st.dates(date(2025, 1, 1), date(2027, 12, 31)), min_size=1, max_size=6),
    gaps=st.lists(st.tuples(st.integers(1, 90), st.integers(1, 40)), max_size=12),
)
@example(schedule=PENALTY, lasts=[LAST], gaps=[(1, 40)] * 12)
def test_three_years_of_days_with_a_worker_that_is_down_at_times(
    schedule: Schedule, lasts: list[date], gaps: list[tuple[int, int]]
) -> None:
    running, today = [], date(2025, 1, 1)
    for up, down in [*gaps, (3 * 366, 0)]:
        running += [today + timedelta(days=place) for place in range(up)]
        today = running[-1] + timedelta(days=1 + down)
    running = [one for one in running if one <= date(2028, 1, 1)]
    for last in lasts:
        office = Office(last, schedule).runs(midnight(one) + timedelta(hours=9) for one in running)
        assert office.days == model(schedule, last, running)
        skipped = [days for _, one in office.dues for days in one.covered]
        assert sorted(office.days + skipped, reverse=True) == list(schedule.days[: len(office.days) + len(skipped)])
        told_on = [day_of(one.at) for one in office.sent]
        assert len(told_on) == len(set(told_on)), "two on one day"


@settings(max_examples=50, deadline=None)
@given(
    last=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    schedule=st.sampled_from([PENALTY, CONDITION]),
    jumps=st.lists(st.tuples(st.integers(0, 24 * 45), st.sampled_from([-2, -1, 0, 24 * 30])), max_size=6),
    missed=st.sets(st.integers(0, 45), max_size=40),
)
def test_hour_by_hour_over_clocks_set_back_and_forward_nothing_is_sent_twice_and_nothing_that_comes_is_missed(
    last: date, schedule: Schedule, jumps: list[tuple[int, int]], missed: set[int]
) -> None:
    office, at, seen = Office(last, schedule), midnight(last - timedelta(days=44)), set[date]()
    shifts = dict(jumps)
    for step in range(24 * 46):
        at += timedelta(hours=1 + shifts.get(step, 0))
        if step // 24 not in missed:
            seen.add(day_of(at))
            office.run(at)  # asserts that nothing is sent twice
    assert office.days == model(schedule, last, sorted(seen))


def test_a_clock_that_ran_thirty_days_ahead_and_was_set_right_leaves_nothing_out() -> None:
    office = Office(LAST, QUIET).runs([before(LAST, 40)])
    assert office.days == [90]
    office.run(before(LAST, 5, hour=8))  # thirty-five days ahead of the time
    office.runs(at for at in hours(LAST - timedelta(days=39), LAST))
    assert office.days == [90, 7, 30]


def test_the_clock_set_back_over_midnight_sends_nothing_again() -> None:
    office = Office(LAST).runs([before(LAST, 90), before(LAST, 30, hour=0) + timedelta(minutes=30)])
    assert office.run(before(LAST, 31, hour=22) + timedelta(minutes=30)) is None
    assert office.run(before(LAST, 30, hour=0) + timedelta(minutes=31)) is None


def test_the_clock_set_back_over_midnight_does_not_send_what_was_covered() -> None:
    office = Office(LAST).runs([before(LAST, 30, hour=0) + timedelta(minutes=30)])
    assert office.dues[0][1] == Due(30, 0, covered=(180, 90))
    assert office.run(before(LAST, 31, hour=22) + timedelta(minutes=30)) is None


@pytest.mark.parametrize(("left", "nearest"), [(200, None), (180, 180), (100, 180), (89, 90), (7, 7), (0, 7)])
def test_a_ban_entered_late_gets_the_nearest_reminder_at_once(left: int, nearest: int | None) -> None:
    found = due(PENALTY, ends_at=midnight(LAST + DAY), at=before(LAST, left), sent=[])
    assert (found.days if found else None) == nearest


def test_a_week_without_a_worker_brings_one_reminder_that_covers_what_was_passed() -> None:
    office = Office(LAST, CONDITION, answer=None).runs([before(LAST, 30)])
    assert office.run(before(LAST, 5)) == Due(7, 1, covered=(14,))
    assert office.run(before(LAST, 5, hour=10)) is None


def test_nothing_comes_once_the_ban_has_ended() -> None:
    assert due(PENALTY, ends_at=midnight(LAST + DAY), at=midnight(LAST + DAY), sent=[]) is None


# Who is told while nobody answers.


def ups(office: Office) -> list[tuple[int, int]]:
    """The reminders that went up: how many days were left, and to which level."""
    return [(days_left(office.ends_at, at=at), one.level) for at, one in office.dues if one.up]


def test_an_unanswered_reminder_goes_up_one_level_each_fortnight_and_never_above_the_prosecutor() -> None:
    office = Office(LAST).runs(hours(LAST - timedelta(days=200), LAST))
    assert ups(office) == [(166, Level.OFFICE), (152, Level.PROSECUTOR)]
    assert [one.level for _, one in office.dues if not one.up] == [0, 2, 2, 2]


def test_an_unanswered_condition_goes_up_after_two_days() -> None:
    office = Office(LAST, CONDITION).runs(hours(LAST - timedelta(days=31), LAST))
    assert ups(office) == [(28, Level.OFFICE), (26, Level.PROSECUTOR)]


def test_in_the_last_week_it_goes_up_every_day() -> None:
    office = Office(LAST).runs(hours(LAST - timedelta(days=7), LAST))
    assert ups(office) == [(6, Level.OFFICE), (5, Level.PROSECUTOR)]


def test_the_reminder_that_opens_the_last_week_goes_up_at_once_where_nobody_answered() -> None:
    office = Office(LAST).runs([before(LAST, 30), before(LAST, 16), before(LAST, 7)])
    assert [one for _, one in office.dues][1:] == [Due(30, 1, up=True), Due(7, 2)]


def test_a_reminder_that_is_due_and_goes_up_at_once_is_one() -> None:
    office = Office(LAST).runs([before(LAST, 180), before(LAST, 85), before(LAST, 84)])
    assert [one for _, one in office.dues] == [Due(180, 0), Due(90, 1)]


@pytest.mark.parametrize("answer", [EndingReply.EXTENSION, EndingReply.NEW_DECISION])
def test_an_answer_ends_the_way_up_and_leaves_the_last_reminder(answer: EndingReply) -> None:
    office = Office(LAST).runs([before(LAST, 180)])
    office.answer = answer
    office.runs(hours(LAST - timedelta(days=179), LAST))
    assert [one for _, one in office.dues] == [Due(180, 0), Due(7, 0, covered=(90, 30))]


def test_let_it_end_ends_all_reminders() -> None:
    office = Office(LAST).runs([before(LAST, 180)])
    office.answer = EndingReply.LET_END
    office.runs(hours(LAST - timedelta(days=179), LAST))
    assert len(office.dues) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Schedule((), 1),
        lambda: Schedule((7, 30), 1),
        lambda: Schedule((7, 7), 1),
        lambda: Schedule((7, 0), 1),
        lambda: Schedule((99_999,), 1),
        lambda: Schedule((30, 7), 0),
        lambda: Schedule((30, 7), 31),
    ],
)
def test_numbers_that_make_no_schedule_are_refused(wrong: Callable[[], Schedule]) -> None:
    with pytest.raises(ValueError, match="days"):
        wrong()


def test_the_usual_schedules_are_those_that_were_asked_for() -> None:
    assert (PENALTY.days, CONDITION.days) == ((180, 90, 30, 7), (30, 14, 7, 3, 1))
    assert all(earlier > later for one in (PENALTY, CONDITION) for earlier, later in pairwise(one.days))
