"""The compiled search as the rest of matching uses it: it finds, on packed people, exactly what the reference finds.

It serves once it is warm: compiling takes seconds the first time on a machine, and no check waits for that. Where numba
is missing or fails, it stays cold and the reference serves.
"""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from aigis.core.matching import kernel
from aigis.core.matching.columns import Columns
from aigis.core.matching.index import Index, rarities
from aigis.core.matching.packed import People, pack, pack_columns, size
from aigis.core.matching.search_options import Asked
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Name, Person

logger = logging.getLogger("aigis.matching")
_CHUNK = 65_536  # queries that a thread takes at once


class Found(NamedTuple):
    """Pairs found, a place each: query and base row, millibits, strength (1 possible, 2 certain); by query and row.

    `births` are the millibits that the birth dates have among those; `relations` has a bit for each way in
    which identifiers and the smaller details relate (`evidence.BIT_OF`).
    """

    queries: NDArray[np.int32]
    rows: NDArray[np.int32]
    bits: NDArray[np.int32]
    strengths: NDArray[np.int32]
    births: NDArray[np.int32]
    relations: NDArray[np.int32]


@dataclass(slots=True)
class _Engine:
    """The compiled search of this process, once there is one."""

    run: Callable[..., Any] | None = None
    has_failed: bool = False


_engine = _Engine()


def warm() -> bool:
    """Compiles the search, or loads it compiled; tells whether it serves from now on. Takes seconds the first time."""
    if _engine.run is None:
        try:
            from aigis.core.matching.kernel.jit import AVAILABLE  # numba takes half a second to import
            from aigis.core.matching.kernel.runner import run

            if AVAILABLE:
                run(*_sample(), Asked(), (0, 1))
                _engine.run = run
        except Exception:  # whatever fails here, the reference serves
            logger.exception("the compiled search cannot be used")
            _engine.has_failed = True
    return _engine.run is not None


def is_kept() -> bool:
    """Tells whether this version of the search was compiled on this machine before: loading it takes half a second."""
    try:
        from aigis.core.matching.kernel.jit import AVAILABLE, is_kept
        from aigis.core.matching.kernel.search import search

        return AVAILABLE and is_kept(search)
    except Exception:  # whoever warms it up finds out and says what is wrong
        return False


def kept_in() -> str:
    """Returns the folder that holds what is compiled, so that processes can compile it in turn."""
    return kernel.__path__[0]


def cool() -> None:
    """Lets the reference serve again; what is compiled stays compiled."""
    _engine.run = None


def has_failed() -> bool:
    """Tells whether the last attempt to load or compile it failed, so that the reference serves."""
    return _engine.has_failed and _engine.run is None


def is_warm() -> bool:
    """Tells whether the compiled search serves."""
    return _engine.run is not None


def find(queries: People, index: Index, options: Asked) -> Found:
    """Finds for packed queries, their rarities known, the pairs asked for in the base of an index.

    The engine must be warm.
    """
    assert _engine.run is not None, "warm the engine first"  # noqa: S101
    return _found([_engine.run(queries, index, options, (0, size(queries)))])


def find_columns(columns: Columns, index: Index, options: Asked, *, workers: int = 1) -> Found:
    """Finds for persons in columns the pairs asked for in the base of a merged index, in so many threads.

    Names are read while other threads search, so that reading costs hardly any time. They go in the order of the birth
    dates: subjects of one year are few enough to stay in the processor's cache. The engine must be warm.
    """
    assert _engine.run is not None and not index.overlay.people, "warm the engine, merge the index first"  # noqa: S101
    run, waiting, pieces = _engine.run, list[tuple[NDArray[np.int64], Future[Any]]](), []
    order = np.argsort(columns.births, kind="stable")
    with ThreadPoolExecutor(workers) as pool:
        size = min(_CHUNK, -(-len(order) // workers) or 1)
        for first in range(0, len(order), size):
            part = order[first : first + size]
            queries = with_rarities(*pack_columns(columns.taken(part)), index)
            waiting.append((part, pool.submit(run, queries, index, options, (0, len(part)))))
            while waiting and (waiting[0][1].done() or len(waiting) > 2 * workers):
                pieces.append(_moved(waiting.pop(0)))
        pieces.extend(map(_moved, waiting))
    return _found(pieces)


def _moved(answer: tuple[NDArray[np.int64], Future[Any]]) -> NDArray[np.int32]:
    """The rows of one part, its queries numbered as they were asked."""
    part, rows = answer[0], answer[1].result()
    rows[:, 0] = part[rows[:, 0]]
    return rows  # type: ignore[no-any-return]


def packed_queries(persons: Sequence[Person], index: Index) -> People:
    """Packs queries with the rarities that their tokens have in an index."""
    people, texts = pack(persons)
    return with_rarities(people, texts, index)


def with_rarities(people: People, texts: Sequence[str], index: Index) -> People:
    """Adds the rarities that tokens have in an index."""
    return people._replace(rarity=rarities(texts, index.frequencies))


def _found(answers: list[NDArray[np.int32]]) -> Found:
    rows = np.concatenate(answers) if answers else np.empty((0, len(Found._fields)), dtype=np.int32)
    order = np.lexsort((rows[:, 1], rows[:, 0])) if len(rows) > 1 else slice(None)
    return Found(*(np.ascontiguousarray(rows[order, column]) for column in range(len(Found._fields))))


def _sample() -> tuple[People, Index]:
    person = Person(names=(Name("Maes", "An"),), birth=BirthDate(1981, 4, 3))
    index = Index.build([], version=0)
    return packed_queries([person], index), index
