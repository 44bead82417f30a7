"""Reading retention: the table, what is due and soon will be, what is held, and what was erased by which decision."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.audit.models import Erasure, Hold
from aigis.apps.retention import due
from aigis.apps.retention.due import Item
from aigis.apps.retention.holds import HoldView, opened
from aigis.apps.retention.subject_erasure import said_of
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.privacy.retention import Kept

_MOST = 100


@dataclass(frozen=True, slots=True)
class ErasureView:
    """An erasure with its basis, reference and reason, opened; empty for one by the table."""

    row: Erasure
    basis: str
    reference: str
    reason: str


@dataclass(frozen=True, slots=True)
class Summary:
    """Some of one class with one outcome: how much, and the first instant at which it is or was due."""

    kept: Kept
    outcome: str
    many: int
    first_on: datetime | None
    why: str


@dataclass(frozen=True, slots=True)
class RetentionOverview:
    """What the desk shows."""

    periods: list[tuple[Kept, timedelta]]
    items: list[Summary]
    holds: list[HoldView]
    waiting: list[ErasureView]
    erasures: list[ErasureView]


@transaction.atomic(durable=True)
def shown(*, actor: Actor, at: datetime) -> RetentionOverview:
    """All of it; the reading is an entry."""
    items = summed(due.listing(at=at))
    holds = opened(Hold.objects.filter(lifted_at=None).order_by("-placed_at")[:_MOST])
    waiting = Erasure.objects.filter(state=Erasure.State.PROPOSED, lapses_at__gt=at).order_by("proposed_at")
    decided = Erasure.objects.exclude(decided_at=None).order_by("-decided_at")[:_MOST]
    listing = RetentionOverview(due.rule_rows(), items, holds, list(map(_view, waiting)), list(map(_view, decided)))
    core = {"due": sum(item.many for item in items), "holds": len(holds), "erasures": len(listing.erasures)}
    shown_ids = {str(hold.row.target) for hold in holds if hold.row.target}
    shown_ids |= {str(erasure.row.subject) for erasure in (*listing.waiting, *listing.erasures) if erasure.row.subject}
    append([EntryDraft(Event.RETENTION_READ, actor, at, core, {"targets": sorted(shown_ids)})])
    return listing


def summed(items: list[Item]) -> list[Summary]:
    """What is due, by class, outcome and what keeps it; a list of subjects would itself say too much."""
    groups: dict[tuple[Kept, str, str], list[Item]] = {}
    for item in items:
        groups.setdefault((item.kept, item.judged.outcome.value, item.judged.why), []).append(item)
    return [
        Summary(
            kept_class,
            outcome,
            sum(item.many for item in some),
            min(item.judged.on for item in some if item.judged.on),
            why,
        )
        for (kept_class, outcome, why), some in groups.items()
    ]


def _view(row: Erasure) -> ErasureView:
    return ErasureView(row, *said_of(row))
