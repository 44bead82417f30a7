"""Days and times in Brussels as people write and read them: 22/11/2026 in, 22 Nov 2026 24:00 out."""

import re
from datetime import date, datetime, time, timedelta

from django.utils.formats import date_format
from django.utils.translation import get_language

from aigis.core.dates.brussels import BRUSSELS
from aigis.core.errors import InvalidInput
from aigis.core.person.birth import BirthDate
from aigis.core.values import Period

_DAY = re.compile(r"(\d{1,2})\s*[/. -]\s*(\d{1,2})\s*[/. -]\s*(\d{4})|(\d\d)(\d\d)(\d{4})", re.ASCII)
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_TIME = re.compile(r"(\d{1,2})\s*[:.hu]\s*(\d{2})", re.ASCII | re.IGNORECASE)
_LIKELY_YEARS = range(1950, 2151)


def day(text: str) -> date:
    """Reads a day written 22/11/2026, with slash, dot, dash, blank or nothing between; raises InvalidInput.

    The order of ISO 8601 (2026-11-22) is read as well.
    """
    iso, local = _ISO_DAY.fullmatch(text), _DAY.fullmatch(text)
    if iso is None and local is None:
        raise InvalidInput("Write the day as 22/11/2026.")
    groups = iso.groups() if iso else reversed([part for part in local.groups() if part]) if local else ()
    parts = [int(part) for part in groups]
    if parts[0] not in _LIKELY_YEARS:
        raise InvalidInput("This date is too far from today. Correct the year.")
    try:
        return date(*parts)
    except ValueError:
        raise InvalidInput("This day does not exist. Write the day as 22/11/2026.") from None


def clock_time(text: str) -> time:
    """Reads a time written 6:12, 06.12 or 06h12; raises InvalidInput."""
    match = _TIME.fullmatch(text)
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        raise InvalidInput("Write the time as 06:12.")
    return time(int(match[1]), int(match[2]))


def typed_day(on: date) -> str:
    """The day as it stands in a field, 22/11/2026, in German 22.11.2026: what `day` reads."""
    return on.strftime(f"%d{_sign()}%m{_sign()}%Y")


def written_day(on: date) -> str:
    """The day as the reader's language writes it, see `formats`: 22/11/2026, 22.11.2026 or 22 Nov 2026."""
    return date_format(on, "SHORT_DATE_FORMAT")


def written_birth(birth: BirthDate) -> str:
    """A birth date as far as it is known: 3 Apr 1981, Apr 1981 or 1981."""
    if birth.month is None:
        return str(birth.year)
    known = "YEAR_MONTH_FORMAT" if birth.day is None else "SHORT_DATE_FORMAT"
    return date_format(date(birth.year, birth.month, birth.day or 1), known)


def typed_birth(birth: BirthDate) -> str:
    """A birth date as far as it is known, as it stands in a field: 03/04/1981, 04/1981 or 1981."""
    parts = (birth.day, birth.month, birth.year)
    return _sign().join(f"{part:02d}" for part in parts if part is not None)


def _sign() -> str:
    return "." if (get_language() or "").startswith("de") else "/"


def written_instant(at: datetime) -> str:
    """The instant as day and time in Brussels, 22 Nov 2026 06:12."""
    local = at.astimezone(BRUSSELS)
    return f"{written_day(local.date())} {local:%H:%M}"


def written_start(period: Period) -> str:
    """The first instant of a period, 22 Nov 2026 00:00."""
    return written_instant(period.start)


def written_end(period: Period) -> str:
    """The end of a period, 21 Nov 2031 24:00; empty without an end."""
    return written_end_of(period.end) if period.end else ""


def written_end_of(end: datetime) -> str:
    """An end that no longer belongs to what it ends: at midnight it is the day before at 24:00, as days are counted."""
    local = end.astimezone(BRUSSELS)
    if local.time() == time(0):
        return f"{written_day(local.date() - timedelta(days=1))} 24:00"
    return written_instant(end)
