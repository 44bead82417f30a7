"""The decision about a person: matches, bans, judgements and an instant in; verdict, reason and hits out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from aigis.core.bans.versions import BanFacts, in_force
from aigis.core.checks.judgements import Remembered, waives
from aigis.core.matching.index import Index
from aigis.core.matching.types import Match, Strength
from aigis.core.matching.undetermined import undetermined
from aigis.core.person.identity import Use, suffices
from aigis.core.person.person import Person
from aigis.core.values import Reason, Verdict

_NOTHING_REMEMBERED: Mapping[UUID, Remembered] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Hit:
    """A match with a ban in force here and now."""

    match: Match
    ban: BanFacts


@dataclass(frozen=True, slots=True)
class Decision:
    """What a check says and why; `hits` is never shown to who asked.

    `spared` are the hits that would have referred, each with the judgement because of which they do not.
    """

    verdict: Verdict
    reason: Reason
    hits: tuple[Hit, ...] = ()
    spared: tuple[tuple[Hit, Remembered], ...] = ()


def decide(
    matches: Sequence[Match],
    bans: Mapping[UUID, Sequence[BanFacts]],
    *,
    at: datetime,
    remembered: Mapping[UUID, Remembered] = _NOTHING_REMEMBERED,
    told_apart: bool = True,
) -> Decision:
    """Says the verdict on one person: a certain hit denies, a possible one refers, none clears.

    `remembered` holds by subject what was judged `different` of this identity: it may spare a referral, never a denial.
    Without `told_apart` (`is_told_apart`) nothing clears: the details do not tell the person from all subjects.
    """
    hits = tuple(Hit(match, ban) for match in matches for ban in bans.get(match.subject, ()) if in_force(ban, at=at))
    certain = tuple(hit for hit in hits if hit.match.strength is Strength.CERTAIN)
    if certain:
        return Decision(Verdict.DENIED, Reason.MATCH, certain)
    possible = [(hit, remembered.get(hit.match.subject)) for hit in hits if hit.match.strength is Strength.POSSIBLE]
    spared = tuple((hit, judged) for hit, judged in possible if judged and waives(judged, hit.match, at=at))
    referring = tuple(hit for hit, judged in possible if (hit, judged) not in spared)
    if referring:
        return Decision(Verdict.REFER, Reason.COMPARE_PERSON, referring, spared)
    if not told_apart:
        return Decision(Verdict.REFER, Reason.NOT_ENOUGH_TO_TELL, spared=spared)
    return Decision(Verdict.CLEAR, Reason.NO_MATCH, spared=spared)


def is_told_apart(
    query: Person,
    index: Index,
    bans: Mapping[UUID, Sequence[BanFacts]],
    *,
    at: datetime,
    judged: Collection[UUID] = (),
) -> bool:
    """Tells whether the details of a query suffice for `clear`, and tell it from everybody with a ban in force.

    `judged` are the subjects from whom a person who compared has told it apart.
    """
    if not suffices(query, Use.CLEAR):
        return False
    others = (subject for subject in undetermined(query, index) if subject not in judged)
    return not any(in_force(ban, at=at) for subject in others for ban in bans.get(subject, ()))
