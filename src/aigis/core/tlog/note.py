"""A text with signatures below it: C2SP signed-note."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from aigis.core.errors import InvalidInput
from aigis.core.tlog.encoding import decode64, encode64
from aigis.core.tlog.keys import SigningKey, VerifierKey, is_name

_FORBIDDEN = re.compile(r"[\x00-\x09\x0b-\x1f\ud800-\udfff]")  # control characters, and what has no UTF-8
_DASH = "— "  # em dash, U+2014
_MOST_SIGNATURES = 100
_ID_LENGTH = 4
_MALFORMED = "This is not a signed note. Fetch it again and do not edit it."
_UNSIGNED = "The note carries no signature of the key given. Check the key; if it is right, do not rely on the note."
_FORGED = "A signature of the note is wrong. Do not rely on it."


@dataclass(frozen=True, slots=True)
class Signature:
    """A line below a note: the key's name and id (4 bytes), and what it signed with."""

    name: str
    key_id: bytes
    data: bytes

    @classmethod
    def parse(cls, line: str) -> "Signature":
        """Reads a line below a note, without its newline; raises InvalidInput where it is malformed."""
        name, _, encoded = line.removeprefix(_DASH).partition(" ")
        try:
            data = decode64(encoded)
        except ValueError:
            data = b""
        if not line.startswith(_DASH) or not is_name(name) or len(data) <= _ID_LENGTH:
            raise InvalidInput(_MALFORMED, field="note")
        return cls(name, data[:_ID_LENGTH], data[_ID_LENGTH:])

    @classmethod
    def by(cls, key: VerifierKey, data: bytes) -> "Signature":
        """Names the key that made a signature."""
        return cls(key.name, key.id, data)

    def __str__(self) -> str:
        return f"{_DASH}{self.name} {encode64(self.key_id + self.data)}"


@dataclass(frozen=True, slots=True)
class Note:
    """A text that ends in a newline, and its signatures, not yet verified."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return self.text + "\n" + "".join(f"{signature}\n" for signature in self.signatures)

    @classmethod
    def parse(cls, note: str) -> "Note":
        """Reads a signed note; raises InvalidInput where it is malformed or carries more than 100 signatures."""
        text, blank, below = note.rpartition("\n\n")
        lines = below.split("\n")
        if not blank or lines.pop() or not 0 < len(lines) <= _MOST_SIGNATURES or _FORBIDDEN.search(note):
            raise InvalidInput(_MALFORMED, field="note")
        return cls(text + "\n", tuple(Signature.parse(line) for line in lines))


def sign_note(text: str, *, key: SigningKey) -> str:
    """Signs a text that ends in a newline; the same text and key always give the same note."""
    if not text.endswith("\n") or _FORBIDDEN.search(text):
        raise ValueError("The text of a note ends in a newline and has no other control characters.")
    return str(Note(text, (Signature.by(key.verifier, key.sign(text)),)))


@dataclass(frozen=True, slots=True)
class OpenedNote:
    """The text of a note, and the known keys that signed it with what each signed."""

    text: str
    signed: tuple[tuple[VerifierKey, Signature], ...]


def open_note(note: str, *, keys: Sequence[VerifierKey]) -> str:
    """Gives the text of a note that at least one of the keys signed; raises InvalidInput otherwise.

    Signatures of unknown keys are ignored; one wrong signature of a known key refuses the whole note.
    """
    return read_note(note, keys=keys).text


def read_note(note: str, *, keys: Sequence[VerifierKey]) -> OpenedNote:
    """Opens a note as `open_note` does, and tells which of the keys signed."""
    parsed = Note.parse(note)
    signed = []
    for signature in parsed.signatures:
        known = [key for key in keys if (key.name, key.id) == (signature.name, signature.key_id)]
        if known:
            signed.append((_verified(parsed.text, signature, known), signature))
    if not signed:
        raise InvalidInput(_UNSIGNED, field="note")
    return OpenedNote(parsed.text, tuple(signed))


def _verified(text: str, signature: Signature, known: list[VerifierKey]) -> VerifierKey:
    """The key that made a signature; two keys may share a name and the four bytes of an id."""
    for key in known:
        if key.verifies(text, signature.data):
            return key
    raise InvalidInput(_FORGED, field="note")
