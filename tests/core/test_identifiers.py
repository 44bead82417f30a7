"""Identifiers: version-7 UUIDs that sort by their time."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from aigis.core.crypto.uuid7 import milliseconds, ordered_id

AT = datetime(2026, 11, 22, 12, 0, 0, 123_999, tzinfo=UTC)
CHANCE = st.binary(min_size=10, max_size=10)


@given(randomness=CHANCE)
def test_an_identifier_is_a_version_7_uuid_of_its_instant(randomness: bytes) -> None:
    made = ordered_id(AT, randomness)
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert made.int >> 80 == milliseconds(AT)


@given(one=CHANCE, other=CHANCE)
def test_a_later_identifier_is_larger_whatever_the_chance(one: bytes, other: bytes) -> None:
    assert ordered_id(AT, one) < ordered_id(AT + timedelta(milliseconds=1), other)


def test_74_bits_of_chance_tell_identifiers_of_one_instant_apart() -> None:
    bits = [ordered_id(AT, (1 << place).to_bytes(10, "big")) for place in range(80)]
    assert len(set(bits)) == 75  # 74 and, for the six that are overwritten, the one of no chance at all


def test_milliseconds_are_rounded_down_by_whole_numbers() -> None:
    assert milliseconds(AT) == 1_795_348_800_123
    assert milliseconds(datetime(1970, 1, 1, tzinfo=UTC)) == 0
