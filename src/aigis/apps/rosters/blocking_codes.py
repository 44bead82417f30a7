"""The keyed codes by which the database finds the entries that a ban may concern.

They are the keys by which the matcher proposes whom to compare, under HMAC: whom it would compare with a subject shares
a code with them, so that nobody else need be looked at. Whoever has the database alone can read none of them.
"""

import hashlib
from collections.abc import Iterable, Sequence

from aigis import wiring
from aigis.core.matching.overlay_keys import plain_keys
from aigis.core.matching.prepared import Prepared
from aigis.core.person.person import Person

# One more whenever the keys of the same person become others (`tests/apps/test_blocking_codes.py` tells).
VERSION = 1


def codes_of(person: Person, *, secret: bytes | None = None) -> list[int]:
    """Returns the codes of a person, ascending, as signed 64-bit integers; some twenty microseconds."""
    key = secret or secret_of_codes()
    texts = {"\x1f".join(map(str, parts)) for parts in plain_keys(Prepared.of(person), alone=False)}
    digests = (hashlib.blake2b(text.encode(), key=key, digest_size=8).digest() for text in texts)
    return sorted(int.from_bytes(digest, "big", signed=True) for digest in digests)


def codes_of_all(persons: Iterable[Person]) -> list[int]:
    """Returns the codes of several persons, each once."""
    secret = secret_of_codes()
    return sorted({code for person in persons for code in codes_of(person, secret=secret)})


def secret_of_codes() -> bytes:
    """Returns the key of all codes, derived from the installation's own."""
    return wiring.keyring().mac("rosters.blocking", b"codes")


def as_array(codes: Sequence[int]) -> str:
    """Returns codes as PostgreSQL writes an array: several of different lengths go into one statement as texts."""
    return "{" + ",".join(map(str, codes)) + "}"
