"""The decision about a person: matches, bans, judgements and an instant in; verdict, reason and hits out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from aigis.core.bans.versions import BanFacts, in_force
from aigis.core.checks.judgements import Remembered, waives
from aigis.core.matching.types import Match, Strength
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
) -> Decision:
    """Says the verdict on one person: a certain hit denies, a possible one refers, none clears.

    `remembered` holds by subject what was judged `different` of this identity: it may spare a referral, never a denial.
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
    return Decision(Verdict.CLEAR, Reason.NO_MATCH, spared=spared)
