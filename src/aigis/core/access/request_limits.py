"""How many requests a key may make: a bucket of tokens for each, and what its answers say about it."""

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass

from aigis.core.errors import RequestLimitReached

WINDOW_SECONDS = 60
_MOST_KEYS = 10_000


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a key has left of a limit after a request.

    `remaining` counts requests; after `reset` seconds the whole quota is there again. `retry` seconds until the next
    request is answered; 0: this one is.
    """

    policy: str
    quota: int
    remaining: int
    reset: int
    retry: int = 0

    def headers(self) -> list[tuple[str, str]]:
        """Returns the fields of draft-ietf-httpapi-ratelimit-headers-10."""
        return [
            ("RateLimit-Policy", f'"{self.policy}";q={self.quota};w={WINDOW_SECONDS}'),
            ("RateLimit", f'"{self.policy}";r={self.remaining};t={self.reset}'),
        ]

    def require(self) -> None:
        """Raises RequestLimitReached for a request beyond the limit."""
        if self.retry:
            raise RequestLimitReached(values={"seconds": self.retry})


class RequestLimiter:
    """Gives each key `quota` requests a minute, all of them at once if it has been quiet; safe in several threads.

    A bucket refills evenly. The buckets are this process's own. A full table is emptied, which only allows more.
    """

    def __init__(self, policy: str, quota: int, *, clock: Callable[[], float]) -> None:
        self._policy, self._quota, self._clock = policy, quota, clock
        self._per_second = quota / WINDOW_SECONDS
        self._buckets: dict[str, tuple[float, float]] = {}  # key -> tokens, and when they were counted
        self._lock = threading.Lock()

    def take(self, key: str) -> Allowance | None:
        """Counts a request of a key; None where there is no limit."""
        if not self._quota:
            return None
        now = self._clock()
        with self._lock:
            tokens, counted = self._buckets.get(key, (float(self._quota), now))
            tokens = min(float(self._quota), tokens + (now - counted) * self._per_second)
            allowed = tokens >= 1
            tokens -= allowed
            if len(self._buckets) >= _MOST_KEYS and key not in self._buckets:
                self._buckets.clear()
            self._buckets[key] = (tokens, now)
        reset = math.ceil((self._quota - tokens) / self._per_second)
        retry = 0 if allowed else max(1, math.ceil((1 - tokens) / self._per_second))
        return Allowance(self._policy, self._quota, int(tokens), reset, retry)

    def clear(self) -> None:
        """Forgets all buckets."""
        with self._lock:
            self._buckets.clear()
