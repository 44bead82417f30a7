"""What a process remembers for some seconds is dropped when it is older, when there is too much, and on demand."""

import pytest

from aigis.core.timed_cache import TimedCache


class Clock:
    """A clock that is set by hand."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_value_is_there_until_it_is_too_old(clock: Clock) -> None:
    cache: TimedCache[str, int] = TimedCache(seconds=5.0, clock=clock)
    assert cache.put("a", 0) == 0
    clock.now += 4.9
    assert cache.get("a") == 0
    clock.now += 0.1
    assert cache.get("a") is None


def test_a_full_cache_is_emptied_and_goes_on(clock: Clock) -> None:
    cache: TimedCache[int, int] = TimedCache(seconds=5.0, clock=clock, most=2)
    for number in range(3):
        cache.put(number, number)
    assert [cache.get(number) for number in range(3)] == [None, None, 2]


def test_clear_drops_everything(clock: Clock) -> None:
    cache: TimedCache[str, int] = TimedCache(seconds=5.0, clock=clock)
    cache.put("a", 1)
    cache.clear()
    assert cache.get("a") is None
