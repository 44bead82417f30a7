"""Time in a log: a leaf is never earlier than the one before it, and one way out after a clock that ran ahead.

That way out is a successor that begins at the right time. It cannot be used to back-date: nothing in a log that was
closed changes, and no log begins before what a witness attested by its own clock.
"""

from datetime import UTC, datetime

from aigis.core.errors import Conflict, LogRefuses

CLOCK_BACK_MS = 2_000
ATTESTED_WITHIN_MS = 24 * 3_600 * 1_000

_BEHIND = "The clock stands {} s before the last leaf. Set it right first; if it had run ahead, see the runbook."
_NOT_BEHIND = "The clock does not stand before the last leaf: the sealer goes on by itself. Nothing was changed."
_ATTESTED = (
    "A witness attested a leaf at {}, and the clock says {}: no log begins before that. Set the clock right first."
)

_NOT_LATELY = (
    "The last that a witness attested is {}, and the clock says {}: nothing is erased while they are more than a day "
    "apart. Check the clock and the witnesses."
)


def time_of_leaf(*, last: int, now: int) -> int:
    """The time of the next leaf: never earlier than the leaf before; both in milliseconds since 1970.

    Raises LogRefuses where the clock went back far: that is an alarm, not a date.
    """
    if now < last - CLOCK_BACK_MS:
        raise LogRefuses(_BEHIND.format(f"{(last - now) / 1000:.0f}"))
    return max(last, now)


def require_ran_ahead(*, last: int, now: int, attested: int | None) -> None:
    """Raises Conflict unless the clock may go on before the last leaf; all in milliseconds since 1970.

    `attested` is the instant that the witnesses of the last cosigned checkpoint agree has passed; None without one.
    """
    if now >= last - CLOCK_BACK_MS:
        raise Conflict(_NOT_BEHIND)
    if attested is not None and now < attested - CLOCK_BACK_MS:
        raise Conflict(_ATTESTED.format(text_of(attested), text_of(now)))


def require_attested_lately(*, now: int, attested: int | None) -> None:
    """Raises Conflict where the clock is further ahead of what witnesses attested than a day; in milliseconds as above.

    What cannot be undone asks this first. Without a witness (None) no other clock is known.
    """
    if attested is not None and now - attested > ATTESTED_WITHIN_MS:
        raise Conflict(_NOT_LATELY.format(text_of(attested), text_of(now)))


def text_of(ms: int) -> str:
    """An instant as the log writes it, from milliseconds since 1970."""
    return datetime.fromtimestamp(ms / 1_000, UTC).isoformat(timespec="milliseconds")
