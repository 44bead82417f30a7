"""Bytes of a CSV file -> text, in the encodings in which offices in Western Europe still save lists.

Marks and zero bytes tell Unicode. Of the eight-bit encodings the one is taken in which the foreign letters stand among
letters of their own case: `é` of a DOS file is a comma in Windows, and `è` of Windows is half of a frame in DOS.
"""

import re
from itertools import islice

from aigis.adapters.unreadable import Unreadable
from aigis.core.imports.file_errors import Refusal

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
# The likeliest first: a later one must have more to say for it.
_EIGHT_BIT = ("cp1252", "iso8859-15", "cp850", "mac_roman")
_FOREIGN = re.compile(rb"[A-Za-z]?[\x80-\xff]{1,8}[A-Za-z]?")
_SAMPLES = 5_000


def decoded(content: bytes) -> str:
    """The text of a file; raises Unreadable for what is none."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _strict(content, encoding)
    if b"\0" in content[:400]:
        return _strict(content, "utf-16-be" if content[:1] == b"\0" else "utf-16-le")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        # the bytes that an encoding leaves out become signs that no list has, and are refused as such
        return content.decode(_eight_bit(content), errors="replace")


def _strict(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise Unreadable(Refusal.NOT_A_LIST) from None


def _eight_bit(content: bytes) -> str:
    samples = [found.group() for found in islice(_FOREIGN.finditer(content), _SAMPLES)]
    return max(_EIGHT_BIT, key=lambda encoding: sum(_likely(sample, encoding) for sample in samples))


def _likely(sample: bytes, encoding: str) -> int:
    """How well some foreign signs and their neighbours go together as a piece of a word."""
    text = sample.decode(encoding, errors="replace")
    score = 0
    for place, sign in enumerate(text):
        if sign.isascii():
            continue
        before, after = text[place - 1 : place], text[place + 1 : place + 2]
        score += _of_sign(sign, before, after)
    return score


def _of_sign(sign: str, before: str, after: str) -> int:
    if sign == "\ufffd" or "\x80" <= sign < "\xa0":
        return -4
    if not sign.isalpha():
        return -2 if before.isalpha() and after.isalpha() else -1
    out_of_case = sign.isupper() and before.islower()
    return -2 if out_of_case else 1
