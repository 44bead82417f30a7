"""Which token of one name answers to which token of another, whatever their order.

The arithmetic is in whole thousandths of bits and every tie is broken by the letters, so that the compiled form of
this file (`kernel/names.py`) comes to the same figures on every pair of names.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rapidfuzz.distance import OSA

from aigis.core.matching import weights
from aigis.core.matching.frequencies import Frequencies
from aigis.core.matching.gender import differ_by_gender
from aigis.core.matching.prepared import NameWords
from aigis.core.matching.similarity import by_edits, order, similarity, token_relation
from aigis.core.matching.weights import TokenRelation


class Pair(NamedTuple):
    """Two tokens that answer to each other, or a token (`left` or `right` empty) that found none; signed millibits."""

    bits: int
    left: str
    right: str
    relation: TokenRelation
    words: int = 1  # how many words, particles aside, the longer side has


class _Found(NamedTuple):
    """A resemblance, with the words it takes up in either name as bits of two integers."""

    pair: Pair
    left: int
    right: int

    def rank(self) -> tuple[int, ...]:
        """Sorts the strongest first; equal bits go by the letters, so that the order of words never matters."""
        letters = sorted((order(self.pair.left), order(self.pair.right)))
        return (-self.pair.bits, *letters, self.left, self.right)


def align(left: NameWords, right: NameWords, *, frequencies: Frequencies) -> list[Pair]:
    """Pairs the tokens of two names, the strongest pair first, and charges what is left over."""
    resemblances = [
        *_resemblances(left, right, frequencies),
        *_joined(left, right, frequencies),
        *map(_turned, _joined(right, left, frequencies)),
    ]
    pairs, used_left, used_right = _greedy(resemblances)
    rest_left = [at for at in left.content if not used_left >> at & 1]
    rest_right = [at for at in right.content if not used_right >> at & 1]
    firm = any(pair.relation in weights.FIRM for pair in pairs)
    return _moderated(pairs, list(_left_over(left, right, rest_left, rest_right, firm)))


def _resemblances(left: NameWords, right: NameWords, frequencies: Frequencies) -> Iterator[_Found]:
    for i in left.content:
        for j in right.content:
            word, other = left.words[i], right.words[j]
            cut = _cut(word, other, i == left.cut, j == right.cut)
            if relation := TokenRelation.CUT if cut else token_relation(word, other):
                both_family = i in left.family and j in right.family
                if not both_family and relation not in weights.FIRM and _other_gender(word, other):
                    relation = TokenRelation.OTHER_GENDER
                yield _Found(Pair(_worth(relation, word, other, frequencies), word, other, relation), 1 << i, 1 << j)


def _other_gender(word: str, other: str) -> bool:
    return differ_by_gender(word, other, weights.GENDER_LETTERS)


def _cut(word: str, other: str, cut_one: bool, cut_other: bool) -> bool:
    """Tells whether one token is the other, cut short by a machine-readable zone."""
    if word == other:
        return False
    by_left = cut_one and len(word) >= weights.CUT_LETTERS and other.startswith(word)
    return by_left or (cut_other and len(other) >= weights.CUT_LETTERS and word.startswith(other))


def _worth(relation: TokenRelation, word: str, other: str, frequencies: Frequencies) -> int:
    """The bits of a pair: the rarity of its commoner token, less for a weaker resemblance."""
    if relation is TokenRelation.INITIAL:
        return weights.INITIAL
    return weights.TOKEN_SHARE[relation] * min(frequencies.rarity(word), frequencies.rarity(other)) // 1_000


def _joined(left: NameWords, right: NameWords, frequencies: Frequencies) -> Iterator[_Found]:
    """Finds neighbouring words of the left name that the right one writes as one word, but for a typing error."""
    for j in right.content:
        token = right.words[j]
        for end in left.content if len(token) >= weights.JOINED_LETTERS else ():
            letters = len(left.words[end])
            for start in range(end - 1, max(end - weights.JOINED_WORDS, -1), -1):
                letters += len(left.words[start])
                if abs(letters - len(token)) > 1:
                    continue
                run = left.words[start : end + 1]
                relation = _one_word("".join(run), token)
                if relation is None:
                    continue
                inside = [left.words[at] for at in left.content if start <= at <= end]
                rarity = sum(map(frequencies.rarity, inside))
                worth = weights.TOKEN_SHARE[relation] * min(rarity, frequencies.rarity(token)) // 1_000
                bits = weights.TOKEN_SHARE[TokenRelation.JOINED] * worth // 1_000
                taken = (1 << end + 1) - (1 << start)
                yield _Found(Pair(bits, " ".join(run), token, TokenRelation.JOINED, len(inside)), taken, 1 << j)


def _one_word(run: str, token: str) -> TokenRelation | None:
    if run == token:
        return TokenRelation.EQUAL
    shorter, longer = sorted((run, token), key=len)
    return by_edits(shorter, longer, 1) if OSA.distance(run, token, score_cutoff=1) == 1 else None


def _turned(resemblance: _Found) -> _Found:
    pair = resemblance.pair
    return _Found(pair._replace(left=pair.right, right=pair.left), resemblance.right, resemblance.left)


def _greedy(resemblances: Iterable[_Found]) -> tuple[list[Pair], int, int]:
    """Takes the strongest resemblances, each word once; gives the words taken of either name as well."""
    pairs: list[Pair] = []
    used_left = used_right = 0
    for resemblance in sorted(resemblances, key=_Found.rank):
        if not (resemblance.left & used_left or resemblance.right & used_right):
            used_left |= resemblance.left
            used_right |= resemblance.right
            pairs.append(resemblance.pair)
    return pairs, used_left, used_right


def _left_over(
    left: NameWords, right: NameWords, rest_left: list[int], rest_right: list[int], firm: bool
) -> Iterator[tuple[Pair, bool]]:
    """Charges tokens that found none: heavily where both names have one, lightly where one simply has more.

    The second of each tells whether the two are plainly different names.
    """
    free_left, free_right = list(rest_left), list(rest_right)
    for likeness, i, j in _by_likeness(left, right, rest_left, rest_right):
        if i in free_left and j in free_right:
            free_left.remove(i)
            free_right.remove(j)
            family = firm and i in left.family and j in right.family
            relation = TokenRelation.FAMILY_LEFT if family else TokenRelation.BOTH_LEFT
            charge = Pair(_charge(likeness, family), left.words[i], right.words[j], relation)
            yield charge, likeness <= weights.PLAINLY_OTHER
    yield from ((Pair(weights.ONE_LEFT, left.words[i], "", TokenRelation.ONE_LEFT), False) for i in free_left)
    yield from ((Pair(weights.ONE_LEFT, "", right.words[j], TokenRelation.ONE_LEFT), False) for j in free_right)


def _by_likeness(
    left: NameWords, right: NameWords, rest_left: list[int], rest_right: list[int]
) -> list[tuple[int, int, int]]:
    """What is left of both names, the likest first; ties go by the letters."""
    every = [(similarity(left.words[i], right.words[j]), i, j) for i in rest_left for j in rest_right]

    def rank(item: tuple[int, int, int]) -> tuple[int, ...]:
        return (-item[0], *sorted((order(left.words[item[1]]), order(right.words[item[2]]))), item[1], item[2])

    return sorted(every, key=rank)


def _charge(likeness: int, family: bool) -> int:
    other, alike = weights.BOTH_LEFT_OTHER, weights.BOTH_LEFT_ALIKE
    if family:
        other, alike = weights.FAMILY_LEFT_OTHER, weights.FAMILY_LEFT_ALIKE
    step = min(max(likeness - weights.ALIKE_FROM, 0), weights.ALIKE_TO - weights.ALIKE_FROM)
    return other + (alike - other) * step // (weights.ALIKE_TO - weights.ALIKE_FROM)


def _moderated(pairs: list[Pair], charges: list[tuple[Pair, bool]]) -> list[Pair]:
    """Adds the charges, and takes back what the tokens of one family would count twice."""
    plainly_other = any(other for _, other in charges)
    shared = sum(pair.bits for pair in pairs)
    excess = shared - (weights.FAMILY_AT_MOST if plainly_other else weights.NAME_AT_MOST)
    pairs = [*pairs, *(charge for charge, _ in charges)]
    return [*pairs, Pair(-excess, "", "", TokenRelation.TOGETHER)] if excess > 0 else pairs
