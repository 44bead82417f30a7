"""The subjects with bans not yet over, held in memory for matching: immutable, replaced as a whole by each change."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from aigis.core.matching.base import Base, Rows
from aigis.core.matching.frequencies import Frequencies
from aigis.core.matching.overlay import Overlay
from aigis.core.matching.prepared import Prepared
from aigis.core.person.person import Person

# The overlay is copied with every change (about a microsecond a subject); a merge costs a second per 500,000 subjects.
_MERGE_AT = 2_048


@dataclass(frozen=True, slots=True)
class Index:
    """All subjects of one register version; safe to read from any number of threads."""

    version: int
    base: Base
    overlay: Overlay
    frequencies: Frequencies

    @classmethod
    def build(cls, subjects: Iterable[tuple[UUID, Person]], *, version: int) -> "Index":
        """Builds an index from scratch; of a subject given twice the last counts."""
        base = Base.build({subject: Prepared.of(person) for subject, person in subjects})
        return cls._of(base, Overlay(), version)

    def updated(self, changed: Mapping[UUID, Person | None], *, version: int) -> "Index":
        """An index with the changes made (None: gone), which finds exactly what a new build would."""
        changes = {subject: None if person is None else Prepared.of(person) for subject, person in changed.items()}
        overlay = self.overlay.changed(changes, base=self.base)
        if len(overlay) < _MERGE_AT:
            return Index._of(self.base, overlay, version)
        counts = Index._of(self.base, overlay, version).frequencies.merged()
        return Index._of(self.base.merged(overlay.gone, overlay.people, counts), Overlay(), version)

    def __len__(self) -> int:
        return self.frequencies.subjects

    def __contains__(self, subject_id: UUID) -> bool:
        return self._prepared(subject_id) is not None

    def person(self, subject_id: UUID) -> Person:
        """The subject's details; raises KeyError where the index does not hold it."""
        found = self._prepared(subject_id)
        if found is None:
            raise KeyError(subject_id)
        return found.person

    def rows(self, keys: Collection[int]) -> Rows:
        """Rows of the base under any of the keys; some may be gone (see `at`)."""
        return self.base.find(keys)

    def at(self, row: int) -> tuple[UUID, Prepared] | None:
        """The subject in a row of the base, None once it is gone or replaced."""
        return None if row in self.overlay.gone else (self.base.ids[row], self.base.people[row])

    def recent(self, keys: Collection[int]) -> dict[UUID, Prepared]:
        """Subjects of the overlay under any of the keys."""
        overlay = self.overlay
        if not overlay.people:
            return {}
        return {subject: overlay.people[subject] for key in keys for subject in overlay.keys.get(key, ())}

    def _prepared(self, subject_id: UUID) -> Prepared | None:
        if subject_id in self.overlay.people:
            return self.overlay.people[subject_id]
        row = self.base.row_of.get(subject_id)
        return None if row is None or row in self.overlay.gone else self.base.people[row]

    @classmethod
    def _of(cls, base: Base, overlay: Overlay, version: int) -> "Index":
        subjects = len(base.people) - len(overlay.gone) + len(overlay.people)
        return cls(version, base, overlay, Frequencies(subjects, base.counts, overlay.counts))
