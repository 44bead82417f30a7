"""What of a token is compared, as one row of integers: made once for every token, read by the compiled scorer."""

from collections.abc import Sequence
from functools import lru_cache
from struct import Struct

import numpy as np
from numpy.typing import NDArray

from aigis.core.matching.likeness import ORDERED, order, plain
from aigis.core.matching.short_forms import forms
from aigis.core.person.names import PARTICLES, skeleton

# The columns. IDENTITY and PLAIN are hashes of 64 bits: equal for equal texts, and hardly ever else. The letters stand
# eight to a column, the first in the lowest bits, zeros after the last.
IDENTITY, PLAIN, BONES, SIGNS, FORMS, LENGTH, BONES_LENGTH, PARTICLE_ENDS, ORDER, ENDS, SPELT = range(11)
COLUMNS = 16  # two cache lines of 64 bytes, of which most comparisons need the first alone
END_LETTERS, END_BITS = 3, 16  # the first and the last letters of a token, each an integer below 37 ** 3
FORM_BITS = 9  # a token stands in seven lines of the short forms at most, each a number below 512
LONGEST_PARTICLE = max(map(len, PARTICLES))

_INTEGERS = Struct(f"={SPELT}q")

Tokens = NDArray[np.int64]


@lru_cache(maxsize=1 << 18)
def row(token: str) -> bytes:
    """Gives the row of one token, as it stands in memory."""
    bones, letters = skeleton(token), token.encode("ascii")
    signs = 0
    for letter in set(letters):
        signs |= 1 << letter % 32
    integers = _INTEGERS.pack(  # in the order of the columns
        hash(token),
        hash(plain(token)),
        order(bones) // 37**6,  # the six letters of a skeleton as an integer below 37 ** 6
        signs,
        _packed_forms(token),
        len(token),
        len(bones),
        _particle_ends(token[:LONGEST_PARTICLE]),
        order(token),
        _end(token[:END_LETTERS]) << END_BITS | _end(token[-END_LETTERS:]),
    )
    return integers + letters.ljust(8 * (COLUMNS - SPELT), b"\0")


def table(tokens: Sequence[str]) -> Tokens:
    """The rows of many tokens."""
    return np.frombuffer(bytearray().join(map(row, tokens)), dtype=np.int64).reshape(-1, COLUMNS)


@lru_cache(maxsize=1 << 16)
def _end(letters: str) -> int:
    above: int = 37 ** (ORDERED - END_LETTERS)
    return order(letters) // above


def _packed_forms(token: str) -> int:
    packed, found = 0, forms(token)
    for line in sorted(found) if found else ():
        packed = packed << FORM_BITS | line + 1
    return packed


@lru_cache(maxsize=1 << 16)
def _particle_ends(beginning: str) -> int:
    """After how many letters of a token a particle ends, as bits."""
    return sum(1 << end for end in range(1, len(beginning) + 1) if beginning[:end] in PARTICLES)
