"""Reads single cells of a list as offices fill them in: dates with the day first, numbers that lost their zeros."""

import re
from collections.abc import Callable
from datetime import date, datetime
from unicodedata import category

from aigis.core.bans import BanKind
from aigis.core.columns import folded
from aigis.core.errors import InvalidInput
from aigis.core.person import numbers
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Document, Name, Sex
from aigis.core.person.states import icao_state

Cell = str | int | float | bool | date | datetime | None

_SPREADSHEET_ERRORS = frozenset("#N/A #REF! #VALUE! #NAME? #DIV/0! #NUM! #NULL!".split())
_NOTHING = frozenset("- -- – — / ? ?? n/a nvt n.v.t. s.o. k.a. onbekend inconnu inconnue unbekannt unknown".split())
_LONGEST_NAME = 200
_SIGN = "The cell holds a control character, half a character or an error of the spreadsheet. Type it again."
_LONG = "The cell holds more text than this column can have. Shorten it."
_DAY = "A day is written 3/4/2026 (day first) or 2026-04-03. Write it so."
_BIRTH = "A birth date is written 3/4/1981 (day first) or 1981-04-03; 4/1981 or 1981 when the rest is unknown."
_BORN_LATER = "The birth date lies in the future. Correct it."
_DOCUMENT = "A document is written with its issuing state: BEL:590123456. Or add a column for the issuing state."
_SEX = "Sex is F, M or X as on the document. Write one of these or leave it empty."
_NATIONALITY = "A nationality is written as in travel documents, with three letters like BEL; Germany is D."
_KIND = "The kind is 'condition' or 'penalty', in any of the four languages."
_NUMBER = "A national number has 11 digits, written like 81.04.03-123.45. Correct it."

_TIME = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}", re.ASCII)
_DAY_FIRST = re.compile(rf"(\d{{1,2}})[-/. ]+(\d{{1,2}})[-/. ]+(\d{{4}}|\d{{2}}){_TIME}", re.ASCII)
_MONTH_YEAR = re.compile(r"(\d{1,2})[-/. ]+(\d{4})", re.ASCII)
_YEAR_MONTH = re.compile(r"(\d{4})[-/.](\d{1,2})", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)

_SEXES = {
    Sex.F: "f v w female vrouw vrouwelijk femme féminin weiblich frau",
    Sex.M: "m h male man mannelijk homme masculin männlich mann",
    Sex.X: "x onbepaald indéterminé divers unspecified",
}
_KINDS = {
    BanKind.CONDITION: "condition; conditions; voorwaarde; voorwaarden; vrijheid onder voorwaarden; "
    "invrijheidstelling onder voorwaarden; liberté sous conditions; libération sous conditions; "
    "bedingung; bedingungen; auflage; auflagen",
    BanKind.PENALTY: "penalty; straf; veroordeling; peine; condamnation; strafe; verurteilung",
}
_SEX_OF = {folded(word): sex for sex, words in _SEXES.items() for word in words.split()}
_KIND_OF = {folded(word): kind for kind, words in _KINDS.items() for word in words.split(";")}


def blank(cell: Cell) -> bool:
    """Tells whether a cell says nothing: empty, a dash, or 'unknown' in one of the four languages."""
    return cell is None or (isinstance(cell, str) and (not cell.strip() or cell.strip().lower() in _NOTHING))


def text(cell: Cell, *, longest: int = _LONGEST_NAME) -> str:
    """Reads a cell as text on one line; raises InvalidInput for what cannot be kept or is too long."""
    if isinstance(cell, (date, datetime)):
        return cell.isoformat()
    found = " ".join(str(cell).split())
    if found in _SPREADSHEET_ERRORS or any(category(sign) in ("Cc", "Cs") for sign in found):
        raise InvalidInput(_SIGN)
    if len(found) > longest:
        raise InvalidInput(_LONG)
    return found


def texts(*, longest: int) -> Callable[[Cell], str]:
    """Gives the reader of text of a certain length."""
    return lambda cell: text(cell, longest=longest)


def several(cell: Cell) -> list[str]:
    """Reads a cell that holds several things, separated by semicolons or line ends."""
    parts = str(cell).replace("\n", ";").split(";") if isinstance(cell, str) else [text(cell)]
    return [text(part) for part in parts if not blank(part)]


def day(cell: Cell) -> date:
    """Reads a day of a decision or of a period: a date, ISO, or day first; two digits are a year from 2000 on."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    year, month, number = _parts(text(cell), _DAY)
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(number))
    except ValueError:
        raise InvalidInput(_DAY) from None


def _parts(written: str, sentence: str) -> tuple[str, str, str]:
    """Splits a full date into year, month and day as written."""
    if found := _YEAR_FIRST.fullmatch(written):
        return found[1], found[2], found[3]
    if found := _DAY_FIRST.fullmatch(written):
        return found[3], found[2], found[1]
    raise InvalidInput(sentence)


def birth_date(cell: Cell, *, today: date) -> BirthDate:
    """Reads a birth date as far as it is known; a day or month of 0 is unknown, a year of two digits lies in the past.

    Raises InvalidInput on any other form and for a date after `today`.
    """
    found = _written_birth(text(cell), today) if not isinstance(cell, date) else BirthDate.parse(f"{cell:%Y-%m-%d}")
    if date(found.year, found.month or 1, found.day or 1) > today:
        raise InvalidInput(_BORN_LATER)
    return found


def _written_birth(written: str, today: date) -> BirthDate:
    if _YEAR.fullmatch(written):
        return _birth(written, "0", "0")
    if found := _YEAR_MONTH.fullmatch(written):
        return _birth(found[1], found[2], "0")
    if found := _MONTH_YEAR.fullmatch(written):
        return _birth(found[2], found[1], "0")
    year, month, number = _parts(written, _BIRTH)
    if len(year) == 4:
        return _birth(year, month, number)
    latest = _birth(f"20{year}", month, number)
    lies_ahead = (latest.year, latest.month or 1, latest.day or 1) > (today.year, today.month, today.day)
    return _birth(f"19{year}", month, number) if lies_ahead else latest


def _birth(year: str, month: str, number: str) -> BirthDate:
    try:
        return BirthDate(int(year), int(month) or None, int(number) or None)
    except InvalidInput:
        raise InvalidInput(_BIRTH) from None


def whole_name(written: str) -> Name:
    """Reads a whole name in one piece; a comma tells the family name from the given names."""
    family, _, given = (part.strip() for part in written.partition(","))
    return Name(family, given) if family else Name(given)


def national_numbers(cell: Cell) -> list[str]:
    """Reads national numbers; a spreadsheet's number gets back the zeros it lost at the front."""
    if isinstance(cell, (float, bool)):
        raise InvalidInput(_NUMBER)
    if isinstance(cell, int):
        return [numbers.national_number(f"{cell:011d}")]
    return [numbers.national_number(part) for part in several(cell)]


def document(written: str, *, state: str = "") -> Document:
    """Reads `BEL:590123456`, or a bare number with the issuing state given beside it."""
    before, colon, after = written.partition(":")
    if colon:
        return numbers.document(before, after)
    if not state:
        raise InvalidInput(_DOCUMENT)
    return numbers.document(state, written)


def sex(cell: Cell) -> Sex:
    """Reads a sex as documents or the four languages write it."""
    found = _SEX_OF.get(folded(text(cell)))
    if found is None:
        raise InvalidInput(_SEX)
    return found


def nationality(cell: Cell) -> str:
    """Reads the code of a nationality."""
    written = text(cell)
    if not (written.isascii() and written.isalpha() and len(written) <= 3):
        raise InvalidInput(_NATIONALITY)
    return icao_state(written)


def kind(cell: Cell) -> BanKind:
    """Reads the kind of a ban in one of the four languages."""
    found = _KIND_OF.get(folded(text(cell)))
    if found is None:
        raise InvalidInput(_KIND)
    return found
