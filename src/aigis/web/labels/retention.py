"""The words of retention on pages: classes, what each row of the table says, outcomes, kinds of holds."""

from django.utils.translation import gettext_lazy as _

from aigis.core.privacy.retention import HoldKind, Kept, RetentionOutcome

CLASSES = {
    Kept.CLEAR_CHECKS: _("Persons of checks that were clear, and of roster changes in the log"),
    Kept.HITS: _("Persons of checks that were not clear, the reasons, and their alerts"),
    Kept.LOOK_UPS: _("Persons of look-ups, their case references, justifications and reviews"),
    Kept.UPLOADS: _("Rows of uploaded lists and their reports"),
    Kept.LOG: _("Event and actor of every entry, and other data encrypted with the key of the month"),
    Kept.SUBJECTS: _("Identity of a subject, grounds of its bans, proposals and detentions"),
    Kept.ROSTER_ENTRIES: _("Persons removed from rosters"),
    Kept.NOTICES: _("Addresses and texts of notices, and the replies of their receivers"),
    Kept.SPARE_KEYS: _("Unused data keys, left by actions that did not finish"),
}
SINCE = {
    Kept.CLEAR_CHECKS: _("the end of the month of the check"),
    Kept.HITS: _("the end of the month of the check"),
    Kept.LOOK_UPS: _("the end of the month of the look-up"),
    Kept.UPLOADS: _("the end of the month of the upload"),
    Kept.LOG: _("the end of the month of the entry"),
    Kept.SUBJECTS: _("the end of its last ban"),
    Kept.ROSTER_ENTRIES: _("the day the person was removed"),
    Kept.NOTICES: _("the day the notice was created"),
    Kept.SPARE_KEYS: _("the creation of the key"),
}
OUTCOMES = {
    RetentionOutcome.DUE: _("to be erased now"),
    RetentionOutcome.NOT_YET: _("to be erased within a month"),
    RetentionOutcome.HELD: _("kept by a legal hold"),
    RetentionOutcome.NEEDED: _("still needed"),
    RetentionOutcome.NOT_OVER: _("not ended"),
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
