"""What a process remembers of the database for some seconds; the clock is passed in."""

import threading
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class TimedCache(Generic[K, V]):
    """Keeps values for `seconds` each, at most `most` of them; safe to use from several threads.

    `clock` returns seconds of a monotonic clock. A full cache is emptied: what it holds can be read again.
    """

    def __init__(self, *, seconds: float, clock: Callable[[], float], most: int = 10_000) -> None:
        self._seconds, self._clock, self._most = seconds, clock, most
        self._values: dict[K, tuple[float, V]] = {}
        self._lock = threading.Lock()

    def get(self, key: K) -> V | None:
        """Returns the value of a key, None if there is none or it is too old."""
        stored = self._values.get(key)
        return stored[1] if stored is not None and self._clock() - stored[0] < self._seconds else None

    def put(self, key: K, value: V) -> V:
        """Stores a value and returns it."""
        with self._lock:
            if len(self._values) >= self._most:
                self._values.clear()
            self._values[key] = (self._clock(), value)
        return value

    def clear(self) -> None:
        """Drops everything."""
        with self._lock:
            self._values.clear()
