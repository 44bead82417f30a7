"""Names in the letters of a machine-readable zone: the transliteration tables of ICAO Doc 9303 part 3, section 6.

Only letters that are not their own base letter stand in the tables; an accent is otherwise simply dropped, which is
what the tables of part 3 do for every other letter. Scripts without a table here come out as they went in.
"""

import re
from collections.abc import Mapping
from itertools import islice, product
from types import MappingProxyType
from unicodedata import normalize

# Every form in which an issuing state may write the letter, the primary one first. Part 3 gives Ø as OE alone;
# O is added because passengers' tickets, badges and older documents write it so.
VARIANTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "Ä": ("AE", "A"),
        "Å": ("AA", "A"),
        "Ñ": ("N", "NXX"),
        "Ö": ("OE", "O"),
        "Ø": ("OE", "O"),
        "Ü": ("UE", "UXX", "U"),
        # Table B gives these by language: Belarusian, Bulgarian, Macedonian, Serbian and Ukrainian differ from Russian.
        "Г": ("G", "H"),
        "Ё": ("E", "IO"),
        "Ж": ("ZH", "Z"),
        "И": ("I", "Y"),
        "Х": ("KH", "H"),
        "Ц": ("TS", "C"),
        "Ч": ("CH", "C"),
        "Ш": ("SH", "S"),
        "Щ": ("SHCH", "SHT"),
        "Ѓ": ("G", "GJ"),
        "Ќ": ("K", "KJ"),
        "Џ": ("DZ", "DJ"),
    }
)
# In Ukrainian, at the beginning of a word.
_INITIALS: Mapping[str, str] = MappingProxyType({"Є": "YE", "Ї": "YI", "Й": "Y", "Ю": "YU", "Я": "YA"})
_FORMS_AT_MOST = 32


def _table(rows: str) -> dict[str, str]:
    pairs = (row.partition("=") for row in rows.split())
    return {letter: written for letter, _, written in pairs}


_LATIN = {letter: written[0] for letter, written in VARIANTS.items()} | _table(
    "Æ=AE Ð=D Đ=D Ə=E Ħ=H Ĳ=IJ Ŀ=L Ł=L Ŋ=N Œ=OE ẞ=SS Þ=TH Ŧ=T"
)

# Ћ is missing from the printed table (its glyph stands beside another code point); C is the Serbian rule Ћ = Ć.
# The soft sign is not written.
_CYRILLIC = _table(
    "А=A Б=B В=V Г=G Ґ=G Ѓ=G Ғ=G Д=D Ђ=D Е=E Ё=E Є=IE Ж=ZH З=Z Ѕ=DZ И=I І=I Ї=I Й=I Ј=J К=K Ќ=K Л=L Љ=LJ М=M Н=N "
    "Њ=NJ О=O П=P Р=R С=S Т=T Ћ=C У=U Ў=U Ѫ=U Ф=F Х=KH Ц=TS Ч=CH Џ=DZ Ш=SH Щ=SHCH Ъ=IE Ы=Y Ь= Ѵ=Y Э=E Ю=IU Я=IA"
)

# Part 3 has no Greek table: Greece and Cyprus write their documents by ELOT 743 (ISO 843).
_GREEK = _table("Α=A Β=V Γ=G Δ=D Ε=E Ζ=Z Η=I Θ=TH Ι=I Κ=K Λ=L Μ=M Ν=N Ξ=X Ο=O Π=P Ρ=R Σ=S Τ=T Υ=Y Φ=F Χ=CH Ψ=PS Ω=O")
_GREEK_PAIRS = (
    (re.compile("Ο[ΥΎ]"), "OU"),
    (re.compile("Γ(?=[ΓΞΧ])"), "N"),
    (re.compile(r"\bΜΠ|ΜΠ\b"), "B"),
    (re.compile(r"(?<=[ΑΕΗ])[ΥΎ](?=[ΘΚΞΠΣΤΦΧΨ]|\b)"), "F"),
    (re.compile("(?<=[ΑΕΗ])[ΥΎ]"), "V"),
)
_IS_GREEK = re.compile("[\u0370-\u03ff\u1f00-\u1fff]")

_LETTERS = str.maketrans(_LATIN | _CYRILLIC | _GREEK)
_ACCENTS = dict.fromkeys(range(0x300, 0x370))


def transliterate(text: str) -> str:
    """Writes a name in the capital letters A to Z, in the primary variant; signs and other scripts are left alone.

    Source: ICAO Doc 9303 part 3, section 6, tables A (Latin) and B (Cyrillic); ELOT 743 for Greek.
    """
    text = text.upper()
    if text.isascii():
        return text
    text = normalize("NFC", text)
    if _IS_GREEK.search(text):
        text = _greek_pairs(text)
    text = text.translate(_LETTERS)
    return text if text.isascii() else _without_accents(text)


def forms(text: str) -> tuple[str, ...]:
    """Lists the capital letters in which issuing states may write a name, the primary form first; at most 32.

    Source: as for `transliterate`, with every alternative of tables A and B.
    """
    text = normalize("NFC", text.upper())
    if text.isascii():
        return (text,)
    letters = (_ways(letter, before) for letter, before in zip(text, " " + text, strict=False))
    written = (transliterate("".join(way)) for way in islice(product(*letters), _FORMS_AT_MOST))
    return tuple(dict.fromkeys(written))


def _ways(letter: str, before: str) -> tuple[str, ...]:
    """The letter itself, to be written in its primary form beside its neighbours, and its other forms."""
    ways = (letter, *VARIANTS.get(letter, ())[1:])
    return (*ways, _INITIALS[letter]) if letter in _INITIALS and not before.isalpha() else ways


def _greek_pairs(text: str) -> str:
    for pair, written in _GREEK_PAIRS:
        text = pair.sub(written, text)
    return text


def _without_accents(text: str) -> str:
    """Drops accents, then gives the bare letters their form; other scripts are composed again as they were."""
    return normalize("NFC", normalize("NFD", text).translate(_ACCENTS).translate(_LETTERS))
