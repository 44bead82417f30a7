"""The words for what may be done to a ban or its subject, how far a proposal is, and what a ban's picture shows."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# What a button does. `final` is an amendment that says only since when no appeal is possible any more.
CHANGES = {
    "extend": pgettext_lazy("what to do with a ban", "Extend"),
    "final": pgettext_lazy("what to do with a ban", "Set final"),
    "amend": pgettext_lazy("what to do with a ban", "Amend"),
    "suspend": pgettext_lazy("what to do with a ban", "Suspend"),
    "resume": pgettext_lazy("what to do with a ban", "Resume"),
    "lift": pgettext_lazy("what to do with a ban", "Lift"),
    "correct": pgettext_lazy("what to do with a ban", "Correct"),
    "annul": pgettext_lazy("what to do with a ban", "Annul"),
    "identity": pgettext_lazy("what to do with a subject", "Change the identity"),
    "merge": pgettext_lazy("what to do with a subject", "Merge two subjects"),
    "split": pgettext_lazy("what to do with a subject", "Split a subject"),
    "detention": pgettext_lazy("what to do with a stay in prison", "Correct a detention"),
}

# What it means, as a sentence under the title.
EXPLAINED = {
    "extend": _("A new decision extends the ban. The first day does not change."),
    "final": _("An appeal is no longer possible: the ban is final."),
    "amend": _("A new decision changes the ban, from the day you enter."),
    "suspend": _("A decision suspends the ban until another decision resumes it. The last day does not change."),
    "resume": _("A decision resumes the suspended ban."),
    "lift": _("A decision ends the ban permanently, from the day you enter."),
    "correct": _("The register differs from the decision: the error is corrected from the start."),
    "annul": _("A decision declares that the ban never existed. No further change is possible."),
    "identity": _("The person's details are changed for all bans of this subject."),
    "merge": _("Two subjects are the same person. The bans of the other subject move to this one."),
    "split": _("One subject holds bans of two persons. The bans of the other person move to a subject of their own."),
}

# Reasons the register itself gives, as they stand in the versions.
OWN_REASONS = {
    "Detention reported": _("Detention reported"),
    "Release reported": _("Release reported"),
    "Detention corrected": _("Detention corrected"),
}

PROPOSAL_STATES = {
    "waiting": pgettext_lazy("state of a proposal", "Open"),
    "approved": pgettext_lazy("state of a proposal", "Approved"),
    "rejected": pgettext_lazy("state of a proposal", "Rejected"),
    "withdrawn": pgettext_lazy("state of a proposal", "Withdrawn"),
    "lapsed": pgettext_lazy("state of a proposal", "Lapsed"),
}

TIMELINE_KEY = {
    "force": pgettext_lazy("in a picture of a ban", "was in force"),
    "force-ahead": pgettext_lazy("in a picture of a ban", "in force from now on"),
    "open": pgettext_lazy("in a picture of a ban", "in force, end still open"),
    "suspended": pgettext_lazy("in a picture of a ban", "suspended"),
    "gone": pgettext_lazy("in a picture of a ban", "ended: lifted or annulled"),
    "detained": pgettext_lazy("in a picture of a ban", "days of detention, added at the end"),
    "planned": pgettext_lazy("in a picture of a ban", "decided, effective later"),
    "proposed": pgettext_lazy("in a picture of a ban", "only proposed"),
}
