"""How far the bands of matching may be moved, who may move them, and what a move would do.

No proposal can switch the check off: identifiers decide by rule whatever the bands say, and neither band leaves its
limits.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from aigis.core.access.approval import Placement
from aigis.core.bans.versions import BanFacts
from aigis.core.errors import InvalidInput, NotAllowed
from aigis.core.matching.bands import Bands
from aigis.core.matching.types import Match, Strength
from aigis.core.values import Verdict

STEP = 500  # millibits: a finer figure would claim more than the weights know
POSSIBLE_LIMITS = (2_000, 6_000)  # below, one visitor in some hundred waits; above, a misspelt name passes
CERTAIN_LIMITS = (6_000, 12_000)  # below, strangers are denied; above, only equal identifiers would be
APART = 2_000  # between the two there must be room for those whom a person looks at

WIDEST = Bands(POSSIBLE_LIMITS[0], CERTAIN_LIMITS[0])
BY_RULE = 1_000_000  # millibits that stand for: whatever the bands say


class Reach(NamedTuple):
    """The most millibits that matches of one person reach: to be possible, and to be certain but for the band.

    `BY_RULE` where a rule decides; nobody in reach of the widest bands is 0 and 0.
    """

    possible: int
    certain: int


NOBODY = Reach(0, 0)


def require_within_limits(bands: Bands) -> None:
    """Raises InvalidInput for bands outside their limits, between two steps, or too near each other."""
    for name, value, (least, most) in (
        ("possible", bands.possible, POSSIBLE_LIMITS),
        ("certain", bands.certain, CERTAIN_LIMITS),
    ):
        if not least <= value <= most or value % STEP:
            raise InvalidInput(
                "Enter a number of bits from %(least)s to %(most)s, in steps of a half.",
                field=name,
                values={"least": least // 1_000, "most": most // 1_000},
            )
    if bands.certain - bands.possible < APART:
        raise InvalidInput(
            "Leave at least two bits between the two thresholds, so that a person can compare the cases between them.",
            field="certain",
        )


def require_other_organisation(proposer: Placement, approver: Placement) -> None:
    """Raises NotAllowed where both are of one organisation: the bands hold for every gate of the country."""
    if proposer.organisation == approver.organisation:
        raise NotAllowed("Another organisation than the one that proposed the thresholds must approve them.")


def reach_of(matches: Iterable[tuple[Match, Sequence[BanFacts]]]) -> Reach:
    """How far one person's matches reach; `matches` are by the widest bands, each with its bans in force."""
    reaches = [_reach(match) for match, bans in matches if bans]
    return Reach(max((one.possible for one in reaches), default=0), max((one.certain for one in reaches), default=0))


def _reach(match: Match) -> Reach:
    bits = round(match.bits * 1_000)
    if match.strength is Strength.CERTAIN:
        return Reach(BY_RULE, BY_RULE) if match.by_identifier else Reach(bits, bits)
    by_rule = match.clash or any(line.kind == "document" for line in match.evidence)
    return Reach(BY_RULE if by_rule else bits, 0)


def verdict_at(reach: Reach, bands: Bands) -> Verdict:
    """What a check of somebody with this reach would answer by the bands, judgements aside."""
    if reach.certain >= bands.certain:
        return Verdict.DENIED
    return Verdict.REFER if reach.possible >= bands.possible else Verdict.CLEAR


@dataclass(frozen=True, slots=True)
class Sample:
    """What reached how far of so many: `reaches` leave out those whom nobody came near."""

    many: int
    reaches: tuple[Reach, ...]

    def share(self, verdict: Verdict, bands: Bands) -> float:
        """The share of the sample that would be answered so; 0 of an empty one."""
        matching_count = sum(verdict_at(one, bands) is verdict for one in self.reaches)
        return matching_count / self.many if self.many else 0.0


@dataclass(frozen=True, slots=True)
class Day:
    """One day's traffic of an organisation: how many people were asked about, a sample of them, and of strangers."""

    people: int
    asked: Sample
    strangers: Sample


@dataclass(frozen=True, slots=True)
class BandsImpact:
    """What bands do, a day on average: strangers referred and denied, and real people answered otherwise than now."""

    bands: Bands
    strangers_referred: float
    strangers_denied: float
    otherwise: tuple[tuple[Verdict, Verdict, float], ...]  # from, to, people a day


def consequence(days: Sequence[Day], present: Bands, bands: Bands) -> BandsImpact:
    """Weighs bands against the present ones on the traffic of some days; zeros where there was none."""
    day_count = max(1, len(days))
    referred = sum(day.people * day.strangers.share(Verdict.REFER, bands) for day in days) / day_count
    denied = sum(day.people * day.strangers.share(Verdict.DENIED, bands) for day in days) / day_count
    moved: dict[tuple[Verdict, Verdict], float] = {}
    for day in days:
        each = day.people / day.asked.many if day.asked.many else 0.0
        for reach in day.asked.reaches:
            change = verdict_at(reach, present), verdict_at(reach, bands)
            if change[0] is not change[1]:
                moved[change] = moved.get(change, 0.0) + each
    otherwise = tuple((before, after, count / day_count) for (before, after), count in sorted(moved.items()))
    return BandsImpact(bands, referred, denied, otherwise)
