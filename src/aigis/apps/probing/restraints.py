"""What is done about a probing account: its answers are held back for seconds, at last withheld.

The check itself is always made: its entry and its alerts exist before the answer is held, so that a restraint hides no
banned person from the desks and can never show a wrong verdict.
"""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from aigis import wiring
from aigis.apps.checks import batcher
from aigis.apps.checks.actions import Result
from aigis.apps.checks.query import Answer, Query
from aigis.apps.probing.models import Restraint
from aigis.core.access.permissions import Actor
from aigis.core.checks.probe_patterns import SECONDS_HELD, RestraintLevel
from aigis.core.errors import AnswerDelayed, AnswersWithheld
from aigis.core.timed_cache import TimedCache

MOST_HELD = 4  # answers that this process holds at once: a thread each
MOST_OF_BATCH = 10  # items of a restrained account's batch that are answered


@dataclass(frozen=True, slots=True)
class _KnownRestraint:
    level: int
    until: datetime | None


_NONE = _KnownRestraint(RestraintLevel.NONE, None)
restraint_cache: TimedCache[str, _KnownRestraint] = TimedCache(seconds=2.0, clock=time.monotonic)
_held = threading.BoundedSemaphore(MOST_HELD)


def level_of(actor: Actor, *, at: datetime) -> int:
    """Returns the level of an account's restraint; asked again every two seconds."""
    if not wiring.environment().restrains_probing:
        return RestraintLevel.NONE
    known = restraint_cache.get(actor.key)
    if known is None:
        row = Restraint.objects.filter(actor_key=actor.key).first()
        known = restraint_cache.put(actor.key, _KnownRestraint(row.level, row.until) if row else _NONE)
    return known.level if known.until is not None and known.until > at else RestraintLevel.NONE


def check(query: Query, *, at: datetime, sleep: Callable[[float], None] = time.sleep) -> Answer:
    """Checks one person, and holds the answer as long as the account is slowed down.

    Raises:
        AnswerDelayed: too many answers are held already; the same request key gives the answer later.
        AnswersWithheld: the account gets no answers at present.
    """
    answer = batcher.check(query, at=at)
    hold(query.actor, at=at, sleep=sleep)
    return answer


def hold(actor: Actor, *, at: datetime, sleep: Callable[[float], None] = time.sleep) -> None:
    """Waits before an answer is given; raises what `check` raises."""
    level = level_of(actor, at=at)
    if level == RestraintLevel.NONE:
        return
    if level >= RestraintLevel.WITHHELD:
        raise AnswersWithheld
    seconds = SECONDS_HELD[level]
    with _turn(seconds):
        sleep(seconds)


def limit_batch(results: Sequence[Result], *, actor: Actor, at: datetime) -> list[Result]:
    """Withholds the answers of a slowed account's batch beyond the first few; every check was made."""
    level = level_of(actor, at=at)
    if level == RestraintLevel.NONE:
        return list(results)
    late = AnswerDelayed(values={"seconds": SECONDS_HELD[level]})
    return [*results[:MOST_OF_BATCH], *[late] * len(results[MOST_OF_BATCH:])]


@contextmanager
def _turn(seconds: int) -> Iterator[None]:
    if not _held.acquire(blocking=False):
        raise AnswerDelayed(values={"seconds": seconds})
    try:
        yield
    finally:
        _held.release()
