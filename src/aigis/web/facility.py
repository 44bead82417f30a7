"""The security officer's desk: how the day goes at the own facility, and referred checks to judge."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from aigis.apps.checks import facility as checks
from aigis.apps.checks import reporting
from aigis.apps.facilities.models import Facility
from aigis.apps.facilities.queries import facilities_of
from aigis.core.days import BRUSSELS, midnight
from aigis.core.errors import NotFound
from aigis.core.permissions import Capability
from aigis.core.values import Verdict
from aigis.web.answers import reference
from aigis.web.comparing import details
from aigis.web.judging_form import MOST_WORDS, JudgingForm
from aigis.web.judging_words import DOCUMENT_KINDS, FORGOTTEN, JUDGEMENTS
from aigis.web.pages import PageRequest, page

_NOTED = {
    "same": _("Noted. The person does not enter."),
    "different": _("Noted. This check no longer keeps the person waiting. Check the right details anew."),
    "unsure": _("Noted. The check stays in the list until somebody can tell."),
}


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
    form = JudgingForm({} if request.method == "GET" else request.POST.dict())
    if request.method == "POST":
        said = form.read_all()
        if said is not None:
            came = reporting.judge(check=check, said=said, actor=request.actor, at=timezone.now())
            messages.success(request, noted(said, came))
            return redirect("facility")
    return _judging_page(request, check, form)


def noted(said: reporting.Said, came: reporting.Judged) -> str:
    """What the judge is told: that it is noted, and whether it will spare the person later."""
    parts = [str(_NOTED[said.judgement])]
    if came.remembered:
        parts.append(gettext("At your gates this person is not referred for it again, until anything changes."))
    if came.forgotten is not None:
        parts.append(str(FORGOTTEN[came.forgotten.value]))
    return " ".join(parts)


def _judging_page(request: PageRequest, check: UUID, form: JudgingForm) -> HttpResponse:
    found = checks.referred(check, actor=request.actor, at=timezone.now())
    shown = {
        "check": found.check,
        "reference": reference(found.check.pk),
        "details": [(label, values) for label, values in details(found.person) if values],
        "said": [(JUDGEMENTS[one.kind][0], one.judged_at) for one in found.judgements],
        "judgements": JUDGEMENTS,
        "document_kinds": DOCUMENT_KINDS.items(),
        "form": form,
        "errors": form.errors,
        "most_words": MOST_WORDS,
    }
    return render(request, "web/facility/referred.html", shown, status=422 if shown["errors"] else 200)


def _chosen(facilities: list[Facility], code: str) -> Facility | None:
    found = next((one for one in facilities if one.code == code), None)
    if code and found is None:
        raise NotFound("There is no such facility in your organisation. Choose one from the list.")
    return found or (facilities[0] if facilities else None)


def _day(request: PageRequest, chosen: Facility, *, at: datetime) -> dict[str, object]:
    today = at.astimezone(BRUSSELS)
    found = checks.figures(chosen, actor=request.actor, since=midnight(today.date()))
    first = min([*found.by_hour, today.hour])
    waiting = checks.waiting(chosen, actor=request.actor)
    return {
        "hours": [(f"{hour:02d}", found.by_hour.get(hour, 0)) for hour in range(first, today.hour + 1)],
        "total": sum(found.by_verdict.values()),
        "verdicts": [(verdict.value, found.by_verdict.get(verdict.value, 0)) for verdict in Verdict],
        "waiting": [{"check": row, "reference": reference(row.pk), "said": row.judgements.all()} for row in waiting],
        "gates": chosen.gate_set.all(),
        "at": at,
    }
