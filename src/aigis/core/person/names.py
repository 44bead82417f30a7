"""Names made comparable: words, tokens without accents, skeletons that survive transliteration."""

import re
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii

from aigis.core.person.icao import transliterate
from aigis.core.person.person import Name

# Small words that come and go with the clerk: they are kept for joining (van den Berg, Vandenberg) but claim nothing.
PARTICLES = frozenset(
    """
    van von der den de het t te ten ter op in vande vanden vander du des la le les di da do dos das del della dela
    al el ul ad ed as es az ben bin ibn bint bent ould ait y e zu zum zur af av san st
    """.split()
)

_APOSTROPHES = re.compile("['’‘ʼ`´ʹʻʾʿ]")
_SEPARATORS = re.compile(r"[\s\-‐‑–—_.,;:/\\()<>\"&+]+")
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
    return [word for word in _SEPARATORS.split(_APOSTROPHES.sub("", text)) if word]


@lru_cache(maxsize=1 << 16)
def token(word: str) -> str:
    """Turns one written word into lower-case a-z and 0-9, by the tables of ICAO 9303-3 where they reach.

    May be empty.
    """
    plain = word if word.isascii() else anyascii(transliterate(word))
    return _NOT_TOKEN.sub("", plain.lower())


def plain_variant(token: str) -> str:
    """Writes a token with the shortest form of every letter that ICAO 9303-3 lets a state write in several ways."""
    return _VARIANTS.sub(_first, token)


@lru_cache(maxsize=1 << 16)
def tokens(text: str) -> tuple[str, ...]:
    """Splits a written name into its tokens, in order."""
    return tuple(found for word in words(text) if (found := token(word)))


def spelling(name: Name) -> dict[str, str]:
    """Maps each token of a name back to the word as written, for sentences that people read."""
    return {token(word): word for word in words(name.full)}


def prepare(name: Name) -> PreparedName:
    """Prepares a name for matching: given names first, then the family name."""
    given, family = tokens(name.given), tokens(name.family)
    every = given + family
    content = _content(given) + _content(family)
    return PreparedName(
        words=every,
        content=every if len(content) == len(every) else content,
        cut=(given or family or ("",))[-1] if name.truncated else "",
        joined="".join(family) if len(family) > 1 else "",
    )


_DIGRAPHS = {
    "sch": "s", "sh": "s", "ch": "s", "kh": "k", "gh": "k", "ph": "f", "ck": "k", "dj": "i", "ij": "i", "ou": "u",
    "c": "k", "q": "k", "w": "v", "y": "i", "j": "i", "x": "ks",
}  # fmt: skip
_SOUNDS = re.compile("sch|sh|ch|kh|gh|ph|ck|dj|ij|ou|[cqwyjx]")
_LEADING = {"e": "i", "o": "u"}  # Omar and Umar, Elyas and Ilyas
_VOWELS = re.compile("[aeiou]")
_DOUBLES = re.compile(r"(.)\1+")


@lru_cache(maxsize=1 << 16)
def skeleton(word: str) -> str:
    """Reduces a token to at most six letters that most transliterations and clerks leave alone."""
    sounds = _SOUNDS.sub(_sound, word)
    first = _LEADING.get(sounds[:1], sounds[:1])
    return _DOUBLES.sub(r"\1", first + _VOWELS.sub("", sounds[1:]))[:6]


def _content(field: tuple[str, ...]) -> tuple[str, ...]:
    """Drops the particles of a field; its last word is never one, or nothing would be left of 'Ben'."""
    return tuple(word for word in field[:-1] if word not in PARTICLES) + field[-1:]


def _first(found: re.Match[str]) -> str:
    return found.group()[0]


def _sound(found: re.Match[str]) -> str:
    return _DIGRAPHS[found.group()]
