"""The words of the table of sight: offices, facts, and the reasons as the core states them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

from aigis.core.access.disclosure import Fact, Office

OFFICES = {
    Office.POLICE: _("Police"),
    Office.CUSTOMS: _("Customs"),
    Office.SHIPPING: _("Shipping control"),
    Office.SECURITY: _("Security agency"),
    Office.PRISON: _("Prison"),
    Office.PROSECUTOR: _("Prosecutor's office"),
    Office.OTHER: _("Other service"),
}

FACTS = {
    Fact.PERIOD: _("Period"),
    Fact.KIND: _("Kind"),
    Fact.AUTHORITY: _("Authority"),
    Fact.DECISION_DATE: _("Date of the decision"),
    Fact.FINAL_ON: _("Final since"),
    Fact.CASE_REFERENCE: _("Case reference"),
    Fact.LEGAL_BASIS: _("Legal basis"),
    Fact.NAMES: _("Name"),
    Fact.BIRTH_DATE: _("Date of birth"),
    Fact.ALIASES: _("Aliases"),
    Fact.IDENTIFIERS: _("Numbers and documents"),
    Fact.VERSIONS: _("Versions"),
    Fact.SUBJECT: _("Reference of the subject"),
}

# The core knows no translations; a test compares this list with its own.
REASONS = (
    N_(
        "A user who may know that a ban is in force must also know its end. Otherwise the user "
        "could act on an ended ban."
    ),
    N_("Conditions and penalties are handled differently, and doubts are resolved with the authority that decided."),
    N_("These offices have the person in front of them and must determine whether it is the person in the register."),
    N_("These offices also meet the person under another name."),
    N_(
        "These offices report on the case or carry out the decision. They must be able to cite "
        "it to the court or the prosecutor."
    ),
    N_("A security clearance considers what was decided, when and on what ground, but not the case file."),
    N_(
        "A detention moves the end of a ban. The person who reports or decides on it must see "
        "how that end was calculated."
    ),
    N_("The prosecutor leads the case and reads the ban in the register itself."),
)
