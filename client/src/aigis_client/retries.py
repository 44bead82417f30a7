"""Sending again: when, how often and for how long."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

# What may be otherwise a moment later; anything else from 400 to 499 is final.
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Retries:
    """How a call is repeated, always under the same Idempotency-Key.

    The n-th pause is drawn between nothing and `first` * 2^n seconds, at most `longest` (full jitter), and is never
    shorter than `Retry-After` asks for. After `attempts` or `patience` seconds there is no answer.
    """

    attempts: int = 4
    first: float = 0.2
    longest: float = 5.0
    patience: float = 20.0
    draw: Callable[[], float] = random.random
    clock: Callable[[], float] = time.monotonic

    def begin(self) -> "Attempts":
        """Returns the attempts of one call."""
        return Attempts(self, self.clock())


@dataclass(slots=True)
class Attempts:
    """The attempts of one call so far."""

    retries: Retries
    begun_at: float
    count: int = 0

    def pause(self, retry_after: str | None = None) -> float | None:
        """Returns the seconds until the next attempt; None where there is none."""
        self.count += 1
        retries = self.retries
        seconds = retries.draw() * min(retries.longest, retries.first * 2**self.count)
        if retry_after and retry_after.isascii() and retry_after.isdigit():
            seconds = max(seconds, float(retry_after))
        late = retries.clock() - self.begun_at + seconds > retries.patience
        return None if late or self.count >= retries.attempts else seconds


def is_passing(status: int) -> bool:
    """Tells whether the same request may be answered a moment later."""
    return status in _PASSING
