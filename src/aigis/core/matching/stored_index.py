"""An index as plain arrays, which another process may map, and back."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aigis.core.matching.base import Base
from aigis.core.matching.index import Index
from aigis.core.matching.packed import People
from aigis.core.matching.stored_lookups import StoredCounts, StoredIds, StoredPersons, StoredRows, StoredTokens

Arrays = Mapping[str, NDArray[Any]]

_PEOPLE = ("persons", "names", "words", "identifiers", "tokens")
_BASE = ("keys", "filed", "jump", "count_bits")


def arrays_of(index: Index) -> tuple[Index, dict[str, NDArray[Any]]]:
    """Gives the arrays of an index and the index they are of.

    One with changes is built anew first, so that nobody who is gone is among them.
    """
    if index.overlay.people or index.overlay.gone:
        index = Index.build(index.subjects(), version=index.version)
    base = index.base
    halves, (ends, content) = StoredIds.array_of(base.ids), StoredPersons.arrays_of(base.persons)
    arrays: dict[str, NDArray[Any]] = {name: getattr(base.people, name) for name in _PEOPLE}
    arrays |= {name: getattr(base, name) for name in _BASE}
    arrays |= {"person_ends": ends, "person_content": content, "ids": halves, "by_low": StoredRows.array_of(halves)}
    arrays["by_digest"] = StoredTokens.array_of(base.people.tokens)
    arrays["counts"] = np.array([base.counts.get(text, 0) for text in base.code_of], dtype=np.int64)
    return index, arrays


def index_of(arrays: Arrays, *, version: int) -> Index:
    """Gives the index of arrays that `arrays_of` gave; nothing of them is copied but what is looked up by digests."""
    rarity = np.zeros(len(arrays["tokens"]), dtype=np.int32)
    people = People(**{name: arrays[name] for name in _PEOPLE}, rarity=rarity)
    tokens = StoredTokens(people.tokens, arrays["by_digest"])
    base = Base(
        people=people,
        **{name: arrays[name] for name in _BASE},
        jump_bits=(len(arrays["jump"]) - 1).bit_length() - 1,
        persons=StoredPersons(arrays["person_ends"], arrays["person_content"]),
        ids=StoredIds(arrays["ids"]),
        row_of=StoredRows(arrays["ids"], arrays["by_low"]),
        counts=StoredCounts(tokens, arrays["counts"]),
        code_of=tokens,
    )
    return Index.of_base(base, version=version)
