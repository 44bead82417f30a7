"""`alignment.py` on names in arrays: the bits of two names, and what the strength of a match asks about them."""

from typing import NamedTuple

from aigis.core.matching import weights
from aigis.core.matching.kernel.constants import (
    CUT,
    EQUAL,
    INITIAL,
    JOINED,
    NOTHING,
    OTHER_GENDER,
    RUN_ROW,
    VARIANT,
    ZERO,
)
from aigis.core.matching.kernel.jit import compiled
from aigis.core.matching.kernel.pointers import People, cell, get, name, put, trait, word
from aigis.core.matching.kernel.scratch import (
    AGAINST,
    AGREED,
    BITS,
    COUNT,
    FIRM,
    FOUND,
    HIGH,
    ITEMS,
    LEFT,
    LOW,
    NAME_BITS,
    POSITIVE,
    RELATION,
    RIGHT,
    SHARES,
    WEAK,
)
from aigis.core.matching.kernel.tokens import (
    begins,
    differ_by_gender,
    edits_relation,
    few_edits,
    letter,
    similarity,
    token_relation,
)
from aigis.core.matching.packed_names import CONTENT, FAMILY, FLAGS, TOKEN, WORDS_BEHIND, WORDS_FIRST
from aigis.core.matching.packed_names import CUT as MAY_BE_CUT
from aigis.core.matching.similarity import ORDERED
from aigis.core.matching.token_features import COLUMNS, IDENTITY, LENGTH, ORDER, SIGNS, SPELT

INITIAL_BITS, ONE_LEFT = weights.INITIAL, weights.ONE_LEFT
BOTH_OTHER, BOTH_ALIKE = weights.BOTH_LEFT_OTHER, weights.BOTH_LEFT_ALIKE
FAMILY_OTHER, FAMILY_ALIKE = weights.FAMILY_LEFT_OTHER, weights.FAMILY_LEFT_ALIKE
ALIKE_FROM, ALIKE_TO, PLAINLY_OTHER = weights.ALIKE_FROM, weights.ALIKE_TO, weights.PLAINLY_OTHER
NAME_AT_MOST, FAMILY_AT_MOST = weights.NAME_AT_MOST, weights.FAMILY_AT_MOST
CUT_LETTERS, JOINED_LETTERS, JOINED_WORDS = weights.CUT_LETTERS, weights.JOINED_LETTERS, weights.JOINED_WORDS
_SIGNS = 37


class Chosen(NamedTuple):
    """The words taken of either name, as bits, and what the pairs that took them say."""

    left: int
    right: int
    bits: int
    agreed: int
    firm: bool
    other_gender: int


@compiled
def align(left: People, m: int, right: People, n: int, work: tuple[int, int]) -> bool:
    """Writes what the names `m` and `n` say into the room; false, and nothing written, below so many bits."""
    room, least = work
    count = _resemblances(left, m, right, n, room)
    count = _joined(left, m, right, n, (room, count, False))
    count = _joined(right, n, left, m, (room, count, True))
    chosen = _greedy(room, count)
    if min(chosen.bits, NAME_AT_MOST) < least:
        return False
    charges, pairs, plainly = _charges(left, m, right, n, (room, chosen))
    put(room, FOUND, NAME_BITS, min(chosen.bits, FAMILY_AT_MOST if plainly else NAME_AT_MOST) + charges)
    put(room, FOUND, AGREED, chosen.agreed)
    put(room, FOUND, AGAINST, pairs + chosen.other_gender)
    put(room, FOUND, POSITIVE, chosen.bits)
    return True


@compiled
def _resemblances(left: People, m: int, right: People, n: int, room: int) -> int:
    at, first, other_first = ITEMS, name(left.names, m, WORDS_FIRST), name(right.names, n, WORDS_FIRST)
    for i in range(first, name(left.names, m, WORDS_BEHIND)):
        if word(left.words, i, FLAGS) & CONTENT:
            for j in range(other_first, name(right.names, n, WORDS_BEHIND)):
                if word(right.words, j, FLAGS) & CONTENT:
                    relation = _cut_or_relation(left, i, right, j, room)
                    if relation != NOTHING:
                        relation = _gendered(relation, left, i, right, j)
                        a, b = word(left.words, i, TOKEN), word(right.words, j, TOKEN)
                        rarity = min(cell(left.rarity, a, 0), cell(right.rarity, b, 0))
                        bits = get(room, SHARES, relation) * rarity // 1_000
                        put(room, at, BITS, INITIAL_BITS if relation == INITIAL else bits)
                        put(room, at, RELATION, relation)
                        put(room, at, COUNT, 1)
                        put(room, at, LEFT, 1 << (i - first))
                        put(room, at, RIGHT, 1 << (j - other_first))
                        _rank(room, at, trait(left.tokens, a, ORDER), trait(right.tokens, b, ORDER))
                        at += 1
    return at - ITEMS


@compiled
def _cut_or_relation(left: People, i: int, right: People, j: int, room: int) -> int:
    a, b = word(left.words, i, TOKEN), word(right.words, j, TOKEN)
    if trait(left.tokens, a, IDENTITY) != trait(right.tokens, b, IDENTITY):
        if word(left.words, i, FLAGS) & MAY_BE_CUT and _is_cut(left.tokens, a, right.tokens, b):
            return CUT
        if word(right.words, j, FLAGS) & MAY_BE_CUT and _is_cut(right.tokens, b, left.tokens, a):
            return CUT
    return token_relation(left.tokens, a, right.tokens, b, room)


@compiled
def _gendered(relation: int, left: People, i: int, right: People, j: int) -> int:
    """The relation, or OTHER_GENDER of tokens that are not both of a family name."""
    both_family = word(left.words, i, FLAGS) & word(right.words, j, FLAGS) & FAMILY
    if both_family or relation in (EQUAL, VARIANT):
        return relation
    a, b = word(left.words, i, TOKEN), word(right.words, j, TOKEN)
    return OTHER_GENDER if differ_by_gender(left.tokens, a, right.tokens, b) else relation


@compiled
def _is_cut(cut: int, a: int, whole: int, b: int) -> bool:
    return trait(cut, a, LENGTH) >= CUT_LETTERS and begins(whole, b, cut, a)


@compiled
def _rank(room: int, at: int, one: int, other: int) -> None:
    """Notes the letters that decide between items of equal bits."""
    put(room, at, LOW, min(one, other))
    put(room, at, HIGH, max(one, other))


@compiled
def _joined(split: People, m: int, whole: People, n: int, work: tuple[int, int, bool]) -> int:
    """Adds neighbouring words of name `m` that `n` writes as one word, but for a typing error."""
    room, count, turned = work
    first, behind = name(split.names, m, WORDS_FIRST), name(split.names, m, WORDS_BEHIND)
    start = name(whole.names, n, WORDS_FIRST)
    for j in range(start, name(whole.names, n, WORDS_BEHIND) if behind - first > 1 else start):
        token = word(whole.words, j, TOKEN)
        if word(whole.words, j, FLAGS) & CONTENT and trait(whole.tokens, token, LENGTH) >= JOINED_LETTERS:
            for end in range(first + 1, behind):
                if word(split.words, end, FLAGS) & CONTENT:
                    before = count
                    count = _runs_ending(split, first, end, whole, token, (room, count))
                    for at in range(ITEMS + before, ITEMS + count):
                        run = get(room, at, LEFT)
                        put(room, at, LEFT, 1 << (j - start) if turned else run)
                        put(room, at, RIGHT, run if turned else 1 << (j - start))
    return count


@compiled
def _runs_ending(split: People, first: int, end: int, whole: People, token: int, work: tuple[int, int]) -> int:
    """Adds the runs of words that end at one and are, written as one word, the token."""
    room, count = work
    size, tokens = trait(split.tokens, word(split.words, end, TOKEN), LENGTH), whole.tokens
    for start in range(end - 1, max(end - JOINED_WORDS, first - 1), -1):
        size += trait(split.tokens, word(split.words, start, TOKEN), LENGTH)
        if abs(size - trait(tokens, token, LENGTH)) > 1:
            continue
        _spell_run(split, start, end, room)
        relation = _one_word(room, tokens, token)
        if relation != NOTHING:
            at = ITEMS + count
            rarity, words = _weight(split, start, end)
            rarity = min(rarity, cell(whole.rarity, token, 0))
            bits = get(room, SHARES, relation) * rarity // 1_000
            put(room, at, BITS, get(room, SHARES, JOINED) * bits // 1_000)
            put(room, at, RELATION, JOINED)
            put(room, at, COUNT, words)
            put(room, at, LEFT, (2 << (end - first)) - (1 << (start - first)))
            _rank(room, at, _order(room), trait(tokens, token, ORDER))
            count += 1
    return count


@compiled
def _spell_run(people: People, start: int, end: int, room: int) -> None:
    """Spells a run of words as one token in the room."""
    length, signs = 0, 0
    for column in range(SPELT, COLUMNS):
        put(room, RUN_ROW, column, 0)
    for at in range(start, end + 1):
        token = word(people.words, at, TOKEN)
        signs |= trait(people.tokens, token, SIGNS)
        for place in range(trait(people.tokens, token, LENGTH)):
            column, sign = SPELT + (length >> 3), letter(people.tokens, token, place)
            put(room, RUN_ROW, column, get(room, RUN_ROW, column) | sign << ((length & 7) << 3))
            length += 1
    put(room, RUN_ROW, LENGTH, length)
    put(room, RUN_ROW, SIGNS, signs)


@compiled
def _one_word(room: int, tokens: int, token: int) -> int:
    if get(room, RUN_ROW, LENGTH) <= trait(tokens, token, LENGTH):
        edits = few_edits(room, RUN_ROW, tokens, token, room)
        return EQUAL if edits == 0 else edits_relation(room, RUN_ROW, tokens, token, 1) if edits == 1 else NOTHING
    return (
        edits_relation(tokens, token, room, RUN_ROW, 1)
        if few_edits(tokens, token, room, RUN_ROW, room) == 1
        else NOTHING
    )


@compiled
def _weight(people: People, start: int, end: int) -> tuple[int, int]:
    """The rarity of the words of a run, particles aside, and how many they are."""
    rarity, words = 0, 0
    for at in range(start, end + 1):
        if word(people.words, at, FLAGS) & CONTENT:
            rarity += cell(people.rarity, word(people.words, at, TOKEN), 0)
            words += 1
    return rarity, words


@compiled
def _order(room: int) -> int:
    """`similarity.order` of the run that is spelt in the room."""
    number = 0
    for at in range(ORDERED):
        sign = letter(room, RUN_ROW, at) if at < get(room, RUN_ROW, LENGTH) else 47
        number = number * _SIGNS + (sign - 47 if sign < 97 else sign - 86)  # digits from 1, letters from 11
    return number


@compiled
def _greedy(room: int, count: int) -> Chosen:
    """Takes the strongest items, each word once."""
    left, right, bits, agreed, firm, other_gender = ZERO, ZERO, 0, 0, False, 0
    at = _strongest(room, count, left, right)
    while at:
        left |= get(room, at, LEFT)
        right |= get(room, at, RIGHT)
        bits += get(room, at, BITS)
        agreed += 0 if get(room, WEAK, get(room, at, RELATION)) else get(room, at, COUNT)
        firm = firm or get(room, FIRM, get(room, at, RELATION)) == 1
        other_gender += 1 if get(room, at, RELATION) == OTHER_GENDER else 0
        at = _strongest(room, count, left, right)
    return Chosen(left, right, bits, agreed, firm, other_gender)


@compiled
def _strongest(room: int, count: int, left: int, right: int) -> int:
    """The row of the strongest item whose words are free; 0 where there is none."""
    best = 0
    for at in range(ITEMS, ITEMS + count):
        if not (get(room, at, LEFT) & left or get(room, at, RIGHT) & right) and (best == 0 or _before(room, at, best)):
            best = at
    return best


@compiled
def _before(room: int, one: int, other: int) -> bool:
    if get(room, one, BITS) != get(room, other, BITS):
        return get(room, one, BITS) > get(room, other, BITS)
    for column in range(LOW, RIGHT + 1):
        if get(room, one, column) != get(room, other, column):
            return get(room, one, column) < get(room, other, column)
    return False


@compiled
def _charges(left: People, m: int, right: People, n: int, work: tuple[int, Chosen]) -> tuple[int, int, bool]:
    """Charges what is left of both names, the likest first: bits, how many pairs, and whether any plainly differs."""
    room, chosen = work
    used_left, used_right = chosen.left, chosen.right
    count = _likenesses(left, m, right, n, work)
    bits, pairs, plainly = 0, 0, False
    at = _strongest(room, count, used_left, used_right)
    while at:
        used_left |= get(room, at, LEFT)
        used_right |= get(room, at, RIGHT)
        bits += _charge(get(room, at, BITS), chosen.firm and get(room, at, COUNT) > 0)
        plainly = plainly or get(room, at, BITS) <= PLAINLY_OTHER
        pairs += 1
        at = _strongest(room, count, used_left, used_right)
    alone = _content_left(left, m, used_left) + _content_left(right, n, used_right)
    return bits + alone * ONE_LEFT, pairs, plainly


@compiled
def _likenesses(left: People, m: int, right: People, n: int, work: tuple[int, Chosen]) -> int:
    """Writes how alike the words left are into the items, thousandths in place of bits; counts them."""
    room, chosen = work
    at, first, other_first = ITEMS, name(left.names, m, WORDS_FIRST), name(right.names, n, WORDS_FIRST)
    for i in range(first, name(left.names, m, WORDS_BEHIND)):
        if word(left.words, i, FLAGS) & CONTENT and not chosen.left >> (i - first) & 1:
            for j in range(other_first, name(right.names, n, WORDS_BEHIND)):
                if word(right.words, j, FLAGS) & CONTENT and not chosen.right >> (j - other_first) & 1:
                    a, b = word(left.words, i, TOKEN), word(right.words, j, TOKEN)
                    put(room, at, BITS, similarity(left.tokens, a, right.tokens, b, room))
                    put(room, at, LEFT, 1 << (i - first))
                    put(room, at, RIGHT, 1 << (j - other_first))
                    put(room, at, COUNT, word(left.words, i, FLAGS) & word(right.words, j, FLAGS) & FAMILY)
                    _rank(room, at, trait(left.tokens, a, ORDER), trait(right.tokens, b, ORDER))
                    at += 1
    return at - ITEMS


@compiled
def _charge(likeness: int, family: bool) -> int:
    other, alike = (FAMILY_OTHER, FAMILY_ALIKE) if family else (BOTH_OTHER, BOTH_ALIKE)
    step = min(max(likeness - ALIKE_FROM, 0), ALIKE_TO - ALIKE_FROM)
    return other + (alike - other) * step // (ALIKE_TO - ALIKE_FROM)


@compiled
def _content_left(people: People, m: int, used: int) -> int:
    count, first = 0, name(people.names, m, WORDS_FIRST)
    for at in range(first, name(people.names, m, WORDS_BEHIND)):
        if word(people.words, at, FLAGS) & CONTENT and not used >> (at - first) & 1:
            count += 1
    return count
