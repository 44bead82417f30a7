"""What an index looks up in mappings and sequences, read from arrays instead of held as an object each."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from json import dumps, loads
from typing import Any, TypeVar, overload
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from aigis.core.matching.digests import digest
from aigis.core.matching.token_features import IDENTITY, SPELT, Tokens
from aigis.core.person.person import Person

K = TypeVar("K")
V = TypeVar("V")
T = TypeVar("T")

_HALF = 64
_LOW = (1 << _HALF) - 1
_REMEMBERED = 1 << 15  # tokens
_MISSING = -1


class _OfArrays(Sequence[T]):
    """A sequence whose items are made when somebody asks for one."""

    def _item(self, position: int) -> T:
        raise NotImplementedError

    @overload
    def __getitem__(self, position: int) -> T: ...

    @overload
    def __getitem__(self, position: slice) -> list[T]: ...

    def __getitem__(self, position: int | slice) -> T | list[T]:
        if isinstance(position, slice):
            return [self._item(at) for at in range(len(self))[position]]
        return self._item(range(len(self))[position])


class StoredPersons(_OfArrays[Person]):
    """Persons as JSON behind one another; some 20 microseconds each."""

    def __init__(self, ends: NDArray[np.int64], content: NDArray[np.uint8]) -> None:
        self._ends, self._content = ends, content

    @staticmethod
    def arrays_of(persons: Sequence[Person]) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
        """The ends of the persons in the content, and the content."""
        texts = [dumps(person.to_dict(), ensure_ascii=False, separators=(",", ":")).encode() for person in persons]
        ends = np.cumsum(np.array([len(text) for text in texts], dtype=np.int64), dtype=np.int64)
        return ends, np.frombuffer(b"".join(texts), dtype=np.uint8)

    def __len__(self) -> int:
        return len(self._ends)

    def _item(self, position: int) -> Person:
        start = int(self._ends[position - 1]) if position else 0
        return Person.from_dict(loads(self._content[start : int(self._ends[position])].tobytes()))


class StoredIds(_OfArrays[UUID]):
    """Identifiers as two halves of 64 bits each, the higher first."""

    def __init__(self, halves: NDArray[np.uint64]) -> None:
        self._halves = halves

    @staticmethod
    def array_of(ids: Sequence[UUID]) -> NDArray[np.uint64]:
        """The halves of identifiers."""
        halves = [(subject.int >> _HALF, subject.int & _LOW) for subject in ids]
        return np.array(halves, dtype=np.uint64).reshape(-1, 2)

    def __len__(self) -> int:
        return len(self._halves)

    def _item(self, position: int) -> UUID:
        high, low = self._halves[position].tolist()
        return UUID(int=high << _HALF | low)


class StoredRows(Mapping[UUID, int]):
    """The row of every identifier, found by its lower half, in which the randomness of a version-7 UUID is."""

    def __init__(self, halves: NDArray[np.uint64], by_low: NDArray[np.int32]) -> None:
        self._ids, self._halves, self._by_low = StoredIds(halves), halves, by_low
        self._lows = np.ascontiguousarray(halves[by_low, 1])

    @staticmethod
    def array_of(halves: NDArray[np.uint64]) -> NDArray[np.int32]:
        """The rows in the order of the lower halves."""
        return np.argsort(halves[:, 1], kind="stable").astype(np.int32)

    def __getitem__(self, subject: UUID) -> int:
        high, low = subject.int >> _HALF, subject.int & _LOW
        position = int(self._lows.searchsorted(np.uint64(low)))
        while position < len(self._lows) and int(self._lows[position]) == low:
            row = int(self._by_low[position])
            if int(self._halves[row, 0]) == high:
                return row
            position += 1
        raise KeyError(subject)

    def __iter__(self) -> Iterator[UUID]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)


class StoredTokens(Mapping[str, int]):
    """The number of every token in the table, found by its digest."""

    def __init__(self, tokens: Tokens, by_digest: NDArray[np.int32]) -> None:
        self._tokens, self._by_digest = tokens, by_digest
        self._digests = np.ascontiguousarray(tokens[by_digest, IDENTITY])
        self._remembered: dict[str, int] = {}

    @staticmethod
    def array_of(tokens: Tokens) -> NDArray[np.int32]:
        """The numbers of the tokens in the order of their digests."""
        return np.argsort(tokens[:, IDENTITY], kind="stable").astype(np.int32)

    def number(self, token: str) -> int:
        """The number of a token, -1 where it is not in the table; names come again, so some are remembered."""
        number = self._remembered.get(token)
        if number is None:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered = {}
            number = self._remembered[token] = self._searched(token)
        return number

    def _searched(self, token: str) -> int:
        wanted = digest(token)
        position = int(self._digests.searchsorted(wanted))
        while position < len(self._digests) and int(self._digests[position]) == wanted:
            number = int(self._by_digest[position])
            if self._text(number) == token:
                return number
            position += 1
        return _MISSING

    def _text(self, number: int) -> str:
        return self._tokens[number, SPELT:].tobytes().rstrip(b"\0").decode("ascii")

    def __getitem__(self, token: str) -> int:
        number = self.number(token)
        if number == _MISSING:
            raise KeyError(token)
        return number

    def __iter__(self) -> Iterator[str]:
        return map(self._text, range(len(self._tokens)))

    def __len__(self) -> int:
        return len(self._tokens)


class StoredCounts(Mapping[str, int]):
    """The number of subjects that bear each token; tokens that nobody bears are not in it."""

    def __init__(self, tokens: StoredTokens, counts: NDArray[np.int64]) -> None:
        self._tokens, self._counts = tokens, counts

    def __getitem__(self, token: str) -> int:
        count = int(self._counts[self._tokens[token]])
        if not count:
            raise KeyError(token)
        return count

    def get(self, token: str, default: Any = None) -> Any:
        """The count of a token, or the default: asked for every token of every query, so without an exception."""
        number = self._tokens.number(token)
        return default if number == _MISSING else int(self._counts[number]) or default

    def __iter__(self) -> Iterator[str]:
        return (token for token, count in zip(self._tokens, self._counts.tolist(), strict=True) if count)

    def __len__(self) -> int:
        return int(np.count_nonzero(self._counts))


class Extended(Mapping[K, V]):
    """A mapping that is not copied, with a few entries added or replaced."""

    def __init__(self, first: Mapping[K, V], more: Mapping[K, V]) -> None:
        self._first, self._more = first, more

    @classmethod
    def of(cls, first: Mapping[K, V], more: Mapping[K, V]) -> Mapping[K, V]:
        """The mapping with more entries; a plain one is copied, which costs less at every look-up."""
        if isinstance(first, dict):
            return {**first, **more}
        if isinstance(first, Extended):
            return cls(first._first, {**first._more, **more})
        return cls(first, more)

    def __getitem__(self, key: K) -> V:
        return self._more[key] if key in self._more else self._first[key]

    def __iter__(self) -> Iterator[K]:
        return chain(self._first, (key for key in self._more if key not in self._first))

    def __len__(self) -> int:
        return len(self._first) + sum(key not in self._first for key in self._more)


class _Chained(_OfArrays[T]):
    """A sequence that is not copied, with more behind it."""

    def __init__(self, first: Sequence[T], more: list[T]) -> None:
        self.first, self.more = first, more

    def __len__(self) -> int:
        return len(self.first) + len(self.more)

    def _item(self, position: int) -> T:
        behind = position - len(self.first)
        return self.more[behind] if behind >= 0 else self.first[position]


def chained(first: Sequence[T], more: list[T]) -> Sequence[T]:
    """The sequence with more behind it; a plain list is copied."""
    if isinstance(first, list):
        return [*first, *more]
    if isinstance(first, _Chained):
        return _Chained(first.first, [*first.more, *more])
    return _Chained(first, more)
