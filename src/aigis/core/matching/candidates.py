"""Subjects that might be the person: fetched by keys, then thinned out by what they could reach at best.

A bound never decides: it only leaves out subjects whose score cannot come to `possible`, whatever their details.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from aigis.core.errors import InvalidInput
from aigis.core.matching import weights
from aigis.core.matching.base import Rows
from aigis.core.matching.dates import birth_relation, packed
from aigis.core.matching.frequencies import Frequencies
from aigis.core.matching.index import Index
from aigis.core.matching.keys import identifier_keys, identity_keys
from aigis.core.matching.prepared import Prepared
from aigis.core.matching.weights import BIRTH, BirthRelation
from aigis.core.person.birth import BirthDate
from aigis.core.person.names import skeleton

_SAME_DAY = BIRTH[BirthRelation.EQUAL]
_DIGIT, _YEAR_NEAR, _YEAR_OTHER = (
    BIRTH[relation] for relation in (BirthRelation.DIGIT, BirthRelation.YEAR_NEAR, BirthRelation.YEAR_OTHER)
)
_FIRST_JANUARY = 101


def candidates(query: Prepared, index: Index) -> Iterator[tuple[UUID, Prepared]]:
    """Proposes the subjects worth scoring; whoever shares an identifier is always among them."""
    sure = identifier_keys(query.person)
    identified = dict(filter(None, map(index.at, index.rows(sure).tolist()))) | index.recent(sure)
    yield from identified.items()
    for subject, person in _by_name(query, index):
        if subject not in identified:
            yield subject, person


def _by_name(query: Prepared, index: Index) -> Iterator[tuple[UUID, Prepared]]:
    keys = identity_keys(query)
    if not keys:
        return
    reach = Reach(query, index.frequencies)
    rows = index.rows(keys)
    bounds = _birth_bounds(query, index.base.dates[rows])
    alive = bounds >= reach.needed - reach.most
    bound_of = dict(zip(rows[alive].tolist(), bounds[alive].tolist(), strict=True))
    recent = index.recent(keys)
    reach.see(map(index.base.people.__getitem__, bound_of))
    reach.see(recent.values())
    for row, bound in bound_of.items():
        if reach.by_names(index.base.people[row]) + bound >= reach.needed and (found := index.at(row)):
            yield found
    for subject, person in recent.items():
        if reach.by_names(person) + _SAME_DAY >= reach.needed:
            yield subject, person


def _birth_bounds(query: Prepared, dates: Rows) -> NDArray[np.float64]:
    """The most bits each birth date (YYYYMMDD, zeros where unknown) could give; 0 where one is unknown."""
    ours = packed(query.birth)
    if not ours:
        return np.zeros(len(dates))
    year, day = divmod(ours, 10_000)
    years, days = np.divmod(dates, 10_000)
    if day == _FIRST_JANUARY or day % 100 == 0:
        other_year = np.where(np.abs(years - year) == 1, _YEAR_NEAR, _YEAR_OTHER)
    else:
        other_year = np.where(days == day, _DIGIT, np.where(days % 100 == 0, _YEAR_NEAR, _YEAR_OTHER))
    other_year[dates == 0] = 0.0
    return np.where(years == year, _same_year(day)[days], other_year)


@lru_cache(maxsize=512)
def _same_year(ours: int) -> NDArray[np.float64]:
    """The bits of every day MMDD (zeros where unknown) beside ours in the same year, as scoring gives them."""
    table, query = np.zeros(1_232), _DAYS[ours]
    for day, birth in _DAYS.items():
        table[day] = BIRTH[birth_relation(query, birth)]
    return table


def _days() -> Iterator[tuple[int, BirthDate]]:
    """Every MMDD there is, zeros where unknown, as a birth date in a leap year."""
    for month, day in ((month, day) for month in range(13) for day in range(32)):
        with suppress(InvalidInput):
            yield month * 100 + day, BirthDate(2000, month or None, day or None)


_DAYS = dict(_days())


class Reach:
    """How many bits names could give at best, for one query; remembers each token it has seen."""

    def __init__(self, query: Prepared, frequencies: Frequencies) -> None:
        self._frequencies = frequencies
        self._tokens = list({token for name in query.names for token in name.content})
        self._bits = {token: frequencies.rarity(token) for token in self._tokens}  # of tokens that resemble the query's
        self._seen = set(self._tokens)
        self.most = min(weights.NAME_AT_MOST, sum(self._bits.values()))
        self.needed = weights.POSSIBLE - frequencies.prior - weights.SAME_NATIONALITY

    def see(self, subjects: Iterable[Prepared]) -> None:
        """Weighs the tokens of all these subjects' names at once; to be called before `by_names`."""
        tokens = {token for subject in subjects for name in subject.names for token in name.content}
        if fresh := list(tokens - self._seen):
            self._seen.update(fresh)
            self._bits.update((token, self._frequencies.rarity(token)) for token in self._resembling(fresh))

    def by_names(self, subject: Prepared) -> float:
        """The most bits a subject's names could give, over all its names."""
        bits = self._bits
        alike = [name.content for name in subject.names if not bits.keys().isdisjoint(name.content)]
        return max([sum([bits.get(token, 0.0) for token in content]) for content in alike], default=0.0)

    def _resembling(self, fresh: list[str]) -> set[str]:
        """Those that share a skeleton, contain or are contained in, or are an edit or two away from a query's token."""
        skeletons = set(map(skeleton, self._tokens))
        found = {token for token in fresh if skeleton(token) in skeletons}
        found.update(token for one in self._tokens for token in fresh if token in one or one in token)
        lengths = np.fromiter(map(len, fresh), dtype=np.uint8, count=len(fresh))
        edits = cdist(self._tokens, fresh, scorer=OSA.distance, score_cutoff=2, dtype=np.uint8)
        near = (edits.min(axis=0) <= np.where(lengths >= weights.LONG_TOKEN, 2, 1)).nonzero()[0]
        found.update(fresh[i] for i in near.tolist())
        return found
