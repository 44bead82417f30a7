"""Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint), read with one trusted key."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from aigis_verifier.errors import Bad, CannotTell
from aigis_verifier.text import number, octets

_LOG, _WITNESS = b"\x01", b"\x04"  # Ed25519 over the text; over a time and the text (C2SP tlog-cosignature)
_MOST_SIGNATURES = 100


@dataclass(frozen=True)
class Key:
    """A verifier key: the name it signs under, its 4-byte id, 32 bytes of Ed25519, and whether it is a witness's."""

    name: str
    id: bytes
    public: bytes
    witness: bool = False

    @classmethod
    def parse(cls, vkey: str) -> "Key":
        """Reads `name+hash+key`; raises CannotTell where it is no such key."""
        try:
            name, digits, encoded = vkey.split("+", 2)
            data = octets(encoded, 33)
        except (ValueError, Bad):
            raise CannotTell("the verifier key is not of the form name+hash+key") from None
        computed = hashlib.sha256(name.encode(errors="replace") + b"\n" + data).digest()[:4]
        if data[:1] not in (_LOG, _WITNESS) or computed.hex() != digits or not _is_name(name):
            raise CannotTell("the verifier key's hash does not fit its name and key")
        return cls(name, computed, data[1:], data[:1] == _WITNESS)

    def check(self, text: str, signature: bytes) -> None:
        """Raises Bad unless this key signed the text (RFC 8032); a witness's signature begins with its time."""
        message = text.encode()
        if self.witness:
            message = f"cosignature/v1\ntime {time_of(signature)}\n{text}".encode()
            signature = signature[8:]
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            raise Bad(f"a signature of {self.name} on the checkpoint is wrong") from None


def time_of(signature: bytes) -> int:
    """The time in front of a witness's signature, in seconds since 1970; raises Bad where it cannot be one."""
    time = int.from_bytes(signature[:8])
    if len(signature) != 72 or time >= 1 << 63:
        raise Bad("a witness's signature on the checkpoint is malformed")
    return time


@dataclass(frozen=True)
class Trust:
    """Whom to believe: the keys of logs; witnesses by name, and which of them must have cosigned (`satisfied`)."""

    logs: tuple[Key, ...]
    witnesses: dict[str, Key] = field(default_factory=dict)
    satisfied: Callable[[set[str]], bool] = lambda _: True


@dataclass(frozen=True)
class Checkpoint:
    """What a log signed: its origin, tree size and root hash; and when which witness saw it (seconds since 1970)."""

    origin: str
    size: int
    root: bytes
    seen: dict[str, int]


def read_checkpoint(data: bytes, trust: Trust) -> Checkpoint:
    """Reads a signed checkpoint; raises Bad unless a trusted log of its origin signed it and enough witnesses did."""
    text, signed = _signed_text(data, [*trust.logs, *trust.witnesses.values()])
    lines = text.split("\n")
    if len(lines) < 4 or lines.pop() or not all(lines):
        raise Bad("the checkpoint has no origin, size and root")
    if lines[0] not in {key.name for key, _ in signed if not key.witness}:
        raise Bad(f"the checkpoint is of {lines[0]!r}, and no key given for it signed it")
    seen = {
        name: min(time_of(found) for one, found in signed if one == key)
        for name, key in trust.witnesses.items()
        if any(one == key for one, _ in signed)
    }
    if not trust.satisfied(set(seen)):
        raise Bad("not enough of the policy's witnesses cosigned the checkpoint")
    return Checkpoint(lines[0], number(lines[1]), octets(lines[2], 32), seen)


def _signed_text(data: bytes, keys: list[Key]) -> tuple[str, list[tuple[Key, bytes]]]:
    try:
        note = data.decode()
    except UnicodeDecodeError:
        raise Bad("the checkpoint is not text") from None
    if any(sign < " " and sign != "\n" for sign in note):
        raise Bad("the checkpoint has control characters")
    end = note.rfind("\n\n")
    if end < 0 or not note.endswith("\n"):
        raise Bad("the checkpoint has no signatures")
    text, lines = note[: end + 1], note[end + 2 :].split("\n")[:-1]
    return text, _check_signatures(text, lines, keys)


def _check_signatures(text: str, lines: list[str], keys: list[Key]) -> list[tuple[Key, bytes]]:
    if len(lines) > _MOST_SIGNATURES:
        raise Bad("the checkpoint has too many signatures")
    signed = []
    for line in lines:
        name, data = _signature(line)
        for key in keys:
            if (name, data[:4]) == (key.name, key.id):
                key.check(text, data[4:])
                signed.append((key, data[4:]))
    if not signed:
        raise Bad("the checkpoint carries no signature of a key given")
    return signed


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
