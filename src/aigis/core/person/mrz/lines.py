"""What a scanner typed, brought back to the characters that stand on the document."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from unicodedata import normalize

from aigis.core.errors import UnreadableZone
from aigis.core.person.mrz.keyboards import readings
from aigis.core.person.mrz.layouts import SIZES, Layout, layouts_of
from aigis.core.person.mrz.messages import Keyboard

# The largest zone has 90 characters; the rest is room for line ends, blanks, prefixes and decomposed accents.
_LONGEST_INPUT = 400
_LINE_ENDS = re.compile(r"[\r\n\t]+")
# With the start and end signs that some scanners send around a text, and the marks that programs leave in one.
_BLANKS = re.compile(r"[\s\x02\x03\u00ad\u200b-\u200f\u2060\ufeff]+")
# A Japanese or Chinese input method types wide forms of the same signs.
_WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
# The symbology identifier that a scanner can put before a line, such as `]C1` (ISO/IEC 15424), through any keyboard.
_PREFIX = re.compile(r"[^\w\s][A-Za-z]\S")
_PREFIX_LENGTH = 3
_LINE_SIZES = frozenset({30, 36, 44}) | SIZES


class TypedZone(NamedTuple):
    """The zone as one run of capitals, digits and `<`, a layout it has room for, and the keyboard it came through."""

    run: str
    layout: Layout
    keyboard: Keyboard | None


def typed_zones(lines: Sequence[str] | str) -> list[TypedZone]:
    """Lists every way in which the typed lines may be a zone, by keyboard layout and by format; at least one.

    Lines may end in CR, LF, CRLF or a tab, or not at all; blanks and small letters do not matter. Raises
    UnreadableZone (field `mrz`) on other sizes and signs.
    """
    zones = list(_zones(_cleaned(lines)))
    if not zones:
        raise UnreadableZone(field="mrz")
    return zones


def has_the_size_of_a_zone(text: str) -> bool:
    """Tells whether a text has as many signs as a machine-readable zone, whatever keyboard it came through."""
    return len(_cleaned(text).replace("\n", "")) in SIZES


def _cleaned(lines: Sequence[str] | str) -> str:
    """Joins the lines with line feeds; an empty text for one that is too long to be a zone."""
    text = lines if isinstance(lines, str) else "\n".join(lines)
    if len(text) > _LONGEST_INPUT:
        return ""
    pieces = (_BLANKS.sub("", piece) for piece in _LINE_ENDS.split(normalize("NFC", text).translate(_WIDE)))
    return "\n".join(_without_prefix(piece) for piece in pieces if piece)


def _without_prefix(line: str) -> str:
    """Removes a scanner's prefix from a line that is longer than a line of a zone by just that."""
    size = len(line)
    has_prefix = size not in _LINE_SIZES and size - _PREFIX_LENGTH in _LINE_SIZES and _PREFIX.match(line)
    return line[_PREFIX_LENGTH:] if has_prefix else line


def _zones(text: str) -> Iterator[TypedZone]:
    for reading, keyboard in readings(text):
        pieces = reading.split("\n")
        run = "".join(pieces)
        for layout in layouts_of(run):
            if not any(len(piece) % layout.width for piece in pieces):
                yield TypedZone(run, layout, keyboard)
