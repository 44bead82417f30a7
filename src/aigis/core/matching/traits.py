"""What of a token is compared, as one row of integers: made once for every token, read by the compiled scorer."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from aigis.core.matching.likeness import order, plain
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
def row(token: str) -> bytes:
    """Gives the row of one token, as it stands in memory."""
    bones = skeleton(token)
    cells = {
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
    integers = np.array([cells[column] for column in range(SPELT)], dtype=np.int64).tobytes()
    return (integers + token.encode("ascii")).ljust(8 * COLUMNS, b"\0")


def table(tokens: Sequence[str]) -> Tokens:
    """The rows of many tokens."""
    return np.frombuffer(bytearray().join(map(row, tokens)), dtype=np.int64).reshape(-1, COLUMNS)


def _packed_forms(token: str) -> int:
    packed = 0
    for line in sorted(forms(token)):
        packed = packed << FORM_BITS | line + 1
    return packed
