"""The fields that tell one person from another, as every form about a person has them (`web/form/person.html`)."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from django.utils.translation import gettext

from aigis.core.person import mrz
from aigis.core.person.numbers import national_number
from aigis.core.person.person import Name, Person
from aigis.web.filled_form import FilledForm
from aigis.web.reception_form import birth_date
from aigis.web.registry_form import document_of

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
    family, given = form["family_name"], form["given_names"]
    return Person(
        names=(Name(family or given, given if family else ""),) if family or given else (),
        birth=birth,
        national_numbers=(number,) if number else (),
        documents=documents,
    )


def details_or_lines(form: FilledForm, *, today: date) -> Person:
    """The person of the typed details or of a document's lines, never a mixture of the two."""
    if form[LINES] and any(form[name] for name in DETAILS):
        form.refuse(LINES, gettext("Give either the lines of the document or the details, not both."))
    if not form[LINES]:
        return details(form)
    lines = [line.strip() for line in form[LINES].upper().splitlines() if line.strip()]
    return form.read(LINES, lambda _: mrz.read(lines, today=today).person()) or Person()
