"""What happens after a check: its outcome at the gate, and the judgement on a referred one."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from aigis.apps.alerts.actions import AlertDraft, raise_alerts
from aigis.apps.audit.actions import Draft, append
from aigis.apps.checks.explaining import hits_of
from aigis.apps.checks.models import Check, Judgement, Outcome
from aigis.apps.checks.queries import of_actor
from aigis.apps.facilities.queries import GateFacts
from aigis.apps.people.requests import Request, recall, remember
from aigis.core.errors import Conflict, InvalidInput
from aigis.core.permissions import Actor
from aigis.core.values import Verdict


@transaction.atomic(durable=True)
def report_outcome(*, check: UUID, outcome: str, actor: Actor, at: datetime, request: Request | None = None) -> None:
    """Notes what happened after a check; earlier reports stay."""
    if recall(request, actor=actor):
        return
    if outcome not in Outcome.Kind.values:
        raise InvalidInput(f"Give one of {', '.join(Outcome.Kind.values)}.", field="outcome")
    row = of_actor(check, actor=actor)
    Outcome.objects.create(check_made=row, kind=outcome, reported_at=at, actor_key=actor.key)
    append([Draft("check.outcome", actor, at, {"check": str(check), "outcome": outcome})])
    remember(request, outcome, actor=actor, at=at)


@dataclass(frozen=True, slots=True)
class Said:
    """A person's answer on a referred check, and why."""

    judgement: str
    why: str = ""


@transaction.atomic(durable=True)
def judge(*, check: UUID, said: Said, actor: Actor, at: datetime, request: Request | None = None) -> None:
    """Notes a person's answer on a referred check; `same` tells the desks as a denial would have."""
    if recall(request, actor=actor):
        return
    if said.judgement not in Judgement.Kind.values:
        raise InvalidInput(f"Give one of {', '.join(Judgement.Kind.values)}.", field="judgement")
    row = of_actor(check, actor=actor)
    if row.verdict != Verdict.REFER.value:
        raise Conflict("Only a referred check is judged.")
    Judgement.objects.create(check_made=row, kind=said.judgement, judged_at=at, actor_key=actor.key)
    core = {"check": str(check), "judgement": said.judgement}
    append([Draft("check.judged", actor, at, core, {"why": said.why})])
    if said.judgement == Judgement.Kind.SAME:
        raise_alerts(_alerts(row), at=at)
    remember(request, said.judgement, actor=actor, at=at)


def _alerts(row: Check) -> list[AlertDraft]:
    facility = row.gate.facility
    gate = GateFacts(row.gate_id, row.gate.code, facility.port.locode, facility.organisation_id)
    return [AlertDraft(row.pk, hit.ban, hit.subject, gate, str(row.pk)) for hit in hits_of(row)]
