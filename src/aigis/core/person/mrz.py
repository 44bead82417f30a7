"""Reads the machine-readable zone of a travel document as a scanner sends it: ICAO Doc 9303."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from aigis.core.errors import InvalidInput, UnreadableZone
from aigis.core.person.birth import BirthDate
from aigis.core.person.mrz_checks import checked, long_number, national_number_in
from aigis.core.person.mrz_compose import compose_td1, compose_td2, compose_td3
from aigis.core.person.mrz_layout import CODE, FILLER, STATE, Format, Layout
from aigis.core.person.mrz_lines import laid_out
from aigis.core.person.numbers import document
from aigis.core.person.person import Name, Person, Sex
from aigis.core.person.states import icao_state

__all__ = ["Format", "Zone", "compose_td1", "compose_td2", "compose_td3", "read"]

_CODE = re.compile(r"[A-Z][A-Z0-9<]")
_STATE = re.compile(r"[A-Z]{1,3}<*")
_NAME = re.compile(r"[A-Z<]+")
_UNKNOWN = ("<<", "XX", "00")
_SEXES = {"F": Sex.F, "M": Sex.M, "X": Sex.X, FILLER: Sex.X}


@dataclass(frozen=True, slots=True)
class Zone:
    """What a machine-readable zone says, after all its check digits were found to fit.

    `number` is the whole document number without fillers, empty where the document has none; `optional` the issuing
    state's own fields as printed. `national_number` is the Belgian one, on Belgian cards only.
    """

    format: Format
    document_code: str
    state: str
    number: str
    name: Name
    birth: BirthDate | None
    sex: Sex | None
    nationality: str | None
    expiry: date | None
    optional: tuple[str, ...]
    national_number: str | None

    def person(self) -> Person:
        """Gives the identity details of the zone."""
        return Person(
            names=(self.name,) if self.name.full else (),
            birth=self.birth,
            national_numbers=(self.national_number,) if self.national_number else (),
            documents=(document(self.state, self.number),) if self.number else (),
            sex=self.sex,
            nationality=self.nationality,
        )


def read(lines: Sequence[str] | str, *, today: date) -> Zone:
    """Reads a zone of format TD1, TD2, TD3, MRV-A or MRV-B; `today` decides the century of the dates.

    Raises WrongCheckDigit where a check digit does not fit and UnreadableZone where anything else is amiss, both with
    field `mrz`. Source: ICAO Doc 9303 parts 3 to 7.
    """
    run, layout = laid_out(lines)
    run = checked(run, layout)
    _require_letters(run, layout)
    number, _ = long_number(run, layout) or (run[layout.number], "")
    return Zone(
        format=layout.format,
        document_code=run[CODE].rstrip(FILLER),
        state=icao_state(run[STATE].rstrip(FILLER)),
        number=number.replace(FILLER, ""),
        name=_name(run[layout.name]),
        birth=_birth(run[layout.birth], today),
        sex=_SEXES.get(run[layout.sex]),
        nationality=icao_state(run[layout.nationality].rstrip(FILLER)) or None,
        expiry=_expiry(run[layout.expiry], today),
        optional=_optional(run, layout),
        national_number=national_number_in(run, layout) or None,
    )


def _require_letters(run: str, layout: Layout) -> None:
    """Refuses digits where only letters can stand: no check digit guards these fields, so nothing may be put right."""
    nationality = run[layout.nationality]
    sound = _CODE.fullmatch(run[CODE]) and _STATE.fullmatch(run[STATE]) and _NAME.fullmatch(run[layout.name])
    if not sound or not (_STATE.fullmatch(nationality) or nationality == 3 * FILLER):
        raise UnreadableZone(field="mrz")


def _name(field: str) -> Name:
    """A field filled up to its last place must be taken as cut (part 3, section 4.6)."""
    family, _, given = field.strip(FILLER).partition(2 * FILLER)
    return Name(_words(family), _words(given), truncated=not field.endswith(FILLER))


def _words(field: str) -> str:
    return " ".join(field.replace(FILLER, " ").split())


def _optional(run: str, layout: Layout) -> tuple[str, ...]:
    """The optional data, without what the document number took of them."""
    first, *others = (run[field] for field in layout.optional)
    if long_number(run, layout):
        first = first.partition(FILLER)[2]
    return tuple(text for text in (field.strip(FILLER) for field in (first, *others)) if text)


def _birth(field: str, today: date) -> BirthDate | None:
    """The latest date not after today; unknown parts are `<<`, XX or 00 (part 3, section 4.8)."""
    year, month, day = (field[place : place + 2] for place in (0, 2, 4))
    if year in _UNKNOWN[:2] or field == "000000":
        return None
    known = None if month in _UNKNOWN else _two_digits(month)
    known_day = None if known is None or day in _UNKNOWN else _two_digits(day)
    full = today.year // 100 * 100 + _two_digits(year)
    if (full, known or 1, known_day or 1) > (today.year, today.month, today.day):
        full -= 100
    try:
        return BirthDate(full, known, known_day)
    except InvalidInput:
        raise UnreadableZone(field="mrz") from None


def _two_digits(text: str) -> int:
    if not text.isdigit():
        raise UnreadableZone(field="mrz")
    return int(text)


def _expiry(field: str, today: date) -> date | None:
    """The date nearest to today; None where the document names no real day, as those that never expire do."""
    if not field.isdigit():
        return None
    year, month, day = (int(field[place : place + 2]) for place in (0, 2, 4))
    year += (today.year - year + 50) // 100 * 100
    try:
        return date(year, month, day)
    except ValueError:
        return None
