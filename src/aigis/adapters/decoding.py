"""Bytes of a CSV file -> text, in the encoding that was chosen or else recognised.

Marks and zero bytes tell Unicode. What is no UTF-8 as a whole is read in the eight-bit encoding in which its words are
likeliest. Lines of a file that mixes UTF-8 with another encoding, and letters that an encoding lacks, become U+FFFD: no
name holds it, so that the row is rejected.
"""

from dataclasses import dataclass

from aigis.adapters.eight_bit import differing_word, likely_encodings
from aigis.adapters.unreadable import Unreadable
from aigis.core.imports.encodings import CODECS
from aigis.core.imports.file_errors import Refusal

_MARKS = (
    (b"\xef\xbb\xbf", "UTF-8", "utf-8-sig"),
    (b"\xff\xfe\0\0", "UTF-32", "utf-32"),
    (b"\0\0\xfe\xff", "UTF-32", "utf-32"),
    (b"\xff\xfe", "UTF-16", "utf-16"),
    (b"\xfe\xff", "UTF-16", "utf-16"),
)
_LONGEST_SAMPLE = 40


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file and the name of its encoding."""

    text: str
    encoding: str


def decode(content: bytes, *, encoding: str = "") -> Decoded:
    """Reads the text of a file.

    Args:
        content: the bytes.
        encoding: a name of `CODECS`; "" to recognise it.

    Raises:
        Unreadable: the file is no text, or may be in several encodings.
    """
    for mark, name, codec in _MARKS:
        if content.startswith(mark):
            return Decoded(_strict(content, codec), name)
    if b"\0" in content[:400]:
        return Decoded(_strict(content, "utf-16-be" if content[:1] == b"\0" else "utf-16-le"), "UTF-16")
    if encoding:
        return Decoded(content.decode(CODECS[encoding], "replace"), encoding)
    try:
        return Decoded(content.decode("utf-8"), "UTF-8")
    except UnicodeDecodeError:
        return _recognised(content)


def _strict(content: bytes, codec: str) -> str:
    try:
        return content.decode(codec)
    except UnicodeDecodeError:
        raise Unreadable(Refusal.NOT_A_LIST) from None


def _recognised(content: bytes) -> Decoded:
    """Reads a text that is no UTF-8, or not all of it: then the lines that most are not like are left unread."""
    lines = content.split(b"\n")
    foreign = [line for line in lines if not line.isascii()]
    others = [line for line in foreign if not _is_utf_8(line)]
    if 2 * len(others) <= len(foreign):
        return Decoded(
            "\n".join(line.decode("utf-8" if _is_utf_8(line) else "ascii", "replace") for line in lines), "UTF-8"
        )
    encoding = _eight_bit(b"\n".join(others))
    foreign_lines = set(others)
    codec = CODECS[encoding]
    text = "\n".join(line.decode(codec if line in foreign_lines else "ascii", "replace") for line in lines)
    return Decoded(text, encoding)


def _is_utf_8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _eight_bit(content: bytes) -> str:
    """Returns the encoding of a text, or raises Unreadable with a word as each likely encoding reads it."""
    candidates = likely_encodings(content)
    if len(candidates) > 1:
        index = differing_word(candidates)
        samples = [f"{candidate.encoding} ({candidate.words[index][:_LONGEST_SAMPLE]})" for candidate in candidates]
        raise Unreadable(Refusal.ENCODING, readings=", ".join(samples))
    return candidates[0].encoding
