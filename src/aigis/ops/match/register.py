"""The register of `aigis match`: the subjects of a list, and which of them the people of another list match.

Here is the seam to the matcher: many go to its compiled search as columns, few, and those whose matches are to be put
in words, as persons; both get the same.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from aigis.core.matching import compiled_search, search_options
from aigis.core.matching.columns import Columns
from aigis.core.matching.index import Index
from aigis.core.matching.match import screen
from aigis.core.matching.types import Strength
from aigis.core.matching.weights import POSSIBLE, milli
from aigis.core.person.person import Person
from aigis.ops.lists.persons import Notes, sound_rows
from aigis.ops.lists.reader import ListFile
from aigis.ops.match.columns import ColumnReader, PersonColumns
from aigis.ops.match.evidence import MATCHES, bits_apart, format_match

_AT_ONCE = 20_000
_FIRST_PIECE, _GROWTH = 256, 16  # queries asked about at once, and how many times as many the next time
_MATCHES_AT_ONCE = 500_000
_EXPLAINED_AT_ONCE = 64  # queries where each match is put in words
_STRENGTHS = pl.Series([Strength.NONE.value, Strength.POSSIBLE.value, Strength.CERTAIN.value])


@dataclass(frozen=True, slots=True)
class Register:
    """Subjects with their ids as the list gives them, which need not be unique."""

    index: Index
    ids: pl.Series
    places: NDArray[np.int64]  # of each row of the index in the list

    @classmethod
    def read(cls, listed: ListFile, notes: Notes) -> "Register":
        """Reads the subjects of a list."""
        reader = ColumnReader(listed.path.name, notes)
        parts = [reader.columns(frame) for frame in _sound(listed, notes)]
        index = Index.build_columns(Columns.joined([part.persons for part in parts]))
        ids = [name for part in parts for name in part.ids]
        places = np.array([subject.int for subject in index.base.ids], dtype=np.int64)
        return cls(index, pl.Series(ids, dtype=pl.String), places)

    def matches_of_columns(self, queries: PersonColumns, least: float | None) -> Iterator[pl.DataFrame]:
        """The matches of people in columns, with the bits of each kind of evidence.

        These are the certain and possible ones; with `least`, whoever reaches so many bits. They come in the order of
        the queries, the strongest first. Low cuts give thousands for each: then so few are asked about at once that
        the answers fit in memory.
        """
        first, size = 0, len(queries.ids) if least is None else _FIRST_PIECE
        while first < len(queries.ids):
            frame = self._matches_of(queries.piece(first, first + size), least)
            yield frame
            first += size
            size = min(size * _GROWTH, max(1, size * _MATCHES_AT_ONCE // max(1, len(frame))))

    def _matches_of(self, query_list: PersonColumns, least: float | None) -> pl.DataFrame:
        bound = search_options.Asked(least=milli(POSSIBLE if least is None else least), every=least is not None)
        matches = compiled_search.find_columns(query_list.persons, self.index, bound, workers=os.cpu_count() or 1)
        order = np.lexsort((self.places[matches.rows], -matches.bits, -matches.strengths, matches.queries))
        queries, rows, bits, strengths, births, relations = (column[order] for column in matches)
        return pl.DataFrame(
            {
                "query_id": pl.Series(query_list.ids, dtype=pl.String).gather(queries),
                "subject_id": self.ids.gather(self.places[rows]),
                "bits": bits / 1_000,
                "strength": _STRENGTHS.gather(strengths),
                "evidence": bits_apart(bits, births, relations, prior=self.index.frequencies.prior),
            },
            schema=MATCHES,
        )

    def matches(
        self, queries: Sequence[tuple[str, Person]], least: float | None, *, explain: bool
    ) -> Iterator[pl.DataFrame]:
        """The same for people one by one, the evidence in words if need be."""
        size = max(1, len(queries)) if least is None else _EXPLAINED_AT_ONCE
        for first in range(0, len(queries), size):
            piece = queries[first : first + size]
            matches_of_piece = screen([person for _, person in piece], self.index, least=least)
            rows = [
                (query, self.ids[match.subject.int], *format_match(match, explain=explain))
                for (query, _), matches in zip(piece, matches_of_piece, strict=True)
                for match in matches
            ]
            yield pl.DataFrame(rows, schema=MATCHES, orient="row")


def _sound(listed: ListFile, notes: Notes) -> Iterator[pl.DataFrame]:
    return (sound_rows(frame, list_name=listed.path.name, notes=notes) for frame in listed.frames(_AT_ONCE))
