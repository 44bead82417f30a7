"""The fields that tell one person from another, as every form about a person has them (`web/form/person.html`)."""

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from django.utils.translation import gettext

from aigis.core.errors import InvalidInput
from aigis.core.person.birth import BirthDate
from aigis.core.person.mrz import reader as mrz_reader
from aigis.core.person.numbers import document, national_number
from aigis.core.person.person import Document, Name, Person
from aigis.core.person.states import icao_state
from aigis.web.base.error_messages import translate_error
from aigis.web.forms.form import FilledForm

_MOST_ALIASES = 50

_BIRTH = re.compile(r"(?:(?:(?P<day>\d{1,2})[/. -])?(?P<month>\d{1,2})[/. -])?(?P<year>\d{4})", re.ASCII)
_BLANKS = re.compile(r"\s*([/.-])\s*")
_ISO_BIRTH = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?", re.ASCII)
# Eight digits are read in one way only: no month is 19 or 20, and no day and month are a year of this century or the
# last.
_DIGITS = re.compile(r"(?P<day>\d\d)(?P<month>\d\d)(?P<year>(?:19|20)\d\d)", re.ASCII)
_ISO_DIGITS = re.compile(r"(?P<year>(?:19|20)\d\d)(?P<month>[01]\d)(?P<day>\d\d)", re.ASCII)
_FORMS = (_BIRTH, _ISO_BIRTH, _DIGITS, _ISO_DIGITS)

DETAILS: Mapping[str, int] = MappingProxyType(
    {
        "family_name": 120,
        "given_names": 120,
        "birth_date": 40,
        "national_number": 40,
        "document_state": 3,
        "document_number": 40,
    }
)
LINES = "mrz"


def details(form: FilledForm) -> Person:
    """The person of the typed details, as far as they can be read; sentences about the others stand in the form."""
    number, birth = form.read("national_number", national_number), form.read("birth_date", birth_date)
    documents = document_of(form)
    family, given_names = form["family_name"], form["given_names"]
    return Person(
        names=(Name(family or given_names, given_names if family else ""),) if family or given_names else (),
        birth=birth,
        national_numbers=(number,) if number else (),
        documents=documents,
    )


def details_or_lines(form: FilledForm, *, today: date) -> Person:
    """The person of the typed details or of a document's lines, never a mixture of the two."""
    if form[LINES] and any(form[name] for name in DETAILS):
        form.refuse(LINES, gettext("Enter either the lines of the document or the details, not both."))
    if not form[LINES]:
        return details(form)
    lines = [line.strip() for line in form[LINES].upper().splitlines() if line.strip()]
    return form.read(LINES, lambda _: mrz_reader.read(lines, today=today).person()) or Person()


def birth_date(text: str) -> BirthDate:
    """Reads a birth date as the country writes it: 3/4/1981, 4/1981 or 1981, with slash, dot, dash or blank.

    Eight digits (03041981) and the order of ISO 8601 (1981-04-03, 19810403) are read as well.
    """
    plain = _BLANKS.sub(r"\1", text.strip())
    match = next((match for form in _FORMS if (match := form.fullmatch(plain))), None)
    if match is None:
        raise InvalidInput("Write the date of birth as 03/04/1981, or enter the year alone.", field="birth_date")
    day, month = (int(part) if part else None for part in match.group("day", "month"))
    try:
        return BirthDate(int(match["year"]), month, day)
    except InvalidInput:
        raise InvalidInput(
            "This day does not exist. Write the date of birth as 03/04/1981.", field="birth_date"
        ) from None


def document_of(form: FilledForm) -> tuple[Document, ...]:
    """The document of the fields `document_state` and `document_number`, which belong together."""
    state, number = form["document_state"], form["document_number"]
    if not (state or number):
        return ()
    if not (state and number):
        missing = "document_number" if state else "document_state"
        form.refuse(missing, gettext("Enter both the issuing country and the document number."))
        return ()
    try:
        return (document(state, number),)
    except InvalidInput as wrong:
        part = (wrong.field or "number").rpartition(".")[2]
        form.refuse(f"document_{part}", translate_error(wrong))
        return ()


def aliases(text: str) -> tuple[Name, ...]:
    """One name a line, `family name, given names`; without a comma the parts are not told apart."""
    lines = [line.strip() for line in text.splitlines() if line.strip(" ,")]
    if len(lines) > _MOST_ALIASES:
        raise InvalidInput("A ban has at most 50 aliases. Remove those that differ least.")
    return tuple(_alias(line) for line in lines)


def _alias(line: str) -> Name:
    family, _, given_names = (part.strip() for part in line.partition(","))
    return Name(family, given_names) if family else Name(given_names)


def nationality(text: str) -> str:
    if not (text.isascii() and text.isalpha()):
        raise InvalidInput("Write a nationality as in travel documents, in three letters such as BEL; Germany is D.")
    return icao_state(text)
