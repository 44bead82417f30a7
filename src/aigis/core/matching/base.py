"""The large part of the index: sorted arrays of keys, and the subjects they lead to. Never changed once built."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from aigis.core.matching.dates import packed
from aigis.core.matching.keys import identifier_keys, identity_keys
from aigis.core.matching.prepared import Prepared

Rows = NDArray[np.int32]
Keys = NDArray[np.int64]

_NONE: Rows = np.empty(0, dtype=np.int32)


@dataclass(frozen=True, slots=True)
class Base:
    """Subjects by row; `keys` sorted and unique, the rows of `keys[i]` are `rows[starts[i]:starts[i + 1]]`."""

    keys: Keys
    starts: Rows
    rows: Rows
    dates: Rows  # birth dates as YYYYMMDD, zeros where unknown
    people: Sequence[Prepared]
    ids: Sequence[UUID]
    row_of: Mapping[UUID, int]
    counts: Mapping[str, int]  # subjects per token

    @classmethod
    def build(cls, subjects: Mapping[UUID, Prepared]) -> "Base":
        """Files the subjects; some 25 microseconds each."""
        filed: list[int] = []
        sizes: list[int] = []
        for person in subjects.values():
            own = all_keys(person)
            filed.extend(own)
            sizes.append(len(own))
        keys = np.array(filed, dtype=np.int64)
        order = np.argsort(keys)
        rows = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)[order]
        dates = np.fromiter((packed(person.birth) for person in subjects.values()), dtype=np.int32, count=len(sizes))
        counts = Counter(token for person in subjects.values() for token in distinct_tokens(person))
        return cls._of(keys[order], rows, dates=dates, people=subjects, counts=counts)

    def merged(self, gone: Collection[int], added: Mapping[UUID, Prepared], counts: Mapping[str, int]) -> "Base":
        """A base without the rows `gone` and with the subjects added; `counts` are those of the result."""
        stays = np.ones(len(self.people), dtype=bool)
        stays[list(gone)] = False
        kept = {self.ids[row]: self.people[row] for row in np.flatnonzero(stays).tolist()}
        addition = Base.build(added)
        keys, rows = self._filed(stays)
        new_keys, new_rows = addition._filed(np.ones(len(added), dtype=bool))
        places = keys.searchsorted(new_keys)  # both are sorted, so inserting spares a sort of millions
        return Base._of(
            np.insert(keys, places, new_keys),
            np.insert(rows, places, new_rows + np.int32(len(kept))),
            dates=np.concatenate([self.dates[stays], addition.dates]),
            people=kept | dict(added),
            counts=counts,
        )

    def find(self, keys: Collection[int]) -> Rows:
        """The rows filed under any of the keys; one filed under several comes several times."""
        if not keys or not len(self.keys):
            return _NONE
        wanted = np.fromiter(keys, dtype=np.int64, count=len(keys))
        places = self.keys.searchsorted(wanted)
        hits = places[self.keys.take(places, mode="clip") == wanted]
        spans = zip(self.starts[hits].tolist(), self.starts[hits + 1].tolist(), strict=True)
        found = [self.rows[start:end] for start, end in spans]
        return np.concatenate(found) if found else _NONE

    def _filed(self, stays: NDArray[np.bool_]) -> tuple[Keys, Rows]:
        """One key per row filed, sorted, of the rows that stay, which move up to close the gaps."""
        keep = stays[self.rows]
        moved = (np.cumsum(stays) - 1).astype(np.int32)
        return np.repeat(self.keys, np.diff(self.starts))[keep], moved[self.rows[keep]]

    @classmethod
    def _of(
        cls, keys: Keys, rows: Rows, *, dates: Rows, people: Mapping[UUID, Prepared], counts: Mapping[str, int]
    ) -> "Base":
        """Assembles the parts; `keys` are sorted and still one per row."""
        first = np.flatnonzero(np.diff(keys, prepend=keys[:1] - 1)).astype(np.int32)
        return cls(
            keys=keys[first],
            starts=np.append(first, np.int32(len(keys))),
            rows=rows,
            dates=dates,
            people=list(people.values()),
            ids=list(people),
            row_of={subject: row for row, subject in enumerate(people)},
            counts=counts,
        )


def all_keys(person: Prepared) -> set[int]:
    """All keys a subject is filed under."""
    return identity_keys(person) | identifier_keys(person.person)


def distinct_tokens(person: Prepared) -> Iterable[str]:
    """The tokens of a subject's names, each once whatever the number of aliases."""
    return {token for name in person.names for token in name.content}
