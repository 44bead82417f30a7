"""What a scanner typed, brought back to the characters that stand on the document."""

import re
from collections.abc import Sequence
from unicodedata import normalize

from aigis.core.errors import UnreadableZone
from aigis.core.person.mrz_layout import FILLER, Layout, layout_of

# The largest zone has 90 characters; the rest is room for line ends, blanks and decomposed accents.
_LONGEST_INPUT = 400
_LINE_ENDS = re.compile(r"[\r\n\t]+")
_BLANKS = re.compile(r"[\s\x02\x03]+")  # with the start and end signs that some scanners send around a text
_ALLOWED = re.compile(r"[A-Za-z0-9<]+")
_DIGITS = re.compile(r"[0-9]")

# A scanner is a keyboard of the American layout. Where the computer believes in a Belgian or French one, the digits
# arrive as the unshifted signs of their keys, A and Q, W and Z are exchanged, M arrives from the key of the comma, and
# `<` (the shifted comma) from the key of the semicolon. 6 and 8 differ: Belgian § and !, French - and _.
_AZERTY_DIGITS = {
    "&": "1",
    "é": "2",
    '"': "3",
    "'": "4",
    "(": "5",
    "§": "6",
    "-": "6",
    "è": "7",
    "!": "8",
    "_": "8",
    "ç": "9",
    "à": "0",
}
_AZERTY_LETTERS = {"a": "q", "q": "a", "w": "z", "z": "w", ",": "m", "?": "m", ";": FILLER, ".": FILLER, ">": FILLER}
_FROM_AZERTY = str.maketrans(_AZERTY_DIGITS | _AZERTY_LETTERS)


def laid_out(lines: Sequence[str] | str) -> tuple[str, Layout]:
    """Joins the lines into one run of capitals, digits and `<`, and finds its layout.

    Lines may end in CR, LF, CRLF or a tab, or not at all. Raises UnreadableZone (field `mrz`) on other sizes and signs.
    """
    pieces = _pieces(lines if isinstance(lines, str) else "\n".join(lines))
    run = "".join(pieces)
    layout = layout_of(run)
    if layout is None or not _ALLOWED.fullmatch(run) or any(len(piece) % layout.width for piece in pieces):
        raise UnreadableZone(field="mrz")
    return run, layout


def _pieces(text: str) -> list[str]:
    if len(text) > _LONGEST_INPUT:
        raise UnreadableZone(field="mrz")
    text = _from_azerty(normalize("NFC", text))
    pieces = [_BLANKS.sub("", piece) for piece in _LINE_ENDS.split(text)]
    return [_capitals(piece) for piece in pieces if piece]


def _from_azerty(text: str) -> str:
    """Undoes the keyboard's exchange where it is certain: every zone holds digits, so one without any was exchanged."""
    text = text.lower() if not text.isascii() else text
    if _DIGITS.search(text) or not any(sign in text for sign in _AZERTY_DIGITS):
        return text
    return text.lower().translate(_FROM_AZERTY)


def _capitals(piece: str) -> str:
    # Other scripts are left alone: some of their letters would turn into A to Z, and nothing may be guessed.
    return piece.upper() if piece.isascii() else piece
