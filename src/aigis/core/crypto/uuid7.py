"""Identifiers that sort by time, made from a given instant and given randomness."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def milliseconds(at: datetime) -> int:
    """Whole milliseconds since 1970-01-01T00:00Z, by integer arithmetic."""
    return (at - _EPOCH) // timedelta(milliseconds=1)


def ordered_id(at: datetime, randomness: bytes) -> UUID:
    """A version-7 UUID (RFC 9562): 48 bits of milliseconds, then 74 of the given 10 random bytes."""
    value = (milliseconds(at) << 80) | int.from_bytes(randomness[:10], "big")
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    return UUID(int=(value & ~(0x3 << 62)) | (0x2 << 62))
