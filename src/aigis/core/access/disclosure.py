"""What an official is shown of a ban that a look-up found: one table, kind of office x fact, each with its reason.

Nobody sees more than the office needs. That a ban is in force, and how surely it is this person's, is told to everyone
who may look up; every other fact is granted here or never leaves the action.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from aigis.core.access.permissions import Actor, Role


class Office(StrEnum):
    """The kinds of offices that look up, as far as what they are shown goes."""

    POLICE = "police"
    CUSTOMS = "customs"
    SHIPPING = "shipping"
    SECURITY = "security"
    PRISON = "prison"
    PROSECUTOR = "prosecutor"
    OTHER = "other"


class Fact(StrEnum):
    """One thing that may be shown of a ban."""

    PERIOD = "period"
    KIND = "kind"
    AUTHORITY = "authority"
    DECISION_DATE = "decision_date"
    FINAL_ON = "final_on"
    CASE_REFERENCE = "case_reference"
    LEGAL_BASIS = "legal_basis"
    NAMES = "names"
    BIRTH_DATE = "birth_date"
    ALIASES = "aliases"
    IDENTIFIERS = "identifiers"
    VERSIONS = "versions"
    SUBJECT = "subject"


@dataclass(frozen=True, slots=True)
class Grant:
    """Facts that offices are shown, and why they need them; the reason is a sentence for the auditor's page."""

    offices: frozenset[Office]
    facts: frozenset[Fact]
    why: str


_ACTING = frozenset({Office.POLICE, Office.CUSTOMS, Office.PRISON, Office.SECURITY, Office.PROSECUTOR})
_MEETING = frozenset({Office.POLICE, Office.CUSTOMS, Office.PRISON, Office.PROSECUTOR})

GRANTS = (
    Grant(
        frozenset(Office),
        frozenset({Fact.PERIOD}),
        "A user who may know that a ban is in force must also know its end. Otherwise the user "
        "could act on an ended ban.",
    ),
    Grant(
        _ACTING,
        frozenset({Fact.KIND, Fact.AUTHORITY}),
        "Conditions and penalties are handled differently, and doubts are resolved with the authority that decided.",
    ),
    Grant(
        _MEETING,
        frozenset({Fact.NAMES, Fact.BIRTH_DATE}),
        "These offices have the person in front of them and must determine whether it is the person in the register.",
    ),
    Grant(
        frozenset({Office.POLICE, Office.PROSECUTOR}),
        frozenset({Fact.ALIASES}),
        "These offices also meet the person under another name.",
    ),
    Grant(
        frozenset({Office.POLICE, Office.PRISON, Office.PROSECUTOR}),
        frozenset({Fact.DECISION_DATE, Fact.CASE_REFERENCE}),
        "These offices report on the case or carry out the decision. They must be able to cite "
        "it to the court or the prosecutor.",
    ),
    Grant(
        frozenset({Office.SECURITY}),
        frozenset({Fact.DECISION_DATE, Fact.LEGAL_BASIS}),
        "A security clearance considers what was decided, when and on what ground, but not the case file.",
    ),
    Grant(
        frozenset({Office.PRISON, Office.PROSECUTOR}),
        frozenset({Fact.FINAL_ON, Fact.VERSIONS, Fact.SUBJECT}),
        "A detention moves the end of a ban. The person who reports or decides on it must see "
        "how that end was calculated.",
    ),
    Grant(
        frozenset({Office.PROSECUTOR}),
        frozenset({Fact.LEGAL_BASIS, Fact.IDENTIFIERS}),
        "The prosecutor leads the case and reads the ban in the register itself.",
    ),
)

# The identity of somebody who only may be this person is a third person's: it stays closed to all but the prosecutor,
# and with it what would tell who that is.
OF_A_THIRD = frozenset(
    {Fact.NAMES, Fact.BIRTH_DATE, Fact.ALIASES, Fact.IDENTIFIERS, Fact.SUBJECT}
    | {Fact.CASE_REFERENCE, Fact.LEGAL_BASIS, Fact.VERSIONS}
)


def _table() -> Mapping[Office, frozenset[Fact]]:
    granted = {office: [grant.facts for grant in GRANTS if office in grant.offices] for office in Office}
    return MappingProxyType({office: frozenset[Fact]().union(*facts) for office, facts in granted.items()})


TABLE = _table()
_KINDS = {
    "police": Office.POLICE,
    "customs": Office.CUSTOMS,
    "shipping": Office.SHIPPING,
    "security": Office.SECURITY,
}


def office_of(actor: Actor, *, organisation_kind: str) -> Office:
    """The kind of office somebody looks up for: by the role, and for officers by their organisation."""
    if actor.role is Role.PROSECUTOR:
        return Office.PROSECUTOR
    if actor.role is Role.PRISON:
        return Office.PRISON
    return _KINDS.get(organisation_kind, Office.OTHER) if actor.role is Role.OFFICER else Office.OTHER


def shown(office: Office, *, certain: bool) -> frozenset[Fact]:
    """The facts of a found ban that an office is shown; fewer where it only may be this person's."""
    granted = TABLE[office]
    return granted if certain or office is Office.PROSECUTOR else granted - OF_A_THIRD
