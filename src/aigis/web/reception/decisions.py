"""Decisions on referred checks, brought to the screen of the gate."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from aigis.apps.checks.judgements.at_gate import decisions_at
from aigis.apps.facilities.queries import gate as gate_facts
from aigis.core.access.permissions import Actor, Capability
from aigis.core.values import GateCode
from aigis.web.base.access import PageRequest, page
from aigis.web.base.check_reference import reference
from aigis.web.labels.judgements import GATE_DECISIONS


@page(Capability.CHECK_OUTCOME)
@never_cache
@require_safe
def reception_decisions(request: PageRequest) -> HttpResponse:
    """Shows the decisions at one gate, for the page's script."""
    code = GateCode.parse(request.GET.get("gate", ""))
    gate_facts(code, actor=request.actor)
    return render(request, "web/reception/decisions.html", shown_at(code, actor=request.actor, at=timezone.now()))


def shown_at(code: GateCode, *, actor: Actor, at: datetime) -> dict[str, object]:
    """Returns what the page shows of the decisions at a gate."""
    at_gate = decisions_at(code, actor=actor, at=at)
    decisions = [
        {
            "number": judgement.pk,
            "kind": judgement.kind,
            "reference": reference(judgement.check_made_id),
            "at": judgement.judged_at,
            "sentence": GATE_DECISIONS[judgement.kind],
        }
        for judgement in at_gate.decisions
    ]
    return {"decisions": decisions, "waiting": at_gate.waiting}
