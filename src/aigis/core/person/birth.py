"""Full and partial birth dates: a year, a year and month, or a day."""

import re
from dataclasses import dataclass
from datetime import date

from aigis.core.errors import InvalidInput

_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_WRONG = "Write a date of birth as 1981-04-03, or as 1981-04 or 1981 if the rest is unknown."


@dataclass(frozen=True, slots=True, order=True)
class BirthDate:
    """A birth date as far as it is known; `month` and `day` are None where unknown."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if not 1850 <= self.year <= 2150 or (self.month is None and self.day is not None):
            raise InvalidInput(_WRONG, field="birth_date")
        try:
            date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)
        except ValueError:
            raise InvalidInput(_WRONG, field="birth_date") from None

    @classmethod
    def parse(cls, text: str) -> "BirthDate":
        """Reads ISO `YYYY-MM-DD`, `YYYY-MM` or `YYYY`; raises InvalidInput on anything else."""
        match = _ISO.fullmatch(text)
        if not match:
            raise InvalidInput(_WRONG, field="birth_date")
        year, month, day = match.groups()
        return cls(int(year), int(month) if month else None, int(day) if day else None)

    @classmethod
    def readable_part(cls, text: str) -> "BirthDate | None":
        """The year and month, or the year alone, of a day that there never was (1945-80-30); None without them."""
        for part in (text[: len("1945-08")], text[: len("1945")]) if _ISO.fullmatch(text) else ():
            try:
                return cls.parse(part)
            except InvalidInput:
                continue
        return None

    @property
    def full(self) -> bool:
        """Tells whether the day is known."""
        return self.day is not None

    @property
    def earliest(self) -> date:
        """The first day it may stand for."""
        return date(self.year, self.month or 1, self.day or 1)

    def compatible(self, other: "BirthDate") -> bool:
        """Tells whether two birth dates may be the same day: the parts that both know are the same."""
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        return all(ours is None or theirs is None or ours == theirs for ours, theirs in pairs)

    def __str__(self) -> str:
        parts = [f"{self.year:04d}", *(f"{part:02d}" for part in (self.month, self.day) if part is not None)]
        return "-".join(parts)
