"""The dates of a machine-readable zone: years of two digits, parts that may be unknown, and the century."""

from datetime import date

from aigis.core.errors import InvalidInput
from aigis.core.person.birth import BirthDate
from aigis.core.person.mrz.layouts import FILLER
from aigis.core.person.mrz.messages import Field, unreadable
from aigis.core.person.numbers import birth_of

_NOT_KNOWN = (2 * FILLER, "XX")
_OLDEST = 110
_UNKNOWN = (*_NOT_KNOWN, "00")


def birth_date(field: str, *, today: date, national_number: str | None = None) -> BirthDate | None:
    """Reads a birth date as far as it is known: the latest not after `today`; unknown parts are `<<`, XX or 00.

    Two digits cannot tell a child from somebody of over a hundred years; the national number of a Belgian card can, and
    goes before the rule where the two agree otherwise and nobody would be over 110. Raises UnreadableZone for what is
    no date.
    Source: ICAO Doc 9303 part 3, section 4.8.
    """
    year, month, day = parts = _parts(field)
    if not all(_is_number(part) or part in _NOT_KNOWN for part in parts):
        raise unreadable(Field.BIRTH)
    if year in _NOT_KNOWN or field == "000000":
        return None
    known = None if month in _UNKNOWN else int(month)
    known_day = None if known is None or day in _UNKNOWN else int(day)
    latest = today.year // 100 * 100 + int(year)
    if (latest, known or 1, known_day or 1) > (today.year, today.month, today.day):
        latest -= 100
    date_read = _birth(latest, known, known_day)
    number_birth = birth_of(national_number) if national_number else None
    believed = (
        number_birth and _same_but_for_century(date_read, number_birth) and today.year - number_birth.year <= _OLDEST
    )
    return number_birth if believed else date_read


def expiry_date(field: str, *, today: date) -> date | None:
    """Reads an expiry date: the one nearest to `today`; None where the document names no day, as those that last do.

    Raises UnreadableZone where something other than digits and unknown parts stands there.
    """
    parts = _parts(field)
    if not all(_is_number(part) or part in _NOT_KNOWN for part in parts):
        raise unreadable(Field.EXPIRY)
    if any(part in _NOT_KNOWN for part in parts):
        return None
    year, month, day = map(int, parts)
    year += (today.year - year + 50) // 100 * 100
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _parts(field: str) -> tuple[str, str, str]:
    return field[:2], field[2:4], field[4:]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _birth(year: int, month: int | None, day: int | None) -> BirthDate:
    try:
        return BirthDate(year, month, day)
    except InvalidInput:
        raise unreadable(Field.BIRTH) from None


def _same_but_for_century(date: BirthDate, other: BirthDate) -> bool:
    return (date.year % 100, date.month, date.day) == (other.year % 100, other.month, other.day)
