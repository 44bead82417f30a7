"""Runs the compiled search: arrays in, addresses to the kernel, and more room for results where it did not suffice."""

from itertools import count
from threading import local
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from aigis.core.matching.index import Index
from aigis.core.matching.kernel.pointers import People, address
from aigis.core.matching.kernel.scratch import RESULT_COLUMNS, room
from aigis.core.matching.kernel.search import SPANS, Filing, Order, Place, search
from aigis.core.matching.packed import People as Packed
from aigis.core.matching.search_options import Asked
from aigis.core.matching.weights import POSSIBLE, milli

_ROOM_AT_FIRST = 1_024
_MOST_MARKS = 2**30  # they are written with 32 bits


class _Held(NamedTuple):
    """An index, which keeps its arrays alive, where they are, and a number that no other has."""

    searched: Index
    filing: Filing
    people: People
    number: int


_last: list[_Held | None] = [None]  # threads may replace it, each with a whole one
_numbers = count(1)


def run(queries: Packed, index: Index, asked: Asked, stretch: tuple[int, int]) -> NDArray[np.int32]:
    """Answers a stretch of queries; gives the rows of results as they were found."""
    held, last = _held(index), stretch[1]
    alone, mark = asked.least < milli(POSSIBLE), _table.marks_for(held, last)
    order = Order(*stretch, index.frequencies.prior, asked.least, asked.every, alone, asked.pairs, mark)
    results, ours = _table.results, _people(queries)
    _table.count[0] = 0
    while True:
        place = Place(*_table.places, address(results), len(results), _table.count_at)
        first = search(ours, held.people, held.filing, order, place)
        found = results[: _table.count[0]]
        if first == last:
            return found.copy() if results is _table.results else found
        order = order._replace(first=first, mark=_table.marks_for(held, last))  # the query that ran out looks again
        results = np.concatenate([results, np.empty_like(results), np.empty_like(results)])


class _Table(local):
    """Where a thread works: made once, for the system takes its time to give out so much memory."""

    def __init__(self) -> None:
        self.room, self.spans, self.count = room(), np.empty(2 * SPANS, dtype=np.int64), np.zeros(2, dtype=np.int64)
        self.results = np.empty((_ROOM_AT_FIRST, RESULT_COLUMNS), dtype=np.int32)
        self.count_at = address(self.count)
        self.places = (0, 0, 0)
        self._searched = self._mark = 0

    def marks_for(self, held: _Held, queries: int) -> int:
        """Gives the first of so many marks that `seen` does not hold yet; another index begins with none."""
        if self._searched != held.number or self._mark + queries > _MOST_MARKS:
            self.seen = np.zeros(max(1, len(held.searched.base.ids)), dtype=np.int32)
            self.seen[held.searched.gone] = -1
            self.places = address(self.room), address(self.spans), address(self.seen)
            self._searched, self._mark = held.number, 1
        self._mark += queries
        return self._mark - queries


_table = _Table()


def _held(index: Index) -> _Held:
    """Where the index searched last stands in memory: single checks ask the same one again and again."""
    held = _last[0]
    if held is None or held.searched is not index:
        base = index.base
        places = address(base.keys), address(base.filed), address(base.jump)
        filing = Filing(*places, 64 - base.jump_bits, len(base.jump) // 2)
        held = _Held(index, filing, _people(base.people._replace(rarity=index.rarity)), next(_numbers))
        _last[0] = held
    return held


def _people(people: Packed) -> People:
    return People(*(address(array) for array in people))
