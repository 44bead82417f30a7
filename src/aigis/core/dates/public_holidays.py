"""Belgian public holidays: days on which an office is closed and a reading stands out."""

from datetime import date, timedelta
from functools import lru_cache

# The ten of the Royal Decree of 18 April 1974, article 1: seven on fixed days, three that move with Easter.
_FIXED = ((1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25))
_AFTER_EASTER = (1, 39, 50)  # Easter Monday, Ascension, Whit Monday


def easter(year: int) -> date:
    """Easter Sunday of a Gregorian year, by the rule of the eighth canon as Meeus writes it."""
    golden, century, of_century = year % 19, year // 100, year % 100
    leaps, rest = century // 4, century % 4
    moon = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - moon + 15) % 30
    weekday = (32 + 2 * rest + 2 * (of_century // 4) - epact - of_century % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=64)
def holidays(year: int) -> frozenset[date]:
    """The public holidays of a year."""
    moving = (easter(year) + timedelta(days=days) for days in _AFTER_EASTER)
    return frozenset([*(date(year, month, day) for month, day in _FIXED), *moving])


def is_day_off(day: date) -> bool:
    """Tells whether offices are closed on a day: Saturday, Sunday or a public holiday."""
    return day.weekday() >= 5 or day in holidays(day.year)
