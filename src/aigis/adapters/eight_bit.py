"""Eight-bit encodings are told apart by the words they make: those of the right one look like names of a language.

Words of all encodings have the same bytes, so the probabilities of what they would be can be compared (Bayes). If the
second likeliest reading is not far less likely, only the sender can tell, and is asked.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from aigis.adapters.plausibility import likelihood_of_name
from aigis.core.imports.encodings import CODECS

_WEST, _CENTRE = ("fr", "ib", "de", "nl", "no", "is", "ga"), ("pl", "cs", "hu", "ro", "hr", "de")
_WEST_BEFORE, _CYRILLIC, _GREEK = ("fr", "ib", "de", "nl", "no"), ("ru", "uk"), ("el",)
# How likely an encoding is before anything is read (natural logarithm), and the languages that are written in it.
_CANDIDATES: dict[str, tuple[float, Sequence[str]]] = {
    "Windows-1252": (1.0, _WEST),
    "Windows-1250": (-2.0, _CENTRE),
    "Windows-1251": (-2.0, _CYRILLIC),
    "Windows-1253": (-2.0, _GREEK),
    "Windows-1254": (-2.0, ("tr", "fr", "de")),
    "Windows-1257": (-3.0, ("lt", "lv", "de")),
    "ISO-8859-15": (-3.0, _WEST),
    "ISO-8859-2": (-3.0, _CENTRE),
    "ISO-8859-5": (-4.0, _CYRILLIC),
    "ISO-8859-7": (-3.0, _GREEK),
    "IBM850": (-4.0, _WEST_BEFORE),
    "IBM852": (-4.0, _CENTRE),
    "IBM866": (-4.0, _CYRILLIC),
    "KOI8-U": (-4.0, _CYRILLIC),
    "Macintosh": (-5.0, _WEST_BEFORE),
}
_FAR = 5.0  # 150 to 1
_IMPROBABLE = -5.6  # a letter, on average: no language that is known here
_SHOWN = 4
_MOST_WORDS = 300
_PIECES = re.compile(rb"[A-Za-z\x80-\xff]+")
_WORDS = re.compile(r"[^\W\d_]+")
_NO_LETTER = re.compile("[\x80-\x9f]")  # rejects the row, as does what an encoding lacks
_APOSTROPHES = frozenset("’´")
_MARKS = frozenset("‘“”–—…°€«»·№\u00a0")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An encoding with a word read in it; `words` is all of them, to see whether another encoding reads the same."""

    encoding: str
    likelihood: float
    words: tuple[str, ...]


def likely_encodings(content: bytes) -> list[Candidate]:
    """Returns the encodings a text may be in, the likeliest first; one alone if it is sure.

    Encodings that make the same of all words count once.
    """
    pieces = _foreign_pieces(content)
    by_words: dict[tuple[str, ...], Candidate] = {}
    for encoding, (prior, languages) in _CANDIDATES.items():
        words = tuple(_NO_LETTER.sub("\ufffd", piece.decode(CODECS[encoding], "replace")) for piece in pieces)
        likelihood = prior + sum(_likelihood(word, languages) for word in words)
        if words not in by_words or by_words[words].likelihood < likelihood:
            by_words[words] = Candidate(encoding, likelihood, words)
    ranked = sorted(by_words.values(), key=lambda candidate: -candidate.likelihood)
    best = ranked[0]
    letters = sum(map(len, pieces)) + len(pieces)
    if best.likelihood / letters < _IMPROBABLE:
        return ranked[:_SHOWN]
    return [candidate for candidate in ranked if best.likelihood - candidate.likelihood < _FAR][:_SHOWN]


def differing_word(candidates: Sequence[Candidate]) -> int:
    """Returns the index of the first word that the two likeliest encodings read differently."""
    first, second = candidates[0].words, candidates[1].words
    return next(index for index, pair in enumerate(zip(first, second, strict=True)) if pair[0] != pair[1])


def _foreign_pieces(content: bytes) -> list[bytes]:
    """Returns different words with bytes beyond ASCII, from all over the text if there are many."""
    pieces = list(dict.fromkeys(match.group() for match in _PIECES.finditer(content) if not match.group().isascii()))
    return pieces[:: max(1, len(pieces) // _MOST_WORDS)]


def _likelihood(piece: str, languages: Sequence[str]) -> float:
    likelihood = sum(_of_sign(piece, index) for index, sign in enumerate(piece) if not sign.isalpha())
    return likelihood + sum(_of_word(word, languages) for word in _WORDS.findall(piece))


def _of_word(word: str, languages: Sequence[str]) -> float:
    return likelihood_of_name(word, languages) - 4.0 * sum(_case_faults(word))


def _case_faults(word: str) -> Iterator[bool]:
    """Yields each capital after a small letter where one of the two is foreign, and a word like wORD."""
    yield from (
        before.islower() and after.isupper() and not (before + after).isascii() for before, after in pairwise(word)
    )
    yield word[0].islower() and word[1:].isupper()


def _of_sign(piece: str, index: int) -> float:
    """How likely a sign is that is no letter, by what it touches."""
    sign, inside = piece[index], 0 < index < len(piece) - 1
    if sign == "\ufffd":
        return -20.0
    if sign in _APOSTROPHES:
        return -1.0 if inside else -4.0
    if sign not in _MARKS:
        return -6.0 if len(piece) == 1 else -20.0
    if len(piece) == 1:
        return -1.0
    if sign == "\u00a0" and inside:
        return -3.0
    return -10.0 if inside else -5.0
