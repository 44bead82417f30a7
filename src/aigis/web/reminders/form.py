"""The form that answers the reminders of one ending."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from aigis.apps.register.reminders.answers import LONGEST_NAME, Given
from aigis.core.bans.reminder_schedule import EndingReply
from aigis.core.errors import InvalidInput
from aigis.web.forms.form import FilledForm
from aigis.web.labels.reminders import ANSWERS

_FIELDS = {"answer": 16, "name": LONGEST_NAME, "ends": 40}
PLACES = {"name": "name"}


def filled(sent: Mapping[str, str]) -> FilledForm:
    """The form as sent."""
    return FilledForm(sent, longest=_FIELDS)


def given(form: FilledForm, ban: UUID) -> Given | None:
    """The answer as given; None, with every sentence in the form, as long as something is wrong."""
    chosen = form.choice("answer", ANSWERS, gettext("Choose what should happen to this ban."))
    name = form.require("name", gettext("Enter the name of the person responsible."))
    ends_at = form.read("ends", _instant)
    if ends_at is None:
        form.refuse("answer", gettext("This form is incomplete. Open the page again."))
    if not (form.sound and chosen and ends_at):
        return None
    return Given(ban, ends_at, EndingReply(chosen), name)


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise InvalidInput("This form is incomplete. Open the page again.")
    return instant
