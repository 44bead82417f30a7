"""`birth_dates.py` on birth dates as integers YYYYMMDD, zeros where unknown."""

from aigis.core.matching import weights
from aigis.core.matching.kernel.constants import (
    BIRTH_DAY_OTHER,
    BIRTH_DIGIT,
    BIRTH_EQUAL,
    BIRTH_EQUAL_FIRST_JANUARY,
    BIRTH_ESTIMATED,
    BIRTH_FAR,
    BIRTH_FIRST_JANUARY,
    BIRTH_MONTH_OTHER,
    BIRTH_NOTHING_EQUAL,
    BIRTH_SWAPPED,
    BIRTH_TWO_DIGITS,
    BIRTH_YEAR,
    BIRTH_YEAR_MONTH,
    BIRTH_YEAR_NEAR,
    BIRTH_YEAR_OTHER,
    NOTHING,
)
from aigis.core.matching.kernel.jit import compiled

STAND_INS, YEARS_OFF, YEARS_OFF_BY_DAY = weights.STAND_INS, weights.YEARS_OFF, weights.YEARS_OFF_BY_DAY
_FIRST_JANUARY = 101


@compiled
def birth_relation(left: int, right: int) -> int:
    """Gives the number of the relation of two birth dates; NOTHING where one is unknown."""
    if left == 0 or right == 0:
        return NOTHING
    if left % 100 == 0 or right % 100 == 0:
        return _partial(left, right)
    day, other_day = left % 10_000, right % 10_000
    if left == right:
        return BIRTH_EQUAL_FIRST_JANUARY if day == _FIRST_JANUARY else BIRTH_EQUAL
    same_year = left // 10_000 == right // 10_000
    if same_year and (day == _FIRST_JANUARY or other_day == _FIRST_JANUARY):
        return BIRTH_FIRST_JANUARY
    if day == _FIRST_JANUARY and other_day == _FIRST_JANUARY:
        return _years(left, right)
    if same_year and day // 100 == other_day % 100 and day % 100 == other_day // 100:
        return BIRTH_SWAPPED
    relation = _by_parts(left, right)
    if relation != BIRTH_DIGIT and (_stands_in(day) or _stands_in(other_day)):
        if same_year:
            return BIRTH_ESTIMATED
        return BIRTH_YEAR_NEAR if abs(left // 10_000 - right // 10_000) <= YEARS_OFF_BY_DAY else relation
    return relation


@compiled
def _stands_in(day: int) -> bool:
    return day in STAND_INS


@compiled
def _partial(left: int, right: int) -> int:
    if left // 10_000 != right // 10_000:
        return _years(left, right)
    month, other_month = left // 100 % 100, right // 100 % 100
    if month == 0 or other_month == 0:
        return BIRTH_YEAR
    if month == other_month:
        return BIRTH_YEAR_MONTH
    day, other_day = left % 10_000, right % 10_000
    if day == _FIRST_JANUARY or other_day == _FIRST_JANUARY:
        return BIRTH_FIRST_JANUARY
    return BIRTH_ESTIMATED if _stands_in(day) or _stands_in(other_day) else BIRTH_MONTH_OTHER


@compiled
def _years(left: int, right: int) -> int:
    return BIRTH_YEAR_NEAR if abs(left // 10_000 - right // 10_000) <= YEARS_OFF else BIRTH_YEAR_OTHER


@compiled
def _by_parts(left: int, right: int) -> int:
    """Judges by how many parts differ; most dates share nothing, so digits are looked at last."""
    year, other_year = left // 10_000, right // 10_000
    month, other_month = left // 100 % 100, right // 100 % 100
    day, other_day = left % 100, right % 100
    if month != other_month:
        if day != other_day:
            if year != other_year:
                return BIRTH_NOTHING_EQUAL
            return BIRTH_TWO_DIGITS if _short_digit(month, other_month) and _short_digit(day, other_day) else BIRTH_FAR
        digit = _short_digit(month, other_month)
    elif day != other_day:
        digit = _short_digit(day, other_day)
    else:
        return BIRTH_DIGIT if _digit(year, other_year) else BIRTH_DAY_OTHER
    if year == other_year:
        return BIRTH_DIGIT if digit else BIRTH_DAY_OTHER
    return BIRTH_TWO_DIGITS if digit and _digit(year, other_year) else BIRTH_FAR


@compiled
def _short_digit(left: int, right: int) -> bool:
    """`_digit` of two different numbers below 100."""
    tens, ones, other_tens, other_ones = left // 10, left % 10, right // 10, right % 10
    if tens == other_tens or ones == other_ones:
        return True
    return tens == other_ones and ones == other_tens


@compiled
def _digit(left: int, right: int) -> int:
    """Tells whether one digit of four differs, or two neighbours are swapped."""
    apart, place, first, second = 0, 0, -1, -1
    one, other = left, right
    while place < 4:
        if one % 10 != other % 10:
            apart += 1
            first, second = second, place
        one //= 10
        other //= 10
        place += 1
    if apart != 2 or second != first + 1:
        return 1 if apart == 1 else 0
    low, high = left // 10**first % 10, left // 10**second % 10
    return 1 if low == right // 10**second % 10 and high == right // 10**first % 10 else 0
