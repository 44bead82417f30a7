"""The decision about a person: matches, bans and an instant in; verdict, reason and hits out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aigis.core.bans import BanFacts, in_force
from aigis.core.matching.types import Match, Strength
from aigis.core.values import Reason, Verdict


@dataclass(frozen=True, slots=True)
class Hit:
    """A match with a ban in force here and now."""

    match: Match
    ban: BanFacts


@dataclass(frozen=True, slots=True)
class Decision:
    """What a check says and why; `hits` is never shown to who asked."""

    verdict: Verdict
    reason: Reason
    hits: tuple[Hit, ...] = ()


def decide(matches: Sequence[Match], bans: Mapping[UUID, Sequence[BanFacts]], *, at: datetime) -> Decision:
    """Says the verdict on one person: a certain hit denies, a possible one refers, none clears."""
    hits = tuple(Hit(match, ban) for match in matches for ban in bans.get(match.subject, ()) if in_force(ban, at=at))
    strengths = {hit.match.strength for hit in hits}
    if Strength.CERTAIN in strengths:
        certain = tuple(hit for hit in hits if hit.match.strength is Strength.CERTAIN)
        return Decision(Verdict.DENIED, Reason.MATCH, certain)
    if Strength.POSSIBLE in strengths:
        possible = tuple(hit for hit in hits if hit.match.strength is Strength.POSSIBLE)
        return Decision(Verdict.REFER, Reason.COMPARE_PERSON, possible)
    return Decision(Verdict.CLEAR, Reason.NO_MATCH)
