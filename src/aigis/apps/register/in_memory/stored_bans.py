"""The bans of a view: as objects, or read from arrays; and a few changed ones before either."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import accumulate, chain
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from aigis.core.bans.versions import BanFacts, BanKind
from aigis.core.matching.index import Index
from aigis.core.matching.stored_lookups import StoredIds
from aigis.core.values import Period

Facts = tuple[BanFacts, ...]
Arrays = Mapping[str, NDArray[Any]]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_NO_END = np.iinfo(np.int64).max
_KINDS = tuple(BanKind)


class StoredBans(Mapping[UUID, Facts]):
    """The bans of every subject of an index's base, in the order of its rows."""

    def __init__(self, arrays: Arrays, index: Index) -> None:
        self._ban_ends, self._kinds = arrays["ban_ends"], arrays["ban_kinds"]
        self._period_ends, self._periods = arrays["period_ends"], arrays["periods"]
        self._bans, self._subjects, self._rows = StoredIds(arrays["bans"]), index.base.ids, index.base.row_of

    @staticmethod
    def arrays_of(bans: Mapping[UUID, Facts], index: Index) -> dict[str, NDArray[Any]]:
        """The bans as arrays; an index without changes and its bans must hold the same subjects."""
        by_row = [bans[subject] for subject in index.base.ids]
        facts = list(chain.from_iterable(by_row))
        periods = [(_number(period.start), _number(period.end)) for ban in facts for period in ban.periods]
        return {
            "ban_ends": _ends(map(len, by_row)),
            "bans": StoredIds.array_of([UUID(ban.ban) for ban in facts]),
            "ban_kinds": np.array([_KINDS.index(ban.kind) for ban in facts], dtype=np.int8),
            "period_ends": _ends(len(ban.periods) for ban in facts),
            "periods": np.array(periods, dtype=np.int64).reshape(-1, 2),
        }

    def __getitem__(self, subject: UUID) -> Facts:
        return tuple(map(self._ban, range(*_stretch(self._ban_ends, self._rows[subject]))))

    def _ban(self, position: int) -> BanFacts:
        start, end = _stretch(self._period_ends, position)
        periods = tuple(Period(_instant(first), _end(last)) for first, last in self._periods[start:end].tolist())
        return BanFacts(str(self._bans[position]), _KINDS[int(self._kinds[position])], periods)

    def __iter__(self) -> Iterator[UUID]:
        return iter(self._subjects)

    def __len__(self) -> int:
        return len(self._subjects)

    def moved(self, first: datetime, last: datetime) -> set[UUID]:
        """The subjects of whom a period begins or ends after `first` and not after `last`."""
        begun = (self._periods > _number(first)) & (self._periods <= _number(last))
        places = np.flatnonzero(begun.any(axis=1))
        bans = np.unique(self._period_ends.searchsorted(places, "right"))
        return {self._subjects[row] for row in np.unique(self._ban_ends.searchsorted(bans, "right")).tolist()}


class ChangedBans(Mapping[UUID, Facts]):
    """Bans of which a few subjects' have changed; the others' are not copied. None: the subject has none any more."""

    def __init__(self, first: Mapping[UUID, Facts], changed: Mapping[UUID, Facts | None]) -> None:
        self._first, self._changed = first, changed
        self._size = len(first) + sum((facts is not None) - (who in first) for who, facts in changed.items())

    @classmethod
    def of(cls, bans: Mapping[UUID, Facts], changed: Mapping[UUID, Facts | None]) -> "ChangedBans":
        """The bans with the changes made."""
        if isinstance(bans, ChangedBans):
            return cls(bans._first, {**bans._changed, **changed})
        return cls(bans, changed)

    def __getitem__(self, subject: UUID) -> Facts:
        if subject not in self._changed:
            return self._first[subject]
        facts = self._changed[subject]
        if facts is None:
            raise KeyError(subject)
        return facts

    def __iter__(self) -> Iterator[UUID]:
        yield from (subject for subject in self._first if subject not in self._changed)
        yield from (subject for subject, facts in self._changed.items() if facts is not None)

    def __len__(self) -> int:
        return self._size

    def moved(self, first: datetime, last: datetime) -> set[UUID]:
        """The subjects of whom a period begins or ends after `first` and not after `last`."""
        present = ((subject, facts) for subject, facts in self._changed.items() if facts is not None)
        return (moved(self._first, first, last) - self._changed.keys()) | _moved(present, first, last)


def moved(bans: Mapping[UUID, Facts], first: datetime, last: datetime) -> set[UUID]:
    """The subjects of whom a ban began or ended after `first` and not after `last`."""
    if isinstance(bans, StoredBans | ChangedBans):
        return bans.moved(first, last)
    return _moved(bans.items(), first, last)


def _moved(bans: Iterable[tuple[UUID, Facts]], first: datetime, last: datetime) -> set[UUID]:
    return {subject for subject, facts in bans if _is_moved(facts, first, last)}


def _is_moved(bans: Facts, first: datetime, last: datetime) -> bool:
    for ban in bans:
        for period in ban.periods:
            if first < period.start <= last or (period.end is not None and first < period.end <= last):
                return True
    return False


def _ends(lengths: Iterable[int]) -> NDArray[np.int64]:
    return np.fromiter(accumulate(lengths), dtype=np.int64)


def _stretch(ends: NDArray[np.int64], position: int) -> tuple[int, int]:
    return (int(ends[position - 1]) if position else 0), int(ends[position])


def _number(instant: datetime | None) -> int:
    """Microseconds since 1970; the largest number for no end."""
    return _NO_END if instant is None else (instant - _EPOCH) // _MICROSECOND


def _instant(number: int) -> datetime:
    return _EPOCH + number * _MICROSECOND


def _end(number: int) -> datetime | None:
    return None if number == _NO_END else _instant(number)
