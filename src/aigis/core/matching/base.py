"""The large part of the index: people as arrays, and their keys, sorted. Never changed once built."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from aigis.core.matching.birth_dates import packed
from aigis.core.matching.blocking_keys import Keys, identifier_keys, identity_keys
from aigis.core.matching.columns import Columns, PersonsInColumns
from aigis.core.matching.frequencies import count_bits
from aigis.core.matching.packed import (
    BIRTH,
    NAMES_BEHIND,
    NAMES_FIRST,
    People,
    appended,
    pack,
    pack_columns,
    size,
)
from aigis.core.matching.packed_names import CONTENT, FLAGS, RUNS_BEHIND, TOKEN, WORDS_FIRST
from aigis.core.matching.prepared import birth_by
from aigis.core.matching.stored_lookups import Extended, chained
from aigis.core.person.person import Person

Rows = NDArray[np.int32]

_NONE: Rows = np.empty(0, dtype=np.int32)


class Numbered(NamedTuple):
    """Subjects by row, and the row of each."""

    persons: Sequence[Person]
    ids: Sequence[UUID]
    row_of: Mapping[UUID, int]


@dataclass(frozen=True, slots=True)
class Base:
    """Subjects by row; `filed[i]`, row and birth date, stands under `keys[i]`, keys ascending."""

    people: People
    keys: Keys
    filed: Rows
    jump: Rows  # where the keys with each beginning of `jump_bits` bits start
    jump_bits: int
    persons: Sequence[Person]
    ids: Sequence[UUID]
    row_of: Mapping[UUID, int]
    counts: Mapping[str, int]  # subjects per token
    code_of: Mapping[str, int]  # the token's number in the table
    count_bits: NDArray[np.int32]  # by token number: what its count takes off its rarity

    @classmethod
    def build(cls, subjects: Mapping[UUID, Person]) -> "Base":
        """Files the subjects by birth date; some 15 microseconds each.

        Whoever is asked about is compared with people of the same day and year, who are then found side by side.
        """
        by_birth = sorted(subjects.items(), key=lambda subject: packed(birth_by(subject[1])))
        persons = [person for _, person in by_birth]
        return cls._packed(*pack(persons), persons, [subject for subject, _ in by_birth])

    @classmethod
    def build_columns(cls, columns: Columns) -> "Base":
        """Files persons in columns, their places there as their ids; some 10 microseconds each."""
        order = np.argsort(columns.births, kind="stable")
        by_birth = columns.taken(order)
        ids = [UUID(int=number) for number in order.tolist()]
        return cls._packed(*pack_columns(by_birth), PersonsInColumns(by_birth), ids)

    def extended(self, added: Mapping[UUID, Person], counts: Mapping[str, int]) -> "Base":
        """A base with rows for more subjects behind its own, which stay where they are; `counts` are those from now on.

        Costs a copy, not a sort: what is filed already is in order.
        """
        persons = list(added.values())
        fresh, texts = pack(persons)
        unseen = dict.fromkeys(text for text in texts if text not in self.code_of)
        code_of = Extended.of(self.code_of, {text: code for code, text in enumerate(unseen, start=len(self.code_of))})
        codes = [code_of[text] for text in texts]
        keys, rows = _filed(fresh)
        places = self.keys.searchsorted(keys, "right")
        filed = np.insert(self.keys, places, keys), np.insert(self.filed[:, 0], places, rows + np.int32(len(self.ids)))
        people = appended(self.people, fresh, np.array(codes, dtype=np.int32))
        rows_added = {subject: row for row, subject in enumerate(added, start=len(self.ids))}
        subjects = Numbered(
            chained(self.persons, persons), chained(self.ids, list(added)), Extended.of(self.row_of, rows_added)
        )
        return Base._of(people, filed, subjects, code_of, counts)

    def find(self, keys: Keys) -> Rows:
        """The rows filed under any of the keys, each once, ascending."""
        begins, ends = self.keys.searchsorted(keys, "left"), self.keys.searchsorted(keys, "right")
        row_arrays = [
            self.filed[start:end, 0] for start, end in zip(begins.tolist(), ends.tolist(), strict=True) if start < end
        ]
        return np.unique(np.concatenate(row_arrays)) if row_arrays else _NONE

    @classmethod
    def _packed(cls, people: People, texts: list[str], persons: Sequence[Person], ids: list[UUID]) -> "Base":
        counts = dict(zip(texts, _subjects_per_token(people).tolist(), strict=True))
        code_of = {text: code for code, text in enumerate(texts)}
        row_of = {subject: row for row, subject in enumerate(ids)}
        return cls._of(people, _filed(people), Numbered(persons, ids, row_of), code_of, counts)

    @classmethod
    def _of(
        cls,
        people: People,
        filed: tuple[Keys, Rows],
        subjects: Numbered,
        code_of: Mapping[str, int],
        counts: Mapping[str, int],
    ) -> "Base":
        keys, rows = filed
        bits = min(22, max(4, len(keys).bit_length() - 2))
        return cls(
            people=people,
            keys=keys,
            filed=np.stack([rows, people.persons[rows, BIRTH].astype(np.int32)], axis=1),
            jump=_jump(keys, bits),
            jump_bits=bits,
            persons=subjects.persons,
            ids=subjects.ids,
            row_of=subjects.row_of,
            counts={text: count for text, count in counts.items() if count},
            code_of=code_of,
            count_bits=bits_of_counts(np.array([counts.get(text, 0) for text in code_of], dtype=np.int64)),
        )


def _filed(people: People) -> tuple[Keys, Rows]:
    """Every key of every person once, ascending, and the person's row."""
    identity, identifiers = identity_keys(people), identifier_keys(people)
    keys = np.concatenate([identity.keys, identifiers.keys])
    rows = np.concatenate([identity.owners, identifiers.owners])
    order = np.lexsort((rows, keys))
    keys, rows = keys[order], rows[order]
    first = np.concatenate([[True], (np.diff(keys) != 0) | (np.diff(rows) != 0)])[: len(keys)]
    return keys[first], rows[first]


def _jump(keys: Keys, bits: int) -> Rows:
    """Where the keys of every beginning of so many bits start; keys have a sign, so the first beginning is negative."""
    edges = np.arange(-(1 << bits - 1), 1 << bits - 1, dtype=np.int64) << 64 - bits
    return np.append(keys.searchsorted(edges), len(keys)).astype(np.int32)


def bits_of_counts(counts: NDArray[np.int64]) -> NDArray[np.int32]:
    """What counts of subjects take off the rarity of their tokens."""
    distinct, where = np.unique(counts, return_inverse=True)
    return np.array([count_bits(count) for count in distinct.tolist()], dtype=np.int32)[where]


def _subjects_per_token(people: People) -> NDArray[np.int64]:
    """How many persons bear each token, particles aside, each counted once however many aliases it has."""
    persons, names = people.persons, people.names
    owners = np.repeat(np.arange(size(people)), persons[:, NAMES_BEHIND] - persons[:, NAMES_FIRST])
    of_word = np.repeat(owners, names[:, RUNS_BEHIND] - names[:, WORDS_FIRST])
    content = people.words[:, FLAGS] & CONTENT > 0
    tokens = max(1, len(people.tokens))
    borne = np.unique(of_word[content] * tokens + people.words[content, TOKEN])
    return np.bincount(borne % tokens, minlength=len(people.tokens))
