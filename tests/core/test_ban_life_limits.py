"""A ban's life at its limits: what weakens although no instant tells it, years mistyped, terms beyond the law."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from aigis.core.bans.lifecycle import BanHistory, Change, Terms, begin, follow, frees, needs_second, weakens
from aigis.core.bans.versions import BanEvent as E
from aigis.core.bans.versions import BanKind
from aigis.core.dates.brussels import midnight
from aigis.core.errors import InvalidInput

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
FIRST = date(2026, 6, 1)
PENALTY = Terms(FIRST, date(2027, 5, 31), date(2026, 5, 20))


def penalty(terms: Terms = PENALTY) -> BanHistory:
    return begin(BanKind.PENALTY, terms, at=AT)


# What takes two people although no instant tells it.


def test_annulling_what_is_in_force_at_no_instant_takes_two_people_all_the_same() -> None:
    ahead = Terms(date(2027, 1, 1), date(2027, 12, 31), date(2026, 11, 20))
    suspended = follow(penalty(ahead), Change(E.SUSPEND, counts_from=midnight(ahead.first_day)), at=AT)
    annulled = follow(suspended, Change(E.ANNUL), at=AT + DAY)
    assert suspended.periods == annulled.periods == ()
    assert needs_second(suspended, annulled)


@pytest.mark.parametrize("less", [{"first_day": date(2027, 1, 15)}, {"last_day": date(2027, 12, 1)}])
def test_a_shorter_term_weakens_while_the_ban_is_suspended(less: dict[str, Any]) -> None:
    ahead = Terms(date(2027, 1, 1), date(2027, 12, 31), date(2026, 11, 20))
    suspended = follow(penalty(ahead), Change(E.SUSPEND, counts_from=midnight(ahead.first_day)), at=AT)
    amended = follow(suspended, Change(E.AMEND, replace(ahead, **less)), at=AT + DAY)
    assert not frees(suspended.periods, amended.periods)
    assert weakens(suspended, amended)


# Days mistyped by centuries, and beyond the law.


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        (replace(PENALTY, decision_date=date(1026, 5, 20)), "decision_date"),
        (replace(PENALTY, final_on=date(2260, 6, 1)), "final_on"),
    ],
)
def test_a_mistyped_year_is_refused_beside_its_field_at_the_beginning_and_later(terms: Terms, field: str) -> None:
    with pytest.raises(InvalidInput, match="too far") as refused:
        penalty(terms)
    assert refused.value.field == field
    with pytest.raises(InvalidInput, match="too far") as refused:
        follow(penalty(), Change(E.AMEND, terms), at=AT)
    assert refused.value.field == field


def test_a_term_beyond_the_law_is_told_what_its_kind_allows() -> None:
    with pytest.raises(InvalidInput, match="ends on 2046-05-31 at the latest"):
        penalty(replace(PENALTY, last_day=date(2046, 6, 1)))


def test_an_amendment_may_count_from_before_the_ban_began() -> None:
    earlier = replace(PENALTY, first_day=FIRST - DAY)
    amended = follow(penalty(), Change(E.AMEND, earlier, counts_from=midnight(FIRST - DAY)), at=AT)
    assert amended.periods[0].start == midnight(FIRST - DAY)
