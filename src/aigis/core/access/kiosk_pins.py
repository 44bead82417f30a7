"""The PIN that opens a locked gate workstation again: who may have one, which are too simple, how many tries."""

import re
from itertools import pairwise

from aigis.core.access.permissions import Role
from aigis.core.errors import InvalidInput

MOST_TRIES = 3
LENGTHS = (6, 8)
_ROLES = frozenset({Role.GUARD})
_DIGITS = re.compile(r"[0-9]{6,8}", re.ASCII)


def may_have_pin(role: str) -> bool:
    """Tells whether sessions of a role lock: those that stay open for a shift at a gate."""
    return role in _ROLES


def require_good_pin(pin: str) -> None:
    """Raises InvalidInput for what is no PIN of six to eight digits, or is guessed first."""
    if not _DIGITS.fullmatch(pin):
        raise InvalidInput("Choose six to eight digits.", field="pin")
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    if len(steps) == 1 or len(set(pin)) < 3:  # 111111, 123456, 987654, 121212
        raise InvalidInput("This PIN is too simple. Choose other digits.", field="pin")
