"""Lists that are screened as jobs: sent, followed with rate and end, steered, their results fetched."""

from pathlib import PurePath
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aigis.apps.facilities.queries import gate as gate_facts
from aigis.apps.facilities.queries import gates_of
from aigis.apps.rosters import list_jobs, list_results
from aigis.apps.rosters.job_steps import JobStep
from aigis.apps.rosters.list_jobs import SentList
from aigis.apps.rosters.list_rows import ENDINGS
from aigis.apps.rosters.models import ListScreening
from aigis.core.access.permissions import Capability, may
from aigis.core.errors import Conflict, InvalidInput, NotFound
from aigis.core.values import GateCode, Purpose
from aigis.web.base.access import PageRequest, from_script, page
from aigis.web.base.error_messages import translate_error
from aigis.web.forms import uploaded_files
from aigis.web.forms.form import FilledForm
from aigis.web.forms.rejection_log import record_refused
from aigis.web.labels.facilities import gate_name
from aigis.web.labels.screenings import JOB_COLOURS, JOB_STATES
from aigis.web.labels.vocabulary import PURPOSES

_LENGTHS = {"gate": 60, "purpose": 12, "file": 1}
_MOVING = (ListScreening.State.WAITING, ListScreening.State.RUNNING)


@uploaded_files.with_file_in_memory(page(Capability.SCREENING_RUN))
@never_cache
@require_http_methods(["GET", "POST"])
def list_screenings(request: PageRequest) -> HttpResponse:
    """The organisation's lists, and the form that sends another one."""
    opens = {"purpose": Purpose.CONTRACTOR.value}
    form = FilledForm(request.POST.dict() if request.method == "POST" else opens, longest=_LENGTHS)
    gates = {gate.code: f"{gate.facility.name} – {gate_name(gate)}" for gate in gates_of(request.actor)}
    if request.method == "POST":
        job = _received(request, form, gates)
        if job is not None:
            return redirect("list_screening", job)
        record_refused(request, form, at=timezone.now())
    context = {
        "form": form,
        "gates": list(gates.items()),
        "purposes": list(PURPOSES.items()),
        "jobs": [(row, JOB_STATES[row.state]) for row in list_results.list_screenings(actor=request.actor)],
    }
    return render(request, "web/screenings/list.html", context, status=200 if form.sound else 422)


def _received(request: PageRequest, form: FilledForm, gates: dict[str, str]) -> UUID | None:
    """Takes the file in; None, with sentences beside the fields, where it cannot be screened."""
    form.choice("gate", gates, gettext("Choose a gate."))
    form.choice("purpose", PURPOSES, gettext("Choose a purpose."))
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        form.refuse("file", gettext("Choose the file with the list."))
    if not form.sound or not isinstance(file, UploadedFile):
        return None
    try:
        name, content = uploaded_files.name_and_content(file)
        ending = PurePath(name).suffix.lower()
        facts = gate_facts(GateCode.parse(form["gate"]), actor=request.actor)
        if ending not in ENDINGS.values():
            raise InvalidInput("Send the list as .xlsx, .ods, .csv or .ndjson.", field="file")
        sent = SentList(content, ending, facts, Purpose(form["purpose"]))
        return list_jobs.receive_list(sent, actor=request.actor, at=timezone.now())
    except InvalidInput as wrong:
        form.take(wrong, {}, otherwise="file")
        return None


@page(Capability.ROSTER_READ)
@never_cache
@require_safe
def list_screening(request: PageRequest, job: UUID) -> HttpResponse:
    """How far one list is; while it moves the page asks again by itself."""
    row, now = _job(request, job), timezone.now()
    pace = list_jobs.pace_of(row)
    context = {
        "job": row,
        "state": JOB_STATES[row.state],
        "colour": JOB_COLOURS.get(row.state, "blue"),
        "moving": row.state in _MOVING,
        "rate": round(pace.rows_per_second or 0),
        "end": pace.expected_end,
        "since": now,
        "verdicts": [("clear", row.clear), ("denied", row.denied), ("refer", row.refer)],
        "forms": list(list_results.CONTENT_TYPES),
        "may_steer": may(request.actor, Capability.SCREENING_RUN),
    }
    if from_script(request):
        if row.state not in _MOVING:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return render(request, "web/screenings/live.html", context)
    return render(request, "web/screenings/detail.html", context)


def _job(request: PageRequest, job: UUID) -> ListScreening:
    row = list_results.list_screening(job, actor=request.actor)
    if row is None:
        raise NotFound("Your organisation has no such screening.")
    return row


@page(Capability.SCREENING_RUN)
@require_POST
def list_screening_step(request: PageRequest, job: UUID, step: str) -> HttpResponse:
    """Pauses, resumes or cancels a job."""
    if step not in set(JobStep):
        raise Http404
    try:
        list_jobs.steer(job, JobStep(step), actor=request.actor, at=timezone.now())
    except Conflict as ended:
        messages.warning(request, translate_error(ended))
    return redirect("list_screening", job)


@page(Capability.ROSTER_READ)
@never_cache
@require_safe
def list_screening_results(request: PageRequest, job: UUID, form: str) -> HttpResponse:
    """The results so far as a file."""
    if form not in list_results.CONTENT_TYPES:
        raise Http404
    content = list_results.results(_job(request, job), form=form, actor=request.actor, at=timezone.now())
    disposition = {"Content-Disposition": f'attachment; filename="screening-{job}.{form}"'}
    return HttpResponse(content, content_type=list_results.CONTENT_TYPES[form], headers=disposition)
