"""A roster in the hands of people: made, searched, and replaced by a list whose effect is shown first."""

from pathlib import PurePath
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aigis.apps.facilities.queries import gates_of
from aigis.apps.people import access
from aigis.apps.rosters import entry_search, replacement, roster_settings, roster_uploads
from aigis.apps.rosters.actions import of_actor
from aigis.apps.rosters.models import Roster
from aigis.core.access.permissions import Capability, may
from aigis.core.dates.brussels import day_of
from aigis.core.errors import ChangedSince, Conflict, InvalidInput, LargeChange
from aigis.core.remarks import Remark
from aigis.core.values import Purpose, Verdict
from aigis.web.base.access import PageRequest, page
from aigis.web.base.error_messages import translate_error
from aigis.web.forms import uploaded_files
from aigis.web.forms.form import FilledForm
from aigis.web.forms.page_parts import FormField, FormPage, render_form
from aigis.web.forms.rejection_log import record_refused
from aigis.web.labels import dates as date_labels
from aigis.web.labels.facilities import gate_name
from aigis.web.labels.imports import translate_remark
from aigis.web.labels.vocabulary import PURPOSES, VERDICTS

_NEW = {"name": 40, "gate": 60, "purpose": 12, "valid_until": 40}
_MOST_SHOWN = 200


@page(Capability.ROSTER_EDIT)
@never_cache
@require_http_methods(["GET", "POST"])
def roster_new(request: PageRequest) -> HttpResponse:
    """The form that makes a roster."""
    opens = {"purpose": Purpose.BADGE.value}
    form = FilledForm(request.POST.dict() if request.method == "POST" else opens, longest=_NEW)
    gates = [(gate.code, f"{gate.facility.name} – {gate_name(gate)}") for gate in gates_of(request.actor)]
    if request.method == "POST":
        roster = _created(request, form, dict(gates))
        if roster is not None:
            messages.success(request, gettext("The roster is made. Send the list of its persons."))
            return redirect("roster", roster.name)
        record_refused(request, form, at=timezone.now())
    fields = [
        FormField("name", gettext("Name"), hint=gettext("Small letters, digits and hyphens, for example staff-2027")),
        FormField("gate", gettext("Gate"), "select", gettext("Where the persons are checked beforehand"), gates),
        FormField("purpose", gettext("Purpose"), "select", choices=list(PURPOSES.items())),
        FormField("valid_until", gettext("Valid until (optional)"), hint=gettext("For example 31/12/2026"), width="10"),
    ]
    back = (reverse("rosters"), gettext("Rosters"))
    return render_form(request, FormPage(gettext("New roster"), gettext("Make the roster"), fields, back), form)


def _created(request: PageRequest, form: FilledForm, gates: dict[str, str]) -> Roster | None:
    form.require("name", gettext("Enter a name."))
    form.choice("gate", gates, gettext("Choose a gate."))
    form.choice("purpose", PURPOSES, gettext("Choose a purpose."))
    valid_until = form.read("valid_until", date_labels.day)
    if not form.sound:
        return None
    purpose, actor, at = Purpose(form["purpose"]), request.actor, timezone.now()
    try:
        return roster_settings.create_roster(
            form["name"], gate=form["gate"], purpose=purpose, valid_until=valid_until, actor=actor, at=at
        )
    except InvalidInput as wrong:
        form.take(wrong, {}, otherwise="name")
        return None


@page(Capability.ROSTER_READ)
@never_cache
@require_http_methods(["GET", "POST"])
def roster(request: PageRequest, name: str) -> HttpResponse:
    """A roster with its entries; a name is searched in the body, so that no address names a person."""
    row = of_actor(name, actor=request.actor)
    values = request.POST if request.method == "POST" else request.GET
    search, verdict = values.get("q", "").strip()[:80], values.get("verdict", "")
    wanted = Verdict(verdict) if verdict in {choice.value for choice in Verdict} else None
    now = timezone.now()
    result = entry_search.search_entries(row, search, verdict=wanted, actor=request.actor, at=now)
    context = {
        "roster": row,
        "search": search,
        "verdict": verdict,
        "verdicts": [(choice.value, VERDICTS[choice.value]) for choice in Verdict],
        "result": result,
        "waiting": [upload for upload in roster_uploads.waiting_uploads(actor=request.actor) if upload.roster == row],
        "may_edit": may(request.actor, Capability.ROSTER_EDIT),
        "outdated": row.valid_until is not None and row.valid_until < day_of(now),
        "valid_until": date_labels.typed_day(row.valid_until) if row.valid_until else "",
    }
    return render(request, "web/rosters/roster_page.html", context)


@page(Capability.ROSTER_EDIT)
@require_POST
def roster_validity(request: PageRequest, name: str) -> HttpResponse:
    """Sets until when the list is valid."""
    row = of_actor(name, actor=request.actor)
    try:
        text = request.POST.get("valid_until", "").strip()
        valid_until = date_labels.day(text) if text else None
        roster_settings.set_validity(row, valid_until, actor=request.actor, at=timezone.now())
        messages.success(request, gettext("Done."))
    except InvalidInput as wrong:
        _note(request, wrong)
    return redirect("roster", row.name)


def _note(request: PageRequest, wrong: InvalidInput) -> None:
    access.record_malformed(
        request.actor, at=timezone.now(), address=request.path, code=wrong.code, field=wrong.field or "file"
    )
    messages.warning(request, translate_error(wrong))


@uploaded_files.with_file_in_memory(page(Capability.ROSTER_EDIT))
@require_POST
def roster_upload(request: PageRequest, name: str) -> HttpResponse:
    """Takes a whole list for the roster; nothing changes before somebody decides on the page that follows."""
    row = of_actor(name, actor=request.actor)
    file = request.FILES.get("file")
    try:
        if not isinstance(file, UploadedFile):
            raise InvalidInput("Choose the file with the list.", field="file")
        filename, content = uploaded_files.name_and_content(file)
        ending = PurePath(filename).suffix.lower() or ".csv"
        upload = roster_uploads.receive_roster_list(row, content, ending=ending, actor=request.actor, at=timezone.now())
    except InvalidInput as wrong:
        _note(request, wrong)
        return redirect("roster", row.name)
    return redirect("roster_list", row.name, upload.pk)


@page(Capability.ROSTER_EDIT)
@never_cache
@require_safe
def roster_list(request: PageRequest, name: str, upload: UUID) -> HttpResponse:
    """What a sent list would change: who is new, changed and gone, and which rows have a fault."""
    row = of_actor(name, actor=request.actor)
    preview = roster_uploads.preview_roster_list(
        roster_uploads.upload_of(row, upload), actor=request.actor, at=timezone.now()
    )
    difference = preview.difference
    kinds = (
        ("added", difference.added),
        ("changed", {ref: difference.fresh[ref] for ref in difference.changed}),
        ("gone", difference.gone),
    )
    context = {
        "roster": row,
        "upload": preview.upload,
        "difference": difference,
        "unchanged": difference.standing - difference.total,
        "kinds": [(kind, len(persons), list(persons.items())[:_MOST_SHOWN]) for kind, persons in kinds],
        "faulty": [(item, [_sentence(remark) for remark in item.faults]) for item in preview.faulty[:_MOST_SHOWN]],
        "faults": len(preview.faulty),
    }
    return render(request, "web/rosters/list_preview.html", context)


def _sentence(remark: Remark) -> str:
    sentence = translate_remark(remark)
    return f"{remark.column}: {sentence}" if remark.column else sentence


@page(Capability.ROSTER_EDIT)
@require_POST
def roster_list_apply(request: PageRequest, name: str, upload: UUID) -> HttpResponse:
    """Puts a list in force; a large change needs its exact number of entries typed in."""
    row = of_actor(name, actor=request.actor)
    sent = roster_uploads.upload_of(row, upload)
    typed = request.POST.get("confirm", "").strip()
    confirmed = int(typed) if typed.isdecimal() and len(typed) < 10 else None
    try:
        outcome = roster_uploads.apply_roster_list(sent, confirmed=confirmed, actor=request.actor, at=timezone.now())
    except LargeChange as large:
        messages.warning(request, translate_error(large))
        return redirect("roster_list", row.name, upload)
    except ChangedSince:
        messages.warning(request, gettext("The roster has changed since this list was sent. Send the list again."))
        return redirect("roster", row.name)
    messages.success(request, _result(outcome))
    return redirect("roster", row.name)


def _result(outcome: replacement.Replacement) -> str:
    counts = {"added": outcome.added, "changed": outcome.changed, "removed": outcome.removed}
    return gettext("The list is in force: %(added)s new, %(changed)s changed, %(removed)s removed.") % counts


@page(Capability.ROSTER_EDIT)
@require_POST
def roster_list_drop(request: PageRequest, name: str, upload: UUID) -> HttpResponse:
    """Drops a list; the roster stays as it is."""
    row = of_actor(name, actor=request.actor)
    try:
        sent = roster_uploads.upload_of(row, upload)
        roster_uploads.drop_roster_list(sent, actor=request.actor, at=timezone.now())
        messages.success(request, gettext("The list is dropped. The roster stays as it is."))
    except Conflict as decided:
        messages.warning(request, translate_error(decided))
    return redirect("roster", row.name)
