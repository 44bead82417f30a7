"""Subjects that might be the person: fetched by keys, then thinned out by what they could reach at best.

A bound never decides: it only leaves out subjects whose score cannot come to the least bits asked for.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from aigis.core.errors import InvalidInput
from aigis.core.matching import compiled_search, search_options, weights
from aigis.core.matching.birth_dates import birth_relation, packed
from aigis.core.matching.blocking_keys import identifier_keys, identity_keys
from aigis.core.matching.index import Index
from aigis.core.matching.packed import BIRTH, pack
from aigis.core.matching.prepared import Prepared
from aigis.core.matching.weights import BirthRelation, milli
from aigis.core.person.birth import BirthDate

_DIGIT, _YEAR_NEAR, _TWO_DIGITS = (
    weights.BIRTH[relation] for relation in (BirthRelation.DIGIT, BirthRelation.YEAR_NEAR, BirthRelation.TWO_DIGITS)
)

Candidate = tuple[UUID, Prepared]


def candidates(query: Prepared, index: Index, *, least: int = milli(weights.POSSIBLE)) -> Iterator[Candidate]:
    """Proposes the subjects worth scoring; whoever shares an identifier is always among them.

    `least` are the millibits that a candidate by name must be able to reach.
    """
    people, _ = pack([query.person])
    alone = _alone(least)
    certain = index.base.find(identifier_keys(people).keys)
    rows = index.base.find(identity_keys(people, alone=alone).keys)
    needed = least - index.frequencies.prior - weights.SAME_NATIONALITY - _most(query, index)
    rows = rows[_birth_bounds(query, index.base.people.persons[rows, BIRTH]) >= needed]
    for row in np.union1d(certain, rows).tolist():
        if candidate := index.at(row):
            yield candidate
    yield from index.recent(query, alone=alone).items()


def found_by_engine(queries: Sequence[Prepared], index: Index, options: search_options.Asked) -> list[list[Candidate]]:
    """Proposes those of each query that the compiled search has scored already; it gives no words, so they come again.

    The overlay is small and changes often: its subjects are fetched by their keys.
    """
    results = compiled_search.find(
        compiled_search.packed_queries([query.person for query in queries], index), index, options
    )
    alone = _alone(options.least)
    proposed = [list(index.recent(query, alone=alone).items()) for query in queries]
    for query, row in zip(results.queries.tolist(), results.rows.tolist(), strict=True):
        proposed[query].append((index.base.ids[row], Prepared.of(index.base.persons[row])))
    return proposed


def _alone(least: int) -> bool:
    """Tells whether so few bits are asked for that one skeleton in common, without a date, may reach them."""
    return least < milli(weights.POSSIBLE)


def _most(query: Prepared, index: Index) -> int:
    """The most bits a subject's names could give: those of the name itself."""
    own = (sum(index.frequencies.rarity(name.words[at]) for at in name.content) for name in query.names)
    return min(weights.NAME_AT_MOST, max(own, default=0))


def _birth_bounds(query: Prepared, dates: NDArray[np.int64]) -> NDArray[np.int64]:
    """The most bits each birth date (YYYYMMDD, zeros where unknown) could give; 0 where one is unknown."""
    ours = packed(query.birth)
    if not ours:
        return np.zeros(len(dates), dtype=np.int64)
    year, day = divmod(ours, 10_000)
    years, days = np.divmod(dates, 10_000)
    near = np.abs(years - year) <= max(weights.YEARS_OFF, weights.YEARS_OFF_BY_DAY)
    other_year = np.where(days == day, _DIGIT, np.where(near, _YEAR_NEAR, _TWO_DIGITS))
    return np.where(years == year, _same_year(day)[days], np.where(dates == 0, 0, other_year))


@lru_cache(maxsize=512)
def _same_year(ours: int) -> NDArray[np.int64]:
    """The bits of every day MMDD (zeros where unknown) beside ours in the same year, as scoring gives them."""
    table, query = np.zeros(1_232, dtype=np.int64), _DAYS[ours]
    for day, birth in _DAYS.items():
        table[day] = weights.BIRTH[birth_relation(query, birth)]
    return table


def _days() -> Iterator[tuple[int, BirthDate]]:
    """Every MMDD there is, zeros where unknown, as a birth date in a leap year."""
    for month, day in ((month, day) for month in range(13) for day in range(32)):
        with suppress(InvalidInput):
            yield month * 100 + day, BirthDate(2000, month or None, day or None)


_DAYS = dict(_days())
