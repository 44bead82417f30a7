"""The small part of the index: what changed since the base was built. Copied on every change, so it must stay small."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from aigis.core.matching.base import Base
from aigis.core.matching.overlay_keys import Key, plain_keys
from aigis.core.matching.prepared import Prepared
from aigis.core.person.person import Person


@dataclass(frozen=True, slots=True)
class Recent:
    """A subject of the overlay, ready for comparing, with the keys it is filed under and its tokens."""

    prepared: Prepared
    keys: frozenset[Key]
    tokens: frozenset[str]

    @classmethod
    def of(cls, person: Person) -> "Recent":
        """Prepares one subject."""
        prepared = Prepared.of(person)
        return cls(prepared, frozenset(plain_keys(prepared, alone=True)), frozenset(distinct_tokens(prepared)))


@dataclass(frozen=True, slots=True)
class Overlay:
    """Subjects added or replaced, base rows that are gone, and the token counts that changed."""

    people: Mapping[UUID, Recent] = field(default_factory=dict)
    keys: Mapping[Key, frozenset[UUID]] = field(default_factory=dict)
    gone: frozenset[int] = frozenset()
    counts: Mapping[str, int] = field(default_factory=dict)

    def changed(self, changes: Mapping[UUID, Person | None], *, base: Base) -> "Overlay":
        """An overlay with the changes made as well; None takes a subject out."""
        draft = _Draft(dict(self.people), dict(self.keys), set(self.gone), dict(self.counts))
        for subject, person in changes.items():
            draft.take_out(subject, base)
            if person is not None:
                draft.put_in(subject, Recent.of(person))
        return Overlay(draft.people, draft.keys, frozenset(draft.gone), draft.counts)


@dataclass(slots=True)
class _Draft:
    """An overlay while it is being written; nobody else sees it."""

    people: dict[UUID, Recent]
    keys: dict[Key, frozenset[UUID]]
    gone: set[int]
    counts: dict[str, int]

    def take_out(self, subject: UUID, base: Base) -> None:
        row = base.row_of.get(subject)
        if subject in self.people:
            recent = self.people.pop(subject)
            for key in recent.keys:
                self.keys[key] -= {subject}
            self._count(recent.tokens, -1)
        elif row is not None and row not in self.gone:
            self.gone.add(row)
            self._count(distinct_tokens(Prepared.of(base.persons[row])), -1)

    def put_in(self, subject: UUID, recent: Recent) -> None:
        self.people[subject] = recent
        for key in recent.keys:
            self.keys[key] = self.keys.get(key, frozenset()) | {subject}
        self._count(recent.tokens, 1)

    def _count(self, tokens: Iterable[str], step: int) -> None:
        for token in tokens:
            self.counts[token] = self.counts.get(token, 0) + step


def distinct_tokens(person: Prepared) -> set[str]:
    """The tokens of a person's names that are no particles, each once whatever the number of aliases."""
    return {name.words[at] for name in person.names for at in name.content}
