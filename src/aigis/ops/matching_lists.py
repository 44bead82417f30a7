"""The register of `aigis match`: the subjects of a list, and which of them the people of another list match.

Here is the seam to the matcher: names and birth dates alone go to its search as columns, anybody else as persons, and
both get the same.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
import polars as pl
from numpy.typing import NDArray

from aigis.core.matching import engine
from aigis.core.matching.index import Index
from aigis.core.matching.match import screen
from aigis.core.matching.packed import BIRTH
from aigis.core.matching.types import Strength
from aigis.core.matching.weights import POSSIBLE, milli
from aigis.core.person.person import Person
from aigis.ops.lists_in import ListFile
from aigis.ops.matching_columns import Columns
from aigis.ops.matching_evidence import MATCHES, bits_apart, said
from aigis.ops.persons_listed import Notes, PersonReader, sound_rows

_AT_ONCE = 20_000
_STRENGTHS = np.array([Strength.NONE.value, Strength.POSSIBLE.value, Strength.CERTAIN.value], dtype=object)


@dataclass(frozen=True, slots=True)
class Register:
    """Subjects with their ids as the list gives them, which need not be unique."""

    index: Index
    ids: NDArray[np.object_]

    @classmethod
    def read(cls, listed: ListFile, notes: Notes) -> "Register":
        """Reads the subjects of a list."""
        ids: list[str] = []

        def subjects() -> Iterator[tuple[UUID, Person]]:
            reader = PersonReader(listed.path.name, notes)
            for frame in listed.frames(_AT_ONCE):
                for name, person in reader.persons(sound_rows(frame, list_name=listed.path.name, notes=notes)):
                    yield UUID(int=len(ids)), person  # the row's place stands for it
                    ids.append(name)

        return cls(Index.build(subjects(), version=0), np.array(ids, dtype=object))

    def matches_of_columns(self, asked: Columns, least: float | None) -> pl.DataFrame:
        """The matches of people of whom names and birth dates are known, with the bits of each kind of evidence.

        These are the certain and possible ones; with `least`, whoever reaches so many bits. They come in the order of
        the queries, the strongest first.
        """
        bound = engine.Asked(least=milli(POSSIBLE if least is None else least), every=least is not None)
        columns = engine.Columns(asked.given, asked.family, asked.births)
        found = engine.find_columns(columns, self.index, bound, workers=os.cpu_count() or 1)
        order = np.lexsort((found.rows, -found.bits, -found.strengths, found.queries))
        queries, rows, bits, strengths = (column[order] for column in found)
        births = asked.births[queries], self.index.base.people.persons[rows, BIRTH]
        return pl.DataFrame(
            {
                "query_id": np.array(asked.ids, dtype=object)[queries],
                "subject_id": self.ids[rows],
                "bits": bits / 1_000,
                "strength": _STRENGTHS[strengths],
                "evidence": bits_apart(bits, *births, frequencies=self.index.frequencies),
            },
            schema=MATCHES,
        )

    def matches(self, queries: Sequence[tuple[str, Person]], least: float | None, *, explain: bool) -> pl.DataFrame:
        """The same for people of whom anything may be known, the evidence in words if need be."""
        found = screen([person for _, person in queries], self.index, least=least)
        rows = [
            (query, self.ids[match.subject.int], *said(match, explain=explain))
            for (query, _), matches in zip(queries, found, strict=True)
            for match in matches
        ]
        return pl.DataFrame(rows, schema=MATCHES, orient="row")
