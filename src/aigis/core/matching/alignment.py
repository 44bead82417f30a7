"""Which token of one name answers to which token of another, whatever their order."""

from collections.abc import Iterable
from typing import NamedTuple

from rapidfuzz.distance import OSA

from aigis.core.matching import weights
from aigis.core.matching.frequencies import Frequencies
from aigis.core.matching.weights import TokenRelation
from aigis.core.person.names import PARTICLES, PreparedName, plain_variant, skeleton


class Pair(NamedTuple):
    """Two tokens that answer to each other, or a token (`left` or `right` empty) that found none; bits with a sign."""

    bits: float
    left: str
    right: str
    relation: TokenRelation


def align(left: PreparedName, right: PreparedName, *, frequencies: Frequencies) -> list[Pair]:
    """Pairs the tokens of two names, the strongest pair first, and charges what is left over."""
    pairs, rest_left, rest_right = _greedy(_resemblances(left, right, frequencies), left.content, right.content)
    if rest_left or rest_right:
        firm = [pair for pair in pairs if pair.relation not in weights.WEAK]
        if joined := _joined(left, right, pairs=firm, frequencies=frequencies):
            return _moderated([*firm, joined])
    return _moderated([*pairs, *_left_over(rest_left, rest_right)])


def token_relation(one: str, other: str) -> TokenRelation | None:
    """Names the strongest resemblance of two tokens; None for strangers."""
    if one == other:
        return TokenRelation.EQUAL
    if len(one) == 1 or len(other) == 1:
        return TokenRelation.INITIAL if one[0] == other[0] else None
    if plain_variant(one) == plain_variant(other):
        return TokenRelation.VARIANT
    shorter, longer = sorted((one, other), key=len)
    edits = OSA.distance(shorter, longer, score_cutoff=2)
    return _by_edits(shorter, longer, edits) or _by_shape(shorter, longer, edits)


def _by_edits(shorter: str, longer: str, edits: int) -> TokenRelation | None:
    """Judges one or two typing errors, where the token is long enough to bear them."""
    if edits == 1 and len(shorter) >= weights.SHORT_TOKEN and sorted(shorter) == sorted(longer):
        return TokenRelation.SWAPPED_LETTERS
    if edits == 1 and len(shorter) > weights.SHORT_TOKEN:
        return TokenRelation.ONE_EDIT
    return TokenRelation.TWO_EDITS if edits == 2 and len(shorter) >= weights.LONG_TOKEN else None


def _by_shape(shorter: str, longer: str, edits: int) -> TokenRelation | None:
    """Judges what is no typing error: a particle written on, another transliteration, a short form."""
    if longer.endswith(shorter) and len(shorter) > 2 and longer[: -len(shorter)] in PARTICLES:
        return TokenRelation.PARTICLE
    bones = skeleton(shorter) if skeleton(shorter) == skeleton(longer) else ""
    if len(bones) >= weights.LONG_SKELETON:
        return TokenRelation.SKELETON
    if len(shorter) >= weights.PREFIX_LETTERS and longer.startswith(shorter):
        return TokenRelation.PREFIX
    if edits == 1 and len(shorter) > 2:
        return TokenRelation.ONE_EDIT_SHORT
    return TokenRelation.SKELETON_SHORT if len(bones) >= weights.SKELETON_LETTERS else None


def _resemblances(left: PreparedName, right: PreparedName, frequencies: Frequencies) -> Iterable[tuple[Pair, int, int]]:
    for i, one in enumerate(left.content):
        for j, other in enumerate(right.content):
            if relation := _cut(one, other, left.cut, right.cut) or token_relation(one, other):
                yield Pair(_worth(relation, one, other, frequencies), one, other, relation), i, j


def _cut(one: str, other: str, cut_one: str, cut_other: str) -> TokenRelation | None:
    """Tells whether one token is the other, cut short by a machine-readable zone."""
    if one == other:
        return None
    by_left = one == cut_one and len(one) >= weights.CUT_LETTERS and other.startswith(one)
    by_right = other == cut_other and len(other) >= weights.CUT_LETTERS and one.startswith(other)
    return TokenRelation.CUT if by_left or by_right else None


def _worth(relation: TokenRelation, one: str, other: str, frequencies: Frequencies) -> float:
    """The bits of a pair: the rarity of its commoner token, less for a weaker resemblance."""
    if relation is TokenRelation.INITIAL:
        return weights.INITIAL
    return weights.TOKEN_SHARE[relation] * min(frequencies.rarity(one), frequencies.rarity(other))


def _greedy(
    found: Iterable[tuple[Pair, int, int]], left: tuple[str, ...], right: tuple[str, ...]
) -> tuple[list[Pair], list[str], list[str]]:
    """Takes the strongest pairs, each token once; equal bits go by the alphabet, so that order never matters."""
    pairs: list[Pair] = []
    free_left, free_right = dict(enumerate(left)), dict(enumerate(right))
    for pair, i, j in sorted(found, key=lambda item: (-item[0].bits, *sorted((item[0].left, item[0].right)))):
        if i in free_left and j in free_right:
            del free_left[i], free_right[j]
            pairs.append(pair)
    return pairs, list(free_left.values()), list(free_right.values())


def _joined(left: PreparedName, right: PreparedName, *, pairs: list[Pair], frequencies: Frequencies) -> Pair | None:
    """Finds that what is left of both names is the same, but for a typing error at most, once written as one word."""
    taken_left, taken_right = [pair.left for pair in pairs], [pair.right for pair in pairs]
    ways_left = [_without(left.words, taken_left), _without(left.content, taken_left)]
    ways_right = [_without(right.words, taken_right), _without(right.content, taken_right)]
    for one in ways_left:
        for other in ways_right:
            if one and other and (relation := _one_word("".join(one), "".join(other))):
                worth = min(sum(map(frequencies.rarity, one)), sum(map(frequencies.rarity, other)))
                bits = weights.TOKEN_SHARE[TokenRelation.JOINED] * weights.TOKEN_SHARE[relation] * worth
                return Pair(bits, " ".join(one), " ".join(other), TokenRelation.JOINED)
    return None


def _one_word(one: str, other: str) -> TokenRelation | None:
    if one == other:
        return TokenRelation.EQUAL
    shorter, longer = sorted((one, other), key=len)
    return _by_edits(shorter, longer, OSA.distance(shorter, longer))


def _without(words: tuple[str, ...], taken: list[str]) -> list[str]:
    rest = list(words)
    for word in taken:
        rest.remove(word)
    return rest


def _left_over(left: list[str], right: list[str]) -> Iterable[Pair]:
    """Charges tokens that found none: heavily where both names have one, lightly where one simply has more."""
    by_likeness = sorted(
        ((OSA.normalized_similarity(one, other), i, j) for i, one in enumerate(left) for j, other in enumerate(right)),
        key=lambda item: (-item[0], *sorted((left[item[1]], right[item[2]]))),
    )
    free_left, free_right = dict(enumerate(left)), dict(enumerate(right))
    for likeness, i, j in by_likeness:
        if i in free_left and j in free_right:
            yield Pair(_charge(likeness), free_left.pop(i), free_right.pop(j), TokenRelation.BOTH_LEFT)
    yield from (Pair(weights.ONE_LEFT, word, "", TokenRelation.ONE_LEFT) for word in free_left.values())
    yield from (Pair(weights.ONE_LEFT, "", word, TokenRelation.ONE_LEFT) for word in free_right.values())


def _charge(likeness: float) -> float:
    share = (likeness - weights.ALIKE_FROM) / (weights.ALIKE_TO - weights.ALIKE_FROM)
    return weights.BOTH_LEFT_OTHER + min(1.0, max(0.0, share)) * (weights.BOTH_LEFT_ALIKE - weights.BOTH_LEFT_OTHER)


def _moderated(pairs: list[Pair]) -> list[Pair]:
    """Takes back what the tokens of one family would count twice."""
    shared = sum(pair.bits for pair in pairs if pair.bits > 0)
    plainly_other = any(pair.bits <= weights.PLAINLY_OTHER for pair in pairs)
    excess = shared - (weights.FAMILY_AT_MOST if plainly_other else weights.NAME_AT_MOST)
    return [*pairs, Pair(-excess, "", "", TokenRelation.TOGETHER)] if excess > 0 else pairs
