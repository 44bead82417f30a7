"""The security officer's desk: how the day goes at the own facility, and referred checks to judge."""

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from aigis.apps.checks import facility_overview as checks
from aigis.apps.facilities.models import Facility
from aigis.apps.facilities.queries import facilities_of
from aigis.core.access.permissions import Capability
from aigis.core.dates.brussels import BRUSSELS, midnight
from aigis.core.errors import NotFound
from aigis.core.values import Verdict
from aigis.web.base.access import PageRequest, page
from aigis.web.base.check_reference import reference
from aigis.web.judgements import judging
from aigis.web.persons.comparison import details


@page(Capability.FACILITY_READ)
@never_cache
@require_safe
def facility(request: PageRequest) -> HttpResponse:
    """The day at one of the organisation's facilities."""
    facilities = facilities_of(request.actor)
    chosen = _chosen(facilities, request.GET.get("facility", ""))
    shown: dict[str, object] = {"facilities": facilities, "chosen": chosen}
    if chosen is not None:
        shown |= _day(request, chosen, at=timezone.now())
    return render(request, "web/facility/desk.html", shown)


@page(Capability.CHECK_JUDGE)
@never_cache
@require_http_methods(["GET", "POST"])
def referred(request: PageRequest, check: UUID) -> HttpResponse:
    """One referred check: what was presented, and the form that judges it."""
    form = judging.form_of(request)
    if judging.judged(request, check, form):
        return redirect("facility")
    comparison = checks.referred(check, actor=request.actor, at=timezone.now())
    shown = judging.shown(comparison.check, comparison.judgements, form)
    shown["details"] = [(label, values) for label, values in details(comparison.person) if values]
    return render(request, "web/facility/referred.html", shown, status=200 if form.sound else 422)


def _chosen(facilities: list[Facility], code: str) -> Facility | None:
    facility = next((candidate for candidate in facilities if candidate.code == code), None)
    if code and facility is None:
        raise NotFound("Your organisation has no such facility. Choose one from the list.")
    return facility or (facilities[0] if facilities else None)


def _day(request: PageRequest, chosen: Facility, *, at: datetime) -> dict[str, object]:
    today = at.astimezone(BRUSSELS)
    figures = checks.figures(chosen, actor=request.actor, since=midnight(today.date()))
    first = min([*figures.by_hour, today.hour])
    waiting = checks.waiting(chosen, actor=request.actor)
    return {
        "hours": [(f"{hour:02d}", figures.by_hour.get(hour, 0)) for hour in range(first, today.hour + 1)],
        "total": sum(figures.by_verdict.values()),
        "verdicts": [(verdict.value, figures.by_verdict.get(verdict.value, 0)) for verdict in Verdict],
        "waiting": [{"check": row, "reference": reference(row.pk), "said": row.judgements.all()} for row in waiting],
        "gates": chosen.gate_set.all(),
        "at": at,
    }
