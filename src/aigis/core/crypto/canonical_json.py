"""A value -> the one sequence of bytes that is hashed: JSON as RFC 8785 (JCS) writes it, without fractions."""

import json
from typing import Any

_LARGEST = 2**53  # beyond it, readers that hold numbers as doubles (RFC 8785, appendix D) would see another number
_DEEPEST = 32  # our events are two or three deep; a bound keeps a hostile receipt from exhausting the stack

_sorted = json.JSONEncoder(ensure_ascii=False, check_circular=False, sort_keys=True, separators=(",", ":"))
_as_given = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"))


def canonical(value: Any) -> bytes:
    """Writes dict, list, str, int, bool and None as RFC 8785 bytes; raises ValueError on anything else.

    Refused: fractions, integers beyond ±2^53, keys that are not text, lone surrogates, nesting deeper than 32.
    """
    text = _sorted.encode(value) if _keys_are_ascii(value) else _as_given.encode(_reordered(value))
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise ValueError("Text with a lone surrogate has no canonical form. Give well-formed Unicode.") from None


def parse_canonical(data: bytes) -> Any:
    """Reads what `canonical` wrote; raises ValueError on any bytes that `canonical` would not have written."""
    try:
        value = json.loads(data.decode())
    except RecursionError:
        raise ValueError(f"Nesting deeper than {_DEEPEST} has no canonical form.") from None
    if canonical(value) != data:  # so repeated keys, spaces and other spellings of a number are refused too
        raise ValueError("These bytes are not in canonical form. Use them exactly as they were given.")
    return value


def _keys_are_ascii(value: Any) -> bool:
    """Raises ValueError on what has no canonical form; tells whether Python's own order of keys is that of JCS."""
    layer, plain = [value], True
    for _ in range(_DEEPEST):
        below: list[Any] = []
        for item in layer:
            if isinstance(item, dict):
                plain = _check_keys(item) and plain
                below.extend(item.values())
            elif isinstance(item, list):
                below.extend(item)
            elif item is not None and not isinstance(item, (str, bool)):
                _check_number(item)
        if not below:
            return plain
        layer = below
    raise ValueError(f"Nesting deeper than {_DEEPEST} has no canonical form.")


def _check_keys(item: dict[Any, Any]) -> bool:
    """Raises ValueError unless every key is text; tells whether all are ASCII, where every order agrees."""
    for key in item:
        if not isinstance(key, str):
            raise ValueError(f"A key must be text, not {type(key).__name__}.")
    return "".join(item).isascii()


def _check_number(value: Any) -> None:
    if not isinstance(value, int):
        raise ValueError(f"{type(value).__name__} has no canonical form. Use text or a whole number.")
    if not -_LARGEST <= value <= _LARGEST:
        raise ValueError("A whole number beyond 2^53 has no canonical form. Write it as text.")


def _reordered(value: Any) -> Any:
    """Copies the value with keys in the order of their UTF-16 code units (RFC 8785, section 3.2.3)."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
        return {key: _reordered(value[key]) for key in keys}
    return [_reordered(item) for item in value] if isinstance(value, list) else value
