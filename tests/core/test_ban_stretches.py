"""A ban's time in stretches: what its picture shows."""

from datetime import UTC, date, datetime, timedelta

from aigis.core.bans.lifecycle import BanHistory, Change, Terms, begin, follow
from aigis.core.bans.segments import stretches
from aigis.core.bans.state import State
from aigis.core.bans.versions import BanEvent, BanKind
from aigis.core.dates.brussels import midnight

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
DAY = timedelta(days=1)
TERMS = Terms(date(2026, 1, 1), date(2027, 12, 31), date(2025, 12, 20))
FIRST, LAST = midnight(date(2026, 1, 1)), midnight(date(2028, 1, 1))


def lived(*changes: tuple[BanEvent, datetime]) -> BanHistory:
    life = begin(BanKind.PENALTY, TERMS, at=FIRST)
    for event, at in changes:
        life = follow(life, Change(event, TERMS if event is BanEvent.CORRECT else None, None), at=at)
    return life


def shown(life: BanHistory) -> list[tuple[datetime, datetime | None, State]]:
    return [(one.period.start, one.period.end, one.state) for one in stretches(life.versions)]


def test_a_ban_nothing_happened_to_is_one_stretch() -> None:
    assert shown(lived()) == [(FIRST, LAST, State.IN_FORCE)]


def test_a_suspension_cuts_it_in_three() -> None:
    life = lived((BanEvent.SUSPEND, AT), (BanEvent.RESUME, AT + 30 * DAY))
    assert shown(life) == [
        (FIRST, AT, State.IN_FORCE),
        (AT, AT + 30 * DAY, State.SUSPENDED),
        (AT + 30 * DAY, LAST, State.IN_FORCE),
    ]


def test_what_a_lift_takes_away_is_shown_as_taken_away() -> None:
    assert shown(lived((BanEvent.LIFT, AT))) == [(FIRST, AT, State.IN_FORCE), (AT, LAST, State.LIFTED)]


def test_an_annulled_ban_is_taken_away_as_a_whole() -> None:
    life = lived((BanEvent.SUSPEND, AT), (BanEvent.ANNUL, AT + DAY))
    assert shown(life) == [(FIRST, LAST, State.ANNULLED)]


def test_a_correction_that_changes_no_day_cuts_nothing() -> None:
    assert shown(lived((BanEvent.CORRECT, AT))) == [(FIRST, LAST, State.IN_FORCE)]
