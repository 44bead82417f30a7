"""The master key in a file: wraps data keys and computes look-up codes."""

import hmac
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from aigis.core.errors import LogRefuses


class FileKeyring:
    """A Keyring whose 32-byte master key stands in a file outside the database."""

    def __init__(self, path: Path) -> None:
        master = path.read_bytes()
        if len(master) != 32:
            raise LogRefuses(f"{path} is no master key: it must hold 32 bytes. Restore it from its own backup.")
        self._wrapping = AESGCM(_derive(master, b"wrap"))
        self._mac_key = _derive(master, b"mac")

    def wrap(self, data_key: bytes) -> bytes:
        """Encrypts a data key (AES-256-GCM, random 96-bit nonce in front)."""
        nonce = os.urandom(12)
        return nonce + self._wrapping.encrypt(nonce, data_key, b"data key")

    def unwrap(self, wrapped: bytes) -> bytes:
        """Decrypts a data key; raises LogRefuses when it was wrapped under another master key or altered."""
        try:
            return self._wrapping.decrypt(wrapped[:12], wrapped[12:], b"data key")
        except InvalidTag:
            raise LogRefuses("A data key does not open: the master key is another, or the row was altered.") from None

    def mac(self, label: str, data: bytes) -> bytes:
        """HMAC-SHA-256 under a key of its own for each label."""
        return hmac.digest(self._mac_key, label.encode() + b"\0" + data, "sha256")


def _derive(master: bytes, purpose: bytes) -> bytes:
    """One independent key a purpose (HKDF, RFC 5869), so that no key serves two ends."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"aigis " + purpose).derive(master)
