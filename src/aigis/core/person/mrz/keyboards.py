"""Repairs text that a scanner typed through another keyboard layout than its own.

A scanner is a keyboard of the American layout. If the computer assumes another layout, each key arrives as the
character that this layout has on the same key: `<` (shift and comma) arrives as `.` on AZERTY, `;` on QWERTZ and Dutch
QWERTY, `W` on Dvorak. The tables below follow from the rows of each layout. Nothing here decides between layouts: a
text that several can have sent is returned in every reading.

Caps lock changes letters only on most layouts, and letters do not differ by case here. On the AZERTY and German layouts
of Windows it acts as shift lock: each key then arrives with the other of its two characters.
Source: keyboard layouts of Windows (kbdbe, kbdfr, kbdgr, kbdne, kbddv).
"""

import re
from collections.abc import Iterator

from aigis.core.person.mrz.layouts import FILLER
from aigis.core.person.mrz.messages import Keyboard

# Both rows of characters in the order of the American keys; where a layout has a key of no use here, it has a blank.
_AMERICAN = "1234567890-qwertyuiop]asdfghjklzxcvbnm,./"
_ROWS = {
    "belgian": ("&é\"'(§è!çà)azertyuiop$qsdfghjklwxcvbn,;:=", "1234567890°AZERTYUIOP*QSDFGHJKLWXCVBN?./+"),
    "french": ("&é\"'(-è_çà)azertyuiop$qsdfghjklwxcvbn,;:!", "1234567890°AZERTYUIOP£QSDFGHJKLWXCVBN?./§"),
    "german": ("1234567890ßqwertzuiop+asdfghjklyxcvbnm,.-", '!"§$%&/()=?QWERTZUIOP*ASDFGHJKLYXCVBNM;:_'),
    "dutch": ("1234567890/qwertyuiop*asdfghjklzxcvbnm,.-", "!\"#$%&_()'?QWERTYUIOP|ASDFGHJKLZXCVBNM;:="),
    "dvorak": ("1234567890[',.pyfgcrl=aoeuidhtn;qjkxbmwvz", '!@#$%^&*(){"<>PYFGCRL+AOEUIDHTN:QJKXBMWVZ'),
}
_COMMA = _AMERICAN.index(",")
_ZONE_SIGNS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789<")
_PLAIN_ZONE = re.compile(r"[A-Za-z0-9<\n]*")
_ALPHANUMERIC = re.compile(r"[A-Za-z0-9]*")
_PLAIN_VALUE = re.compile(r"[A-Za-z0-9./\-\] ]*")
# The symbology identifier that a scanner can put before what it read, such as `]C1` (ISO/IEC 15424).
_PREFIX = re.compile(r"^\][A-Za-z][0-9A-Za-z]")

Table = dict[str, str]


def _table(layout: str, *, shift_lock: bool = False) -> Table:
    """Maps each arriving character, in small letters, to the character of the American key that sent it."""
    plain, shifted = _ROWS[layout][::-1] if shift_lock else _ROWS[layout]
    table = {shifted[_COMMA].lower(): FILLER}
    for key, without_shift, with_shift in zip(_AMERICAN, plain, shifted, strict=True):
        if key != ",":
            table.setdefault(without_shift.lower(), key)
        if key.isalpha():
            table.setdefault(with_shift.lower(), key)
    return table


# Some scanners send `<` by its code and everything else by its key, or without shift; some type digits on the pad.
_TABLES: tuple[tuple[Keyboard, Table], ...] = (
    (Keyboard.BELGIAN, dict.fromkeys(";><", FILLER) | _table("belgian")),
    (Keyboard.FRENCH, dict.fromkeys(";><", FILLER) | _table("french")),
    (Keyboard.AZERTY, {".": FILLER} | _table("belgian", shift_lock=True)),
    (Keyboard.AZERTY, {".": FILLER} | _table("french", shift_lock=True)),
    (Keyboard.QWERTZ, _table("german")),
    (Keyboard.QWERTZ, _table("german", shift_lock=True)),
    (Keyboard.QWERTY, {"'": "-", "+": "-"} | _table("dutch")),
    (Keyboard.DVORAK, _table("dvorak")),
)


def readings(text: str) -> Iterator[tuple[str, Keyboard | None]]:
    """Yields the capitals that the lines of a zone can stand for, each with the layout it came through; None for none.

    A text that mixes what one layout never sends together, such as real digits and the signs of digit keys, has none.
    """
    if _PLAIN_ZONE.fullmatch(text):
        yield text.upper(), None
    arrived = text.lower()
    signs = set(arrived) - {"\n"}
    for keyboard, table in _TABLES:
        if _PLAIN_ZONE.fullmatch(text) and not _may_be_dvorak(keyboard, arrived):
            continue
        zone_table = {sign: meant for sign, meant in _for_zones(table, keyboard).items() if meant in _ZONE_SIGNS}
        fillers = sum(zone_table.get(sign) == FILLER for sign in signs)
        if fillers <= 1 and signs <= zone_table.keys():
            yield "".join(zone_table.get(sign, sign) for sign in arrived).upper(), keyboard


def value_readings(text: str) -> Iterator[tuple[str, Keyboard | None]]:
    """Yields the values a scanned number can stand for, without the scanner's prefix, each with its layout.

    Letters and digits alone are taken as they are: nothing in them would tell one layout from another. Letters of a
    repaired value are capitals, as their case cannot be told.
    """
    if _PLAIN_VALUE.fullmatch(text):
        yield _PREFIX.sub("", text), None
    if _ALPHANUMERIC.fullmatch(text):
        return
    arrived = text.lower()
    for keyboard, table in _TABLES:
        if set(arrived) <= table.keys() | {" "}:
            value = "".join(table.get(sign, sign) for sign in arrived)
            yield _PREFIX.sub("", value).upper(), keyboard


def _for_zones(table: Table, keyboard: Keyboard) -> Table:
    """Adds the full stop as filler where no key of a zone sends it: on QWERTY, as some programs replace `<` by it."""
    return table | {".": FILLER} if keyboard is Keyboard.QWERTY else table


def _may_be_dvorak(keyboard: Keyboard, arrived: str) -> bool:
    """Tells whether plain text may come through Dvorak, which sends `w` for each filler and `<` for each W."""
    return keyboard is Keyboard.DVORAK and arrived.count("w") > arrived.count(FILLER)
