"""What a check of a test identity says: decided by the matcher and the rules of every check, on a register of two."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from types import MappingProxyType
from uuid import UUID

from aigis.core.bans.versions import BanFacts, BanKind
from aigis.core.checks.decision import Decision, decide
from aigis.core.matching.bands import Bands
from aigis.core.matching.index import Index
from aigis.core.matching.match import screen
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Name, Person
from aigis.core.person.sandbox import SANDBOX_PERSONS, sandbox_verdict
from aigis.core.values import Period, Reason, Verdict

# Bears the document of the identity that is referred, under another name and birth date: evidence that contradicts.
_NAMESAKE = Person(
    names=(Name("Tegenstrijdig", "Paars"),),
    birth=BirthDate(1991, 6, 18),
    documents=SANDBOX_PERSONS[Verdict.REFER].documents,
)
_BANNED: Mapping[UUID, Person] = MappingProxyType(
    {UUID(int=1): SANDBOX_PERSONS[Verdict.DENIED], UUID(int=2): _NAMESAKE}
)
_ALWAYS = Period(datetime(2020, 1, 1, tzinfo=UTC), None)
_BANS = {subject: (BanFacts(str(subject), BanKind.PENALTY, (_ALWAYS,)),) for subject in _BANNED}


@cache
def _register() -> Index:
    return Index.build(_BANNED.items(), version=1)


def decide_drill(person: Person, usual: Decision, *, at: datetime, bands: Bands) -> Decision | None:
    """Returns the decision of the drill lane; None for everybody else, whom the usual decision concerns.

    A test identity in which the real register sees anybody keeps its usual decision: the lane hides no banned person.
    The decision has no hits, for these are no subjects of the register.
    """
    if usual.reason is not Reason.NO_MATCH or usual.spared or sandbox_verdict(person) is None:
        return None
    decision = decide(screen([person], _register(), bands=bands)[0], _BANS, at=at)
    return Decision(decision.verdict, decision.reason)
