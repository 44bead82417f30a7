"""National numbers and documents, brought to the one form in which they are compared.

A Belgian national number is YYMMDD, a counter of three digits and two check digits: 97 minus the rest of the first nine
digits by 97, with a 2 before them for births from 2000 on. NRN is the national register number; BIS is given to people
outside the register: its month is raised by 20 when the sex was not known, by 40 when it was.
Sources: royal decree of 3 April 1984 (national register number), royal decree of 8 February 1991 (BIS number).
"""

import re
from calendar import monthrange
from typing import Literal

from aigis.core.errors import InvalidInput, WrongCheckDigit
from aigis.core.person.birth import BirthDate
from aigis.core.person.fillers import is_filler_number
from aigis.core.person.person import Document, Sex
from aigis.core.person.states import icao_state

Kind = Literal["nrn", "bis"]

_FIELD = "national_number"
_FORM = "A national number has 11 digits, written like 81.04.03-123.45. Correct it and try again."
_DATE = "The national number starts with an impossible date. Read the number again."
_CHECK = "The check digits of the national number are wrong. Read the number again."
_WRITTEN = re.compile(r"[\s./\-\u2010-\u2015\u2212]")
_DIGITS = re.compile(r"[0-9]{11}")
_LONGEST_AS_WRITTEN = 40
_MODULUS = 97

_STATE = re.compile(r"[A-Za-z]{1,3}")
_STATE_FORM = "Write a country as in travel documents, in three letters such as BEL; Germany is D."
_DOCUMENT = re.compile(r"[A-Za-z0-9]{1,24}")
_DOCUMENT_FORM = "A document number has 1 to 24 letters and digits. Copy it from the document and try again."
_NO_DOCUMENT = "This is a word or sign for an unknown number, not the number of a document. Leave it out."
_LONGEST_DOCUMENT_AS_WRITTEN = 80
_IN_NUMBER = re.compile(r"[\s.\-<\u2010-\u2015\u2212]")
# Greek identity cards use the letters that both alphabets have; whoever copies one may type it on either keyboard.
_GLYPHS = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧАВЕКМНОРСТУХІЈЅ"
_SAME_GLYPHS = str.maketrans(_GLYPHS + _GLYPHS.lower(), 2 * "ABEZHIKMNOPTYXABEKMHOPCTYXIJS")
_FOLDS = str.maketrans("OI", "01")


def national_number(text: str) -> str:
    """Gives the 11 digits of a Belgian national number (NRN or BIS) as people write it: blanks, dots, dashes, slashes.

    Raises WrongCheckDigit where the check digits do not fit, InvalidInput on any other form or an impossible date.
    """
    number = _WRITTEN.sub("", text) if len(text) <= _LONGEST_AS_WRITTEN else ""
    if not _DIGITS.fullmatch(number):
        raise InvalidInput(_FORM, field=_FIELD)
    if _century(number) is None:
        raise WrongCheckDigit(_CHECK, field=_FIELD)
    if _month(number) > 12 or int(number[2:4]) >= 60:
        raise InvalidInput(_DATE, field=_FIELD)
    return number


def birth_of(number: str) -> BirthDate | None:
    """Tells the birth date in a normalised national number, as far as it is known; None where not even the year is.

    A month of 00 leaves only the year. A day of 00, or beyond the month's end (the counter of a day had run out),
    leaves year and month. The fictitious first day of 1900 and 2000 stands for an unknown year.
    """
    century, month, day = _century(number), _month(number), int(number[4:6])
    if century is None or (number[:2] == "00" and month == 0 and day <= 1):
        return None
    year = century + int(number[:2])
    if month == 0:
        return BirthDate(year)
    return BirthDate(year, month, day if 1 <= day <= monthrange(year, month)[1] else None)


def kind_of(number: str) -> Kind:
    """Tells whether a normalised national number is an NRN or a BIS number."""
    return "bis" if int(number[2:4]) >= 20 else "nrn"


def sex_of(number: str) -> Sex | None:
    """Tells the sex in the counter of a normalised national number (odd for men); None where a BIS number hides it."""
    if 20 <= int(number[2:4]) < 40:
        return None
    return Sex.M if int(number[6:9]) % 2 else Sex.F


def document(state: str, number: str) -> Document:
    """Gives a document in the form in which documents are compared: ICAO state code, capital letters and digits.

    Raises InvalidInput (field `document.state` or `document.number`). Source: ICAO Doc 9303 part 3, sections 4 and 5.
    """
    state = state.strip().rstrip("<")
    if not _STATE.fullmatch(state):
        raise InvalidInput(_STATE_FORM, field="document.state")
    number = _IN_NUMBER.sub("", number).translate(_SAME_GLYPHS) if len(number) <= _LONGEST_DOCUMENT_AS_WRITTEN else ""
    if is_filler_number(number):
        raise InvalidInput(_NO_DOCUMENT, field="document.number")
    if not _DOCUMENT.fullmatch(number):
        raise InvalidInput(_DOCUMENT_FORM, field="document.number")
    return Document(icao_state(state), number.upper())


def folded(number: str) -> str:
    """Gives the weaker key of a document number: the letters O and I read as the digits 0 and 1, and no others."""
    return number.translate(_FOLDS)


def _century(number: str) -> int | None:
    """The century whose check digits fit; the two can never both fit."""
    body, check = number[:9], int(number[9:])
    for century, prefix in ((1900, ""), (2000, "2")):
        if _MODULUS - int(prefix + body) % _MODULUS == check:
            return century
    return None


def _month(number: str) -> int:
    return int(number[2:4]) % 20
