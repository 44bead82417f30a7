"""What may follow what in a ban's life, which terms each decision may give, and what takes two people."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from aigis.core.bans.detention import Stay
from aigis.core.bans.lifecycle import (
    BanHistory,
    Change,
    Terms,
    begin,
    follow,
    frees,
    moved_by_detention,
    moved_to_other_subject,
    needs_second,
    possible,
    weakens,
)
from aigis.core.bans.versions import (
    BanEvent,
    BanKind,
    Standing,
    ends_at,
    in_force,
    known,
    periods_in_force,
    standing_at,
)
from aigis.core.bans.versions import BanFacts as Facts
from aigis.core.dates.brussels import midnight
from aigis.core.errors import Conflict, InvalidInput
from aigis.core.values import Period

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DAY, INSTANT = timedelta(days=1), timedelta(microseconds=1)
FIRST, LAST = date(2026, 6, 1), date(2027, 5, 31)
PENALTY = Terms(FIRST, LAST, date(2026, 5, 20))
CONDITION = Terms(date(2026, 11, 1), date(2027, 1, 31), date(2026, 10, 30))


def penalty(terms: Terms = PENALTY, *, at: datetime = AT - 200 * DAY) -> BanHistory:
    return begin(BanKind.PENALTY, terms, at=at)


def condition(terms: Terms = CONDITION) -> BanHistory:
    return begin(BanKind.CONDITION, terms, at=AT - 20 * DAY)


def after(life: BanHistory, *events: BanEvent) -> BanHistory:
    for step, event in enumerate(events):
        life = follow(life, Change(event), at=AT + step * timedelta(hours=1))
    return life


# What may follow.

E = BanEvent
ALIVE = {E.CORRECT, E.AMEND, E.EXTEND, E.LIFT, E.ANNUL}


@pytest.mark.parametrize(
    ("events", "following"),
    [
        ((), ALIVE | {E.SUSPEND}),
        ((E.SUSPEND,), ALIVE | {E.RESUME}),
        ((E.SUSPEND, E.RESUME), ALIVE | {E.SUSPEND}),
        ((E.LIFT,), {E.CORRECT, E.ANNUL}),
        ((E.ANNUL,), set()),
        ((E.LIFT, E.ANNUL), set()),
    ],
)
def test_what_may_follow_what(events: tuple[BanEvent, ...], following: set[BanEvent]) -> None:
    life = after(penalty(), *events)
    assert possible(life, at=AT + DAY) == following
    for event in set(BanEvent) - following:
        with pytest.raises(Conflict, match="cannot be followed"):
            follow(life, Change(event, life.terms), at=AT + DAY)


def test_after_its_end_a_ban_is_corrected_annulled_or_noted_as_expired_and_nothing_else() -> None:
    life, end = penalty(), midnight(LAST + DAY)
    assert possible(life, at=end - INSTANT) == ALIVE | {E.SUSPEND}
    assert possible(life, at=end) == {E.CORRECT, E.ANNUL, E.EXPIRE}
    with pytest.raises(Conflict, match="2027-05-31"):
        follow(life, Change(E.EXTEND, replace(PENALTY, last_day=LAST + DAY)), at=end)
    noted = follow(life, Change(E.EXPIRE), at=end + 40 * DAY)
    assert noted.last.counts_from == end and noted.last.standing is Standing.STANDS
    assert possible(noted, at=end + 41 * DAY) == {E.CORRECT, E.ANNUL}


def test_a_suspended_ban_expires_and_a_lifted_one_does_not() -> None:
    end = midnight(LAST + DAY)
    assert E.EXPIRE in possible(after(penalty(), E.SUSPEND), at=end)
    assert E.EXPIRE not in possible(after(penalty(), E.LIFT), at=end)


def test_a_lift_that_does_not_count_yet_can_be_withdrawn() -> None:
    lifted = follow(penalty(), Change(E.LIFT, counts_from=AT + 10 * DAY), at=AT)
    assert periods_in_force(lifted.versions)[-1].end == AT + 10 * DAY == ends_at(lifted.versions)
    assert E.RESUME in possible(lifted, at=AT + 9 * DAY) and E.RESUME not in possible(lifted, at=AT + 10 * DAY)
    again = follow(lifted, Change(E.RESUME), at=AT + 9 * DAY)
    assert again.periods == penalty().periods and ends_at(again.versions) == midnight(LAST + DAY)


def test_a_detention_moves_the_end_under_a_lift_that_can_still_be_withdrawn() -> None:
    stayed = penalty(replace(PENALTY, stayed=True))
    lifted = follow(stayed, Change(E.LIFT, counts_from=AT + 10 * DAY), at=AT)
    moved = moved_by_detention(lifted, [Stay(FIRST, FIRST + 5 * DAY)], at=AT + DAY)
    assert moved is not None and moved.periods == lifted.periods
    again = follow(moved, Change(E.RESUME), at=AT + 9 * DAY)
    assert ends_at(again.versions) == midnight(LAST + 6 * DAY)
    assert moved_by_detention(lifted, [Stay(FIRST, FIRST + 5 * DAY)], at=AT + 10 * DAY) is None


# From when it counts.


def test_a_lift_counts_from_its_moment_and_the_past_stays_as_it_was() -> None:
    life = after(penalty(), E.LIFT)
    assert life.periods == (Period(midnight(FIRST), AT),)
    assert standing_at(life.versions, at=AT - INSTANT) is Standing.STANDS
    assert standing_at(life.versions, at=AT) is Standing.LIFTED


def test_an_annulled_ban_never_was_in_force_and_the_register_said_otherwise_then() -> None:
    life = after(penalty(), E.ANNUL)
    assert life.periods == () and ends_at(life.versions) == midnight(FIRST)
    assert periods_in_force(known(life.versions, at=AT - INSTANT)) == penalty().periods
    assert not in_force(Facts("b", BanKind.PENALTY, life.periods), at=AT - DAY)


def test_a_ban_is_lifted_before_it_begins() -> None:
    life = after(penalty(replace(PENALTY, first_day=date(2026, 12, 1))), E.LIFT)
    assert life.periods == ()


def test_a_correction_counts_from_the_beginning() -> None:
    earlier = replace(PENALTY, first_day=FIRST - DAY)
    life = follow(penalty(), Change(E.CORRECT, earlier), at=AT)
    assert life.periods == (Period(midnight(FIRST - DAY), midnight(LAST + DAY)),)
    later = follow(life, Change(E.CORRECT, PENALTY), at=AT)
    assert later.last.counts_from == midnight(FIRST - DAY)


def test_an_amendment_counts_from_the_day_it_says_and_no_earlier_one_follows_it() -> None:
    shorter = replace(PENALTY, last_day=date(2027, 1, 31))
    life = follow(penalty(), Change(E.AMEND, shorter, counts_from=AT + 5 * DAY), at=AT)
    assert life.last.counts_from == AT + 5 * DAY
    with pytest.raises(InvalidInput, match="2026-11-27") as refused:
        follow(life, Change(E.AMEND, PENALTY, counts_from=AT + 4 * DAY), at=AT)
    assert refused.value.field == "counts_from"
    assert follow(life, Change(E.EXTEND, PENALTY), at=AT).last.counts_from == AT + 5 * DAY
    assert follow(life, Change(E.EXTEND, PENALTY), at=AT + 6 * DAY).last.counts_from == AT + 6 * DAY


def test_a_suspension_does_not_count_before_the_resumption_it_follows() -> None:
    life = after(penalty(), E.SUSPEND, E.RESUME)
    with pytest.raises(InvalidInput, match="already exists"):
        follow(life, Change(E.SUSPEND, counts_from=AT), at=AT + DAY)


@pytest.mark.parametrize("event", [E.SUSPEND, E.LIFT])
def test_nothing_counts_from_after_the_end(event: BanEvent) -> None:
    end = midnight(LAST + DAY)
    assert follow(penalty(), Change(event, counts_from=end - INSTANT), at=AT).last.counts_from == end - INSTANT
    with pytest.raises(InvalidInput, match="ended by then"):
        follow(penalty(), Change(event, counts_from=end), at=AT)


def test_a_term_cannot_count_from_after_its_own_end() -> None:
    over = replace(PENALTY, last_day=date(2026, 11, 1))
    with pytest.raises(InvalidInput, match="ended by then"):
        follow(penalty(), Change(E.AMEND, over), at=AT)
    life = follow(penalty(), Change(E.AMEND, over, counts_from=AT - 30 * DAY), at=AT)
    assert life.periods == (Period(midnight(FIRST), midnight(date(2026, 11, 2))),)


def test_what_the_register_said_then_and_what_it_says_now() -> None:
    life = follow(penalty(), Change(E.SUSPEND, counts_from=AT - 10 * DAY), at=AT)
    instant = AT - 5 * DAY
    assert not any(one.contains(instant) for one in life.periods)
    then = periods_in_force(known(life.versions, at=AT - DAY))
    assert any(one.contains(instant) for one in then)
    assert known(life.versions, at=AT) == life.versions


def test_what_was_recorded_after_a_clock_was_set_back_stands_on_what_was_recorded_before() -> None:
    life = after(penalty(), E.LIFT)
    early = life.versions[0].recorded_at - timedelta(hours=2)
    lifted = replace(life.versions[1], recorded_at=early, counts_from=early)
    versions = (life.versions[0], lifted)
    assert known(versions, at=early) == versions
    assert known(versions, at=early - INSTANT) == ()
    assert periods_in_force((lifted,)) == ()  # a lift alone never put anything in force


# The terms each kind allows.


def test_a_condition_is_renewed_for_three_months_at_a_time() -> None:
    renewed = replace(CONDITION, last_day=date(2027, 4, 30), decision_date=date(2027, 1, 20))
    life = follow(condition(), Change(E.EXTEND, renewed), at=AT)
    again = replace(renewed, last_day=date(2027, 7, 31))
    assert follow(life, Change(E.EXTEND, again), at=AT).terms.last_day == date(2027, 7, 31)
    with pytest.raises(InvalidInput, match="2027-07-31"):
        follow(life, Change(E.EXTEND, replace(again, last_day=date(2027, 8, 1))), at=AT)


def test_a_renewed_condition_keeps_its_length_when_something_else_is_amended() -> None:
    renewed = replace(CONDITION, last_day=date(2027, 4, 30))
    life = follow(condition(), Change(E.EXTEND, renewed), at=AT)
    assert follow(life, Change(E.AMEND, renewed), at=AT).terms == renewed
    with pytest.raises(InvalidInput, match="at most"):
        follow(life, Change(E.CORRECT, replace(renewed, last_day=date(2027, 5, 1))), at=AT)


def test_a_penalty_lasts_twenty_years_with_all_its_extensions() -> None:
    longest = date(2046, 5, 31)
    life = follow(penalty(), Change(E.EXTEND, replace(PENALTY, last_day=longest)), at=AT)
    with pytest.raises(InvalidInput, match="2046-05-31"):
        follow(life, Change(E.EXTEND, replace(PENALTY, last_day=longest + DAY)), at=AT)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"last_day": LAST}, "ends_on"),
        ({"last_day": LAST - DAY}, "ends_on"),
        ({"last_day": LAST + DAY, "first_day": FIRST + DAY}, "starts_on"),
        ({"last_day": LAST + DAY, "decision_date": date(2026, 5, 19)}, "decision_date"),
        ({"last_day": date(2151, 1, 1)}, "ends_on"),
    ],
)
def test_an_extension_only_makes_it_longer(changed: dict[str, date], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        follow(penalty(), Change(E.EXTEND, replace(PENALTY, **changed)), at=AT)  # type: ignore[arg-type]
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("kind", "changed", "field"),
    [
        (BanKind.PENALTY, {"final_on": date(2026, 5, 19)}, "final_on"),
        (BanKind.CONDITION, {"final_on": date(2026, 11, 20)}, "final_on"),
        (BanKind.CONDITION, {"stayed": True}, "stayed"),
        (BanKind.PENALTY, {"final_on": date(1, 1, 1)}, "final_on"),
        (BanKind.PENALTY, {"decision_date": date(1, 1, 1)}, "decision_date"),
        (BanKind.PENALTY, {"first_day": date(1949, 12, 31)}, "starts_on"),
        (BanKind.PENALTY, {"last_day": date(2151, 1, 1)}, "ends_on"),
        (BanKind.PENALTY, {"last_day": FIRST - DAY}, "ends_on"),
    ],
)
def test_terms_that_the_law_does_not_know_are_refused(kind: BanKind, changed: dict[str, object], field: str) -> None:
    terms = PENALTY if kind is BanKind.PENALTY else CONDITION
    with pytest.raises(InvalidInput) as refused:
        begin(kind, replace(terms, **changed), at=AT)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_a_penalty_is_final_from_the_day_of_its_decision_on() -> None:
    assert begin(BanKind.PENALTY, replace(PENALTY, final_on=PENALTY.decision_date), at=AT).terms.final_on


def test_a_term_needs_terms() -> None:
    with pytest.raises(InvalidInput) as refused:
        follow(penalty(), Change(E.AMEND), at=AT)
    assert refused.value.field == "terms"


# Who stands by.


@pytest.mark.parametrize("event", [E.SUSPEND, E.LIFT, E.ANNUL])
def test_what_frees_takes_two_people_even_of_a_ban_that_frees_nobody_today(event: BanEvent) -> None:
    before = penalty(replace(PENALTY, first_day=date(2026, 12, 24)))
    assert needs_second(before, after(before, event))


def test_lifting_a_suspended_ban_takes_two_people() -> None:
    before = after(penalty(), E.SUSPEND)
    lifted = follow(before, Change(E.LIFT), at=AT + DAY)
    assert not weakens(before, lifted) and needs_second(before, lifted)


@pytest.mark.parametrize(
    ("event", "changed", "two"),
    [
        (E.AMEND, {"last_day": LAST + DAY}, False),
        (E.AMEND, {"last_day": LAST - DAY}, True),
        (E.CORRECT, {"first_day": FIRST - DAY}, False),
        (E.CORRECT, {"first_day": FIRST + DAY}, True),
        (E.EXTEND, {"last_day": LAST + DAY}, False),
        (E.AMEND, {"final_on": date(2026, 7, 1)}, False),
        (E.AMEND, {"stayed": True}, False),
        (E.CORRECT, {"decision_date": date(2026, 5, 21)}, False),
    ],
)
def test_a_shorter_term_takes_two_people_and_a_longer_one_does_not(
    event: BanEvent, changed: dict[str, object], two: bool
) -> None:
    before = penalty()
    changed_terms = replace(PENALTY, **changed)  # type: ignore[arg-type]
    assert needs_second(before, follow(before, Change(event, changed_terms), at=AT)) is two


def test_taking_away_finality_or_the_stay_in_detention_takes_two_people() -> None:
    final = replace(PENALTY, final_on=date(2026, 7, 1), stayed=True)
    before = penalty(final)
    for terms in (
        replace(final, final_on=None),
        replace(final, final_on=date(2026, 7, 2)),
        replace(final, stayed=False),
    ):
        assert needs_second(before, follow(before, Change(E.CORRECT, terms), at=AT))
    assert not needs_second(before, follow(before, Change(E.CORRECT, final), at=AT))


def test_resuming_takes_one_person() -> None:
    before = after(penalty(), E.SUSPEND)
    assert not needs_second(before, follow(before, Change(E.RESUME), at=AT + DAY))


P = [AT + step * DAY for step in range(6)]


@pytest.mark.parametrize(
    ("before", "afterwards", "free"),
    [
        ([(0, 2)], [(0, 2)], False),
        ([(0, 2)], [(0, 3)], False),
        ([(1, 2)], [(0, 2)], False),
        ([(0, 2)], [(0, 1)], True),
        ([(0, 2)], [(1, 2)], True),
        ([(0, 3)], [(0, 1), (2, 3)], True),
        ([(0, 1), (2, 3)], [(0, 3)], False),
        ([(0, 1), (2, 3)], [(0, 1)], True),
        ([(0, None)], [(0, 5)], True),
        ([(0, 5)], [(0, None)], False),
        ([(0, None)], [(0, None)], False),
        ([], [], False),
        ([(0, 1)], [], True),
        ([], [(0, 1)], False),
    ],
)
def test_somebody_is_freed_where_any_instant_is_lost(
    before: list[tuple[int, int | None]], afterwards: list[tuple[int, int | None]], free: bool
) -> None:
    def periods(spans: list[tuple[int, int | None]]) -> list[Period]:
        return [Period(P[start], None if end is None else P[end]) for start, end in spans]

    assert frees(periods(before), periods(afterwards)) is free


# Detention and moving.


def test_detention_opens_the_end_and_release_moves_it_by_its_days() -> None:
    life = penalty(replace(PENALTY, stayed=True))
    detained = moved_by_detention(life, [Stay(date(2026, 11, 1))], at=AT)
    assert detained is not None and ends_at(detained.versions) is None
    assert detained.last.counts_from == midnight(FIRST) and detained.last.event is E.AMEND
    released = moved_by_detention(detained, [Stay(date(2026, 11, 1), date(2026, 11, 11))], at=AT)
    assert released is not None and ends_at(released.versions) == midnight(LAST + 11 * DAY)
    assert released.stays == (Stay(date(2026, 11, 1), date(2026, 11, 11)),)


def test_a_report_that_comes_after_the_end_says_the_ban_never_ended() -> None:
    life = penalty(replace(PENALTY, stayed=True))
    end = midnight(LAST + DAY)
    noted = follow(life, Change(E.EXPIRE), at=end + 5 * DAY)
    moved = moved_by_detention(noted, [Stay(date(2027, 5, 1), date(2027, 5, 31))], at=end + 10 * DAY)
    assert moved is not None and moved.periods == (Period(midnight(FIRST), midnight(LAST + 31 * DAY)),)
    assert possible(moved, at=end + 40 * DAY) == {E.CORRECT, E.ANNUL, E.EXPIRE}


def test_detention_leaves_what_is_lifted_annulled_untouched_or_running_alone() -> None:
    stays = [Stay(date(2026, 11, 1), date(2026, 11, 11))]
    stayed = penalty(replace(PENALTY, stayed=True))
    assert moved_by_detention(after(stayed, E.LIFT), stays, at=AT) is None
    assert moved_by_detention(after(stayed, E.ANNUL), stays, at=AT) is None
    assert moved_by_detention(penalty(), stays, at=AT) is None
    assert moved_by_detention(stayed, [Stay(date(2025, 1, 1), date(2025, 2, 1))], at=AT) is None
    moved = moved_by_detention(after(stayed, E.SUSPEND), stays, at=AT)
    assert moved is not None and moved.last.standing is Standing.SUSPENDED


def test_a_ban_registered_while_its_subject_is_detained_has_an_open_end() -> None:
    life = begin(BanKind.PENALTY, replace(PENALTY, stayed=True), at=AT, stays=[Stay(date(2026, 1, 1))])
    assert life.last.period.end is None and begin(BanKind.PENALTY, PENALTY, at=AT).last.period.end is not None


@pytest.mark.parametrize("events", [(), (E.SUSPEND,), (E.SUSPEND, E.RESUME), (E.LIFT,)])
def test_moving_a_ban_to_another_subject_changes_nothing_of_when_it_is_in_force(events: tuple[BanEvent, ...]) -> None:
    life = follow(penalty(), Change(E.AMEND, replace(PENALTY, last_day=LAST - DAY)), at=AT - DAY)
    life = after(life, *events)
    moved = moved_to_other_subject(life, at=AT + DAY)
    assert moved.periods == life.periods and moved.last.standing is life.last.standing
    assert len(moved.versions) == len(life.versions) + 1 and moved.last.recorded_at == AT + DAY
