"""The master key: a data key opens in the place it was wrapped for, and nowhere else."""

import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from aigis.adapters.keyring import FileKeyring, _derive
from aigis.core.errors import LogRefuses

KEY = bytes(range(32))


@pytest.fixture
def keyring(tmp_path: Path) -> FileKeyring:
    (tmp_path / "master.key").write_bytes(b"m" * 32)
    return FileKeyring(tmp_path / "master.key")


def unbound(key: bytes) -> bytes:
    """A key as it was wrapped before keys were bound to their scopes."""
    nonce = os.urandom(12)
    return nonce + AESGCM(_derive(b"m" * 32, b"wrap")).encrypt(nonce, key, b"data key")


def test_a_key_opens_in_its_own_scope(keyring: FileKeyring) -> None:
    assert keyring.unwrap(keyring.wrap(KEY, scope="subject:a"), scope="subject:a") == KEY


def test_a_key_moved_to_another_scope_does_not_open(keyring: FileKeyring) -> None:
    wrapped = keyring.wrap(KEY, scope="subject:a")
    with pytest.raises(LogRefuses, match="subject:b does not open"):
        keyring.unwrap(wrapped, scope="subject:b")


@pytest.mark.parametrize("length", [0, 1, 13, 59, 62])
def test_a_key_that_was_cut_or_grew_does_not_open(keyring: FileKeyring, length: int) -> None:
    wrapped = (keyring.wrap(KEY, scope="a") + b"more")[:length]
    with pytest.raises(LogRefuses, match="does not open"):
        keyring.unwrap(wrapped, scope="a")


def test_a_key_from_before_is_bound_once_and_refused_until_then(keyring: FileKeyring) -> None:
    with pytest.raises(LogRefuses, match="aigis migrate"):
        keyring.unwrap(unbound(KEY), scope="a")
    bound = keyring.bind(unbound(KEY), scope="a")
    assert keyring.unwrap(bound, scope="a") == KEY
    assert keyring.bind(bound, scope="b") == bound
