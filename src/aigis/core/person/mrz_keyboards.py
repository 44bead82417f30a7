"""What a scanner typed through a keyboard layout that is not its own, and the signs it meant.

A scanner is a keyboard of the American layout. Where the computer believes in another one, every sign arrives as what
stands on the same key there:

- Belgian AZERTY (its 'period' and 'comma' kinds differ on the numeric pad alone): digits arrive as & é " ' ( § è ! ç
  à, A and Q, Z and W are exchanged, M arrives from the key of the comma, `<` (a shifted comma) from the semicolon's.
- French AZERTY: the same, but 6 and 8 arrive as - and _.
- AZERTY with digits as they are: shift lock turns them into digits again, or the scanner types them on the numeric pad.
- German and Swiss QWERTZ: Y and Z are exchanged and `<` arrives as a semicolon.
- Dutch, Spanish and Nordic QWERTY: `<` arrives as a semicolon, and nothing else changes.

Nothing here decides between layouts: a text that several can have sent is given in every reading.
"""

import re
from collections.abc import Iterator, Mapping
from string import ascii_lowercase, digits

from aigis.core.person.mrz_layout import FILLER
from aigis.core.person.mrz_words import Keyboard

_PLAIN = re.compile(r"[A-Za-z0-9<\n]*")
_AZERTY_LETTERS = str.maketrans("aqzw", "qawz")
_QWERTZ_LETTERS = str.maketrans("yz", "zy")
_NO_M = ascii_lowercase.replace("m", "")


def _keys(arriving: str, meant: str) -> dict[str, str]:
    return dict(zip(arriving, meant, strict=True))


def _azerty(digit_keys: str, fillers: str) -> Mapping[str, str]:
    letters = _keys(_NO_M, _NO_M.translate(_AZERTY_LETTERS)) | {",": "m", "?": "m"}
    return letters | _keys(digit_keys, "1234567890") | dict.fromkeys(fillers, FILLER)


_FILLERS = ".;><"  # the last where the scanner sends it by its code and everything else by its key
_TABLES: Mapping[Keyboard, Mapping[str, str]] = {
    Keyboard.BELGIAN: _azerty("&é\"'(§è!çà", _FILLERS),
    Keyboard.FRENCH: _azerty("&é\"'(-è_çà", _FILLERS),
    Keyboard.AZERTY: _azerty("1234567890", ".;"),
    Keyboard.QWERTZ: _keys(ascii_lowercase, ascii_lowercase.translate(_QWERTZ_LETTERS))
    | _keys(digits, digits)
    | {";": FILLER},
    Keyboard.QWERTY: _keys(ascii_lowercase + digits, ascii_lowercase + digits) | dict.fromkeys(".;", FILLER),
}


def readings(text: str) -> Iterator[tuple[str, Keyboard | None]]:
    """Yields the capitals that a text of lines can stand for, each with the layout it came through; None for our own.

    A text that mixes what one layout never sends together, such as real digits and the signs of digit keys, has none.
    """
    if _PLAIN.fullmatch(text):
        yield text.upper(), None
        return
    arrived = text.lower()
    signs = set(arrived) - {"\n"}
    for keyboard, table in _TABLES.items():
        fillers = sum(table.get(sign) == FILLER for sign in signs)
        if fillers <= 1 and signs <= table.keys():
            yield "".join(table.get(sign, sign) for sign in arrived).upper(), keyboard
