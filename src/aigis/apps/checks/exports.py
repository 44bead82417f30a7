"""A company's own checks as a list for its audit, and counted by day: times, gates and verdicts, never a person."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate

from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.checks.models import Check, Outcome
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.checks.alert_routing import NOT_AT_A_GATE
from aigis.core.dates.brussels import BRUSSELS, midnight
from aigis.core.errors import InvalidInput

MOST_DAYS = 366
MOST_ROWS = 200_000


@dataclass(frozen=True, slots=True)
class ExportedCheck:
    """A check without its person: the outcomes are those that the gate reported, in their order."""

    check: Check
    outcomes: tuple[str, ...]


@transaction.atomic(durable=True)
def export_checks(first: date, last: date, *, ending: str, actor: Actor, at: datetime) -> list[ExportedCheck]:
    """Returns the own checks at gates from a Brussels day to another, both included, oldest first.

    Raises:
        InvalidInput: the days are in the wrong order, too many, or hold too many checks for one file.
    """
    rows = _own_checks(first, last, actor=actor)
    if rows.count() > MOST_ROWS:
        raise InvalidInput("These are too many checks for one file. Choose fewer days.", field="last")
    checks = list(rows.select_related("gate__facility").order_by("checked_at", "pk"))
    outcomes: dict[object, list[str]] = defaultdict(list)
    for check, kind in Outcome.objects.filter(check_made__in=rows).order_by("pk").values_list("check_made", "kind"):
        outcomes[check].append(kind)
    core = {"first": first.isoformat(), "last": last.isoformat(), "rows": len(checks), "format": ending}
    append([EntryDraft(Event.CHECK_EXPORTED, actor, at, core)])
    return [ExportedCheck(check, tuple(outcomes[check.pk])) for check in checks]


def daily_verdicts(first: date, last: date, *, actor: Actor) -> Mapping[date, Mapping[str, int]]:
    """Counts the own checks at gates by Brussels day and verdict."""
    counts: dict[date, Counter[str]] = defaultdict(Counter)
    day = TruncDate("checked_at", tzinfo=BRUSSELS)
    rows = _own_checks(first, last, actor=actor).annotate(day=day).values("day", "verdict")
    for row in rows.annotate(total=Count("pk")).order_by():
        counts[row["day"]][row["verdict"]] += row["total"]
    return counts


def _own_checks(first: date, last: date, *, actor: Actor) -> QuerySet[Check]:
    if last < first:
        raise InvalidInput("The last day must not be before the first.", field="last")
    if (last - first).days >= MOST_DAYS:
        raise InvalidInput("Choose at most a year.", field="last")
    rows = Check.objects.filter(gate__facility__organisation=actor.organisation).exclude(source__in=NOT_AT_A_GATE)
    return rows.filter(checked_at__gte=midnight(first), checked_at__lt=midnight(last + timedelta(days=1)))
