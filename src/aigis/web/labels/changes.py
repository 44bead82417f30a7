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
    "extend": _("A new decision lets the ban last longer. The first day stays as it is."),
    "final": _("No appeal is possible any more: the ban is no longer provisional."),
    "amend": _("A new decision changes the ban, from the day you give."),
    "suspend": _("A decision puts the ban out of force until another one resumes it. Its last day stays as it is."),
    "resume": _("A decision puts the suspended ban in force again."),
    "lift": _("A decision ends the ban for good, from the day you give."),
    "correct": _("The register says something else than the decision: the error is set right, from the beginning."),
    "annul": _("A decision says that the ban never was. Nothing can follow."),
    "identity": _("What the register says of the person is changed for all bans of this subject."),
    "merge": _("Two subjects are one and the same person. The bans of the other one become this one's."),
    "split": _("Bans of two persons stand under one subject. Those of the other person get a subject of their own."),
}

# Reasons the register itself gives, as they stand in the versions.
OWN_REASONS = {
    "Detention reported": _("Detention reported"),
    "Release reported": _("Release reported"),
    "Detention corrected": _("Detention corrected"),
}

PROPOSAL_STATES = {
    "waiting": pgettext_lazy("state of a proposal", "Waiting"),
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
    "gone": pgettext_lazy("in a picture of a ban", "taken away: lifted or annulled"),
    "detained": pgettext_lazy("in a picture of a ban", "days of detention, added at the end"),
    "planned": pgettext_lazy("in a picture of a ban", "decided, counts from later"),
    "proposed": pgettext_lazy("in a picture of a ban", "only proposed"),
}
