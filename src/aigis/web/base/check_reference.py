"""The short reference of a check, as people read it out."""

from uuid import UUID

# Crockford's digits: none that can be taken for another when read out on the telephone.
_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


_REFERENCE_BITS = 40


def reference(check: UUID) -> str:
    """The short form of a check's identifier for people, `7KQ2-M4TX`: its last 40 bits, which are chance."""
    rest = check.int & ((1 << _REFERENCE_BITS) - 1)
    signs = "".join(_DIGITS[(rest >> shift) & 31] for shift in range(_REFERENCE_BITS - 5, -1, -5))
    return f"{signs[:4]}-{signs[4:]}"
