"""A text as an integer of 64 bits, the same in every process: what is built in one may be read in another.

Two texts hardly ever share one by chance; whoever contrives it gets a candidate, and scoring, which reads the texts,
decides.
"""

from hashlib import blake2b


def digest(text: str) -> int:
    """Gives a signed integer of 64 bits (BLAKE2b, RFC 7693); some 700 nanoseconds."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little", signed=True)
