"""The forms by which an API client is added and its key is ended."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.utils.translation import gettext

from aigis.apps.people.clients import ClientDraft
from aigis.apps.people.models import Organisation
from aigis.core.access.permissions import Role
from aigis.core.dates.brussels import midnight
from aigis.core.errors import InvalidInput
from aigis.web.forms.form import FilledForm
from aigis.web.labels import dates as date_labels
from aigis.web.labels.vocabulary import ROLES

CLIENT = {"organisation": 40, "role": 16, "name": 80, "expires_on": 40}
REVOKING = {"why": 200}
_LONGEST_DAYS = 366 * 2


def filled_client(sent: Mapping[str, str]) -> FilledForm:
    """The form of a new API client as sent or as it opens."""
    return FilledForm(sent, longest=CLIENT)


def draft(form: FilledForm, organisations: list[Organisation], *, today: date) -> ClientDraft | None:
    """The API client as typed; None, with every sentence in the form, as long as something is wrong."""
    known = {organisation.code: organisation for organisation in organisations}
    organisation = form.choice("organisation", known, gettext("Choose an organisation from the list."))
    role = form.choice("role", ROLES, gettext("Choose the role."))
    name = form.require("name", gettext("Enter a name by which you will recognise the client."))
    form.require("expires_on", gettext("Enter the last day on which the key is valid."))
    last = form.read("expires_on", lambda text: _last_day(text, today))
    if not (form.sound and organisation and role and last):
        return None
    return ClientDraft(organisation, Role(role), name, _end_of(last))


def _last_day(text: str, today: date) -> date:
    last = date_labels.day(text)
    if last < today:
        raise InvalidInput("This day is in the past. Enter a later one.")
    if last > today + timedelta(days=_LONGEST_DAYS):
        raise InvalidInput("A key is valid for two years at most. Enter an earlier day.")
    return last


def _end_of(last: date) -> datetime:
    return midnight(last + timedelta(days=1))
