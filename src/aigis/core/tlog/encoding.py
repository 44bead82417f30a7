"""The two spellings all C2SP texts share, read strictly: one text for one value, so that no byte can change unseen."""

import binascii
import re
from base64 import b64decode, b64encode

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")
_LARGEST = 2**63 - 1  # what programs in other languages hold in a signed 64-bit integer


def encode64(data: bytes) -> str:
    """Writes standard base64 with padding (RFC 4648, section 4)."""
    return b64encode(data).decode()


def decode64(text: str) -> bytes:
    """Reads standard base64; raises ValueError on any text that `encode64` would not have written."""
    try:
        data = b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError(f"This is not base64: {error}.") from None
    if encode64(data) != text:
        raise ValueError("This base64 has stray bits in its last character.")
    return data


def parse_decimal(text: str) -> int:
    """Reads an ASCII decimal below 2^63 without leading zeroes; raises ValueError on anything else."""
    if not _DECIMAL.fullmatch(text) or int(text) > _LARGEST:
        raise ValueError("This is not a whole number without leading zeroes.")
    return int(text)
