"""The subjects with bans not yet over, held in memory for matching: immutable, replaced as a whole by each change."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from aigis.core.matching.base import Base, bits_of_counts
from aigis.core.matching.columns import Columns
from aigis.core.matching.frequencies import Frequencies
from aigis.core.matching.overlay import Overlay
from aigis.core.matching.overlay_keys import plain_keys
from aigis.core.matching.prepared import Prepared
from aigis.core.matching.weights import COMMONEST, RAREST
from aigis.core.person.person import Person

# The overlay is copied with every change (about a microsecond a subject); a merge copies the arrays of the base.
_MERGE_AT = 2_048
_FEW = 32  # up to here tokens are looked up one by one


@dataclass(frozen=True, slots=True)
class Index:
    """All subjects of one register version; safe to read from any number of threads."""

    version: int
    base: Base
    overlay: Overlay
    frequencies: Frequencies
    rarity: NDArray[np.int32]  # of the base's tokens, by number, in millibits
    gone: NDArray[np.int64]  # rows of the base that count no more

    @classmethod
    def build(cls, subjects: Iterable[tuple[UUID, Person]], *, version: int) -> "Index":
        """Builds an index from scratch; of a subject given twice the last counts."""
        return cls._of(Base.build(dict(subjects)), Overlay(), version)

    @classmethod
    def build_columns(cls, columns: Columns) -> "Index":
        """Builds an index of persons in columns, their places there as their ids."""
        return cls._of(Base.build_columns(columns), Overlay(), 0)

    @classmethod
    def of_base(cls, base: Base, *, version: int) -> "Index":
        """An index of a base that stands, with nothing changed since."""
        return cls._of(base, Overlay(), version)

    def updated(self, changed: Mapping[UUID, Person | None], *, version: int) -> "Index":
        """An index with the changes made (None: gone), which finds exactly what a new build would."""
        index = Index._of(self.base, self.overlay.changed(changed, base=self.base), version)
        many_gone = len(index.overlay.gone) > max(_MERGE_AT, len(self.base.ids) // 4)
        return index.merged() if many_gone or len(index.overlay.people) >= _MERGE_AT else index

    def merged(self) -> "Index":
        """The same index with all subjects in the large part; rows that are gone stay there, until they are many."""
        base, gone = self.base, self.overlay.gone
        recent = {subject: entry.prepared.person for subject, entry in self.overlay.people.items()}
        if len(gone) > max(_MERGE_AT, len(base.ids) // 4):
            return Index.build(self.subjects(), version=self.version)
        if not recent:
            return self
        return Index._of(base.extended(recent, self.frequencies.merged()), Overlay(gone=gone), self.version)

    def subjects(self) -> Iterator[tuple[UUID, Person]]:
        """Yields every subject with its details."""
        for row, subject in enumerate(self.base.ids):
            if row not in self.overlay.gone:
                yield subject, self.base.persons[row]
        for subject, entry in self.overlay.people.items():
            yield subject, entry.prepared.person

    def __len__(self) -> int:
        return self.frequencies.subjects

    def __contains__(self, subject_id: UUID) -> bool:
        row = self.base.row_of.get(subject_id)
        return subject_id in self.overlay.people or (row is not None and row not in self.overlay.gone)

    def person(self, subject_id: UUID) -> Person:
        """The subject's details; raises KeyError where the index does not hold it."""
        if subject_id not in self:
            raise KeyError(subject_id)
        recent = self.overlay.people.get(subject_id)
        return recent.prepared.person if recent else self.base.persons[self.base.row_of[subject_id]]

    def at(self, row: int) -> tuple[UUID, Prepared] | None:
        """The subject in a row of the base, None once it is gone or replaced."""
        return None if row in self.overlay.gone else (self.base.ids[row], Prepared.of(self.base.persons[row]))

    def recent(self, query: Prepared, *, alone: bool) -> dict[UUID, Prepared]:
        """Subjects of the overlay that share a key with a query."""
        overlay = self.overlay
        if not overlay.people:
            return {}
        shared = (overlay.keys.get(key, ()) for key in plain_keys(query, alone=alone))
        return {subject: overlay.people[subject].prepared for subjects in shared for subject in subjects}

    @classmethod
    def _of(cls, base: Base, overlay: Overlay, version: int) -> "Index":
        subjects = len(base.ids) - len(overlay.gone) + len(overlay.people)
        frequencies = Frequencies(subjects, base.counts, overlay.counts)
        gone = np.fromiter(overlay.gone, dtype=np.int64, count=len(overlay.gone))
        return cls(version, base, overlay, frequencies, _rarity(base, frequencies), gone)


def rarities(texts: Sequence[str], frequencies: Frequencies) -> NDArray[np.int32]:
    """`Frequencies.rarity` of many tokens."""
    if len(texts) < _FEW:
        return np.array([frequencies.rarity(text) for text in texts], dtype=np.int32)
    held = frequencies.counts
    counts = np.array([held.get(text, 0) for text in texts], dtype=np.int64)
    if frequencies.changes:
        counts += np.array([frequencies.changes.get(text, 0) for text in texts], dtype=np.int64)
    return _clipped(frequencies, bits_of_counts(counts))


def _rarity(base: Base, frequencies: Frequencies) -> NDArray[np.int32]:
    """The same of every token of the base."""
    bits = base.count_bits.copy()
    changed = [token for token in frequencies.changes if token in base.code_of]
    bits[[base.code_of[token] for token in changed]] = bits_of_counts(
        np.array([frequencies.count(token) for token in changed], dtype=np.int64)
    )
    return _clipped(frequencies, bits)


def _clipped(frequencies: Frequencies, bits: NDArray[np.int32]) -> NDArray[np.int32]:
    return np.clip(frequencies.commonness - bits, COMMONEST, RAREST).astype(np.int32)
