"""Who looked at this person: the question, how far the log is read, what was found, and the person's own sheet."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from aigis.apps.insight import sheets, trails
from aigis.apps.insight.sheets import SheetRequest
from aigis.apps.insight.trails import ReadTrail, TrailQuery
from aigis.core.access.permissions import Capability
from aigis.core.dates.brussels import day_of
from aigis.core.errors import InvalidInput
from aigis.core.privacy.disclosure_delays import DELAYS, SHEET
from aigis.web.audit.actor_views import days_of
from aigis.web.audit.entry_rows import named
from aigis.web.base.access import PageRequest, page
from aigis.web.forms.form import FilledForm
from aigis.web.forms.person import DETAILS, details
from aigis.web.forms.rejection_log import record_refused
from aigis.web.labels.audit import CONFIDENCE, LOOKS, ORGANISATIONS, PROVEN_BY, TOLD, purpose_word
from aigis.web.labels.law import shown_once
from aigis.web.labels.vocabulary import LANGUAGES
from aigis.web.persons.presented import asked_rows

_FIELDS = {**DETAILS, "reference": 120, "first": 10, "last": 10}
_SHEET = {"reference": 120, "proven_by": 12, "language": 2, "inquiry": 3}
_PLACES = {"person": "family_name"}
_USUALLY = timedelta(days=30)


@page(Capability.LOG_READ)
@never_cache
@require_http_methods(["GET", "POST"])
def trail_ask(request: PageRequest) -> HttpResponse:
    """The form; whom it is about is sent in the body, so that no address names a person."""
    today = day_of(timezone.now())
    usual = {"first": f"{today - _USUALLY:%d/%m/%Y}", "last": f"{today:%d/%m/%Y}"}
    form = FilledForm({**usual, **request.POST.dict()}, longest=_FIELDS)
    if request.method == "POST" and (trail := _asked(request, form)):
        return redirect("audit_trail", trail)
    shown = {"form": form, "recent": trails.recent(actor=request.actor), "focus": "family_name" if form.sound else ""}
    return render(request, "web/audit/trail_ask.html", shown, status=200 if form.sound else 422)


def _asked(request: PageRequest, form: FilledForm) -> UUID | None:
    now = timezone.now()
    person = details(form)
    reference = form.require("reference", gettext("Enter the reference of the inquiry."))
    first, last = days_of(form)
    if form.sound and first and last:
        try:
            return trails.ask(TrailQuery(person, reference, first, last), actor=request.actor, at=now)
        except InvalidInput as wrong:
            form.take(wrong, _PLACES, otherwise="family_name")
    record_refused(request, form, at=now)
    return None


@page(Capability.LOG_READ)
@never_cache
@require_safe
def trail(request: PageRequest, trail: UUID) -> HttpResponse:
    """How far the log is read, or what was found."""
    if _is_polling(request) and trails.has_ended(trail, actor=request.actor):
        return HttpResponse(headers={"HX-Refresh": "true"})
    reading = trails.read(trail, actor=request.actor, at=timezone.now())
    return _trail_page(request, reading, FilledForm({}, longest=_SHEET))


def _is_polling(request: PageRequest) -> bool:
    return "HX-Request" in request.headers


@page(Capability.LOG_READ)
@never_cache
@require_http_methods(["POST"])
def sheet_give(request: PageRequest, trail: UUID) -> HttpResponse:
    """Makes the sheet that the person is given."""
    form = FilledForm(request.POST.dict(), longest=_SHEET)
    now = timezone.now()
    if form.sound:
        sheet_request = SheetRequest(form["reference"], form["proven_by"], form["language"], form["inquiry"] != "")
        try:
            return redirect("audit_sheet", sheets.give(trail, sheet_request, actor=request.actor, at=now))
        except InvalidInput as wrong:
            form.take(wrong, {}, otherwise="reference")
    reading = trails.read(trail, actor=request.actor, at=now)
    return _trail_page(request, reading, form)


@page(Capability.LOG_READ)
@never_cache
@require_safe
def sheet(request: PageRequest, sheet: UUID) -> HttpResponse:
    """The sheet as it was given, in the person's language, to be printed."""
    sheet_reading = sheets.read(sheet, actor=request.actor, at=timezone.now())
    with override(sheet_reading.row.language):
        rows = [
            (row.at, LOOKS[row.event], ORGANISATIONS.get(row.kind, ""), purpose_word(row.purpose))
            for row in sheet_reading.rows
        ]
        shown = {"found": sheet_reading, "rows": rows, "person": asked_rows(sheet_reading.person)}
        return render(request, "web/audit/sheet.html", shown)


def _trail_page(request: PageRequest, reading: ReadTrail, form: FilledForm) -> HttpResponse:
    template = "web/audit/trail_progress.html" if _is_polling(request) else "web/audit/trail.html"
    shown = {
        "found": reading,
        "asked": asked_rows(reading.query.person),
        "percent": int(100 * reading.part),
        "rows": _rows(reading),
        "most": trails.MOST_FOUND,
        "cut_off": reading.row.many > trails.MOST_FOUND,
        "form": form,
        "proven_by": list(PROVEN_BY.items()),
        "languages": [(code, name, code) for code, name in LANGUAGES],
        "delays": _delays(),
        "sheet_law": [(TOLD[what], shown_once(law)) for what, law in SHEET.items()],
        "provisions": shown_once(provision for law in SHEET.values() for provision in law),
    }
    return render(request, template, shown, status=200 if form.sound else 422)


def _rows(reading: ReadTrail) -> list[Mapping[str, Any]]:
    rows = named(entry.entry for entry in reading.entries)
    return [
        {
            **row,
            "strength": CONFIDENCE[entry.strength],
            "purpose": purpose_word(str(entry.core.get("purpose") or "")),
            "gate": entry.core.get("gate", ""),
        }
        for row, entry in zip(rows, reading.entries, strict=True)
    ]


def _delays() -> list[tuple[object, str, int, bool]]:
    """The table of delays in words: what, for what purpose, how many days, and whether an inquiry holds it back."""
    rows: list[tuple[object, str, int, bool]] = []
    for key, delay in DELAYS.items():
        event, _, purpose = key.partition("/")
        rows.append((LOOKS[event], purpose_word(purpose), delay.days, delay.held_by_inquiry))
    return rows
