"""Encrypted columns: the one place that draws nonces and knows how values become bytes.

AES-256-GCM with the field's name as associated data (`core/crypto/field_encryption.py`); keys come from `data_keys`.
"""

import json
import os
from typing import Any

from aigis.core.crypto import field_encryption
from aigis.core.crypto.field_encryption import Stored


def seal_bytes(key: bytes, *, field: str, plain: bytes) -> bytes:
    """Encrypts a field's bytes under a data key of 32 bytes, with a nonce of its own."""
    return field_encryption.close(key, field=field, plain=plain, nonce=os.urandom(field_encryption.NONCE_BYTES))


def seal_text(key: bytes, *, field: str, text: str) -> bytes:
    """Encrypts a text as UTF-8."""
    return seal_bytes(key, field=field, plain=text.encode())


def seal_json(key: bytes, *, field: str, value: object) -> bytes:
    """Encrypts a JSON value."""
    return seal_text(key, field=field, text=json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def open_bytes(key: bytes, *, field: str, ciphertext: Stored) -> bytes:
    """Decrypts a field's bytes.

    Raises:
        LogRefuses: another key or field, or the ciphertext was altered.
    """
    return field_encryption.open_(key, field=field, closed=ciphertext)


def open_text(key: bytes, *, field: str, ciphertext: Stored) -> str:
    """Decrypts a text; raises what `open_bytes` raises."""
    return open_bytes(key, field=field, ciphertext=ciphertext).decode()


def open_json(key: bytes, *, field: str, ciphertext: Stored) -> Any:
    """Decrypts a JSON value; raises what `open_bytes` raises."""
    return json.loads(open_bytes(key, field=field, ciphertext=ciphertext))
