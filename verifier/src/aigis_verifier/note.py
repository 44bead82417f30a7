"""Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint), read with one trusted key."""

import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from aigis_verifier.errors import Bad, CannotTell
from aigis_verifier.text import number, octets

_ED25519 = b"\x01"
_MOST_SIGNATURES = 100


@dataclass(frozen=True)
class Key:
    """A log's verifier key: the name it signs under, its 4-byte id, and 32 bytes of Ed25519."""

    name: str
    id: bytes
    public: bytes

    @classmethod
    def parse(cls, vkey: str) -> "Key":
        """Reads `name+hash+key`; raises CannotTell where it is no such key."""
        try:
            name, digits, encoded = vkey.strip().split("+", 2)
            data = octets(encoded, 33)
        except (ValueError, Bad):
            raise CannotTell("the verifier key is not of the form name+hash+key") from None
        computed = hashlib.sha256(name.encode() + b"\n" + data).digest()[:4]
        if data[:1] != _ED25519 or computed.hex() != digits or not _is_name(name):
            raise CannotTell("the verifier key's hash does not fit its name and key")
        return cls(name, computed, data[1:])

    def check(self, message: bytes, signature: bytes) -> None:
        """Raises Bad unless this key signed the message (RFC 8032)."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            raise Bad("the signature of the checkpoint is wrong") from None


@dataclass(frozen=True)
class Checkpoint:
    """What the log signed: tree size and root hash."""

    size: int
    root: bytes


def read_checkpoint(data: bytes, key: Key) -> Checkpoint:
    """Reads a signed checkpoint; raises Bad unless the key signed it and its origin is the key's name."""
    lines = _signed_text(data, key).split("\n")
    if len(lines) < 4 or lines.pop() or not all(lines):
        raise Bad("the checkpoint has no origin, size and root")
    if lines[0] != key.name:
        raise Bad(f"the checkpoint is of {lines[0]!r}, the key of {key.name!r}")
    return Checkpoint(number(lines[1]), octets(lines[2], 32))


def _signed_text(data: bytes, key: Key) -> str:
    try:
        note = data.decode()
    except UnicodeDecodeError:
        raise Bad("the checkpoint is not text") from None
    if any(sign < " " and sign != "\n" for sign in note):
        raise Bad("the checkpoint has control characters")
    end = note.rfind("\n\n")
    if end < 1 or not note.endswith("\n"):
        raise Bad("the checkpoint has no signatures")
    text, lines = note[: end + 1], note[end + 2 :].split("\n")[:-1]
    _check_signatures(text, lines, key)
    return text


def _check_signatures(text: str, lines: list[str], key: Key) -> None:
    if len(lines) > _MOST_SIGNATURES:
        raise Bad("the checkpoint has too many signatures")
    mine = 0
    for line in lines:
        name, data = _signature(line)
        if (name, data[:4]) == (key.name, key.id):
            key.check(text.encode(), data[4:])
            mine += 1
    if not mine:
        raise Bad("the checkpoint carries no signature of the key given")


def _signature(line: str) -> tuple[str, bytes]:
    """Reads a line below a note: the key's name, and its id with the signature."""
    words = line.split(" ")
    if len(words) != 3 or words[0] != "—" or not _is_name(words[1]):
        raise Bad("a signature line of the checkpoint is malformed")
    data = octets(words[2])
    if len(data) < 5:
        raise Bad("a signature of the checkpoint is cut off")
    return words[1], data


def _is_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(sign.isspace() or sign < " " for sign in name)
