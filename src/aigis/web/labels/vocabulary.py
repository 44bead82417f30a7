"""The words a page shows for the closed lists of the core: verdicts, purposes, roles, outcomes."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aigis.core.access.permissions import Role
from aigis.core.person.identity import ENOUGH, Detail, Use
from aigis.core.person.mrz.messages import Keyboard
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
    Role.PFSO.value: _("PFSO"),
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
    Role.DIRECTORY.value: _("Directory (SCIM)"),
}

# What happened after a check, as the guard says it.
OUTCOMES = {
    "entered": pgettext_lazy("after a check", "Entered"),
    "refused": pgettext_lazy("after a check", "Refused"),
    "left": pgettext_lazy("after a check", "Left"),
    "not_this_person": pgettext_lazy("after a check", "Different person"),
}

# What to set if a scan arrived through a wrong keyboard layout, by the layout that this computer uses.
KEYBOARD_ADVICE = {
    Keyboard.BELGIAN: _("Set the scanner to Belgian (AZERTY), the layout of this computer."),
    Keyboard.FRENCH: _("Set the scanner to French (AZERTY), the layout of this computer."),
    Keyboard.AZERTY: _("Turn off caps lock and set the scanner to AZERTY, the layout of this computer."),
    Keyboard.QWERTZ: _("Set the scanner to German (QWERTZ), the layout of this computer."),
    Keyboard.QWERTY: _("Set the scanner to the layout of this computer."),
    Keyboard.DVORAK: _("Set this computer to the American layout (US QWERTY): scanners do not support Dvorak."),
}

# What suffices for a green answer, in the order of `core.person.identity.ENOUGH`; national numbers are scanned.
_DETAILS = {
    frozenset({Detail.FULL_NAME, Detail.FULL_BIRTH}): _("family name, given names and full birth date"),
    frozenset({Detail.NUMBER, Detail.NAME}): _("national number and name"),
    frozenset({Detail.NUMBER, Detail.FULL_BIRTH}): _("national number and full birth date"),
    frozenset({Detail.DOCUMENT, Detail.NAME}): _("document and name"),
    frozenset({Detail.DOCUMENT, Detail.FULL_BIRTH}): _("document and full birth date"),
}
ENOUGH_TO_CLEAR = [_DETAILS[needed] for needed in ENOUGH[Use.CLEAR]]

LANGUAGES = (("nl", "Nederlands"), ("fr", "Français"), ("de", "Deutsch"), ("en", "English"))
