"""How two tokens resemble each other: by their letters, their consonants, or as forms of one name."""

from functools import lru_cache

from rapidfuzz.distance import OSA

from aigis.core.matching import weights
from aigis.core.matching.nicknames import forms
from aigis.core.matching.weights import TokenRelation
from aigis.core.person.names import PARTICLES, plain_variant, skeleton

SIGNS_IN_ORDER = "\0" + "0123456789abcdefghijklmnopqrstuvwxyz"
_PLACE = {sign: index for index, sign in enumerate(SIGNS_IN_ORDER)}
ORDERED = 12  # the letters that `order` looks at
_PIECE = 3  # letters: pieces of so many come again and again
LETTERS = 32  # the most letters of a token that are read; the longest family names have some 25


def token_relation(token: str, other: str) -> TokenRelation | None:
    """Names the strongest resemblance of two tokens; None for strangers."""
    if token == other:
        return TokenRelation.EQUAL
    if len(token) == 1 or len(other) == 1:
        return TokenRelation.INITIAL if token[0] == other[0] else None
    if plain(token) == plain(other):
        return TokenRelation.VARIANT
    shorter, longer = sorted((token, other), key=len)
    edits = OSA.distance(shorter, longer, score_cutoff=2)
    return by_edits(shorter, longer, edits) or _by_shape(shorter, longer, edits)


def by_edits(shorter: str, longer: str, edits: int) -> TokenRelation | None:
    """Judges one or two typing errors, where the token is long enough to bear them."""
    if edits == 1 and len(shorter) >= weights.SHORT_TOKEN and sorted(shorter) == sorted(longer):
        return TokenRelation.SWAPPED_LETTERS
    if edits == 1 and len(shorter) > weights.SHORT_TOKEN:
        return TokenRelation.ONE_EDIT
    return TokenRelation.TWO_EDITS if edits == 2 and len(shorter) >= weights.LONG_TOKEN else None


def similarity(token: str, other: str) -> int:
    """Thousandths of the longer token's letters that need no edit."""
    longest = max(len(token), len(other))
    return (longest - OSA.distance(token, other)) * 1_000 // longest


@lru_cache(maxsize=1 << 16)
def order(token: str) -> int:
    """Gives an integer that sorts tokens by their first twelve letters; blanks are passed over."""
    letters = token.replace(" ", "")
    number = 0
    for start in range(0, ORDERED, _PIECE):
        number = number * len(SIGNS_IN_ORDER) ** _PIECE + _piece(letters[start : start + _PIECE])
    return number


@lru_cache(maxsize=1 << 15)
def _piece(letters: str) -> int:
    number = 0
    for sign in letters.ljust(_PIECE, "\0"):
        number = number * len(SIGNS_IN_ORDER) + _PLACE[sign]
    return number


def _by_shape(shorter: str, longer: str, edits: int) -> TokenRelation | None:
    """Judges what is no typing error: a particle written on, another transliteration, a short form."""
    if len(shorter) > 2 and longer.endswith(shorter) and longer[: -len(shorter)] in PARTICLES:
        return TokenRelation.PARTICLE
    bones = skeleton(shorter) if skeleton(shorter) == skeleton(longer) else ""
    if len(bones) >= weights.LONG_SKELETON:
        return TokenRelation.SKELETON
    if forms(shorter) & forms(longer):
        return TokenRelation.SHORT_FORM
    if len(shorter) >= weights.PREFIX_LETTERS and longer.startswith(shorter):
        return TokenRelation.PREFIX
    if edits == 1 and len(shorter) > 2:
        return TokenRelation.ONE_EDIT_SHORT
    if len(bones) >= weights.SKELETON_LETTERS:
        return TokenRelation.SKELETON_SHORT
    bears_two = len(shorter) >= weights.MIDDLE_TOKEN and shorter[0] == longer[0]
    return TokenRelation.TWO_EDITS_SHORT if edits == 2 and bears_two else None


@lru_cache(maxsize=1 << 16)
def plain(token: str) -> str:
    """Writes a token with the shortest form of every letter that may be written in several ways."""
    return plain_variant(token)
