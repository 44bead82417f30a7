"""A facility's checks as its security officer sees them: figures without persons, and referred checks to judge."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count
from django.db.models.functions import ExtractHour

from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.checks.models import Check, Judgement
from aigis.apps.checks.queries import asked_or_erased, of_actor
from aigis.apps.facilities.models import Facility
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.checks.alert_routing import LOOK_BACK, NOT_AT_A_GATE
from aigis.core.dates.brussels import BRUSSELS
from aigis.core.errors import NotFound
from aigis.core.person.person import Person
from aigis.core.values import Reason, Verdict

MOST_WAITING = 50
_DECIDED = (Judgement.Kind.SAME, Judgement.Kind.DIFFERENT)


@dataclass(frozen=True, slots=True)
class Figures:
    """Checks at a facility's gates by Brussels hour (0 to 23) and by verdict."""

    by_hour: Mapping[int, int]
    by_verdict: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Referred:
    """A referred check, opened, with what was said about it so far."""

    check: Check
    person: Person
    judgements: Sequence[Judgement]


def figures(facility: Facility, *, actor: Actor, since: datetime) -> Figures:
    """Counts the organisation's checks at a facility's gates from an instant on."""
    hour = ExtractHour("checked_at", tzinfo=BRUSSELS)
    rows = _at_gates(actor).filter(gate__facility=facility, checked_at__gte=since)
    by_hour: Counter[int] = Counter()
    by_verdict: Counter[str] = Counter()
    for row in rows.annotate(hour=hour).values("hour", "verdict").annotate(many=Count("pk")).order_by():
        by_hour[row["hour"]] += row["many"]
        by_verdict[row["verdict"]] += row["many"]
    return Figures(by_hour, by_verdict)


def waiting(facility: Facility, *, actor: Actor) -> list[Check]:
    """The referred checks at a facility's gates on which nobody has said `same` or `different`, oldest first."""
    looked_back = Check.objects.filter(organisation=actor.organisation, source=LOOK_BACK)  # the person may be inside
    rows = (_at_gates(actor) | looked_back).filter(gate__facility=facility, verdict=Verdict.REFER.value)
    judged = rows.exclude(reason=Reason.NOT_ENOUGH_TO_TELL.value)  # is asked again with more details, not judged
    undecided = judged.exclude(judgements__kind__in=_DECIDED).select_related("gate__facility")
    return list(undecided.prefetch_related("judgements").order_by("checked_at")[:MOST_WAITING])


@transaction.atomic(durable=True)
def referred(check: UUID, *, actor: Actor, at: datetime) -> Referred:
    """One referred check with the presented identity, opened; raises NotFound otherwise. The reading is an entry."""
    row = of_actor(check, actor=actor)
    if row.verdict != Verdict.REFER.value:
        raise NotFound("Your organisation has no referred check with this reference.")
    append([EntryDraft(Event.CHECK_READ, actor, at, {"check": str(check)})])
    return Referred(row, asked_or_erased(row).person, list(row.judgements.order_by("pk")))


def _at_gates(actor: Actor) -> Any:
    return Check.objects.filter(organisation=actor.organisation).exclude(source__in=NOT_AT_A_GATE)
