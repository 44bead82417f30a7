"""The words of reminders: what an office may answer, and who was told."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aigis.core.bans.reminder_schedule import EndingReply, Level

ANSWERS = {
    EndingReply.EXTENSION.value: pgettext_lazy("answer to a reminder", "Extension requested"),
    EndingReply.NEW_DECISION.value: pgettext_lazy("answer to a reminder", "New decision requested"),
    EndingReply.LET_END.value: pgettext_lazy("answer to a reminder", "Let the ban end"),
}

LEVELS = {
    Level.AUTHORITY.value: pgettext_lazy("who was reminded", "the authority"),
    Level.OFFICE.value: pgettext_lazy("who was reminded", "the office"),
    Level.PROSECUTOR.value: pgettext_lazy("who was reminded", "the prosecutor"),
}

# What is said loudly when a reminder went up, by the level it reached.
GONE_UP = {
    Level.OFFICE.value: _("No reply: the office was notified."),
    Level.PROSECUTOR.value: _("No reply: the prosecutor was notified."),
}
