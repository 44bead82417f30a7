"""The form of a look-up: why, about whom, for which instant, and by what the register said when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from aigis.apps.register.lookups.actions import LookUpQuery
from aigis.core.person.identity import Use, suffices
from aigis.core.person.person import Person
from aigis.web.forms import moment as moment_form
from aigis.web.forms.form import FilledForm
from aigis.web.forms.moment import Places
from aigis.web.forms.person import DETAILS, LINES, details_or_lines
from aigis.web.labels.register import LOOKUP_PURPOSES

WHY = {"purpose": 32, "case_reference": 120}
ABOUT = Places("on_day", "on_time", "which")
KNOWN = Places("known_day", "known_time", "known_which")
FIELDS = {**WHY, **DETAILS, LINES: 400, **ABOUT.longest, **KNOWN.longest}
PLACES = {
    "person": "family_name",
    "person.birth_date": "birth_date",
    "person.national_number": "national_number",
    "instant": ABOUT.day,
    "known_at": KNOWN.day,
}


@dataclass(frozen=True, slots=True)
class LookUpInput:
    """A look-up as the form says it; `came_twice` names the fields of the instants whose time came twice that day."""

    query: LookUpQuery | None
    came_twice: tuple[str, ...] = ()


def filled(sent: Mapping[str, str]) -> FilledForm:
    """The form as sent or as it opens."""
    return FilledForm(sent, longest=FIELDS)


def asked(form: FilledForm, *, today: date) -> LookUpInput:
    """The look-up the form asks for; no query, with every sentence in the form, as long as something is wrong."""
    purpose = form.choice("purpose", LOOKUP_PURPOSES, gettext("Choose the purpose of this look-up."))
    case = form.require("case_reference", gettext("Enter the reference of the case for this look-up."))
    person = _person(form, today)
    about, known = moment_form.read(form, ABOUT, midnight=False), moment_form.read(form, KNOWN, midnight=False)
    came_twice = tuple(places.which for places, moment in ((ABOUT, about), (KNOWN, known)) if moment.came_twice)
    if not form.sound or purpose is None:
        return LookUpInput(None, came_twice)
    return LookUpInput(LookUpQuery(purpose, case, person, about.at, known.at), came_twice)


def _person(form: FilledForm, today: date) -> Person:
    person = details_or_lines(form, today=today)
    if not form[LINES]:
        _require_one_person(form, person)
    return person


def _require_one_person(form: FilledForm, person: Person) -> None:
    if form["given_names"] and not form["family_name"]:
        form.refuse("family_name", gettext("Enter the family name too."))
    if not form.sound or suffices(person, Use.ASK):
        return
    if not form["family_name"]:
        form.refuse("family_name", gettext("Enter a national number, a document, or a name with a date of birth."))
    elif not form["birth_date"]:
        form.refuse("birth_date", gettext("A name alone does not identify a person. Enter the date of birth too."))
