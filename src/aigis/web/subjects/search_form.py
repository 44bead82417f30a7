"""The form by which a subject is found: what somebody remembers of a person, or a case."""

from collections.abc import Mapping

from aigis.apps.register.search.subject_search import FindQuery
from aigis.web.forms.form import FilledForm
from aigis.web.forms.person import DETAILS, details

FIELDS = {**DETAILS, "case_reference": 120}
PLACES = {"person": "family_name"}


def filled(sent: Mapping[str, str]) -> FilledForm:
    """The form as sent or as it opens."""
    return FilledForm(sent, longest=FIELDS)


def asked(form: FilledForm) -> FindQuery | None:
    """What is looked for; None, with every sentence in the form, as long as something cannot be read."""
    person = details(form)
    return FindQuery(person, form["case_reference"]) if form.sound else None
