"""Runs the compiled search: arrays in, addresses to the kernel, and more room for results where it did not suffice."""

from threading import local
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from aigis.core.matching.engine import Asked
from aigis.core.matching.index import Index
from aigis.core.matching.kernel.memory import People, address
from aigis.core.matching.kernel.room import RESULT_COLUMNS, room
from aigis.core.matching.kernel.search import SPANS, Filing, Order, Place, search
from aigis.core.matching.packed import People as Packed
from aigis.core.matching.weights import POSSIBLE, milli

_ROOM_AT_FIRST = 1_024


class _Held(NamedTuple):
    """An index, which keeps its arrays alive, and where they are."""

    searched: Index
    filing: Filing
    people: People


_last: list[_Held | None] = [None]  # threads may replace it, each with a whole one


def run(queries: Packed, index: Index, asked: Asked, stretch: tuple[int, int]) -> NDArray[np.int32]:
    """Answers a stretch of queries; gives the rows of results as they were found."""
    base = index.base
    seen, count = np.zeros(max(1, len(base.ids)), dtype=np.int32), np.zeros(2, dtype=np.int64)
    seen[index.gone] = -1
    ours, (_, filing, theirs) = _people(queries), _held(index)
    order = Order(
        *stretch, index.frequencies.prior, asked.least, asked.every, asked.least < milli(POSSIBLE), asked.pairs
    )
    results = np.empty((_ROOM_AT_FIRST, RESULT_COLUMNS), dtype=np.int32)
    while True:
        place = Place(_table.room_at, _table.spans_at, address(seen), address(results), len(results), address(count))
        first = search(ours, theirs, filing, order, place)
        if first == order.last:
            return results[: count[0]]
        order = order._replace(first=first)
        seen[seen > first] = 0  # the query that ran out of room looks again
        results = np.concatenate([results, np.empty_like(results), np.empty_like(results)])


class _Table(local):
    """Where a thread works: made once, for the system takes its time to give out so much memory."""

    def __init__(self) -> None:
        self.room, self.spans = room(), np.empty(2 * SPANS, dtype=np.int64)
        self.room_at, self.spans_at = address(self.room), address(self.spans)


_table = _Table()


def _held(index: Index) -> _Held:
    """Where the index searched last stands in memory: single checks ask the same one again and again."""
    held = _last[0]
    if held is None or held.searched is not index:
        base = index.base
        places = address(base.keys), address(base.filed), address(base.jump)
        filing = Filing(*places, 64 - base.jump_bits, len(base.jump) // 2)
        held = _Held(index, filing, _people(base.people._replace(rarity=index.rarity)))
        _last[0] = held
    return held


def _people(people: Packed) -> People:
    return People(*(address(array) for array in people))
