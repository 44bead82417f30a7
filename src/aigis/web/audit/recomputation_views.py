"""The auditor's page of one check made again: the same question, with everything as it was then."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from aigis.apps.checks import recomputation
from aigis.core.access.permissions import Capability
from aigis.web.base.access import PageRequest, page
from aigis.web.base.check_reference import reference
from aigis.web.labels.evidence import EVIDENCE_KINDS
from aigis.web.labels.numbers import bits


@page(Capability.LOG_READ)
@never_cache
@require_safe
def check_find(request: PageRequest) -> HttpResponse:
    """Leads from a check's identifier, as entries and receipts name it, to its page."""
    reference = request.GET.get("check", "").strip()
    try:
        return redirect("check_again", UUID(reference))
    except ValueError:
        wrong = gettext("Write the check's identifier as in its log entry.") if reference else ""
        shown = {"asked": reference[:80], "wrong": wrong}
        return render(request, "web/audit/check_find.html", shown, status=422 if wrong else 200)


@page(Capability.LOG_READ)
@never_cache
@require_safe
def check_again(request: PageRequest, check: UUID) -> HttpResponse:
    """What the check kept, and what comes out today; of persons and subjects nothing is shown."""
    result = recomputation.recompute(check, actor=request.actor, at=timezone.now())
    shown = {
        "found": result,
        "reference": reference(check),
        "possible": bits(result.thresholds.bands.possible),
        "certain": bits(result.thresholds.bands.certain),
        "hits": [
            {
                "strength": hit.kept.strength,
                "spared": hit.kept.spared,
                "kept": hit.kept.millibits / 1_000,
                "again": hit.again.bits if hit.again is not None else None,
                "same": hit.same,
                "adds_up": hit.adds_up,
                "lines": [(EVIDENCE_KINDS.get(kind, kind), weight) for kind, weight, _ in hit.kept.evidence],
            }
            for hit in result.hits
        ],
    }
    return render(request, "web/audit/check_again.html", shown)
