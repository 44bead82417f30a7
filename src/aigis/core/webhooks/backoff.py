"""When a failed delivery is tried again, and when a recipient that fails is left alone for a while."""

from datetime import timedelta
from zlib import crc32

GIVE_UP_AFTER = timedelta(hours=72)
BREAKS_AFTER = 3  # failures in a row
_WAITS = (2, 5, 15, 60, 300, 900, 1800, 3600)  # seconds; the last one repeats
_PAUSES = (5, 15, 60, 120)  # seconds that a recipient is left alone
_JITTER = 0.2


def retry_after(attempt: int, *, token: str) -> timedelta:
    """Returns the wait after a failed attempt (from 1), a fifth more or less so that retries spread.

    The spread follows from the token, for instance the notice's id: the same attempt always waits as long.
    """
    return _spread(_WAITS[min(attempt, len(_WAITS)) - 1], f"{token}/{attempt}")


def pause_after(failures: int, *, token: str) -> timedelta | None:
    """Returns for how long a recipient is left alone after failures in a row; None if it is not."""
    if failures < BREAKS_AFTER:
        return None
    return _spread(_PAUSES[min(failures - BREAKS_AFTER, len(_PAUSES) - 1)], f"{token}/{failures}")


def _spread(seconds: int, token: str) -> timedelta:
    share = crc32(token.encode()) / 2**32  # 0 to 1
    return timedelta(seconds=seconds * (1 + _JITTER * (2 * share - 1)))
