"""The room in which the kernel works on one pair of persons: one array, made once for many, its rows by their use."""

import numpy as np
from numpy.typing import NDArray

from aigis.core.matching import weights
from aigis.core.matching.prepared import WORDS
from aigis.core.matching.weights import BirthRelation, TokenRelation

# Rows: a run of words spelt as a token (its columns those of `token_features.py`), where each sign stands in a token,
# what was found; weights by the number of a relation; and from ITEMS on one row for every two tokens, or run and token,
# that resemble each other.
RUN, PLACES, FOUND, SHARES, WEAK, FIRM, BIRTH_BITS, BIRTH_CLASH, ITEMS = 0, 1, 4, 5, 6, 7, 8, 9, 10
ROWS = ITEMS + WORDS * WORDS * 7  # every token with every other, and with runs of two to four words on either side
COLUMNS = 32

# Columns of an item.
BITS, LOW, HIGH, LEFT, RIGHT, RELATION, COUNT = range(7)
# Columns of what was found: of two names, then of two persons.
NAME_BITS, AGREED, AGAINST, POSITIVE, TOTAL, STRENGTH, BORN, RELATED = range(8)
RESULT_COLUMNS = 6  # those of `compiled_search.Found`


def _head() -> NDArray[np.int64]:
    """The rows that must hold something before the first pair; relations are numbered from 1 in their order."""
    head = np.zeros((ITEMS, COLUMNS), dtype=np.int64)
    for number, relation in enumerate(TokenRelation, start=1):
        head[SHARES, number] = weights.TOKEN_SHARE.get(relation, 0)
        head[WEAK, number] = relation in weights.WEAK
        head[FIRM, number] = relation in weights.FIRM
    for number, birth in enumerate(BirthRelation, start=1):
        head[BIRTH_BITS, number] = weights.BIRTH[birth]
        head[BIRTH_CLASH, number] = birth in weights.BIRTH_CLASH
    return head


_HEAD = _head()


def room() -> NDArray[np.int64]:
    """Makes room."""
    made = np.empty((ROWS, COLUMNS), dtype=np.int64)
    made[:ITEMS] = _HEAD
    return made
