"""Time in a log: never back, an alarm where the clock went back far, and when it may be left behind."""

import pytest

from aigis.core.errors import Conflict, LogRefuses
from aigis.core.tlog.clock import (
    ATTESTED_WITHIN_MS,
    CLOCK_BACK_MS,
    require_attested_lately,
    require_ran_ahead,
    time_of_leaf,
)

NOW, YEAR = 1_795_000_000_000, 365 * 86_400_000


@pytest.mark.parametrize(
    ("last", "found"), [(0, NOW), (NOW - 1, NOW), (NOW, NOW), (NOW + 1, NOW + 1), (NOW + CLOCK_BACK_MS, NOW + 2_000)]
)
def test_a_leaf_is_never_earlier_than_the_one_before(last: int, found: int) -> None:
    assert time_of_leaf(last=last, now=NOW) == found


def test_a_clock_that_went_back_far_is_an_alarm() -> None:
    with pytest.raises(LogRefuses, match="clock stands 31536000 s before"):
        time_of_leaf(last=NOW + YEAR, now=NOW)
    with pytest.raises(LogRefuses):
        time_of_leaf(last=NOW + CLOCK_BACK_MS + 1, now=NOW)


@pytest.mark.parametrize("attested", [None, 0, NOW - YEAR, NOW, NOW + CLOCK_BACK_MS])
def test_a_clock_that_ran_ahead_is_left_behind_from_what_witnesses_attested_on(attested: int | None) -> None:
    require_ran_ahead(last=NOW + YEAR, now=NOW, attested=attested)


@pytest.mark.parametrize(
    ("last", "attested", "why"),
    [
        (NOW - YEAR, None, "goes on by itself"),
        (NOW + CLOCK_BACK_MS, None, "goes on by itself"),
        (NOW + YEAR, NOW + CLOCK_BACK_MS + 1, "witness attested a leaf at 2026-"),
        (NOW + YEAR, NOW + YEAR, "witness attested"),
    ],
)
def test_nothing_is_begun_where_the_clock_is_not_behind_or_a_witness_saw_later(
    last: int, attested: int | None, why: str
) -> None:
    with pytest.raises(Conflict, match=why):
        require_ran_ahead(last=last, now=NOW, attested=attested)


@pytest.mark.parametrize("attested", [None, NOW, NOW - ATTESTED_WITHIN_MS, NOW + ATTESTED_WITHIN_MS])
def test_a_clock_that_witnesses_bear_out_may_erase(attested: int | None) -> None:
    require_attested_lately(now=NOW, attested=attested)


def test_a_clock_a_day_ahead_of_the_witnesses_may_not() -> None:
    with pytest.raises(Conflict, match="nothing is erased"):
        require_attested_lately(now=NOW, attested=NOW - ATTESTED_WITHIN_MS - 1)
