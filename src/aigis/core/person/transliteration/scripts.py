"""Names of any script in Latin letters, as the passports of the countries that use it write them.

ICAO's tables (icao.py) come first: Latin, Cyrillic, and Greek by its own standard. For the other scripts documents
follow no common table, so this is for comparing names, never for showing them. What no table reaches, anyascii writes.

Not possible from the script alone: the vowels that Arabic and Hebrew do not write (the consonants are compared), and
the Japanese or Korean reading of a name in Chinese characters, which comes out as Mandarin; give the kana or the
Latin letters of the document as another name.
"""

import re
from collections.abc import Callable
from unicodedata import category

from anyascii import anyascii

from aigis.core.person.transliteration.asia import chinese, devanagari, kana, korean
from aigis.core.person.transliteration.icao import transliterate
from aigis.core.person.transliteration.near_east import arabic, armenian, hebrew

# Whose letters are whose.
_SCRIPTS: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = (
    (re.compile("[\u0620-\u06ff]+"), arabic),
    (re.compile("[\u0590-\u05ff]+"), hebrew),
    (re.compile("[\u0530-\u058f]+"), armenian),
    (re.compile("[\u0900-\u097f]+"), devanagari),
    (re.compile("[\u3040-\u30ff]+"), kana),
    (re.compile("[\uac00-\ud7a3]+"), korean),
    (re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+"), chinese),
)
_FIRST_SIGN = "\u0530"  # of all of these; before it stand the scripts of ICAO's tables: Latin, Greek, Cyrillic


def in_latin(text: str) -> str:
    """Writes a text in ASCII; a space stands where a script shows that one name ends and the next begins."""
    if text.isascii():
        return text
    if max(text) >= _FIRST_SIGN:
        for letters, script in _SCRIPTS:
            text = _written(text, letters, script)
    return text if text.isascii() else anyascii(transliterate(text))


def _written(text: str, letters: re.Pattern[str], script: Callable[[str], str]) -> str:
    return letters.sub(lambda match: script(match.group()), text)


def spelled(text: str) -> str:
    """Writes the letters of a text by their numbers, for the few that no table writes: nothing may vanish entirely."""
    return "".join(f"u{ord(sign):04x}" for sign in text if category(sign) in ("Lu", "Ll", "Lt", "Lo"))
