"""What a security officer changes at the own facilities: telephone, outage plan and names of gates; and the figures."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from aigis import wiring
from aigis.apps.checks import exports
from aigis.apps.checks.exports import ExportedCheck
from aigis.apps.facilities import changes
from aigis.apps.facilities.models import Facility, Gate
from aigis.apps.facilities.queries import facilities_of, gates_of_organisation
from aigis.core.access.permissions import Capability
from aigis.core.dates.brussels import BRUSSELS
from aigis.core.errors import InvalidInput, NotFound
from aigis.core.translations import LANGUAGES
from aigis.core.values import Verdict
from aigis.web.base.access import PageRequest, page
from aigis.web.base.check_reference import reference
from aigis.web.forms.form import FilledForm
from aigis.web.forms.page_parts import DetailPage, FormField, FormPage, ListCell, render_detail, render_form
from aigis.web.forms.steps import carry_out
from aigis.web.labels.dates import written_day, written_instant
from aigis.web.labels.facilities import gate_name
from aigis.web.labels.vocabulary import LANGUAGES as LANGUAGE_NAMES
from aigis.web.labels.vocabulary import OUTCOMES, PURPOSES, VERDICTS

_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
_A_MONTH = timedelta(days=30)
_LONGEST_PLAN = 2_000


@page(Capability.FACILITY_EDIT)
@require_http_methods(["GET", "POST"])
def facility_settings(request: PageRequest, code: str) -> HttpResponse:
    """The telephone number and the outage plan that guards are shown, in four languages."""
    facility = _own(request, code)
    plans = {f"plan_{language}": facility.plans.get(language, "") for language in LANGUAGES}
    longest = {"telephone": 40, **dict.fromkeys(plans, _LONGEST_PLAN)}
    present = {"telephone": facility.pfso_phone, **plans}
    form = FilledForm(request.POST.dict() if request.method == "POST" else present, longest=longest)
    if request.method == "POST" and form.sound:
        wanted = {language: form[f"plan_{language}"] for language in LANGUAGES if form[f"plan_{language}"]}
        now = timezone.now()
        act = lambda: changes.set_contact(  # noqa: E731
            facility, telephone=form["telephone"], plans=wanted, actor=request.actor, at=now
        )
        if carry_out(request, form, act, otherwise="telephone"):
            return redirect(f"{reverse('facility')}?facility={code}")
    label = gettext("Outage plan")
    fields = [FormField("telephone", gettext("Telephone of the PFSO"), hint="+32 3 000 00 00", width="20")]
    fields += [FormField(f"plan_{language}", f"{label} ({name})", "textarea") for language, name in LANGUAGE_NAMES]
    back = (f"{reverse('facility')}?facility={code}", facility.name)
    intro = gettext("Guards are shown this when a check gets no answer.")
    form_page = FormPage(gettext("Telephone and outage plan"), gettext("Save"), fields, back, intro=intro)
    return render_form(request, form_page, form)


@page(Capability.FACILITY_EDIT)
@require_GET
def facility_gates(request: PageRequest) -> HttpResponse:
    """The own gates with their names."""
    rows = [
        [ListCell(gate.code, link=reverse("own_gate", args=[gate.pk])), ListCell(gate_name(gate))]
        for gate in gates_of_organisation(request.actor.organisation)
    ]
    tables = [(gettext("Gates"), [gettext("Code"), gettext("Name")], rows)]
    return render_detail(
        request, DetailPage(gettext("Gates"), [], (reverse("facility"), gettext("Facility")), tables=tables)
    )


@page(Capability.FACILITY_EDIT)
@require_http_methods(["GET", "POST"])
def own_gate(request: PageRequest, gate: int) -> HttpResponse:
    """The names of an own gate."""
    row = _own_gate(request, gate)
    present = {f"name_{language}": row.names.get(language, "") for language in LANGUAGES}
    form = FilledForm(request.POST.dict() if request.method == "POST" else present, longest=dict.fromkeys(present, 80))
    if request.method == "POST" and form.sound:
        names = {language: form[f"name_{language}"] for language in LANGUAGES}
        now = timezone.now()
        act = lambda: changes.name_gate(row, names, actor=request.actor, at=now)  # noqa: E731
        if carry_out(request, form, act, otherwise="name_nl"):
            return redirect("facility_gates")
    fields = [FormField(f"name_{code}", f"{gettext('Name')} ({name})") for code, name in LANGUAGE_NAMES]
    back = (reverse("facility_gates"), gettext("Gates"))
    return render_form(request, FormPage(row.code, gettext("Save"), fields, back), form)


@page(Capability.CHECK_EXPORT)
@require_GET
def facility_statistics(request: PageRequest) -> HttpResponse:
    """Checks by day and verdict over some days, and the ways to export them."""
    first, last = _days(request)
    counts = exports.daily_verdicts(first, last, actor=request.actor)
    verdicts = [verdict.value for verdict in Verdict]
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    rows = [
        [ListCell(written_day(day)), *(ListCell(str(counts.get(day, {}).get(verdict, 0))) for verdict in verdicts)]
        for day in reversed(days)
    ]
    query = f"first={first.isoformat()}&last={last.isoformat()}"
    downloads = [
        [ListCell(ending.upper(), link=f"{reverse('facility_export', args=[ending])}?{query}")]
        for ending in sorted(_TYPES)
    ]
    columns = [gettext("Day"), *(VERDICTS[verdict] for verdict in verdicts)]
    detail = DetailPage(
        title=gettext("Figures"),
        facts=[(gettext("From"), written_day(first)), (gettext("Until"), written_day(last))],
        back=(reverse("facility"), gettext("Facility")),
        tables=[(gettext("Export"), [gettext("Format")], downloads), (gettext("Checks by day"), columns, rows)],
        note=gettext("Checks at your gates, without persons. Each export is recorded in the log."),
    )
    return render_detail(request, detail)


@page(Capability.CHECK_EXPORT)
@require_GET
def facility_export(request: PageRequest, ending: str) -> HttpResponse:
    """The own checks as a file: time, gate, purpose, verdict, outcomes and reference."""
    if ending not in _TYPES:
        raise Http404
    first, last = _days(request)
    checks = exports.export_checks(first, last, ending=ending, actor=request.actor, at=timezone.now())
    headers = [gettext("Time"), gettext("Facility"), gettext("Gate"), gettext("Purpose"), gettext("Verdict")]
    headers += [gettext("Outcome"), gettext("Reference")]
    content = wiring.lists().written(headers, _cells(checks), ending=f".{ending}")
    name = f"checks-{first.isoformat()}-{last.isoformat()}.{ending}"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=_TYPES[ending], headers=disposition)


def _cells(checks: Iterable[ExportedCheck]) -> Iterable[list[str]]:
    for exported in checks:
        check = exported.check
        yield [
            written_instant(check.checked_at),
            check.gate.facility.code,
            gate_name(check.gate),
            str(PURPOSES.get(check.purpose, check.purpose)),
            str(VERDICTS[check.verdict]),
            ", ".join(str(OUTCOMES[outcome]) for outcome in exported.outcomes),
            reference(check.pk),
        ]


def _days(request: PageRequest) -> tuple[date, date]:
    """Returns the days that the address names; without them the last thirty-one."""
    today = timezone.now().astimezone(BRUSSELS).date()
    try:
        last = date.fromisoformat(request.GET.get("last", today.isoformat()))
        first = date.fromisoformat(request.GET.get("first", (last - _A_MONTH).isoformat()))
    except ValueError:
        raise InvalidInput("Give the days like 2027-12-31.", field="first") from None
    return first, last


def _own(request: PageRequest, code: str) -> Facility:
    facility = next((row for row in facilities_of(request.actor) if row.code == code), None)
    if facility is None:
        raise NotFound("Your organisation has no such facility. Choose one from the list.")
    return facility


def _own_gate(request: PageRequest, number: int) -> Gate:
    gate = next((row for row in gates_of_organisation(request.actor.organisation) if row.pk == number), None)
    if gate is None:
        raise NotFound("This gate does not exist.")
    return gate
