"""What a person may do with a job that screens, and how fast it goes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class JobStep(StrEnum):
    """What somebody may do with a job."""

    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class JobPace:
    """How fast a job goes since it last began: rows a second, and when it ends at that rate; None if not known."""

    rows_per_second: float | None = None
    expected_end: datetime | None = None

    @classmethod
    def of(cls, *, rows: int, since: datetime, until: datetime, left: int) -> "JobPace":
        """Returns the pace of a job that did `rows` between two instants and has `left` to do."""
        seconds = (until - since).total_seconds()
        if rows <= 0 or seconds <= 0:
            return cls()
        rate = rows / seconds
        return cls(round(rate, 1), until + timedelta(seconds=left / rate))
