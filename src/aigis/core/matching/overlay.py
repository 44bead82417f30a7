"""The small part of the index: what changed since the base was built. Copied on every change, so it must stay small."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from aigis.core.matching.base import Base, all_keys, distinct_tokens
from aigis.core.matching.prepared import Prepared


@dataclass(frozen=True, slots=True)
class Overlay:
    """Subjects added or replaced, base rows that are gone, and the token counts that changed."""

    people: Mapping[UUID, Prepared] = field(default_factory=dict)
    keys: Mapping[int, frozenset[UUID]] = field(default_factory=dict)
    gone: frozenset[int] = frozenset()
    counts: Mapping[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.people) + len(self.gone)

    def changed(self, changes: Mapping[UUID, Prepared | None], *, base: Base) -> "Overlay":
        """An overlay with the changes made as well; None takes a subject out."""
        draft = _Draft(dict(self.people), dict(self.keys), set(self.gone), dict(self.counts))
        for subject, person in changes.items():
            draft.take_out(subject, base)
            if person is not None:
                draft.put_in(subject, person)
        return Overlay(draft.people, draft.keys, frozenset(draft.gone), draft.counts)


@dataclass(slots=True)
class _Draft:
    """An overlay while it is being written; nobody else sees it."""

    people: dict[UUID, Prepared]
    keys: dict[int, frozenset[UUID]]
    gone: set[int]
    counts: dict[str, int]

    def take_out(self, subject: UUID, base: Base) -> None:
        row = base.row_of.get(subject)
        if subject in self.people:
            person = self.people.pop(subject)
            for key in all_keys(person):
                self.keys[key] -= {subject}
        elif row is not None and row not in self.gone:
            person = base.people[row]
            self.gone.add(row)
        else:
            return
        self._count(person, -1)

    def put_in(self, subject: UUID, person: Prepared) -> None:
        self.people[subject] = person
        for key in all_keys(person):
            self.keys[key] = self.keys.get(key, frozenset()) | {subject}
        self._count(person, 1)

    def _count(self, person: Prepared, step: int) -> None:
        for token in distinct_tokens(person):
            self.counts[token] = self.counts.get(token, 0) + step
