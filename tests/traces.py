"""A thousand seeded identities, and the search for any of them in whatever an installation leaves behind.

Every family name and document carries a mark that nothing else has, so one search finds any of them in any spelling;
national numbers are looked up in the set of those seeded. Bytes are searched as they are and decoded from
hexadecimal, base64, percent and UTF-16.
"""

import base64
import binascii
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import unquote_to_bytes

from aigis_demo.population import national_number

_SYLLABLES = ("ba", "de", "fi", "go", "hu", "ka", "le", "mi", "no", "pu")
_E = rb"(?:e|E|\xc3\xab|\xc3\x8b|\xeb|\xcb|\\u00eb|\\xeb|\\xc3\\xab|e\xcc\x88)"
_MARKS = re.compile(rb"zw" + _E + rb"qx|xq" + _E + rb"wz|qx7[0-9]{6}|[0-9]{6}7xq", re.IGNORECASE)
_WITH_MARKS = (b"qx", b"xq")  # one of them stands in every mark; a search for plain bytes is a hundred times faster
_AROUND = 16  # bytes, more than any spelling of a mark has before or after these
_SHAPE = bytes(ord("0") if chr(byte).isdigit() and byte < 128 else byte if byte in b".-" else 32 for byte in range(256))
_NUMBER, _DOTTED = b"0" * 11, b"00.00.00-000"
_HEX = re.compile(rb"(?:[0-9a-fA-F]{2}){8,}")
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{12,}")
_ONLY_HEX = re.compile(rb"[0-9a-fA-F-]{24,}")  # closed columns of a dump, decoded as what they are


@dataclass(frozen=True, slots=True)
class Seed:
    """An invented person whose traces are sought."""

    family: str
    given: str
    born: date
    number: str
    document: str

    @property
    def person(self) -> dict[str, Any]:
        """The person as the API takes one."""
        names = {"family_name": self.family, "given_names": self.given, "birth_date": self.born.isoformat()}
        return {**names, "national_number": self.number, "documents": [{"state": "NLD", "number": self.document}]}


class Seeds:
    """Seeded identities, no two alike."""

    def __init__(self, count: int) -> None:
        self.all = [_seed(number) for number in range(count)]

    @cached_property
    def numbers(self) -> frozenset[bytes]:
        """The national numbers, and the same read backwards."""
        plain = {one.number.encode() for one in self.all}
        return frozenset(plain | {number[::-1] for number in plain})

    def found_in(self, data: bytes) -> list[bytes]:
        """What of the seeded identities stands in some bytes, in any of the spellings and encodings."""
        return sorted({hit for some in _decoded(data) for hit in self._plain(some)})

    def _plain(self, data: bytes) -> Iterator[bytes]:
        lower = data.lower()
        for place in (place for some in _WITH_MARKS for place in _places(lower, some)):
            yield from _MARKS.findall(data[max(0, place - _AROUND) : place + _AROUND])
        shape = data.translate(_SHAPE)
        for place in _places(shape, _NUMBER):
            if shape[place - 1 : place] == b"0" or shape[place + 11 : place + 12] == b"0":
                continue  # more digits than a national number has
            if data[place : place + 11] in self.numbers:
                yield data[place : place + 11]
        for place in _places(shape, _DOTTED):
            written = data[place : place + len("81.04.03-123.61")]
            if re.sub(rb"[^0-9]", b"", written) in self.numbers:
                yield written


def _places(data: bytes, some: bytes) -> Iterator[int]:
    """Every place at which some bytes begin."""
    place = data.find(some)
    while place >= 0:
        yield place
        place = data.find(some, place + 1)


def _seed(number: int) -> Seed:
    syllables = "".join(_SYLLABLES[int(digit)] for digit in f"{number:04d}")
    born = date(1950, 1, 2) + timedelta(days=17 * number)
    return Seed(f"Zwëqx{syllables}", f"Ada {syllables.title()}", born, national_number(born, 901), f"QX7{number:06d}")


def _decoded(data: bytes) -> Iterator[bytes]:
    yield data
    if b"\0" in data:
        yield data.replace(b"\0", b"")  # UTF-16
    if b"%" in data:
        yield unquote_to_bytes(data)
    yield b"\n".join(binascii.unhexlify(run) for run in _HEX.findall(data))
    yield b"\n".join(_from_base64(_BASE64.findall(data)))


def _from_base64(runs: Iterable[bytes]) -> Iterator[bytes]:
    """Every run decoded from each of the four places at which a group may begin."""
    for run in runs:
        if _ONLY_HEX.fullmatch(run):
            continue
        plain = run.translate(bytes.maketrans(b"-_", b"+/"))
        for start in range(4):
            some = plain[start:]
            yield base64.b64decode(some[: len(some) // 4 * 4])
