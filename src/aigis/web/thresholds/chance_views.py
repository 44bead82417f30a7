"""The auditor's page of coincidences: what chance makes of each day, and the days that chance does not explain."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from aigis.apps.checks.models import CoincidenceDay
from aigis.apps.checks.thresholds import impact as threshold_impact
from aigis.apps.checks.thresholds.chance_estimate import outside
from aigis.apps.people import directory
from aigis.core.access.permissions import Capability
from aigis.web.base.access import PageRequest, page
from aigis.web.charts import intervals
from aigis.web.charts.intervals import Span
from aigis.web.thresholds.context import count


@page(Capability.LOG_READ)
@never_cache
@require_safe
def coincidences(request: PageRequest) -> HttpResponse:
    """The last days, all organisations together and each for itself."""
    estimate = threshold_impact.coincidences(actor=request.actor, at=timezone.now())
    houses = {organisation.pk: organisation.name for organisation in directory.organisations()}
    spans = [
        Span(f"{row.day:%d.%m.}", row.low or 0, row.high or 0, row.referred, outside(row))
        for row in reversed(estimate.whole)
    ]
    shown = {
        "chart": intervals.draw(spans),
        "days": [_line(row, "") for row in estimate.whole],
        "organisations": [
            _line(row, houses.get(row.organisation or 0, str(row.organisation))) for row in estimate.newest
        ],
        "strange": [_line(row, houses.get(row.organisation or 0, "")) for row in estimate.strange],
        "newest": estimate.whole[0] if estimate.whole else None,
    }
    return render(request, "web/audit/coincidences.html", shown)


def _line(row: CoincidenceDay, name: str) -> dict[str, Any]:
    return {
        "row": row,
        "name": name,
        "mean": count(row.mean) if row.mean is not None else "",
        "outside": outside(row),
        "above": row.high is not None and row.referred > row.high,
    }
