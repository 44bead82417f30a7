"""What of a token is compared, as one row of integers: made once for every token, read by the compiled scorer."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from aigis.core.matching.likeness import LETTERS, order, plain
from aigis.core.matching.short_forms import forms
from aigis.core.person.names import PARTICLES, skeleton

# The columns. IDENTITY and PLAIN are hashes of 64 bits: equal for equal texts, and hardly ever else. The letters stand
# eight to a column, the first in the lowest bits, zeros after the last.
IDENTITY, PLAIN, BONES, SIGNS, FORMS, LENGTH, BONES_LENGTH, PARTICLE_ENDS, ORDER, SPELT = range(10)
COLUMNS = 16  # two cache lines of 64 bytes, of which most comparisons need the first alone
FORM_BITS = 9  # a token stands in seven lines of the short forms at most, each a number below 512
LONGEST_PARTICLE = max(map(len, PARTICLES))

Tokens = NDArray[np.int64]


@lru_cache(maxsize=1 << 18)
def traits(token: str) -> tuple[int, ...]:
    """Gives the row of one token, the letters left out."""
    bones = skeleton(token)
    row = {
        IDENTITY: hash(token),
        PLAIN: hash(plain(token)),
        BONES: order(bones) // 37**6,  # the six letters of a skeleton as an integer below 37 ** 6
        SIGNS: sum(1 << sign for sign in {ord(letter) % 32 for letter in token}),
        ORDER: order(token),
        FORMS: _packed_forms(token),
        LENGTH: len(token),
        BONES_LENGTH: len(bones),
        PARTICLE_ENDS: sum(1 << end for end in range(1, LONGEST_PARTICLE + 1) if token[:end] in PARTICLES),
    }
    return tuple(row[column] for column in range(SPELT))


def table(tokens: Sequence[str]) -> Tokens:
    """The rows of many tokens."""
    rows = np.zeros((len(tokens), COLUMNS), dtype=np.int64)
    text = "".join([token.ljust(LETTERS, "\0") for token in tokens]).encode("ascii")
    rows[:, SPELT : SPELT + LETTERS // 8] = np.frombuffer(text, dtype="<i8").reshape(-1, LETTERS // 8)
    rows[:, :SPELT] = np.array([traits(token) for token in tokens], dtype=np.int64).reshape(-1, SPELT)
    return rows


def _packed_forms(token: str) -> int:
    packed = 0
    for line in sorted(forms(token)):
        packed = packed << FORM_BITS | line + 1
    return packed
