"""What of a token is compared, as one row of integers: made once for every token, read by the compiled scorer."""

from collections.abc import Sequence
from functools import lru_cache
from struct import Struct

import numpy as np
from numpy.typing import NDArray

from aigis.core.matching.digests import digest
from aigis.core.matching.nicknames import forms
from aigis.core.matching.similarity import ORDERED, SIGNS_IN_ORDER, order, plain
from aigis.core.person.names import PARTICLES, plain_variants, skeleton, skeletons

# The columns. IDENTITY and PLAIN are digests of 64 bits: equal for equal texts, and hardly ever else. The letters stand
# eight to a column, the first in the lowest bits, zeros after the last.
IDENTITY, PLAIN, BONES, SIGNS, FORMS, LENGTH, BONES_LENGTH, PARTICLE_ENDS, ORDER, ENDS, SPELT = range(11)
COLUMNS = 16  # two cache lines of 64 bytes, of which most comparisons need the first alone
END_LETTERS, END_BITS = 3, 16  # the first and the last letters of a token, each an integer below 37 ** 3
FORM_BITS = 9  # a token stands in seven lines of the short forms at most, each a number below 512
LONGEST_PARTICLE = max(map(len, PARTICLES))

_INTEGERS = Struct(f"={SPELT}q")
_WIDTH, _SPELT_BYTES = 8 * COLUMNS, 8 * (COLUMNS - SPELT)
_FEW = 64  # up to here tokens are read one by one
_REMEMBERED = 1 << 18
_PLACES = np.zeros(256, dtype=np.int64)  # of a letter among the signs
_PLACES[list(SIGNS_IN_ORDER.encode())] = range(len(SIGNS_IN_ORDER))

Tokens = NDArray[np.int64]
_made: dict[str, bytes] = {}


@lru_cache(maxsize=1 << 18)
def row(token: str) -> bytes:
    """Gives the row of one token, as it stands in memory."""
    bones, letters = skeleton(token), token.encode("ascii")
    signs = 0
    for letter in set(letters):
        signs |= 1 << letter % 32
    integers = _INTEGERS.pack(  # in the order of the columns
        digest(token),
        digest(plain(token)),
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
    """The rows of many tokens; those not met lately are made all together."""
    if len(tokens) < _FEW:
        return np.frombuffer(bytearray().join(map(row, tokens)), dtype=np.int64).reshape(-1, COLUMNS)
    rows = _made
    new = [token for token in tokens if token not in rows]
    if len(rows) + len(new) > _REMEMBERED:
        rows, new = {}, list(tokens)
    if new:
        made = _at_once(new).tobytes()
        rows.update(zip(new, (made[at : at + _WIDTH] for at in range(0, len(made), _WIDTH)), strict=True))
    _remember(rows)
    return np.frombuffer(bytearray().join(map(rows.__getitem__, tokens)), dtype=np.int64).reshape(-1, COLUMNS)


def _remember(rows: dict[str, bytes]) -> None:
    """Keeps the rows for the next table; other threads may still read the ones before."""
    global _made
    _made = rows


def _at_once(tokens: Sequence[str]) -> Tokens:
    """The same rows as one by one, by columns where letters alone decide."""
    rows = np.zeros((len(tokens), COLUMNS), dtype=np.int64)
    rows[:, SPELT:] = np.array(tokens, dtype=f"S{_SPELT_BYTES}").view(np.int64).reshape(len(tokens), -1)
    letters = rows[:, SPELT:].copy().view(np.uint8).reshape(len(tokens), _SPELT_BYTES)
    bones = skeletons(tokens)
    rows[:, IDENTITY], rows[:, PLAIN] = list(map(digest, tokens)), list(map(digest, plain_variants(tokens)))
    rows[:, BONES] = _number(_padded(bones, 6))
    rows[:, SIGNS] = np.bitwise_or.reduce(np.where(letters > 0, np.int64(1) << (letters % 32).astype(np.int64), 0), 1)
    rows[:, FORMS] = [_packed_forms(token) for token in tokens]
    rows[:, LENGTH], rows[:, BONES_LENGTH] = list(map(len, tokens)), list(map(len, bones))
    rows[:, PARTICLE_ENDS] = [_particle_ends(token[:LONGEST_PARTICLE]) for token in tokens]
    rows[:, ORDER] = _number(letters[:, :ORDERED])
    endings = _padded([token[-END_LETTERS:] for token in tokens], END_LETTERS)
    rows[:, ENDS] = _number(letters[:, :END_LETTERS]) << END_BITS | _number(endings)
    return rows


def _padded(texts: Sequence[str], letters: int) -> NDArray[np.uint8]:
    return np.array(texts, dtype=f"S{letters}").view(np.uint8).reshape(len(texts), letters)


def _number(letters: NDArray[np.uint8]) -> NDArray[np.int64]:
    """`similarity.order` of as many letters as there are columns."""
    number = np.zeros(len(letters), dtype=np.int64)
    for column in _PLACES[letters].T:
        number = number * len(SIGNS_IN_ORDER) + column
    return number


@lru_cache(maxsize=1 << 16)
def _end(letters: str) -> int:
    above: int = 37 ** (ORDERED - END_LETTERS)
    return order(letters) // above


def _packed_forms(token: str) -> int:
    packed, packed_forms = 0, forms(token)
    for line in sorted(packed_forms) if packed_forms else ():
        packed = packed << FORM_BITS | line + 1
    return packed


@lru_cache(maxsize=1 << 16)
def _particle_ends(beginning: str) -> int:
    """After how many letters of a token a particle ends, as bits."""
    return sum(1 << end for end in range(1, len(beginning) + 1) if beginning[:end] in PARTICLES)
