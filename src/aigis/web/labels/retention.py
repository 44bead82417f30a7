"""The words of retention on pages: classes, what each row of the table says, outcomes, kinds of holds."""

from django.utils.translation import gettext_lazy as _

from aigis.core.privacy.retention import HoldKind, Kept, RetentionOutcome

CLASSES = {
    Kept.CLEAR_CHECKS: _("Persons of checks that were clear, and of roster changes in the log"),
    Kept.HITS: _("Persons of checks that were not clear, why they were not, and their alerts"),
    Kept.LOOK_UPS: _("Persons of look-ups, their case references, justifications and reviews"),
    Kept.UPLOADS: _("Rows of uploaded lists and their reports"),
    Kept.LOG: _("What happened and who did it: core and actor of every entry, and what else the month's key closes"),
    Kept.SUBJECTS: _("Identity of a subject, grounds of its bans, proposals and stays in prison"),
    Kept.ROSTER_ENTRIES: _("Persons on rosters who were taken off"),
    Kept.NOTICES: _("Addresses and texts of notices, and what receivers answered"),
    Kept.SPARE_KEYS: _("Keys that close nothing, left by actions that did not end"),
}
SINCE = {
    Kept.CLEAR_CHECKS: _("the end of the month of the check"),
    Kept.HITS: _("the end of the month of the check"),
    Kept.LOOK_UPS: _("the end of the month of the look-up"),
    Kept.UPLOADS: _("the end of the month of the upload"),
    Kept.LOG: _("the end of the month of the entry"),
    Kept.SUBJECTS: _("the end of its last ban"),
    Kept.ROSTER_ENTRIES: _("the day they were taken off"),
    Kept.NOTICES: _("the day the notice was posted"),
    Kept.SPARE_KEYS: _("the making of the key"),
}
OUTCOMES = {
    RetentionOutcome.DUE: _("due now"),
    RetentionOutcome.NOT_YET: _("due within a month"),
    RetentionOutcome.HELD: _("kept by a legal hold"),
    RetentionOutcome.NEEDED: _("still needed"),
    RetentionOutcome.NOT_OVER: _("not over"),
}
HOLDS = {
    HoldKind.SUBJECT: _("a subject"),
    HoldKind.CHECK: _("a check"),
    HoldKind.PERIOD: _("a period"),
}
STATES = {
    "decided": _("decided, being carried out"),
    "done": _("carried out"),
    "rejected": _("rejected"),
    "proposed": _("proposed"),
}
