"""`similarity.py` on letters and traits in arrays."""

from aigis.core.matching import weights
from aigis.core.matching.gender import ENDINGS, LETTERS
from aigis.core.matching.kernel.constants import (
    EQUAL,
    INITIAL,
    NOTHING,
    ONE_EDIT,
    ONE_EDIT_SHORT,
    PARTICLE,
    PREFIX,
    SHORT_FORM,
    SKELETON,
    SKELETON_SHORT,
    SWAPPED_LETTERS,
    TWO_EDITS,
    TWO_EDITS_SHORT,
    VARIANT,
)
from aigis.core.matching.kernel.jit import compiled
from aigis.core.matching.kernel.pointers import get, put, trait
from aigis.core.matching.kernel.scratch import PLACES
from aigis.core.matching.token_features import (
    BONES,
    BONES_LENGTH,
    FORM_BITS,
    FORMS,
    IDENTITY,
    LENGTH,
    PARTICLE_ENDS,
    PLAIN,
    SIGNS,
    SPELT,
)

SHORT_TOKEN, MIDDLE_TOKEN, LONG_TOKEN = weights.SHORT_TOKEN, weights.MIDDLE_TOKEN, weights.LONG_TOKEN
PREFIX_LETTERS = weights.PREFIX_LETTERS
SKELETON_LETTERS, LONG_SKELETON = weights.SKELETON_LETTERS, weights.LONG_SKELETON
GENDER_LETTERS, ENDING_LETTERS, ENDING_BITS = weights.GENDER_LETTERS, LETTERS, 8 * LETTERS
_A, _E, _S = ord("a"), ord("e"), ord("s")
ENDING_PAIRS = tuple(
    min(pair) << ENDING_BITS | max(pair)
    for pair in (tuple(int.from_bytes(ending.encode(), "big") for ending in endings) for endings in ENDINGS)
)
_MANY = 3  # stands for any number of edits above two


@compiled
def token_relation(left: int, a: int, right: int, b: int, room: int) -> int:
    """Gives the number of the strongest resemblance of two tokens; NOTHING for strangers."""
    if trait(left, a, IDENTITY) == trait(right, b, IDENTITY):
        return EQUAL
    if trait(left, a, LENGTH) == 1 or trait(right, b, LENGTH) == 1:
        return INITIAL if letter(left, a, 0) == letter(right, b, 0) else NOTHING
    if trait(left, a, PLAIN) == trait(right, b, PLAIN):
        return VARIANT
    if trait(left, a, LENGTH) <= trait(right, b, LENGTH):
        return _relation(left, a, right, b, room)
    return _relation(right, b, left, a, room)


@compiled
def _relation(short: int, a: int, long: int, b: int, room: int) -> int:
    edits, length = few_edits(short, a, long, b, room), trait(short, a, LENGTH)
    by_edits = edits_relation(short, a, long, b, edits)
    if by_edits != NOTHING:
        return by_edits
    start = trait(long, b, LENGTH) - length
    if length > 2 and trait(long, b, PARTICLE_ENDS) >> start & 1 and _stands_at(short, a, long, b, start):
        return PARTICLE
    bones = trait(short, a, BONES_LENGTH) if trait(short, a, BONES) == trait(long, b, BONES) else 0
    if bones >= LONG_SKELETON:
        return SKELETON
    if (
        trait(short, a, FORMS)
        and trait(long, b, FORMS)
        and _share_a_form(trait(short, a, FORMS), trait(long, b, FORMS))
    ):
        return SHORT_FORM
    if length >= PREFIX_LETTERS and begins(long, b, short, a):
        return PREFIX
    if edits == 1 and length > 2:
        return ONE_EDIT_SHORT
    if bones >= SKELETON_LETTERS:
        return SKELETON_SHORT
    if edits == 2 and length >= MIDDLE_TOKEN and letter(short, a, 0) == letter(long, b, 0):
        return TWO_EDITS_SHORT
    return NOTHING


@compiled
def few_edits(short: int, a: int, long: int, b: int, room: int) -> int:
    """The edits between two tokens, as far as there are no more than two: each changes two kinds of letters at most."""
    if (
        trait(long, b, LENGTH) - trait(short, a, LENGTH) > 2
        or _ones(trait(short, a, SIGNS) ^ trait(long, b, SIGNS)) > 4
    ):
        return _MANY
    return distance(short, a, long, b, room)


@compiled
def edits_relation(short: int, a: int, long: int, b: int, edits: int) -> int:
    """Judges one or two typing errors, where the token is long enough to bear them."""
    length = trait(short, a, LENGTH)
    if edits == 1 and length >= SHORT_TOKEN and length == trait(long, b, LENGTH) and _swapped(short, a, long, b):
        return SWAPPED_LETTERS
    if edits == 1 and length > SHORT_TOKEN:
        return ONE_EDIT
    return TWO_EDITS if edits == 2 and length >= LONG_TOKEN else NOTHING


@compiled
def _swapped(one: int, a: int, other: int, b: int) -> bool:
    """Tells two neighbours swapped from one letter replaced, of tokens one edit apart."""
    at = 0
    while letter(one, a, at) == letter(other, b, at):
        at += 1
    return at + 1 < trait(one, a, LENGTH) and letter(one, a, at) == letter(other, b, at + 1)


@compiled
def letter(tokens: int, a: int, at: int) -> int:
    """Gives a letter of a token, as the number of its sign."""
    return trait(tokens, a, SPELT + (at >> 3)) >> ((at & 7) << 3) & 255


@compiled
def differ_by_gender(left: int, a: int, right: int, b: int) -> bool:
    """Compares the endings of two tokens as `gender.py` does."""
    shared, length, other_length = 0, trait(left, a, LENGTH), trait(right, b, LENGTH)
    while shared < min(length, other_length) and letter(left, a, shared) == letter(right, b, shared):
        shared += 1
    if shared < GENDER_LETTERS or max(length, other_length) - shared > ENDING_LETTERS:
        return False
    one, other = _ending(left, a, shared), _ending(right, b, shared)
    pair = min(one, other) << ENDING_BITS | max(one, other)
    for ending in ENDING_PAIRS:
        if pair == ending:
            return True
    last, rest = letter(left, a, shared - 1), max(one, other)
    if min(one, other) > 0:
        return False
    return rest in (last << 8 | _E, last << 8 | _A) or (rest == _S and last == _A)


@compiled
def _ending(tokens: int, a: int, start: int) -> int:
    """The letters of a token from a place on, eight bits each."""
    number = 0
    for at in range(start, trait(tokens, a, LENGTH)):
        number = number << 8 | letter(tokens, a, at)
    return number


@compiled
def begins(long: int, b: int, short: int, a: int) -> bool:
    """Tells whether the token `b` begins with the token `a`."""
    return trait(short, a, LENGTH) <= trait(long, b, LENGTH) and _stands_at(short, a, long, b, 0)


@compiled
def _stands_at(short: int, a: int, long: int, b: int, start: int) -> bool:
    at, length = 0, trait(short, a, LENGTH)
    while at < length and letter(long, b, start + at) == letter(short, a, at):
        at += 1
    return at == length


@compiled
def _share_a_form(one: int, other: int) -> bool:
    mask = (1 << FORM_BITS) - 1
    while one:
        rest = other
        while rest:
            if one & mask == rest & mask:
                return True
            rest >>= FORM_BITS
        one >>= FORM_BITS
    return False


@compiled
def _ones(bits: int) -> int:
    """Counts the ones in 32 bits."""
    bits -= bits >> 1 & 0x55555555
    bits = (bits & 0x33333333) + (bits >> 2 & 0x33333333)
    bits = (bits + (bits >> 4)) & 0x0F0F0F0F
    return bits * 0x01010101 >> 24 & 255


@compiled
def similarity(left: int, a: int, right: int, b: int, room: int) -> int:
    """Thousandths of the longer token's letters that need no edit."""
    longest = max(trait(left, a, LENGTH), trait(right, b, LENGTH))
    return (longest - distance(left, a, right, b, room)) * 1_000 // longest


@compiled
def distance(left: int, a: int, right: int, b: int, room: int) -> int:
    """Counts the letters to add, drop, replace or swap with a neighbour, none twice (optimal string alignment).

    A column of the table of distances is two rows of bits, down or up a step. Source: H. Hyyrö, A bit-vector algorithm
    for computing Levenshtein and Damerau edit distances, Nordic Journal of Computing 10, 2003.
    """
    for at in range(trait(left, a, LENGTH)):
        sign = letter(left, a, at) - 48
        row, column = PLACES + (sign >> 5), sign & 31
        put(room, row, column, get(room, row, column) | 1 << at)
    down, up, same, before, count = -1, 0, 0, 0, trait(left, a, LENGTH)
    last = 1 << (count - 1)
    for at in range(trait(right, b, LENGTH)):
        sign = letter(right, b, at) - 48
        here = get(room, PLACES + (sign >> 5), sign & 31)
        swapped = (~same & here) << 1 & before
        same = (((here & down) + down) ^ down) | here | up | swapped
        right_up, right_down = up | ~(same | down), same & down
        count += 1 if right_up & last else (-1 if right_down & last else 0)
        right_up, right_down = right_up << 1 | 1, right_down << 1
        down, up, before = right_down | ~(same | right_up), right_up & same, here
    for at in range(trait(left, a, LENGTH)):
        sign = letter(left, a, at) - 48
        put(room, PLACES + (sign >> 5), sign & 31, 0)
    return count
