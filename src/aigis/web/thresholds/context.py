"""What the pages of thresholds show: bits and counts as people write them, and the table of consequences."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import number_format
from django.utils.translation import gettext

from aigis.apps.checks.models import ThresholdProposal
from aigis.apps.checks.thresholds.impact import ThresholdImpact
from aigis.apps.people import directory
from aigis.core.checks.thresholds import BandsImpact
from aigis.web.labels.changes import PROPOSAL_STATES
from aigis.web.labels.numbers import bits
from aigis.web.labels.vocabulary import VERDICTS

_FEW = 10  # below, a count a day is written with a decimal


@dataclass(frozen=True, slots=True)
class ImpactLine:
    """One line of the table: which thresholds, strangers a day, and real people answered otherwise a day."""

    name: str
    possible: str
    certain: str
    referred: str
    denied: str
    otherwise: Sequence[str]


def choices(limits: tuple[int, int], step: int) -> list[tuple[str, str]]:
    """Every threshold within limits, as (millibits, bits)."""
    return [(str(value), bits(value)) for value in range(limits[0], limits[1] + 1, step)]


def table(weighed: ThresholdImpact) -> list[ImpactLine]:
    """The present thresholds first, then the others."""
    others = [_line(gettext("Proposed instead"), other) for other in weighed.others]
    return [_line(gettext("In use"), weighed.present), *others]


def by_organisation(weighed: ThresholdImpact) -> list[tuple[str, str, str]]:
    """For each organisation the strangers referred a day now, and instead."""
    houses = {organisation.pk: organisation.name for organisation in directory.organisations()}
    return [
        (houses.get(number, str(number)), count(now.strangers_referred), count(then.strangers_referred) if then else "")
        for number, now, then in weighed.by_organisation
    ]


def count(value: float) -> str:
    """A count a day, with a decimal or two where it is small."""
    return number_format(value, decimal_pos=0 if value >= _FEW else 1 if value >= 1 else 2)


def state(row: ThresholdProposal, *, at: datetime) -> str:
    """How far a proposal is, in a word; one that nobody decided in time has lapsed."""
    lapsed = row.state == ThresholdProposal.State.WAITING and row.lapses_at <= at
    return str(PROPOSAL_STATES["lapsed" if lapsed else str(row.state)])


def _line(name: str, consequence: BandsImpact) -> ImpactLine:
    moved = [
        gettext("%(before)s → %(after)s: %(many)s a day")
        % {"before": VERDICTS[before.value], "after": VERDICTS[after.value], "many": count(checks)}
        for before, after, checks in consequence.otherwise
    ]
    strangers = count(consequence.strangers_referred), count(consequence.strangers_denied)
    return ImpactLine(name, bits(consequence.bands.possible), bits(consequence.bands.certain), *strangers, moved)
