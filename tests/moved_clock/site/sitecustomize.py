"""Makes `time.sleep` work while libfaketime moves the clock of the day and leaves the monotonic one alone.

Python sleeps until an instant of the monotonic clock, which libfaketime 0.9.10 takes for one of the moved clock and
refuses. With a moved monotonic clock, the other choice, no lock would ever time out.
"""

import select
import time
from typing import SupportsIndex


def sleep(seconds: float | SupportsIndex, /) -> None:
    """Waits for so many seconds."""
    length = float(seconds)
    if length < 0:
        raise ValueError("sleep length must be non-negative")
    select.select((), (), (), length)


time.sleep = sleep
