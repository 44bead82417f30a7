"""Dates as lists have them: the spreadsheet's own, and those people write, the day first unless a list says otherwise.

A date that two people could read differently gets a remark that says how it was read.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Generic, TypeVar

from aigis.core.dates.brussels import require_likely
from aigis.core.errors import InvalidInput
from aigis.core.imports.cells import Cell, text
from aigis.core.imports.columns import folded
from aigis.core.person.birth import BirthDate
from aigis.core.person.consistency import OLDEST_YEAR, require_possible_birth
from aigis.core.remarks import Remark

T = TypeVar("T", covariant=True)

_DAY = "Write a day as 3/4/2026 (day first) or 2026-04-03."
_BIRTH = "Write a date of birth as 3/4/1981 (day first) or 1981-04-03, or as 4/1981 or 1981 if the rest is unknown."
_NO_EPOCH = (
    "This is the number that a spreadsheet stores for a day. Give the column a date format and save the list again."
)
_READ_DAY_FIRST = Remark("Read as %(day)s, with the day first.")
_READ_MONTH_FIRST = Remark("Read as %(day)s, with the month first.")
_READ_CENTURY = Remark("Read as %(day)s, because the year has only two digits.")
_READ_NUMBER = Remark("Read as %(day)s, the day that a spreadsheet stores as this number.")

_READ_YEAR = Remark("Read as the year %(year)s: a spreadsheet shows this number as %(day)s. Confirm the year.")
_YEAR_AS_DAY = "A spreadsheet shows the year %(year)s as this day. Write the whole day."
_LATE = Remark(
    "The cell holds %(time)s on %(day)s: the list may have been saved in another time zone, and the next day meant."
)

_TIME = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}", re.ASCII)
_YEAR_LAST = re.compile(rf"(\d{{1,2}})([-/. ]+)(\d{{1,2}})[-/. ]+(\d{{4}}|\d{{2}}){_TIME}", re.ASCII)
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_WEEKDAY = r"(?:[^\W\d_]{2,}\.?,? )?"
_ORDINAL = r"(?:\.|er|e|ste|de|st|nd|rd|th)?"
_DAY_WORD = re.compile(rf"{_WEEKDAY}(\d{{1,2}}){_ORDINAL}[-/. ]*([^\W\d_]{{3,}})\.?,?[-/. ]*(\d{{4}}|\d{{2}})")
_WORD_DAY = re.compile(rf"{_WEEKDAY}([^\W\d_]{{3,}})\.? (\d{{1,2}}){_ORDINAL},? (\d{{4}})")
_WORD_YEAR = re.compile(r"([^\W\d_]{3,})\.?[-/ ]*(\d{4})")
_MONTH_YEAR = re.compile(r"(\d{1,2})[-/. ]+(\d{4})", re.ASCII)
_YEAR_MONTH = re.compile(r"(\d{4})[-/.](\d{1,2})", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)
_BARE_NUMBER = re.compile(r"[1-9]\d{4}", re.ASCII)

# Numbers that can only be days of a spreadsheet's calendar: 1927 to 2173. A shorter one may be a year.
_FIRST_SERIAL, _LAST_SERIAL = 10_000, 99_999
_CALENDAR = date(1899, 12, 30)
_TIME_OF_DAY = re.compile(r"[T ](\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?", re.ASCII)
_NOON = time(12)
_LAST_MINUTE = time(23, 59)

_MONTHS = (
    "januari janvier januar january jänner",
    "februari février februar february feber",
    "maart mars märz march mrt",
    "april avril",
    "mei mai may",
    "juni juin june",
    "juli juillet july",
    "augustus août august",
    "september septembre",
    "oktober octobre october",
    "november novembre",
    "december décembre dezember",
)


def _months() -> dict[str, int]:
    """The months under every beginning of three letters or more that no other month shares."""
    months_by_word: dict[str, set[int]] = {}
    for month, words in enumerate(_MONTHS, start=1):
        for word in map(folded, words.split()):
            for length in range(3, len(word) + 1):
                months_by_word.setdefault(word[:length], set()).add(month)
    return {word: months.pop() for word, months in months_by_word.items() if len(months) == 1}


_MONTH_OF = _months()


@dataclass(frozen=True, slots=True)
class Dates:
    """How the dates of a list are read: `today` decides centuries, `epoch` is day 0 of the workbook's calendar."""

    today: date
    month_first: bool = False
    epoch: date | None = None


@dataclass(frozen=True, slots=True)
class Dated(Generic[T]):
    """A date with a remark on how it was read, and a doubt that has to be confirmed, if any."""

    value: T
    remark: Remark | None = None
    doubt: Remark | None = None


@dataclass(frozen=True, slots=True)
class _Parts:
    """A date in numbers as written, 0 for what is unknown; `unsure`: day and month could as well be swapped."""

    year: int
    month: int
    day: int
    short: bool = False  # the year had two digits
    unsure: bool = False
    note: Remark | None = None


def day(cell: Cell, *, dates: Dates) -> Dated[date]:
    """Reads a day of a decision or of a period; two digits are a year from 2000 on. Raises InvalidInput."""
    parts = _parts(cell, dates, _DAY)
    if (year := _bare_year(parts, dates)) is not None:
        raise InvalidInput(_YEAR_AS_DAY, values={"year": year})
    try:
        read = date(parts.year + (2000 if parts.short else 0), parts.month, parts.day)
    except ValueError:
        raise InvalidInput(_DAY) from None
    require_likely(read, field="")
    return Dated(read, _remark(parts, read, dates))


def birth_date(cell: Cell, *, dates: Dates) -> Dated[BirthDate]:
    """Reads a birth date as far as it is known; a day or month of 0 is unknown, a year of two digits lies in the past.

    Raises InvalidInput on any other form, ImpossibleBirthDate for a date after `today` or before 1900.
    """
    parts = _known_parts(cell, dates)
    if (year := _bare_year(parts, dates)) is not None:
        return Dated(BirthDate(year), doubt=_READ_YEAR.filled(year=year, day=date(parts.year, parts.month, parts.day)))
    read, guessed = _born(parts, dates.today)
    require_possible_birth(read, today=dates.today)
    full = date(read.year, read.month, read.day) if read.month and read.day else None
    remark = _remark(parts, full, dates) if full else None
    return Dated(read, remark or (_READ_CENTURY.filled(day=full or read) if guessed else None))


def late_time(cell: Cell, *, may_end_day: bool) -> Remark | None:
    """Returns a doubt about a day with a time after noon, to which the start of the next day was perhaps converted.

    `may_end_day`: the last minute stands for the end of the day.
    """
    moment = _moment(cell)
    if moment is None or moment.time() < _NOON or (may_end_day and moment.time() >= _LAST_MINUTE):
        return None
    return _LATE.filled(time=f"{moment:%H:%M}", day=moment.date())


def _moment(cell: Cell) -> datetime | None:
    if isinstance(cell, datetime):
        return cell
    match = _TIME_OF_DAY.search(cell) if isinstance(cell, str) else None
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        return None
    written = str(cell)[: match.start()].strip()
    try:
        parts = _parts(written, Dates(_CALENDAR), _DAY)
        return datetime(parts.year, parts.month, parts.day, int(match[1]), int(match[2]))  # noqa: DTZ001
    except (InvalidInput, ValueError):
        return None


def _bare_year(parts: "_Parts", dates: Dates) -> int | None:
    """The year typed into a cell with the format of a date: a spreadsheet takes its number for a day about 1905."""
    try:
        number = (date(parts.year, parts.month, parts.day) - (dates.epoch or _CALENDAR)).days
    except ValueError:
        return None
    return number if not parts.short and OLDEST_YEAR <= number <= dates.today.year else None


def only_one_order(cell: Cell) -> bool | None:
    """Tells what order a date proves by a number above twelve: True the month first, False the day first, else None."""
    match = _YEAR_LAST.fullmatch(" ".join(cell.split())) if isinstance(cell, str) else None
    first, second = (int(match[1]), int(match[3])) if match else (0, 0)
    if first > 12 >= second:
        return False
    return True if second > 12 >= first > 0 else None


def either_order(cell: Cell) -> bool:
    """Tells whether a date reads as well with the day first as with the month first."""
    match = _YEAR_LAST.fullmatch(" ".join(cell.split())) if isinstance(cell, str) else None
    return bool(match) and match is not None and _unsure(int(match[1]), int(match[3]))


def plain_day(cell: Cell, *, dates: Dates) -> Cell:
    """The cell as it can be read anywhere: a number of the workbook's calendar is written as its day."""
    number = _serial(cell)
    return cell if number is None or dates.epoch is None else dates.epoch + timedelta(days=number)


def _known_parts(cell: Cell, dates: Dates) -> _Parts:
    """The parts of a birth date, of which month and day may be unknown."""
    if isinstance(cell, date):
        return _parts(cell, dates, _BIRTH)
    written = text(cell)
    if _YEAR.fullmatch(written):
        return _Parts(int(written), 0, 0)
    if match := _YEAR_MONTH.fullmatch(written):
        return _Parts(int(match[1]), int(match[2]), 0)
    if match := _MONTH_YEAR.fullmatch(written):
        return _Parts(int(match[2]), int(match[1]), 0)
    if match := _WORD_YEAR.fullmatch(written):
        return _Parts(int(match[2]), _month(match[1], _BIRTH), 0)
    return _parts(cell, dates, _BIRTH)


def _parts(cell: Cell, dates: Dates, sentence: str) -> _Parts:
    if isinstance(cell, date):  # a datetime is one
        return _Parts(cell.year, cell.month, cell.day)
    number = _serial(cell)
    if number is not None:
        return _of_number(number, dates.epoch)
    written = text(cell)
    if match := _YEAR_FIRST.fullmatch(written) or _DIGITS.fullmatch(written):
        return _Parts(int(match[1]), int(match[2]), int(match[3]))
    if match := _YEAR_LAST.fullmatch(written):
        return _in_order(match, dates.month_first)
    return _with_word(written, sentence)


def _serial(cell: Cell) -> int | None:
    """The number under which a spreadsheet keeps a day; a fraction is the time of the day."""
    if isinstance(cell, int | float) and _FIRST_SERIAL <= cell <= _LAST_SERIAL:
        return int(cell)
    return None


def _of_number(number: int, epoch: date | None) -> _Parts:
    if epoch is None:
        raise InvalidInput(_NO_EPOCH)
    meant = epoch + timedelta(days=number)
    return _Parts(meant.year, meant.month, meant.day, note=_READ_NUMBER)


def _in_order(match: "re.Match[str]", month_first: bool) -> _Parts:
    first, second, year = int(match[1]), int(match[3]), match[4]
    # With dots the day comes first wherever dates are written so; only a list that says otherwise needs telling.
    unsure = _unsure(first, second) and (month_first or match[2].strip() != ".")
    month, number = (first, second) if month_first else (second, first)
    return _Parts(int(year), month, number, short=len(year) == 2, unsure=unsure)


def _unsure(first: int, second: int) -> bool:
    return 0 < first <= 12 and 0 < second <= 12 and first != second


def _with_word(written: str, sentence: str) -> _Parts:
    if match := _DAY_WORD.fullmatch(written):
        return _Parts(int(match[3]), _month(match[2], sentence), int(match[1]), short=len(match[3]) == 2)
    if match := _WORD_DAY.fullmatch(written):
        return _Parts(int(match[3]), _month(match[1], sentence), int(match[2]))
    if _BARE_NUMBER.fullmatch(written):
        raise InvalidInput(_NO_EPOCH)
    raise InvalidInput(sentence)


def _month(word: str, sentence: str) -> int:
    month = _MONTH_OF.get(folded(word))
    if month is None:
        raise InvalidInput(sentence)
    return month


def _born(parts: _Parts, today: date) -> tuple[BirthDate, bool]:
    """The birth date, and whether its century was chosen among two that are possible."""
    if not parts.short:
        return _birth(parts.year, parts), False
    latest = _birth(2000 + parts.year, parts)
    lies_ahead = latest.earliest > today
    return (_birth(1900 + parts.year, parts), False) if lies_ahead else (latest, True)


def _birth(year: int, parts: _Parts) -> BirthDate:
    try:
        return BirthDate(year, parts.month or None, parts.day or None)
    except InvalidInput:
        raise InvalidInput(_BIRTH) from None


def _remark(parts: _Parts, read: date, dates: Dates) -> Remark | None:
    if parts.note is not None:
        return parts.note.filled(day=read)
    if not parts.unsure:
        return None
    return (_READ_MONTH_FIRST if dates.month_first else _READ_DAY_FIRST).filled(day=read)
