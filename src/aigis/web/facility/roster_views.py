"""The organisation's rosters: how many stand at which verdict, the last screening, what changed."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from aigis.apps.register.register_version import version as present_number
from aigis.apps.rosters import morning_report, queries, screening
from aigis.apps.rosters.actions import of_actor
from aigis.apps.rosters.job_steps import JobPace, JobStep
from aigis.core.access.permissions import Capability, may
from aigis.core.errors import Conflict
from aigis.core.values import Verdict
from aigis.web.base.access import PageRequest, page
from aigis.web.base.error_messages import translate_error


@page(Capability.ROSTER_READ)
@never_cache
@require_safe
def rosters(request: PageRequest) -> HttpResponse:
    """All rosters; asked again by the page itself while a screening runs, their figures alone."""
    states = queries.states(actor=request.actor)
    shown: dict[str, object] = {
        "rosters": [(state, _counts(state), state.unchecked, _pace(state)) for state in states],
        "running": any(state.running or state.unchecked for state in states),
        "register_version": present_number(),
        "may_edit": may(request.actor, Capability.ROSTER_EDIT),
        "may_screen": may(request.actor, Capability.SCREENING_RUN),
        "since": timezone.now(),
    }
    if request.headers.get("HX-Request") == "true":
        return render(request, "web/rosters/live.html", shown)
    shown["changes"] = queries.latest_changes(actor=request.actor, at=timezone.now())
    return render(request, "web/rosters/desk.html", shown)


@page(Capability.ROSTER_READ)
@never_cache
@require_safe
def roster_report(request: PageRequest) -> HttpResponse:
    """The morning report: whose verdict changed since yesterday morning, and what needs a decision."""
    report = morning_report.read_report(actor=request.actor, at=timezone.now())
    return render(request, "web/rosters/report.html", {"report": report})


@page(Capability.SCREENING_RUN)
@require_POST
def screen(request: PageRequest, name: str) -> HttpResponse:
    """Begins a screening of a roster now."""
    try:
        screening.start_now(of_actor(name, actor=request.actor), actor=request.actor, at=timezone.now())
        messages.success(request, gettext("The screening has started. You may leave this page."))
    except Conflict as running:
        messages.warning(request, translate_error(running))
    return redirect("rosters")


@page(Capability.SCREENING_RUN)
@require_POST
def screening_step(request: PageRequest, job: UUID, step: str) -> HttpResponse:
    """Pauses, resumes or cancels a screening of a roster."""
    if step not in set(JobStep):
        raise Http404
    try:
        screening.steer(job, JobStep(step), actor=request.actor, at=timezone.now())
    except Conflict as ended:
        messages.warning(request, translate_error(ended))
    return redirect("rosters")


def _pace(state: queries.RosterState) -> JobPace:
    return screening.pace_of(state.last) if state.last else JobPace()


def _counts(state: queries.RosterState) -> list[tuple[str, int]]:
    return [(verdict.value, state.counts.get(verdict.value, 0)) for verdict in Verdict]
