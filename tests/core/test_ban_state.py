"""A ban's state in one word, at any instant."""

from datetime import UTC, datetime, timedelta

import pytest

from aigis.core.bans.state import State, state
from aigis.core.bans.versions import BanEvent, Standing, Version
from aigis.core.values import Period

START, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
DAY, INSTANT = timedelta(days=1), timedelta(microseconds=1)
MIDDLE = START + 100 * DAY
REGISTERED = Version(BanEvent.REGISTER, Period(START, END), Standing.STANDS, START, START - DAY)


def then(event: BanEvent, standing: Standing, *, counts_from: datetime = MIDDLE) -> tuple[Version, ...]:
    return (REGISTERED, Version(event, Period(START, END), standing, counts_from, MIDDLE))


SUSPENDED = then(BanEvent.SUSPEND, Standing.SUSPENDED)
LIFTED = then(BanEvent.LIFT, Standing.LIFTED)
ANNULLED = then(BanEvent.ANNUL, Standing.ANNULLED, counts_from=START)


@pytest.mark.parametrize(
    ("versions", "at", "expected"),
    [
        ((REGISTERED,), START - INSTANT, State.NOT_BEGUN),
        ((REGISTERED,), START, State.IN_FORCE),
        ((REGISTERED,), END - INSTANT, State.IN_FORCE),
        ((REGISTERED,), END, State.ENDED),
        (SUSPENDED, MIDDLE - INSTANT, State.IN_FORCE),
        (SUSPENDED, MIDDLE, State.SUSPENDED),
        (SUSPENDED, END, State.ENDED),
        (LIFTED, MIDDLE - INSTANT, State.IN_FORCE),
        (LIFTED, MIDDLE, State.LIFTED),
        (LIFTED, END + DAY, State.LIFTED),
        (ANNULLED, START - DAY, State.ANNULLED),
        (ANNULLED, MIDDLE, State.ANNULLED),
        (ANNULLED, END + DAY, State.ANNULLED),
    ],
)
def test_a_bans_state_is_what_its_versions_say_of_the_instant(
    versions: tuple[Version, ...], at: datetime, expected: State
) -> None:
    assert state(versions, at=at) is expected


def test_a_ban_suspended_before_it_begins_is_suspended(at: datetime = START - 10 * DAY) -> None:
    versions = then(BanEvent.SUSPEND, Standing.SUSPENDED, counts_from=START - 20 * DAY)
    assert state(versions, at=at) is State.SUSPENDED


def test_an_open_end_never_passes() -> None:
    endless = (Version(BanEvent.REGISTER, Period(START, None), Standing.STANDS, START, START),)
    assert state(endless, at=START + 40_000 * DAY) is State.IN_FORCE
