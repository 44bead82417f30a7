"""What thresholds do: the table of consequences that proposer and approver have before them, and the auditor's days."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.checks.models import CoincidenceDay, ThresholdProposal, Thresholds
from aigis.apps.checks.thresholds.chance_estimate import outside
from aigis.apps.checks.thresholds.current import InUse, as_of
from aigis.apps.checks.thresholds.proposals import proposal_row, require_decidable
from aigis.apps.register import register_version
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.checks.thresholds import (
    APART,
    CERTAIN_LIMITS,
    POSSIBLE_LIMITS,
    STEP,
    BandsImpact,
    Day,
    Reach,
    Sample,
    consequence,
)
from aigis.core.dates.brussels import day_of
from aigis.core.errors import DomainError
from aigis.core.matching.bands import Bands

DAYS = 30
_MOST = 50


@dataclass(frozen=True, slots=True)
class ThresholdImpact:
    """Consequences on the traffic of so many days: of the present thresholds, of others, and by organisation."""

    days: int
    present: BandsImpact
    others: tuple[BandsImpact, ...]
    by_organisation: tuple[tuple[int, BandsImpact, BandsImpact | None], ...]


@dataclass(frozen=True, slots=True)
class ThresholdsOverview:
    """The thresholds in use, what moving each by a step would do, what waits and what was decided."""

    in_use: InUse
    weighed: ThresholdImpact
    waiting: ThresholdProposal | None
    past: tuple[ThresholdProposal, ...]
    versions: tuple[Thresholds, ...]


@dataclass(frozen=True, slots=True)
class ProposalImpact:
    """A proposal with its consequences. `refused`: why this reader may not approve it, None where they may."""

    row: ThresholdProposal
    in_use: InUse
    weighed: ThresholdImpact
    refused: DomainError | None


@transaction.atomic(durable=True)
def desk(*, actor: Actor, at: datetime) -> ThresholdsOverview:
    """The thresholds as they stand; the look is an entry."""
    used = as_of(register_version.version())
    rows = ThresholdProposal.objects.order_by("-proposed_at")
    waiting = rows.filter(state=ThresholdProposal.State.WAITING, lapses_at__gt=at).first()
    past = tuple(row for row in rows[:_MOST] if waiting is None or row.pk != waiting.pk)
    weighed = _weighed(used, _neighbours(used.bands), by_organisation=None, at=at)
    append([EntryDraft(Event.THRESHOLD_READ, actor, at, {"number": used.number, "proposal": None})])
    return ThresholdsOverview(used, weighed, waiting, past, tuple(Thresholds.objects.order_by("-number")[:_MOST]))


@transaction.atomic(durable=True)
def proposed(proposal: UUID, *, actor: Actor, at: datetime) -> ProposalImpact:
    """One proposal with what it would do; raises NotFound where there is none. The look is an entry."""
    row = proposal_row(proposal)
    used = as_of(register_version.version())
    bands = Bands(row.possible, row.certain)
    append([EntryDraft(Event.THRESHOLD_READ, actor, at, {"number": used.number, "proposal": str(proposal)})])
    weighed = _weighed(used, [bands], by_organisation=bands, at=at)
    return ProposalImpact(row, used, weighed, _refusal(row, actor=actor, at=at))


def foreseen(bands: Bands, *, at: datetime) -> ThresholdImpact:
    """What other thresholds would do, by organisation too."""
    return _weighed(as_of(register_version.version()), [bands], by_organisation=bands, at=at)


@dataclass(frozen=True, slots=True)
class Coincidences:
    """The days estimated last, all organisations together and each for itself; the newest first."""

    whole: tuple[CoincidenceDay, ...]
    newest: tuple[CoincidenceDay, ...]
    strange: tuple[CoincidenceDay, ...]


@transaction.atomic(durable=True)
def coincidences(*, actor: Actor, at: datetime) -> Coincidences:
    """What chance makes of the traffic, as it was estimated; the look is an entry."""
    since = day_of(at) - timedelta(days=DAYS)
    rows = list(CoincidenceDay.objects.filter(day__gte=since).order_by("-day", "organisation"))
    whole = tuple(row for row in rows if row.organisation is None)
    last = whole[0].day if whole else None
    newest = tuple(row for row in rows if row.organisation is not None and row.day == last)
    append([EntryDraft(Event.COINCIDENCE_READ, actor, at, {"days": len(whole)})])
    return Coincidences(whole, newest, tuple(row for row in rows if outside(row)))


def _refusal(row: ThresholdProposal, *, actor: Actor, at: datetime) -> DomainError | None:
    try:
        require_decidable(row, actor=actor, at=at)
    except DomainError as refused:
        return refused
    return None


def _neighbours(bands: Bands) -> list[Bands]:
    """The bands a step away on either side, one at a time, as far as the limits let them."""
    moved = [
        Bands(bands.possible + possible, bands.certain + certain)
        for possible, certain in ((-STEP, 0), (STEP, 0), (0, -STEP), (0, STEP))
    ]
    return [
        bands
        for bands in moved
        if POSSIBLE_LIMITS[0] <= bands.possible <= POSSIBLE_LIMITS[1]
        and CERTAIN_LIMITS[0] <= bands.certain <= CERTAIN_LIMITS[1]
        and bands.certain - bands.possible >= APART
    ]


def _weighed(used: InUse, others: Sequence[Bands], *, by_organisation: Bands | None, at: datetime) -> ThresholdImpact:
    since = day_of(at) - timedelta(days=DAYS)
    rows = list(CoincidenceDay.objects.filter(day__gte=since).order_by("day"))
    whole = _days(row for row in rows if row.organisation is None)
    names = sorted({row.organisation for row in rows if row.organisation is not None}) if by_organisation else []
    each = tuple((name, *_pair(rows, name, used.bands, by_organisation, len(whole))) for name in names)
    others_weighed = tuple(consequence(whole, used.bands, bands) for bands in others)
    return ThresholdImpact(len(whole), consequence(whole, used.bands, used.bands), others_weighed, each)


def _pair(
    rows: Sequence[CoincidenceDay], organisation: int, present: Bands, bands: Bands | None, length: int
) -> tuple[BandsImpact, BandsImpact | None]:
    """What present and other bands do at an organisation, a day on average of all days, also those without a check."""
    days = _days(row for row in rows if row.organisation == organisation)
    days += [Day(0, Sample(0, ()), Sample(0, ()))] * (length - len(days))
    return consequence(days, present, present), consequence(days, present, bands) if bands else None


def _days(rows: Iterable[CoincidenceDay]) -> list[Day]:
    return [
        Day(row.people, Sample(row.sampled, _reaches(row.asked)), Sample(row.strangers, _reaches(row.reached)))
        for row in rows
    ]


def _reaches(stored: Iterable[Sequence[int]]) -> tuple[Reach, ...]:
    return tuple(Reach(possible, certain) for possible, certain in stored)
