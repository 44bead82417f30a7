"""The words of the register's closed lists: kinds of bans, events, states, purposes of look-ups, sexes."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aigis.core.bans.versions import BanKind
from aigis.core.person.person import Sex

KINDS = {BanKind.PENALTY.value: _("Penalty"), BanKind.CONDITION.value: _("Condition")}

# How a kind is offered to somebody who chooses: who imposes it and how long it lasts at most.
KIND_HINTS = {
    BanKind.PENALTY.value: _("Imposed by a court, for 20 years at most."),
    BanKind.CONDITION.value: _("Imposed by an investigating judge, for 3 months at most; it can be renewed."),
}

SEXES = {
    Sex.F.value: pgettext_lazy("sex", "Female"),
    Sex.M.value: pgettext_lazy("sex", "Male"),
    Sex.X.value: pgettext_lazy("sex", "Unspecified (X)"),
}

BAN_EVENTS = {
    "register": pgettext_lazy("what happened to a ban", "Registered"),
    "amend": pgettext_lazy("what happened to a ban", "Amended"),
    "correct": pgettext_lazy("what happened to a ban", "Corrected"),
    "extend": pgettext_lazy("what happened to a ban", "Extended"),
    "suspend": pgettext_lazy("what happened to a ban", "Suspended"),
    "resume": pgettext_lazy("what happened to a ban", "Resumed"),
    "lift": pgettext_lazy("what happened to a ban", "Lifted"),
    "annul": pgettext_lazy("what happened to a ban", "Annulled"),
    "expire": pgettext_lazy("what happened to a ban", "Expired"),
}

IDENTITY_EVENTS = {
    "register": pgettext_lazy("what happened to an identity", "Registered"),
    "identity": pgettext_lazy("what happened to an identity", "Changed"),
    "merge": pgettext_lazy("what happened to an identity", "Merged"),
    "split": pgettext_lazy("what happened to an identity", "Split"),
}

BAN_STATES = {
    "in_force": pgettext_lazy("state of a ban", "In force"),
    "not_begun": pgettext_lazy("state of a ban", "Not started yet"),
    "ended": pgettext_lazy("state of a ban", "Ended"),
    "suspended": pgettext_lazy("state of a ban", "Suspended"),
    "lifted": pgettext_lazy("state of a ban", "Lifted"),
    "annulled": pgettext_lazy("state of a ban", "Annulled"),
}

STANDINGS = {
    "stands": pgettext_lazy("state of a ban", "Standing"),
    **{code: BAN_STATES[code] for code in ("suspended", "lifted", "annulled")},
}

LOOKUP_PURPOSES = {
    "investigation": pgettext_lazy("purpose of a look-up", "Investigation"),
    "control": pgettext_lazy("purpose of a look-up", "On-site check"),
    "execution": pgettext_lazy("purpose of a look-up", "Execution of a decision"),
    "verification": pgettext_lazy("purpose of a look-up", "Verification of a decision"),
}

REVIEWS = {
    "accepted": pgettext_lazy("of a justification", "I accept it"),
    "objected": pgettext_lazy("of a justification", "I object to it"),
}

# The hour that is lived twice when the clocks go back.
HOURS = {
    "summer": _("The first, in summer time"),
    "winter": _("The second, in winter time"),
}
