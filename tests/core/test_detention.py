"""How detention moves a ban's end, in steps that can be shown."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigis.core.bans.detention import DetentionStep, Stay, compute, corrected, require_apart
from aigis.core.dates.brussels import last_day, midnight
from aigis.core.errors import InvalidInput
from tests.core.bans_model import Line, Stayed, days_of

FIRST, LAST = date(2026, 1, 10), date(2026, 1, 19)  # ten days
DAY = timedelta(days=1)


def day(number: int) -> date:
    """A day of January 2026; 0 and below lie in the year before."""
    return date(2025, 12, 31) + number * DAY


@pytest.mark.parametrize(
    ("stays", "ends"),
    [
        ([], 19),
        ([(1, 10)], 19),  # released on the first day
        ([(1, 11)], 20),
        ([(10, 10)], 19),  # detained and released on one day
        ([(10, 11)], 20),
        ([(12, 15)], 22),
        ([(19, 20)], 20),  # on the last day
        ([(20, 25)], 19),  # the day after
        ([(18, 40)], 41),
        ([(12, 15), (14, 17)], 24),  # overlapping
        ([(12, 15), (15, 17)], 24),  # touching
        ([(14, 17), (12, 15)], 24),  # in any order
        ([(12, 20), (14, 16)], 27),  # one within the other
        ([(12, 15), (21, 23)], 24),  # the second touches the moved end alone
        ([(12, 15), (23, 24)], 22),  # the second comes too late
        ([(1, 30)], 39),  # before it and past its decided end
    ],
)
def test_every_day_in_prison_is_added_behind_the_last_day(stays: list[tuple[int, int]], ends: int) -> None:
    found = compute(first=FIRST, last=LAST, stays=[Stay(day(a), day(b)) for a, b in stays])
    assert last_day(found.period) == day(ends) and found.decided_last_day == LAST
    assert found.period.start == midnight(FIRST)


@pytest.mark.parametrize(("begins", "opened"), [(1, True), (10, True), (19, True), (20, False)])
def test_an_open_stay_leaves_the_end_open(begins: int, opened: bool) -> None:
    found = compute(first=FIRST, last=LAST, stays=[Stay(day(begins))])
    assert (found.period.end is None) is opened
    assert found.steps == ((DetentionStep(max(day(begins), FIRST), None, None, None),) if opened else ())


def test_the_steps_say_how_the_end_came_about() -> None:
    found = compute(
        first=FIRST, last=LAST, stays=[Stay(day(12), day(15)), Stay(day(20), day(21)), Stay(day(1), day(2))]
    )
    assert found.steps == (DetentionStep(day(12), day(15), 3, day(22)), DetentionStep(day(20), day(21), 1, day(23)))


def test_stays_that_touch_are_one_step_and_a_stay_without_a_night_is_none() -> None:
    touching = compute(first=FIRST, last=LAST, stays=[Stay(day(12), day(15)), Stay(day(15), day(17))])
    assert touching.steps == (DetentionStep(day(12), day(17), 5, day(24)),)
    assert compute(first=FIRST, last=LAST, stays=[Stay(day(12), day(12))]).steps == ()


def test_an_open_stay_swallows_the_one_it_overlaps() -> None:
    found = compute(first=FIRST, last=LAST, stays=[Stay(day(12)), Stay(day(14), day(16))])
    assert found.steps == (DetentionStep(day(12), None, None, None),)


RECORDED = datetime(2026, 1, 1, tzinfo=UTC)  # no day depends on it
STAYS = st.lists(st.tuples(st.integers(-20, 60), st.integers(0, 20)), max_size=5)


@given(stays=STAYS)
def test_the_end_is_where_walking_day_by_day_arrives(stays: list[tuple[int, int]]) -> None:
    given_ = [Stay(day(a), day(a + n)) for a, n in stays]
    stayed = tuple(Stayed(one.detained_on, one.released_on) for one in given_)
    walked = Line("register", RECORDED, RECORDED, FIRST, LAST, stayed)
    assert last_day(compute(first=FIRST, last=LAST, stays=given_).period) == max(days_of(walked))


def test_a_release_before_the_detention_is_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        Stay(day(3), day(2))
    assert refused.value.field == "released_on"


@pytest.mark.parametrize(
    ("stays", "apart"),
    [
        ([(1, 3), (3, 5)], True),
        ([(3, 5), (1, 3)], True),
        ([(1, 4), (3, 5)], False),
        ([(1, None), (3, 5)], False),
        ([(1, 3), (5, None)], True),
        ([], True),
        ([(1, None)], True),
    ],
)
def test_nobody_is_detained_twice_at_once(stays: list[tuple[int, int | None]], apart: bool) -> None:
    given_ = [Stay(day(a), None if b is None else day(b)) for a, b in stays]
    if apart:
        require_apart(given_)
    else:
        with pytest.raises(InvalidInput):
            require_apart(given_)


KNOWN = (Stay(day(2), day(4)), Stay(day(8)))


def test_a_stay_of_the_past_is_reported_before_one_that_is_open() -> None:
    require_apart([*KNOWN, Stay(day(5), day(8))])
    with pytest.raises(InvalidInput) as refused:
        require_apart([*KNOWN, Stay(day(3), day(6))])
    assert refused.value.field == "detained_on"


@pytest.mark.parametrize(
    ("wrong", "right", "left"),
    [
        (0, Stay(day(1), day(8)), (Stay(day(1), day(8)), KNOWN[1])),
        (1, Stay(day(8), day(9)), (KNOWN[0], Stay(day(8), day(9)))),
        (1, Stay(day(1), day(2)), (Stay(day(1), day(2)), KNOWN[0])),
        (0, None, (KNOWN[1],)),
    ],
)
def test_a_wrong_report_is_put_right_or_withdrawn(wrong: int, right: Stay | None, left: tuple[Stay, ...]) -> None:
    assert corrected(KNOWN, KNOWN[wrong], right) == left


@pytest.mark.parametrize(("wrong", "right"), [(0, KNOWN[0]), (0, Stay(day(2))), (1, Stay(day(3)))])
def test_a_correction_that_changes_nothing_or_overlaps_is_refused(wrong: int, right: Stay) -> None:
    with pytest.raises(InvalidInput):
        corrected(KNOWN, KNOWN[wrong], right)
