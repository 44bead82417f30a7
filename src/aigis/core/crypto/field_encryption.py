"""Encrypted fields: AES-256-GCM with a version byte, the nonce in front and the field's name bound in."""

from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from aigis.core.errors import LogRefuses

# What a database gives back for a column of bytes.
Stored = bytes | memoryview

_VERSION = b"\x01"
NONCE_BYTES = 12


@lru_cache(maxsize=4096)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


def clear_ciphers() -> None:
    """Drops the ciphers of keys used so far, so that a destroyed key stays nowhere in memory."""
    _cipher.cache_clear()


def close(key: bytes, *, field: str, plain: bytes, nonce: bytes) -> bytes:
    """Encrypts a field's bytes: version || 12-byte nonce || ciphertext and tag."""
    return _VERSION + nonce + _cipher(key).encrypt(nonce, plain, field.encode())


def open_(key: bytes, *, field: str, closed: Stored) -> bytes:
    """Decrypts what `close` gave; raises LogRefuses on another key, another field or altered bytes."""
    stored = bytes(closed)
    if stored[:1] != _VERSION:
        raise LogRefuses(f"The stored field {field} has an unknown format.")
    try:
        return _cipher(key).decrypt(stored[1:13], stored[13:], field.encode())
    except (InvalidTag, ValueError):  # the latter where it was cut off inside the nonce
        raise LogRefuses(f"The stored field {field} does not open: another key, or it was altered.") from None
