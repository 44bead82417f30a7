"""The form of API keys: made once, copied whole, told apart from what is none."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigis.core.crypto.api_keys import ApiKey
from aigis.core.errors import NotSignedIn

RANDOM = bytes(range(38))
KEY = ApiKey.make(RANDOM)


@given(randomness=st.binary(min_size=38, max_size=38))
def test_a_key_reads_back_as_it_was_made(randomness: bytes) -> None:
    key = ApiKey.make(randomness)
    assert ApiKey.parse(str(key)) == key


def test_what_is_kept_does_not_tell_the_secret() -> None:
    assert KEY.hash == hashlib.sha256(KEY.secret.encode()).digest()
    assert KEY.secret.encode() not in KEY.hash


def test_other_randomness_is_another_key_and_all_of_it_counts() -> None:
    made = {str(ApiKey.make(RANDOM[:place] + b"\xff" + RANDOM[place + 1 :])) for place in range(38)}
    assert len(made | {str(KEY)}) == 39


@given(place=st.integers(0, len(str(KEY)) - 1), sign=st.characters())
def test_no_sign_of_a_key_can_be_mistyped_unnoticed(place: int, sign: str) -> None:
    text = str(KEY)[:place] + sign + str(KEY)[place + 1 :]
    if text != str(KEY):
        with pytest.raises(NotSignedIn):
            ApiKey.parse(text)


@pytest.mark.parametrize(
    "text", ["", "aigis", "aigis___", str(KEY)[:-1], str(KEY) + " ", " " + str(KEY), str(KEY).upper()]
)
def test_what_is_no_whole_key_is_refused(text: str) -> None:
    with pytest.raises(NotSignedIn):
        ApiKey.parse(text)
