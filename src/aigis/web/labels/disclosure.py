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
    Fact.BIRTH_DATE: _("Birth date"),
    Fact.ALIASES: _("Aliases"),
    Fact.IDENTIFIERS: _("Numbers and documents"),
    Fact.VERSIONS: _("Versions"),
    Fact.SUBJECT: _("Reference of the subject"),
}

# The core knows no translations; a test compares this list with its own.
REASONS = (
    N_("Whoever may know that a ban is in force must know until when, or they would act on one that has ended."),
    N_("A condition and a penalty are acted on differently, and doubts are settled with the authority that decided."),
    N_("They have the person before them and must tell whether it is the one in the register."),
    N_("They also meet the person under another name."),
    N_("They report on the case, or carry out the decision, and must name it to the court or the prosecutor."),
    N_("A clearance weighs what was decided, when and on what ground, but not the file of the case."),
    N_("A detention moves the end of a ban: whoever reports or decides on it must see how the end came about."),
    N_("The prosecutor leads the case and reads the ban in the register itself."),
)
