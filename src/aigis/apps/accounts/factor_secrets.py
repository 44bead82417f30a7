"""Secrets of second factors, encrypted under one data key."""

from aigis.apps.audit import data_keys, sealed_fields

_SCOPE = "people:second-factors"
_FIELD = "second_factor.secret"


def encrypt(text: str) -> bytes:
    """Encrypts a secret."""
    return sealed_fields.seal_text(data_keys.made([_SCOPE])[_SCOPE], field=_FIELD, text=text)


def decrypt(ciphertext: bytes) -> str:
    """Decrypts a secret; raises LogRefuses where it was altered."""
    return sealed_fields.open_text(data_keys.key(_SCOPE), field=_FIELD, ciphertext=ciphertext)
