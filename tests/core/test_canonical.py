"""Canonical bytes against RFC 8785, written down a second time, slowly."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigis.core.crypto.canonical_json import canonical, parse_canonical

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def defined_text(text: str) -> str:
    """RFC 8785, section 3.2.2.2."""
    return '"' + "".join(_ESCAPES.get(sign) or (f"\\u{ord(sign):04x}" if sign < " " else sign) for sign in text) + '"'


def defined(value: Any) -> str:
    """RFC 8785, section 3.2, for the values we use."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return defined_text(value)
    if isinstance(value, list):
        return "[" + ",".join(map(defined, value)) + "]"
    if isinstance(value, dict):
        names = sorted(value, key=utf16_units)
        return "{" + ",".join(f"{defined_text(name)}:{defined(value[name])}" for name in names) + "}"
    return str(value)


def utf16_units(text: str) -> list[int]:
    data = text.encode("utf-16-be")
    return [int.from_bytes(data[at : at + 2]) for at in range(0, len(data), 2)]


# Letters on both sides of the surrogates, where the order of code points and of UTF-16 units differ.
texts = st.text() | st.text(alphabet='a\x00\x1f\x7f"\\/é€\ud7ff\ue000\uffff\U00010000\U0010ffff', max_size=4)
plain = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | texts
values = st.recursive(plain, lambda below: st.lists(below, max_size=4) | st.dictionaries(texts, below, max_size=4))


@given(values)
def test_the_bytes_are_those_of_rfc_8785(value: Any) -> None:
    assert canonical(value) == defined(value).encode()


@given(values)
def test_what_was_written_is_read_back(value: Any) -> None:
    assert parse_canonical(canonical(value)) == value


def test_the_example_of_rfc_8785_is_sorted_as_it_says() -> None:
    names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    written = json.loads(canonical(dict.fromkeys(names, 0)))
    assert list(written) == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (1.0, "float"),
        (float("nan"), "float"),
        ({"a": [0.5]}, "float"),
        (2**53 + 1, "2\\^53"),
        (-(2**53) - 1, "2\\^53"),
        ({1: "a"}, "key must be text"),
        ({None: "a"}, "key must be text"),
        ("\ud800", "lone surrogate"),
        ({"\udfff": 1}, "lone surrogate"),
        (b"bytes", "bytes"),
        ((1, 2), "tuple"),
        ({"a": {1, 2}}, "set"),
    ],
)
def test_what_has_no_canonical_form_is_refused(value: Any, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        canonical(value)


def test_deep_nesting_is_refused_before_it_exhausts_the_stack() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(ValueError, match="deeper"):
        canonical(deep)
    while deep:  # taken apart by hand: the interpreter would recurse
        deep = deep.pop()
    with pytest.raises(ValueError, match="deeper"):
        parse_canonical(b"[" * 100_000 + b"]" * 100_000)


@pytest.mark.parametrize(
    "data",
    [
        b'{"a": 1}',
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b"1.0",
        b"1e3",
        b"-0",
        b"NaN",
        b'"\\u00e9"',
        b'"\\/"',
        b" 1",
        b"1\n",
        b"\xff",
        b'"\\ud800"',
        b"\xef\xbb\xbf1",
        b"",
    ],
)
def test_any_other_spelling_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        parse_canonical(data)
