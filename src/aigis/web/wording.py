"""The words a page shows for the closed lists of the core: verdicts, purposes, roles, outcomes."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aigis.core.permissions import Role
from aigis.core.values import Purpose, Verdict

NO_ANSWER = "no_answer"

# Two or three words, read at three metres; the middle one is an instruction, never "maybe".
VERDICTS = {
    Verdict.CLEAR.value: _("May enter"),
    Verdict.DENIED.value: _("No access"),
    Verdict.REFER.value: _("Must wait"),
    NO_ANSWER: _("Not checked"),
}

PURPOSES = {
    Purpose.VISITOR.value: _("Visitor"),
    Purpose.EMPLOYEE.value: _("Employee"),
    Purpose.BADGE.value: _("Badge holder"),
    Purpose.DRIVER.value: _("Driver"),
    Purpose.CREW.value: _("Crew"),
    Purpose.CONTRACTOR.value: _("Contractor"),
    Purpose.OTHER.value: pgettext_lazy("purpose", "Other"),
}

ROLES = {
    Role.GUARD.value: _("Guard"),
    Role.PFSO.value: _("Port facility security officer"),
    Role.BADGE_ISSUER.value: _("Badge issuer"),
    Role.REGISTRAR.value: _("Registrar"),
    Role.APPROVER.value: _("Approver"),
    Role.PROSECUTOR.value: _("Prosecutor"),
    Role.OFFICER.value: _("Officer"),
    Role.PRISON.value: _("Prison officer"),
    Role.SUPERIOR.value: _("Superior"),
    Role.DESK.value: pgettext_lazy("role", "Desk"),
    Role.AUDITOR.value: _("Auditor"),
    Role.ADMIN.value: _("Administrator"),
}

# What happened after a check, as the guard says it.
OUTCOMES = {
    "entered": pgettext_lazy("after a check", "Entered"),
    "refused": pgettext_lazy("after a check", "Refused"),
    "left": pgettext_lazy("after a check", "Left"),
    "not_this_person": pgettext_lazy("after a check", "Not this person"),
}

LANGUAGES = (("nl", "Nederlands"), ("fr", "Français"), ("de", "Deutsch"), ("en", "English"))
