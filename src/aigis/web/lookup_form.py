"""The form of a look-up: why, about whom, and for which instant."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils.translation import gettext

from aigis.apps.register.looking import LookUpQuery
from aigis.core.errors import InvalidInput
from aigis.core.person import mrz
from aigis.core.person.numbers import national_number
from aigis.core.person.person import Name, Person
from aigis.web import brussels
from aigis.web.brussels import TimeCameTwice, WhichHour
from aigis.web.filled_form import FilledForm
from aigis.web.reception_form import birth_date
from aigis.web.register_words import LOOKUP_PURPOSES
from aigis.web.registry_form import document_of

WHY = {"purpose": 32, "case_reference": 120}
_DETAILS = {
    "family_name": 120,
    "given_names": 120,
    "birth_date": 40,
    "national_number": 40,
    "document_state": 3,
    "document_number": 40,
}
FIELDS = {**WHY, **_DETAILS, "mrz": 400, "on_day": 40, "on_time": 10, "which": 6}
PLACES = {"person": "family_name", "instant": "on_day"}
_WHICH: dict[str, WhichHour] = {"summer": "summer", "winter": "winter"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A look-up as the form says it; `came_twice`: on that day the time came twice."""

    query: LookUpQuery | None
    came_twice: bool = False


def filled(given: Mapping[str, str]) -> FilledForm:
    """The form as sent or as it opens."""
    return FilledForm(given, longest=FIELDS)


def asked(form: FilledForm, *, today: date) -> Asked:
    """The look-up the form asks for; no query, with every sentence in the form, as long as something is wrong."""
    purpose = form.choice("purpose", LOOKUP_PURPOSES, gettext("Choose the purpose of this look-up."))
    case = form.require("case_reference", gettext("Give the reference of the case this look-up is for."))
    person = _person(form, today)
    when, came_twice = _instant(form)
    if not form.sound or purpose is None:
        return Asked(None, came_twice)
    return Asked(LookUpQuery(purpose, case, person, when), came_twice)


def _person(form: FilledForm, today: date) -> Person:
    """The person of the document's lines or of the typed details, never a mixture of the two."""
    typed = [name for name in _DETAILS if form[name]]
    if form["mrz"] and typed:
        form.refuse("mrz", gettext("Give either the lines of the document or the details, not both."))
    if form["mrz"]:
        lines = [line.strip() for line in form["mrz"].upper().splitlines() if line.strip()]
        found = form.read("mrz", lambda _: mrz.read(lines, today=today).person())
        return found or Person()
    return _typed(form)


def _typed(form: FilledForm) -> Person:
    number, birth = form.read("national_number", national_number), form.read("birth_date", birth_date)
    documents = document_of(form)
    family, given = form["family_name"], form["given_names"]
    if given and not family:
        form.refuse("family_name", gettext("Give the family name too."))
    if not (form["national_number"] or form["document_number"] or form["document_state"]):
        _require_name_and_birth(form)
    return Person(
        names=(Name(family, given),) if family else (),
        birth=birth,
        national_numbers=(number,) if number else (),
        documents=documents,
    )


def _require_name_and_birth(form: FilledForm) -> None:
    if not form["family_name"]:
        form.refuse("family_name", gettext("Give a national number, a document, or a name with a birth date."))
    elif not form["birth_date"]:
        form.refuse(
            "birth_date", gettext("A name alone does not tell one person from another. Give the birth date too.")
        )


def _instant(form: FilledForm) -> tuple[datetime | None, bool]:
    """The instant asked about, None for now; and whether the time came twice on that day."""
    on, clock = form.read("on_day", brussels.day), form.read("on_time", brussels.clock_time)
    if form["on_day"] and not form["on_time"]:
        form.refuse("on_time", gettext("Give the time too: a ban can begin or end on that day."))
    if form["on_time"] and not form["on_day"]:
        form.refuse("on_day", gettext("Give the day too."))
    if on is None or clock is None:
        return None, False
    which = _WHICH.get(form["which"], "")
    try:
        return brussels.instant(on, clock, which=which), _comes_twice(on, clock)
    except TimeCameTwice as twice:
        form.refuse("which", gettext(twice.sentence))
        return None, True
    except InvalidInput as skipped:
        form.refuse("on_time", gettext(skipped.sentence))
        return None, False


def _comes_twice(on: date, clock: time) -> bool:
    return brussels.instant(on, clock, which="summer") != brussels.instant(on, clock, which="winter")
