"""The form of an API key: `aigis_PREFIX_SECRET_CHECK`, told apart from a mistyped one without asking the database."""

import base64
import hashlib
import zlib
from dataclasses import dataclass

from aigis.core.errors import NotSignedIn


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key taken apart: the public prefix finds its row, the secret proves it."""

    prefix: str
    secret: str

    @classmethod
    def make(cls, randomness: bytes) -> "ApiKey":
        """A new key from 38 random bytes: 6 for the prefix, 32 for the secret."""
        return cls(randomness[:6].hex(), base64.b32encode(randomness[6:38]).decode().rstrip("=").lower())

    @classmethod
    def parse(cls, text: str) -> "ApiKey":
        """Takes a key apart; raises NotSignedIn when its form or its check does not fit."""
        parts = text.split("_")
        if len(parts) != 4 or parts[0] != "aigis" or not text.isascii():
            raise NotSignedIn("This is not a key of this system. Send it as 'Authorization: Bearer aigis_…'.")
        key = cls(parts[1], parts[2])
        if str(key) != text:
            raise NotSignedIn("The key was not copied completely. Copy it again.")
        return key

    @property
    def hash(self) -> bytes:
        """What is kept of the secret: SHA-256 suffices for 256 random bits."""
        return hashlib.sha256(self.secret.encode()).digest()

    def __str__(self) -> str:
        body = f"aigis_{self.prefix}_{self.secret}"
        return f"{body}_{zlib.crc32(body.encode()):08x}"
