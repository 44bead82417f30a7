"""Reads words in which letters of another alphabet stand for those they look like: a Cyrillic а in a Latin word.

Keyboards and scanners mix alphabets by accident, people on purpose. Such a word is read in both ways: as its letters
are, and as they look. Source of the pairs: Unicode Technical Standard 39, confusables, for the letters of names.
"""

import re

# The letters that look like Latin ones, and below each the Latin one.
_LATIN_OF_CYRILLIC = dict(
    zip(
        "АВЕЅІЈКМНОРСТУХҮԚԜаеѕіјкорсухһԛԝӏё",
        "ABESIJKMHOPCTYXYQWaesijkopcyxhqwle",
        strict=True,
    )
)
_LATIN_OF_GREEK = dict(
    zip(
        "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαγηικνορτυχω",
        "ABEZHIKMNOPTYXaynikvoptuxw",
        strict=True,
    )
)
_CYRILLIC_OF_LATIN = {latin: letter for letter, latin in reversed(_LATIN_OF_CYRILLIC.items()) if letter not in "ӏҮ"}
_GREEK_OF_LATIN = {latin: letter for letter, latin in reversed(_LATIN_OF_GREEK.items())}
_AS_LATIN = str.maketrans(_LATIN_OF_CYRILLIC | _LATIN_OF_GREEK)
_LATIN, _CYRILLIC, _GREEK = (re.compile(f"[{signs}]") for signs in ("A-Za-z", "\u0400-\u052f", "\u0370-\u03ff"))
_WORD = re.compile(r"[^\W\d_]+")


def lookalike_readings(text: str) -> tuple[str, ...]:
    """Lists the other readings of a name whose words mix alphabets, or are of several."""
    if text.isascii() or not (_CYRILLIC.search(text) or _GREEK.search(text)):
        return ()
    if not _LATIN.search(text):
        return ()
    readings = (_latin(text), _other(text, _CYRILLIC, _CYRILLIC_OF_LATIN), _other(text, _GREEK, _GREEK_OF_LATIN))
    return tuple(dict.fromkeys(reading for reading in readings if reading != text))


def _latin(text: str) -> str:
    """Every word that can be is written in the Latin letters that it looks like."""
    return _WORD.sub(lambda match: _if_ascii(match.group()), text)


def _if_ascii(word: str) -> str:
    written = word.translate(_AS_LATIN)
    return written if not (_CYRILLIC.search(written) or _GREEK.search(written)) else word


def _other(text: str, letters: re.Pattern[str], of_latin: dict[str, str]) -> str:
    """A word with letters of another alphabet is written in it as a whole, if all its Latin letters look like some."""

    def written(match: re.Match[str]) -> str:
        word = match.group()
        if not letters.search(word) or not _LATIN.search(word):
            return word
        whole = "".join(of_latin.get(sign, sign) for sign in word)
        return word if _LATIN.search(whole) else whole

    return _WORD.sub(written, text)
