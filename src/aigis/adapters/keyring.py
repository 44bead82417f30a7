"""The master key in a file: wraps data keys and computes look-up codes."""

import hmac
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from aigis.core.errors import LogRefuses

_BOUND = b"\x02"
_NONCE_BYTES = 12
_UNBOUND_BYTES = _NONCE_BYTES + 32 + 16  # nonce, key and tag, as keys were wrapped before they were bound


def _associated(scope: str) -> bytes:
    return b"data key\0" + scope.encode()


class FileKeyring:
    """A Keyring whose 32-byte master key stands in a file outside the database."""

    def __init__(self, path: Path) -> None:
        master = path.read_bytes()
        if len(master) != 32:
            raise LogRefuses(f"{path} is no master key: it must hold 32 bytes. Restore it from its own backup.")
        self._wrapping = AESGCM(_derive(master, b"wrap"))
        self._mac_key = _derive(master, b"mac")

    def wrap(self, data_key: bytes, *, scope: str) -> bytes:
        """Encrypts a data key (AES-256-GCM): version byte, random 96-bit nonce, ciphertext; the scope is bound in."""
        nonce = os.urandom(_NONCE_BYTES)
        return _BOUND + nonce + self._wrapping.encrypt(nonce, data_key, _associated(scope))

    def unwrap(self, wrapped: bytes, *, scope: str) -> bytes:
        """Decrypts a data key; raises LogRefuses under another master key or scope, or where it was altered."""
        if len(wrapped) == _UNBOUND_BYTES:
            raise LogRefuses(f"The data key of {scope} is not bound to its scope yet. Run 'aigis migrate'.")
        return self._decrypt(wrapped[len(_BOUND) :], _associated(scope), scope=scope)

    def bind(self, wrapped: bytes, *, scope: str) -> bytes:
        """Wraps a key anew that dates from before keys were bound; returns a bound one as it is."""
        if len(wrapped) != _UNBOUND_BYTES:
            return wrapped
        return self.wrap(self._decrypt(wrapped, b"data key", scope=scope), scope=scope)

    def _decrypt(self, wrapped: bytes, associated: bytes, *, scope: str) -> bytes:
        try:
            return self._wrapping.decrypt(wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], associated)
        except (InvalidTag, ValueError):
            raise LogRefuses(
                f"The data key of {scope} does not open: the master key is another, or the row was altered."
            ) from None

    def mac(self, label: str, data: bytes) -> bytes:
        """HMAC-SHA-256 under a key of its own for each label."""
        return hmac.digest(self._mac_key, label.encode() + b"\0" + data, "sha256")


def _derive(master: bytes, purpose: bytes) -> bytes:
    """One independent key a purpose (HKDF, RFC 5869), so that no key serves two ends."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"aigis " + purpose).derive(master)
