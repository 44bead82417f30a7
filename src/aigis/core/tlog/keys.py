"""Ed25519 keys of signed notes, with the text forms other programs of the family read: C2SP signed-note."""

import re
import struct
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from aigis.core.errors import InvalidInput
from aigis.core.tlog.encoding import decode64, encode64

LOG = 0x01  # Ed25519 over the text
COSIGNER = 0x04  # Ed25519 over time and text: C2SP tlog-cosignature

_KEY_LENGTH = 32
_TIME = struct.Struct(">Q")
_PRIVATE = "PRIVATE+KEY+"
_LATEST_TIME = 2**63 - 1
_NAME = re.compile(r"[^\s+\x00-\x1f\ud800-\udfff]+")
_WRONG_KEY = "A verifier key is written name+hash+key, as the log's operator publishes it. Copy it again."


def is_name(name: str) -> bool:
    """Tells whether a key may have this name: not empty, no spaces of any script, no plus, no control characters."""
    return _NAME.fullmatch(name) is not None


def key_id(*, name: str, algorithm: int, public: bytes) -> bytes:
    """Computes the 4 bytes that, with the name, say which key signed: SHA-256(name || 0x0A || algorithm || key)[:4]."""
    return sha256(name.encode() + b"\n" + bytes([algorithm]) + public).digest()[:4]


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """The public half: 32 bytes of Ed25519, a name, and whether it signs as a log or cosigns as a witness."""

    name: str
    public: bytes
    algorithm: int = LOG

    @property
    def id(self) -> bytes:
        """The key's id, 4 bytes."""
        return key_id(name=self.name, algorithm=self.algorithm, public=self.public)

    @classmethod
    def parse(cls, text: str) -> "VerifierKey":
        """Reads `name+hash+key`; raises InvalidInput where it is malformed or hash and key do not fit together."""
        name, _, rest = text.partition("+")
        digits, _, encoded = rest.partition("+")  # the key itself may contain a plus
        try:
            data = decode64(encoded)
        except ValueError:
            data = b""
        key = cls(name, data[1:], data[0] if data else 0)
        if not is_name(name) or len(key.public) != _KEY_LENGTH or key.algorithm not in (LOG, COSIGNER):
            raise InvalidInput(_WRONG_KEY, field="vkey")
        if key.id.hex() != digits:
            raise InvalidInput(_WRONG_KEY, field="vkey")
        return key

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{encode64(bytes([self.algorithm]) + self.public)}"

    def verifies(self, text: str, signature: bytes) -> bool:
        """Tells whether this key signed the text (64 bytes; a cosigner's signature has 8 bytes of time before)."""
        message = text.encode()
        if self.algorithm == COSIGNER:
            if len(signature) < _TIME.size or cosigned_at(signature) > _LATEST_TIME:
                return False
            message, signature = cosigned(text, cosigned_at(signature)), signature[_TIME.size :]
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The private half: the 32-byte seed of RFC 8032 and the name it signs under."""

    name: str
    seed: bytes

    def __post_init__(self) -> None:
        if not is_name(self.name) or len(self.seed) != _KEY_LENGTH:
            raise ValueError("A signing key has a name without spaces or plus, and a seed of 32 bytes.")

    def __repr__(self) -> str:
        return f"SigningKey({self.name!r}, …)"  # a seed must not reach a log by way of an error message

    @classmethod
    def parse(cls, text: str) -> "SigningKey":
        """Reads `PRIVATE+KEY+name+hash+seed`; raises ValueError on anything else, without repeating any of it."""
        try:
            name, digits, encoded = text.removeprefix(_PRIVATE).split("+", 2)
            data = decode64(encoded)
            key = cls(name, data[1:])
            fits = text.startswith(_PRIVATE) and data[0] == LOG and key.verifier.id.hex() == digits
        except (ValueError, IndexError):
            fits = False
        if not fits:
            raise ValueError("This is not a private key of a signed note.")
        return key

    @property
    def text(self) -> str:
        """The key in the form that `parse` reads. Secret."""
        return f"{_PRIVATE}{self.name}+{self.verifier.id.hex()}+{encode64(bytes([LOG]) + self.seed)}"

    @property
    def verifier(self) -> VerifierKey:
        """The public half, for signatures of a log."""
        return VerifierKey(self.name, self._public(), LOG)

    @property
    def cosigner(self) -> VerifierKey:
        """The public half, for cosignatures of a witness."""
        return VerifierKey(self.name, self._public(), COSIGNER)

    def sign(self, text: str) -> bytes:
        """Signs the text, 64 bytes; the same text always gives the same bytes (RFC 8032)."""
        return Ed25519PrivateKey.from_private_bytes(self.seed).sign(text.encode())

    def cosign(self, text: str, *, time: int) -> bytes:
        """Cosigns a checkpoint's text at a time in seconds since 1970: 8 bytes of time and 64 of signature."""
        return _TIME.pack(time) + Ed25519PrivateKey.from_private_bytes(self.seed).sign(cosigned(text, time))

    def _public(self) -> bytes:
        return Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw()


def cosigned(text: str, time: int) -> bytes:
    """Gives the message a cosigner signs for a checkpoint's text (C2SP tlog-cosignature)."""
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def cosigned_at(signature: bytes) -> int:
    """Reads the time in front of a cosignature, in seconds since 1970 by its witness's clock."""
    return int(_TIME.unpack_from(signature)[0])


def log_files(origin: str, *, first: str) -> str:
    """The name, without ending, of the files that hold a log's keys: `log` for an installation's first log."""
    return "log" if origin == first else f"log-{sha256(origin.encode()).hexdigest()[:16]}"
