"""The provisions of law behind what is kept, told and logged: as data, each with whether its text was compared.

Where the text was not at hand, `compared` is False, and every table that shows the provision says that counsel is to
confirm it. No number of days stands here: none of these provisions names one for a class of `core.retention`.
"""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Provision:
    """One place in a law: how it is cited, what it says in one clause, and whether its text was compared."""

    cited: str
    says: str
    compared: bool


class ProvisionStatus(StrEnum):
    """What may be said of a provision as cited."""

    COMPARED = "compared with the text"
    COUNSEL = "to be confirmed by counsel"


class NamedBy(StrEnum):
    """Who says how long: a law, or the controller because no law does, or nobody because nobody is identified."""

    LAW = "The law names it"
    CONTROLLER = "No law names it; the controller decides, and reviews it (Directive (EU) 2016/680, art. 5)"
    NOBODY = "It identifies nobody"


def standing(provision: Provision) -> ProvisionStatus:
    """Says whether a provision was compared with its text or is for counsel to confirm."""
    return ProvisionStatus.COMPARED if provision.compared else ProvisionStatus.COUNSEL


LED_4 = Provision(
    "Directive (EU) 2016/680, art. 4(1)(e)",
    "identifying data are kept no longer than their purpose needs",
    True,
)
LED_5 = Provision(
    "Directive (EU) 2016/680, art. 5",
    "there are time limits for erasure, or for a periodic review of the need to keep",
    True,
)
LED_12 = Provision(
    "Directive (EU) 2016/680, art. 12(3) to (5)",
    "the person is informed in writing, without undue delay and free of charge; proof of identity may be requested",
    True,
)
LED_13 = Provision(
    "Directive (EU) 2016/680, art. 13(2)(b) and (3)",
    "the person may know how long data is kept; a law may delay that for an inquiry or for public security",
    True,
)
LED_14 = Provision(
    "Directive (EU) 2016/680, art. 14",
    "the person may know whether data is processed, for what purpose, and to whom it was disclosed",
    True,
)
LED_15 = Provision(
    "Directive (EU) 2016/680, art. 15(1) and (2)",
    "a law may restrict access as far and as long as an inquiry or public security needs it",
    True,
)
LED_15_REFUSAL = Provision(
    "Directive (EU) 2016/680, art. 15(3) and (4)",
    "a refusal is given in writing with its reasons unless that would undermine its purpose, "
    "and the reasons are documented",
    True,
)
LED_16 = Provision(
    "Directive (EU) 2016/680, art. 16(2) and (3)(b)",
    "data is erased without undue delay; evidence is kept and restricted instead",
    True,
)
LED_17 = Provision(
    "Directive (EU) 2016/680, art. 17",
    "the supervisory authority verifies for the person, states that it did, and names the way to court",
    True,
)
LED_18 = Provision(
    "Directive (EU) 2016/680, art. 18",
    "for data in a judicial decision or case file, national procedure may govern these rights",
    True,
)
LED_25 = Provision(
    "Directive (EU) 2016/680, art. 25",
    "logs show why, when, by whom and to whom data were consulted or disclosed",
    True,
)
LED_29 = Provision("Directive (EU) 2016/680, art. 29", "processing is secured in proportion to its risk", True)
GDPR_5 = Provision(
    "Regulation (EU) 2016/679, art. 5(1)(e)",
    "a company keeps identifying data no longer than its own purpose needs",
    True,
)
GDPR_10 = Provision(
    "Regulation (EU) 2016/679, art. 10",
    "data on convictions are processed only under official authority or if a law allows it",
    True,
)
GDPR_12 = Provision("Regulation (EU) 2016/679, art. 12(3)", "a company answers a request within one month", True)
GDPR_15 = Provision(
    "Regulation (EU) 2016/679, art. 15",
    "the person may know which data a company keeps about them, for what purpose, and to whom it was disclosed",
    True,
)
GDPR_17 = Provision(
    "Regulation (EU) 2016/679, art. 17(1)(a)",
    "a company erases data that it no longer needs without undue delay",
    True,
)
GDPR_23 = Provision("Regulation (EU) 2016/679, art. 23", "a law may restrict these rights", True)
BELGIAN_28 = Provision(
    "Act of 30 July 2018, art. 28, 5°",
    "identifying data are kept no longer than their purpose needs",
    True,
)
BELGIAN_30 = Provision(
    "Act of 30 July 2018, art. 30",
    "the longest period is laid down by law, or the need to keep is reviewed",
    False,
)
BELGIAN_36 = Provision(
    "Act of 30 July 2018, art. 36",
    "the person is informed in writing, without undue delay and free of charge",
    True,
)
BELGIAN_37 = Provision("Act of 30 July 2018, art. 37", "information to the person, and grounds for delaying it", False)
BELGIAN_38 = Provision("Act of 30 July 2018, art. 38", "access, and what may delay or restrict it", False)
BELGIAN_41 = Provision(
    "Act of 30 July 2018, art. 41 and 42",
    "the rights are exercised through the supervisory authority; the police has its own one",
    False,
)
BELGIAN_56 = Provision("Act of 30 July 2018, art. 56", "logs of consultation and disclosure", False)
DRUGS_4 = Provision(
    "Act of 24 February 1921, art. 4, as amended by the act of 28 November 2021",
    "a court may bar a person from the ports for at most twenty years",
    False,
)
DETENTION_35 = Provision(
    "Act of 20 July 1990, art. 35 and 36",
    "an investigating judge may release on conditions, for at most three months at a time",
    False,
)
ISPS = Provision(
    "Regulation (EC) No 725/2004, annex II (ISPS Code, part A, 14.2), and Directive 2005/65/EC",
    "a port facility controls who enters; the law does not say how long that is recorded",
    False,
)

EVERY = (
    LED_4,
    LED_5,
    LED_12,
    LED_13,
    LED_14,
    LED_15,
    LED_15_REFUSAL,
    LED_16,
    LED_17,
    LED_18,
    LED_25,
    LED_29,
    GDPR_5,
    GDPR_10,
    GDPR_12,
    GDPR_15,
    GDPR_17,
    GDPR_23,
    BELGIAN_28,
    BELGIAN_30,
    BELGIAN_36,
    BELGIAN_37,
    BELGIAN_38,
    BELGIAN_41,
    BELGIAN_56,
    DRUGS_4,
    DETENTION_35,
    ISPS,
)
