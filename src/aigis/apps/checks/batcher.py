"""Concurrent single checks of one process become one `perform`: they share its transaction and its fsync.

Whoever finds nobody at work leads a round: takes everything that waits, performs it, hands the results out and passes
the lead to the oldest who came meanwhile. No thread of its own, no waiting for company: alone, a check goes straight
through.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from aigis.apps.checks import actions
from aigis.apps.checks.actions import Result
from aigis.apps.checks.query import Answer, Query
from aigis.core.errors import DomainError, NoAnswer

MOST_IN_A_ROUND = 256
_PATIENCE_SECONDS = 10.0

Perform = Callable[[Sequence[Query], datetime], list[Result]]


@dataclass(slots=True, eq=False)
class _Caller:
    """One caller: woken with a result, with the failure of its round, or to lead the next."""

    query: Query
    at: datetime
    woken: threading.Event = field(default_factory=threading.Event)
    leads: bool = False
    result: Result | None = None
    failure: BaseException | None = None


class CheckBatcher:
    """Gathers calls of `ask` from many threads into rounds of `perform`."""

    def __init__(self, perform: Perform) -> None:
        self._perform = perform
        self._waiting: list[_Caller] = []
        self._busy = False
        self._lock = threading.Lock()

    def ask(self, query: Query, *, at: datetime) -> Result:
        """Checks one person; raises what `perform` raised for its round, and NoAnswer when its turn never comes."""
        mine = _Caller(query, at)
        if not self._leads_at_once(mine):
            self._wait(mine)
        if mine.leads:
            self._lead(mine)
        if mine.failure is not None:
            raise mine.failure
        if mine.result is None:
            raise NoAnswer
        return mine.result

    def _leads_at_once(self, mine: _Caller) -> bool:
        with self._lock:
            if self._busy:
                self._waiting.append(mine)
            else:
                self._busy = mine.leads = True
        return mine.leads

    def _wait(self, mine: _Caller) -> None:
        """Waits to be woken; gives up only while still in the queue, so that nobody's check is made unheard."""
        if mine.woken.wait(_PATIENCE_SECONDS):
            return
        with self._lock:
            if mine in self._waiting:
                self._waiting.remove(mine)
                raise NoAnswer
        mine.woken.wait()

    def _lead(self, mine: _Caller) -> None:
        with self._lock:
            others, self._waiting = self._waiting[: MOST_IN_A_ROUND - 1], self._waiting[MOST_IN_A_ROUND - 1 :]
        try:
            self._make_round([mine, *others])
        finally:
            self._pass_on()

    def _make_round(self, turns: Sequence[_Caller]) -> None:
        try:
            results = self._perform([turn.query for turn in turns], max(turn.at for turn in turns))
            for turn, result in zip(turns, results, strict=True):
                turn.result = result
        except BaseException as failure:
            for turn in turns:
                turn.failure = failure
        for turn in turns:
            turn.woken.set()

    def _pass_on(self) -> None:
        with self._lock:
            if not self._waiting:
                self._busy = False
                return
            heir = self._waiting.pop(0)
        heir.leads = True
        heir.woken.set()


_gathering = CheckBatcher(lambda queries, at: actions.perform(queries, at=at))


def check(query: Query, *, at: datetime) -> Answer:
    """Checks one person together with whoever asks at the same moment; raises the error of this query alone."""
    result = _gathering.ask(query, at=at)
    if isinstance(result, DomainError):
        raise result
    return result
