"""Encrypted fields: they open with their key and under their name, whole or not at all."""

import pytest

from aigis.core.crypto.field_encryption import NONCE_BYTES, close, open_
from aigis.core.errors import LogRefuses

KEY, NONCE = bytes(32), bytes(NONCE_BYTES)
CLOSED = close(KEY, field="person", plain=b"Vandenbroucke", nonce=NONCE)


def test_a_field_opens_with_its_key_and_name() -> None:
    assert open_(KEY, field="person", closed=CLOSED) == b"Vandenbroucke"
    assert b"Vandenbroucke" not in CLOSED


def test_a_field_that_was_moved_to_another_column_does_not_open() -> None:
    with pytest.raises(LogRefuses):
        open_(KEY, field="ground", closed=CLOSED)


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(LogRefuses):
        open_(b"\x01" * 32, field="person", closed=CLOSED)


def test_no_bit_of_it_can_be_altered() -> None:
    for place in range(len(CLOSED)):
        bent = bytearray(CLOSED)
        bent[place] ^= 1
        with pytest.raises(LogRefuses):
            open_(KEY, field="person", closed=bytes(bent))


@pytest.mark.parametrize("length", [0, *range(1 + NONCE_BYTES, len(CLOSED), 5)])
def test_a_field_that_was_cut_off_does_not_open(length: int) -> None:
    with pytest.raises(LogRefuses):
        open_(KEY, field="person", closed=CLOSED[:length])


def test_the_same_text_closes_differently_under_another_nonce() -> None:
    assert close(KEY, field="person", plain=b"Vandenbroucke", nonce=b"\x01" * NONCE_BYTES) != CLOSED
