"""Delays after failed sign-ins: they grow with each failure and never lock anybody out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

# After so many failures in a row the first second is due; each further one doubles it.
_FREE = {"pair": 3, "name": 10, "network": 20}
_LONGEST = {"pair": timedelta(minutes=15), "name": timedelta(minutes=1), "network": timedelta(minutes=1)}
FORGOTTEN_AFTER = timedelta(hours=24)
TRUSTED_FOR = timedelta(days=30)  # a network from which the name signed in


@dataclass(frozen=True, slots=True)
class Failures:
    """The failures in a row of a name at a network (`pair`), of a name anywhere, or of a network."""

    scope: str
    count: int = 0
    failed_at: datetime | None = None
    succeeded_at: datetime | None = None

    def free_at(self) -> datetime | None:
        """Returns from when the next attempt is looked at; None is now."""
        excess = self.count - _FREE[self.scope]
        if excess < 0 or self.failed_at is None:
            return None
        return self.failed_at + min(timedelta(seconds=2 ** min(excess, 20)), _LONGEST[self.scope])

    def failed(self, at: datetime) -> "Failures":
        """Returns the failures with one more; old ones are forgotten."""
        stale = self.failed_at is not None and at - self.failed_at > FORGOTTEN_AFTER
        return Failures(self.scope, 1 if stale else self.count + 1, at, self.succeeded_at)


def required_wait(pair: Failures, name: Failures, network: Failures, *, at: datetime) -> timedelta:
    """Returns how long this attempt must wait.

    Where the name signed in from this network in the last 30 days, only failures of the pair count: nobody elsewhere
    can keep a person away from the usual place of work.
    """
    usual = pair.succeeded_at is not None and at - pair.succeeded_at < TRUSTED_FOR
    counted = (pair,) if usual else (pair, name, network)
    waits = [free_at - at for failures in counted if (free_at := failures.free_at()) is not None]
    return max([timedelta(0), *waits])
