"""Names made comparable: words, tokens without accents, skeletons that survive transliteration."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import normalize

from aigis.core.person.person import Name
from aigis.core.person.transliteration.scripts import in_latin, spelled

# Small words that come and go with the clerk: they are kept for joining (van den Berg, Vandenberg) but claim nothing.
PARTICLES = frozenset(
    """
    van von der den de het t te ten ter op in vande vanden vander du des la le les di da do dos das del della dela
    al el ul ad ed as es az ben bin ibn bint bent ould ait y e zu zum zur af av san st
    """.split()
)

# Titles and generations say nothing about who somebody is, and half of all clerks leave them out.
TITLES = frozenset("dr drs prof ing ir mr mrs ms mme mlle mevr mej dhr herr frau jhr jkvr dipl kapt capt cpt".split())
GENERATIONS = frozenset("jr sr ii iii iv phd esq".split())
# What stands between a name and the name at birth, a late husband's, or another name of the same person.
LINKS = frozenset(
    "nee geb geboren geborene ep epouse vve veuve wwe weduwe echtg echtgenote alias dit dite genannt aka".split()
)

_APOSTROPHES = re.compile("['’‘ʼ`´ʹʻʽʾʿ′＇՚\u05f3\u05f4]|(?<=[lL])[·‧](?=[lL])")
# Marks that nobody sees: joiners, directions of writing, soft hyphens, variants of a sign, the Arabic stretch.
_UNSEEN = re.compile("[\u00ad\u0640\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")
_SEPARATORS = re.compile(r"[\s\-‐‑‒–—―_.,;:/\\()<>\"&+|·‧・•،؛、，。־֊]+")
_NOT_TOKEN = re.compile(r"[^a-z0-9]+")
# ICAO Doc 9303 part 3 section 6 lets a state write Ä as AE or A, Å as AA or A, Ö as OE or O, Ü as UE, UXX or U and
# Ñ as N or NXX. Mueller and Müller cannot be told from a real UE, so the fold is for comparing, never for keeping.
_VARIANTS = re.compile("a[ae]|oe|uxx|ue|nxx")


@dataclass(frozen=True, slots=True)
class PreparedName:
    """A name as matching reads it: all `words` in order, the `content` without particles."""

    words: tuple[str, ...]
    content: tuple[str, ...]
    cut: str = ""  # the token that may be the beginning of a longer one
    joined: str = ""  # the family name written as one word, where it has several


def words(text: str) -> list[str]:
    """Splits a written name on spaces, hyphens and punctuation; apostrophes vanish, letters stay as written."""
    if not text.isascii():
        text = _UNSEEN.sub("", text)
    return [word for word in _SEPARATORS.split(_APOSTROPHES.sub("", text)) if word]


@lru_cache(maxsize=1 << 16)
def parts(word: str) -> tuple[str, ...]:
    """Turns one written word into tokens of lower-case a-z and 0-9: one, but where a script shows several names in it.

    The tables of ICAO 9303-3 go first. A word with a letter in it never vanishes; one of other signs may.
    """
    if word.isascii():
        plain = _NOT_TOKEN.sub("", word.lower())
        return (plain,) if plain else ()
    pieces = tuple(_NOT_TOKEN.sub("", piece) for piece in in_latin(normalize("NFKC", word)).lower().split())
    return tuple(piece for piece in pieces if piece) or tuple(filter(None, [spelled(word)]))


def token(word: str) -> str:
    """Turns one written word into one token of lower-case a-z and 0-9; it may be empty."""
    return "".join(parts(word))


def plain_variant(token: str) -> str:
    """Writes a token with the shortest form of every letter that ICAO 9303-3 lets a state write in several ways."""
    return _VARIANTS.sub(_first, token)


@lru_cache(maxsize=1 << 16)
def tokens(text: str) -> tuple[str, ...]:
    """Splits a written name into its tokens, in order."""
    return tuple(part for word in words(text) for part in parts(word))


def spelling(name: Name) -> dict[str, str]:
    """Maps each token of a name back to the word as written, for sentences that people read."""
    return {part: word for word in words(name.full) for part in parts(word)}


def prepare(name: Name) -> PreparedName:
    """Prepares a name for matching: given names first, then the family name."""
    given_tokens, family = tokens(name.given), tokens(name.family)
    every = given_tokens + family
    content = _content(given_tokens) + _content(_unlinked(family))
    return PreparedName(
        words=every,
        content=every if len(content) == len(every) else content,
        cut=(given_tokens or family or ("",))[-1] if name.truncated else "",
        joined="".join(family) if len(family) > 1 else "",
    )


_DIGRAPHS = {
    "sch": "s", "sh": "s", "ch": "s", "kh": "k", "gh": "k", "ph": "f", "ck": "k", "dj": "i", "ij": "i", "ou": "u",
    "nxx": "n", "uxx": "u",
}  # fmt: skip
_SOUNDS = re.compile("sch|sh|ch|kh|gh|ph|ck|dj|ij|ou|nxx|uxx")
_LETTERS = str.maketrans({"c": "k", "q": "k", "w": "v", "y": "i", "j": "i", "x": "ks"})
_LEADING = {"e": "i", "o": "u"}  # Omar and Umar, Elyas and Ilyas
_VOWELS = str.maketrans("", "", "aeiou")
_DOUBLES = re.compile(r"(.)\1+")


@lru_cache(maxsize=1 << 16)
def skeleton(word: str) -> str:
    """Reduces a token to at most six letters that most transliterations and clerks leave alone."""
    sounds = _SOUNDS.sub(_sound, word).translate(_LETTERS)
    first = _LEADING.get(sounds[:1], sounds[:1])
    return _DOUBLES.sub(_first, first + sounds[1:].translate(_VOWELS))[:6]


def skeletons(words: Sequence[str]) -> list[str]:
    """Gives the skeletons of many tokens, all worked on as one text."""
    sounds = _SOUNDS.sub(_sound, "\n".join(words)).translate(_LETTERS).split("\n")
    behind = "\n".join([sound[1:] for sound in sounds]).translate(_VOWELS).split("\n")
    first = [_LEADING.get(sound[:1], sound[:1]) for sound in sounds]
    joined = "\n".join([initial + rest for initial, rest in zip(first, behind, strict=True)])
    return [bones[:6] for bones in _DOUBLES.sub(_first, joined).split("\n")]


def plain_variants(tokens: Sequence[str]) -> list[str]:
    """Gives the plain variants of many tokens in the same way."""
    return _VARIANTS.sub(_first, "\n".join(tokens)).split("\n")


def readings(name: Name) -> tuple[Name, ...]:
    """Lists the names that a written name holds: itself, and each of two that stand in it as in 'Peeters née Maes'."""
    family = words(name.family)
    if len(family) < 3:
        return (name,)
    links = [index for index, word in enumerate(family) if 0 < index < len(family) - 1 and token(word) in LINKS]
    ends = [*links, len(family)]
    starts = [0, *(link + 1 for link in links)]
    pieces = [" ".join(family[start:end]) for start, end in zip(starts, ends, strict=True) if start < end]
    return (name, *(Name(piece, name.given) for piece in pieces)) if len(pieces) > 1 else (name,)


def _unlinked(family: tuple[str, ...]) -> tuple[str, ...]:
    """Drops 'née' and its like between two words."""
    return family[:1] + tuple(word for word in family[1:-1] if word not in LINKS) + family[1:][-1:]


def _content(field: tuple[str, ...]) -> tuple[str, ...]:
    """Drops the particles and titles of a field; its last word is never one, or nothing would be left of 'Ben'."""
    while len(field) > 1 and field[-1] in GENERATIONS:
        field = field[:-1]
    return tuple(word for word in field[:-1] if word not in PARTICLES and word not in TITLES) + field[-1:]


def _first(match: re.Match[str]) -> str:
    return match.group()[0]


def _sound(match: re.Match[str]) -> str:
    return _DIGRAPHS[match.group()]
