"""The life of bans against the plain model: random decisions, late reports, an erring clock; the same answers."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from aigis.core.bans.detention import Stay, corrected, require_apart
from aigis.core.bans.lifecycle import (
    BanHistory,
    Change,
    Terms,
    begin,
    follow,
    moved_by_detention,
    needs_second,
    possible,
)
from aigis.core.bans.versions import (
    BanEvent,
    BanKind,
    Standing,
    Version,
    ends_at,
    known,
    longest_last_day,
    periods_in_force,
)
from aigis.core.dates.brussels import midnight
from aigis.core.errors import Conflict, InvalidInput
from tests.core.bans_model import Line, Stayed, in_force

TODAY = date(2026, 3, 20)  # nine days before the clocks change
INSTANT = timedelta(microseconds=1)
ALL = datetime.max.replace(tzinfo=UTC)  # what was recorded counts, though a clock set back has not come to it yet
DAYS = st.integers(-40, 120)
HOURS = st.integers(-30, 24 * 20)
SAMPLED = [datetime(2026, 3, 28, 22, 0, tzinfo=UTC) + timedelta(hours=h) for h in range(0, 30, 5)]
STEPS, LIVES = 50, 125  # some 6,000 steps; see `test_the_machine_takes_its_steps`
PHASES = (Phase.explicit, Phase.generate)  # a failing life is short enough to read; shrinking one takes minutes
taken = {"steps": 0}


class BanLives(RuleBasedStateMachine):
    """One ban at a time, its diary beside it."""

    life: BanHistory
    diary: list[Line]
    now: datetime
    seen: tuple[Version, ...]

    @initialize(kind=st.sampled_from(BanKind), first=DAYS, length=st.integers(0, 89), stayed=st.booleans())
    def registered(self, kind: BanKind, first: int, length: int, stayed: bool) -> None:
        self.now = datetime(2026, 3, 20, 10, 30, tzinfo=UTC)
        first_day = TODAY + timedelta(days=first)
        last = min(first_day + timedelta(days=length), longest_last_day(kind, first=first_day))
        stayed = stayed and kind is BanKind.PENALTY
        self.life = begin(kind, Terms(first_day, last, TODAY, stayed=stayed), at=self.now)
        self.diary, self.seen = [], ()
        self.write("register", self.life)

    @rule(hours=st.integers(-2, 24 * 45))
    def time_passes(self, hours: int) -> None:
        """Forward mostly; sometimes a clock is set back by two hours."""
        self.now += timedelta(hours=hours)

    @rule(event=st.sampled_from(sorted(set(BanEvent) - {BanEvent.REGISTER})), hours=st.none() | HOURS)
    def decided(self, event: BanEvent, hours: int | None) -> None:
        """A decision that says nothing of the days; the same days are amended and corrected, too."""
        counts_from = None if hours is None else self.now + timedelta(hours=hours)
        terms = replace(self.life.terms, decision_date=TODAY)
        self.attempt(Change(event, terms, counts_from))

    @rule(
        event=st.sampled_from([BanEvent.AMEND, BanEvent.CORRECT, BanEvent.EXTEND]),
        first=st.integers(-20, 20),
        length=st.integers(-30, 90),
        hours=st.none() | HOURS,
    )
    def decided_anew(self, event: BanEvent, first: int, length: int, hours: int | None) -> None:
        moved = 0 if event is BanEvent.EXTEND else first
        first_day = self.life.terms.first_day + timedelta(days=moved)
        last_day = self.life.terms.last_day + timedelta(days=length)
        counts_from = None if hours is None else self.now + timedelta(hours=hours)
        self.attempt(Change(event, replace(self.life.terms, first_day=first_day, last_day=last_day), counts_from))

    @precondition(lambda self: self.life.kind is BanKind.PENALTY)
    @rule(ago=st.integers(0, 60), length=st.none() | st.integers(0, 60))
    def prison_reports(self, ago: int, length: int | None) -> None:
        """A stay, reported whole or not ended yet; one that is open is ended first."""
        begins = self.now.date() - timedelta(days=ago)
        stays = [
            stay if stay.released_on else Stay(stay.detained_on, max(begins, stay.detained_on))
            for stay in self.life.stays
        ]
        stays.append(Stay(begins, None if length is None else begins + timedelta(days=length)))
        with suppress(InvalidInput):
            require_apart(stays)
            self.computed_anew(stays)

    @precondition(lambda self: bool(self.life.stays))
    @rule(which=st.integers(0, 9), begins=st.integers(-30, 30), length=st.none() | st.integers(0, 60))
    def report_put_right(self, which: int, begins: int, length: int | None) -> None:
        """Other days for a stay, or its release withdrawn."""
        wrong = self.life.stays[which % len(self.life.stays)]
        first = wrong.detained_on + timedelta(days=begins)
        right = Stay(first, None if length is None else first + timedelta(days=length))
        with suppress(InvalidInput):
            self.computed_anew(corrected(self.life.stays, wrong, right))

    @precondition(lambda self: bool(self.life.stays))
    @rule(which=st.integers(0, 9))
    def report_withdrawn(self, which: int) -> None:
        wrong = self.life.stays[which % len(self.life.stays)]
        self.computed_anew(corrected(self.life.stays, wrong, None))

    def computed_anew(self, stays: Sequence[Stay]) -> None:
        """What was reported is known from now on, whether it moves the end today or only with a later decision."""
        moved = moved_by_detention(self.life, stays, at=self.now)
        self.life = moved or replace(self.life, stays=tuple(stays))
        if moved is not None:
            self.write("amend", moved)

    def attempt(self, change: Change) -> None:
        allowed = change.event in possible(self.life, at=self.now)
        try:
            after = follow(self.life, change, at=self.now)
        except Conflict:
            assert not allowed
            return
        except InvalidInput:
            assert allowed
            return
        assert allowed
        periods = after.periods
        frees = any(
            in_force(self.diary, at=at, known=ALL) and not any(one.contains(at) for one in periods)
            for at in self.sampled(after)
        )
        assert needs_second(self.life, after) or not frees
        self.life = after
        self.write(change.event.value, after)

    def write(self, event: str, life: BanHistory) -> None:
        """The line a clerk would write, from what was decided alone."""
        last, terms = life.last, life.terms
        says_term = event in ("register", "correct", "amend", "extend")
        standing = last.standing.value if event in ("suspend", "resume", "lift") else None
        self.diary.append(
            Line(
                event,
                last.recorded_at,
                last.counts_from,
                terms.first_day if says_term else None,
                terms.last_day if says_term else None,
                tuple(Stayed(one.detained_on, one.released_on) for one in life.stays) if terms.stayed else (),
                standing,
            )
        )

    def sampled(self, life: BanHistory) -> list[datetime]:
        """Now, both nights of the change, and the edges of all that is decided, to the microsecond."""
        edges = {midnight(life.terms.first_day), midnight(life.terms.last_day + timedelta(days=1))}
        lately = life.versions[-4:]
        edges |= {one.counts_from for one in lately} | {one.period.start for one in lately}
        edges |= {one.period.end for one in lately if one.period.end is not None}
        return [
            self.now,
            *SAMPLED,
            *(edge + step for edge in sorted(edges) for step in (-INSTANT, timedelta(), INSTANT)),
        ]

    @invariant()
    def both_say_the_same_of_every_instant(self) -> None:
        taken["steps"] += 1
        periods = self.life.periods
        for at in self.sampled(self.life):
            ours = any(period.contains(at) for period in periods)
            assert ours == in_force(self.diary, at=at, known=ALL), at

    @invariant()
    def both_say_the_same_of_what_was_known_then(self) -> None:
        for version in self.life.versions[-3:-1]:
            then = known(self.life.versions, at=version.recorded_at)
            periods = periods_in_force(then)
            for at in self.sampled(self.life)[:: max(1, len(self.life.versions))]:
                ours = any(period.contains(at) for period in periods)
                assert ours == in_force(self.diary, at=at, known=version.recorded_at)

    @invariant()
    def no_version_ever_changes(self) -> None:
        assert self.life.versions[: len(self.seen)] == self.seen
        self.seen = self.life.versions

    @invariant()
    def periods_are_apart_and_in_order_and_none_lies_past_the_end(self) -> None:
        periods, end = self.life.periods, ends_at(self.life.versions)
        for earlier, later in pairwise(periods):
            assert earlier.end is not None and earlier.end < later.start
        if end is not None and periods and self.life.last.standing is not Standing.SUSPENDED:
            assert periods[-1].end is not None and periods[-1].end <= end


TestBanLives = BanLives.TestCase
TestBanLives.settings = settings(
    max_examples=LIVES, stateful_step_count=STEPS, phases=PHASES, deadline=None, suppress_health_check=list(HealthCheck)
)


def test_the_machine_takes_its_steps() -> None:
    """Runs after the machine in this file; a run of the test alone has nothing to count."""
    assert taken["steps"] == 0 or taken["steps"] >= 5_000
