"""What a change would do, before it is made: the time it frees, the time it bars, the end it moves."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigis.core.bans.detention import Stay
from aigis.core.bans.impact import consequence, without
from aigis.core.bans.lifecycle import BanHistory, Change, Terms, begin, follow, moved_by_detention
from aigis.core.bans.versions import BanEvent, BanKind
from aigis.core.dates.brussels import midnight
from aigis.core.values import Period

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
DAY = timedelta(days=1)
TERMS = Terms(date(2026, 1, 1), date(2027, 12, 31), date(2025, 12, 20))


@pytest.fixture
def life() -> BanHistory:
    return begin(BanKind.PENALTY, TERMS, at=AT - 100 * DAY)


def test_an_extension_bars_longer_and_counts_its_days(life: BanHistory) -> None:
    longer = Terms(TERMS.first_day, date(2028, 1, 30), date(2026, 11, 1))
    does = consequence(life, follow(life, Change(BanEvent.EXTEND, longer), at=AT))
    assert does.days_moved == 30 and does.days_fewer == 0 and not does.needs_second
    assert does.freed == () and does.barred == (Period(midnight(date(2028, 1, 1)), midnight(date(2028, 1, 31))),)


def test_a_lift_frees_from_its_moment_on_and_takes_a_second_person(life: BanHistory) -> None:
    does = consequence(life, follow(life, Change(BanEvent.LIFT), at=AT))
    assert does.needs_second and does.end == AT
    assert does.freed == (Period(AT, midnight(date(2028, 1, 1))),) and does.barred == ()
    assert does.days_fewer == (date(2027, 12, 31) - date(2026, 11, 22)).days


def test_an_annulment_frees_all_of_it(life: BanHistory) -> None:
    does = consequence(life, follow(life, Change(BanEvent.ANNUL), at=AT))
    assert does.never and does.freed == life.periods


def test_an_open_end_has_no_number_of_days() -> None:
    stayed = Terms(TERMS.first_day, TERMS.last_day, TERMS.decision_date, stayed=True)
    before = begin(BanKind.PENALTY, stayed, at=AT)
    after = moved_by_detention(before, [Stay(date(2026, 11, 1))], at=AT)
    assert after is not None
    does = consequence(before, after)
    assert does.end is None and does.days_moved is None and does.barred == (Period(midnight(date(2028, 1, 1)), None),)


def at_hour(hour: int) -> datetime:
    return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hour)


@st.composite
def apart(draw: st.DrawFn) -> tuple[Period, ...]:
    """Periods apart and in order; the last one may be open."""
    edges = sorted(draw(st.sets(st.integers(0, 40), max_size=8)))
    periods = [Period(at_hour(a), at_hour(b)) for a, b in zip(edges[::2], edges[1::2], strict=False)]
    if len(edges) % 2:
        periods.append(Period(at_hour(edges[-1]), None))
    return tuple(periods)


@given(apart(), apart())
def test_what_is_left_is_what_is_in_the_one_and_not_in_the_other(
    ours: tuple[Period, ...], theirs: tuple[Period, ...]
) -> None:
    left = without(ours, theirs)
    for hour in range(42):
        instant = at_hour(hour)
        inside = any(one.contains(instant) for one in ours) and not any(one.contains(instant) for one in theirs)
        assert any(one.contains(instant) for one in left) == inside
