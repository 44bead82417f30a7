"""Strict readers for numbers and base64: a value has one spelling, every other one is bad."""

import base64

from aigis_verifier.errors import Bad


def number(text: str) -> int:
    """Reads an ASCII decimal below 2^63 without leading zeroes."""
    value = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else -1
    if str(value) != text or value >= 1 << 63:
        raise Bad(f"not a whole number: {text[:30]!r}")
    return value


def octets(text: str, length: int | None = None) -> bytes:
    """Reads standard base64 (RFC 4648, section 4), of so many bytes where a length is given."""
    try:
        data = base64.standard_b64decode(text.encode("ascii"))
    except ValueError:
        raise Bad(f"not base64: {text[:30]!r}") from None
    if base64.standard_b64encode(data).decode() != text or length not in (None, len(data)):
        raise Bad(f"not base64 of the right length: {text[:30]!r}")
    return data
