"""The administrator's lists of organisations, facilities, desks and authorities, and their forms."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from aigis.apps.administration import queries
from aigis.apps.administration.actions import FaultyFile, apply_record
from aigis.apps.facilities import changes as facility_changes
from aigis.apps.facilities.models import Facility
from aigis.apps.facilities.queries import any_gate
from aigis.apps.people import directory
from aigis.core.access.permissions import Capability
from aigis.core.administration.file_reader import read_record
from aigis.core.administration.records import Located
from aigis.core.errors import InvalidInput
from aigis.core.translations import LANGUAGES
from aigis.web.base.access import PageRequest, page
from aigis.web.forms.form import FilledForm
from aigis.web.forms.page_parts import (
    Action,
    DetailPage,
    FormField,
    FormPage,
    ListCell,
    ListPage,
    render_detail,
    render_form,
    render_list,
    search,
    search_of,
)
from aigis.web.forms.rejection_log import record_refused
from aigis.web.forms.steps import carry_out
from aigis.web.labels.facilities import gate_name
from aigis.web.labels.vocabulary import LANGUAGES as LANGUAGE_NAMES
from aigis.web.people.record_kinds import RECORD_KINDS, RecordKind, gate_rows

_LONGEST = 400
_DESKS = "desks"


@page(Capability.PEOPLE_MANAGE)
@require_GET
def records(request: PageRequest, kind: str) -> HttpResponse:
    """One code list with search and pages."""
    record_kind = _kind(kind)
    rows = search(record_kind.rows(), search_of(request), *record_kind.searched)
    total = rows.count()
    if kind == "organisations":
        directory.record_listing(organisations=total, actor=request.actor, at=timezone.now())
    listed = ListPage(
        title=record_kind.title,
        columns=record_kind.columns,
        empty=record_kind.empty,
        new=(reverse("record_new", args=[kind]), record_kind.add),
        back=(reverse("people"), gettext("Administration")),
        export=kind,
    )
    return render_list(request, listed, rows, record_kind.cells, total=total)


@page(Capability.PEOPLE_MANAGE)
@require_GET
def record(request: PageRequest, kind: str, code: str) -> HttpResponse:
    """One row of a code list."""
    record_kind, row = _kind(kind), queries.by_code(kind, code)
    facts = [(column, cell.text) for column, cell in zip(record_kind.columns, record_kind.cells(row), strict=True)]
    actions = [] if kind == _DESKS else [Action(reverse("record_edit", args=[kind, code]), gettext("Change"))]
    note = gettext("Changes of a desk are proposed by its own office, in its alerts.") if kind == _DESKS else ""
    tables: list[tuple[object, list[object], list[list[ListCell]]]] = []
    if isinstance(row, Facility):
        actions.append(Action(reverse("gate_new", args=[code]), gettext("Add a gate")))
        tables.append((gettext("Gates"), [gettext("Code"), gettext("Name")], gate_rows(row)))
    if kind == "organisations":
        address = f"{reverse('user_new')}?organisation={code}"
        actions.append(Action(address, gettext("Invite a person")))
    title = str(getattr(row, "name_nl", "") or getattr(row, "name", code))
    detail = DetailPage(title, facts, _back(record_kind), actions, tables, note=note)
    return render_detail(request, detail)


@page(Capability.PEOPLE_MANAGE)
@require_http_methods(["GET", "POST"])
def record_new(request: PageRequest, kind: str) -> HttpResponse:
    """The form of a new row."""
    record_kind = _kind(kind)
    fields = record_kind.fields(None)
    form = FilledForm(request.POST.dict(), longest={field.name: _LONGEST for field in fields})
    if request.method == "POST" and _applied(request, record_kind, form, {}):
        return redirect("records", kind)
    form_page = FormPage(record_kind.add, gettext("Save"), fields, _back(record_kind))
    return render_form(request, form_page, form)


@page(Capability.PEOPLE_MANAGE)
@require_http_methods(["GET", "POST"])
def record_edit(request: PageRequest, kind: str, code: str) -> HttpResponse:
    """The form of a row that exists; its code, kind and organisation stay."""
    record_kind, row = _kind(kind), queries.by_code(kind, code)
    if kind == _DESKS:  # who hears of a hit is changed by two people of two offices, in `web/alerts`
        raise Http404
    fields = record_kind.fields(row)
    sent = request.POST.dict() if request.method == "POST" else record_kind.opening(row)
    form = FilledForm(sent, longest={field.name: _LONGEST for field in fields})
    if request.method == "POST" and _applied(request, record_kind, form, _fixed(row)):
        return redirect("record", kind, code)
    back = (reverse("record", args=[kind, code]), code)
    return render_form(request, FormPage(gettext("Change"), gettext("Save"), fields, back), form)


def _fixed(row: object) -> dict[str, object]:
    """Returns the keys of a row that its form does not offer."""
    fixed: dict[str, object] = {"code": getattr(row, "code", "")}
    if isinstance(row, Facility):
        return {
            **fixed,
            "gates": [{"code": gate.name, "names": _all_names(gate.names, gate.name)} for gate in row.gate_set.all()],
        }
    if kind := getattr(row, "kind", ""):
        fixed["kind"] = kind
    return fixed


def _all_names(names: Mapping[str, str], name: str) -> dict[str, str]:
    return {code: names.get(code) or name for code in LANGUAGES}


def _applied(request: PageRequest, kind: RecordKind, form: FilledForm, fixed: Mapping[str, object]) -> bool:
    """Carries the form out; errors are put beside their fields."""
    made, wrong = read_record(kind.table, {**kind.to_table(request.POST), **fixed})
    for key, error in wrong.items():
        form.take(InvalidInput(error.template, values=error.values), {}, otherwise=_field_of(key, form))
    if made is not None and form.sound:
        try:
            apply_record(Located(kind.table, made, {"": 1}), actor=request.actor, at=timezone.now())
            messages.success(request, gettext("Saved."))
            return True
        except FaultyFile as faulty:
            for fault in faulty.faults:
                key = fault.key.partition(".")[2]
                form.refuse(_field_of(key, form), gettext(fault.sentence))
    record_refused(request, form, at=timezone.now())
    return False


def _field_of(key: str, form: FilledForm) -> str:
    """Returns the field of the form beside which a fault of a key is shown."""
    named = {"names": "name_nl", "gates": "gate_nl"}.get(key, key)
    return named if named in form.values else next(iter(form.values))


@page(Capability.PEOPLE_MANAGE)
@require_http_methods(["GET", "POST"])
def gate_new(request: PageRequest, facility: str) -> HttpResponse:
    """The form of a further gate."""
    form = FilledForm(request.POST.dict(), longest={"gate": 32, **{f"name_{code}": 80 for code in LANGUAGES}})
    if request.method == "POST":
        names = {code: form[f"name_{code}"] for code in LANGUAGES}
        form.require("gate", gettext("Enter the code of the gate, like quay-2."))
        if form.sound and carry_out(
            request,
            form,
            lambda: facility_changes.add_gate(facility, form["gate"], names, actor=request.actor, at=timezone.now()),
            otherwise="gate",
        ):
            return redirect("record", "facilities", facility)
    fields = [FormField("gate", gettext("Code of the gate"), hint="quay-2", width="10"), *name_fields()]
    back = (reverse("record", args=["facilities", facility]), facility)
    return render_form(request, FormPage(gettext("Add a gate"), gettext("Save"), fields, back), form)


@page(Capability.PEOPLE_MANAGE)
@require_http_methods(["GET", "POST"])
def gate_edit(request: PageRequest, gate: int) -> HttpResponse:
    """The names of a gate."""
    row = any_gate(gate)
    back = (reverse("record", args=["facilities", row.facility.code]), row.facility.code)
    present = {f"name_{code}": row.names.get(code, "") for code in LANGUAGES}
    form = FilledForm(request.POST.dict() if request.method == "POST" else present, longest=dict.fromkeys(present, 80))
    if request.method == "POST":
        names = {code: form[f"name_{code}"] for code in LANGUAGES}
        act = lambda: facility_changes.name_gate(row, names, actor=request.actor, at=timezone.now())  # noqa: E731
        if form.sound and carry_out(request, form, act, otherwise="name_nl"):
            return redirect(back[0])
    return render_form(request, FormPage(gate_name(row), gettext("Save"), name_fields(), back), form)


def name_fields() -> list[FormField]:
    """Returns the fields of a name in four languages."""
    return [FormField(f"name_{code}", f"{gettext('Name')} ({language})") for code, language in LANGUAGE_NAMES]


def _kind(slug: str) -> RecordKind:
    if slug not in RECORD_KINDS:
        raise Http404
    return RECORD_KINDS[slug]


def _back(kind: RecordKind) -> tuple[str, object]:
    return reverse("records", args=[kind.slug]), kind.title
