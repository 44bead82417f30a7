"""Probing: what was found, the end of a restraint, and the auditors' decoys."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aigis.apps.people import directory
from aigis.apps.probing import decoys, findings
from aigis.apps.probing.findings import LONGEST_NOTE, ShownFinding
from aigis.core.access.permissions import Capability, may
from aigis.core.errors import Conflict, InvalidInput
from aigis.web.base.access import PageRequest, page
from aigis.web.base.error_messages import translate_error
from aigis.web.forms.form import FilledForm
from aigis.web.forms.person import DETAILS, details
from aigis.web.forms.rejection_log import record_refused
from aigis.web.labels.probe_patterns import LEVEL_COLOURS, RULES, describe_finding, level_label, rule_explanations

_DECOY = {name: DETAILS[name] for name in ("family_name", "given_names", "birth_date")}
_NOTE = {"note": LONGEST_NOTE}


@page(Capability.PROBING_READ)
@never_cache
@require_safe
def probing(request: PageRequest) -> HttpResponse:
    """The newest findings, with the level of each account's restraint."""
    return _findings_page(request)


@page(Capability.PROBING_RELEASE, step_up=True)
@never_cache
@require_POST
def probing_release(request: PageRequest, finding: UUID) -> HttpResponse:
    """Ends the restraint of a finding's account."""
    form, now = FilledForm(request.POST.dict(), longest=_NOTE), timezone.now()
    if form.sound:
        try:
            findings.release(finding, note=form["note"], actor=request.actor, at=now)
        except InvalidInput as wrong:
            form.take(wrong, {}, otherwise="note")
        else:
            messages.success(request, gettext("The restraint has ended."))
            return redirect("probing")
    record_refused(request, form, at=now)
    return _findings_page(request, finding, form)


def _findings_page(request: PageRequest, finding: UUID | None = None, form: FilledForm | None = None) -> HttpResponse:
    shown_findings = findings.shown(actor=request.actor, at=timezone.now())
    names = directory.actor_names({row.row.actor_key for row in shown_findings})
    organisations = {organisation.pk: organisation.name for organisation in directory.organisations()}
    context: dict[str, Any] = {
        "findings": [
            _context(row, names, organisations) | {"form": form if row.row.pk == finding else None}
            for row in shown_findings
        ],
        "releases": may(request.actor, Capability.PROBING_RELEASE),
        "reads_log": may(request.actor, Capability.LOG_READ),
        "edits_decoys": may(request.actor, Capability.DECOY_EDIT),
        "rules": rule_explanations(),
        "most": LONGEST_NOTE,
        "error": next(iter(form.errors.values()), "") if form else "",
        "error_at": finding,
    }
    return render(request, "web/probing/findings.html", context, status=422 if form else 200)


def _context(shown: ShownFinding, names: dict[str, str], organisations: dict[int, str]) -> dict[str, Any]:
    row = shown.row
    return {
        "row": row,
        "title": RULES[row.rule],
        "sentence": describe_finding(row.rule, {**row.facts, "checks": row.checks}),
        "name": names[row.actor_key],
        "organisation": organisations.get(row.organisation, ""),
        "level": level_label(shown.level),
        "colour": LEVEL_COLOURS[shown.level],
        "is_restrained": bool(shown.level),
        "until": shown.until,
    }


@page(Capability.DECOY_EDIT, step_up=True)
@never_cache
@require_http_methods(["GET", "POST"])
def decoys_page(request: PageRequest) -> HttpResponse:
    """The decoys in use, and the form of a new one."""
    form, now = FilledForm(request.POST.dict(), longest=_DECOY), timezone.now()
    if request.method == "POST" and _add_decoy(request, form):
        messages.success(request, gettext("The decoy is in use. Checks of it raise an alarm within a minute."))
        return redirect("decoys")
    if not form.sound:
        record_refused(request, form, at=now)
    shown_decoys = decoys.shown(actor=request.actor, at=now)
    names = directory.actor_names({decoy.row.made_by for decoy in shown_decoys})
    rows = [
        {
            "row": decoy.row,
            "name": decoy.person.names[0].full,
            "birth": str(decoy.person.birth),
            "by": names[decoy.row.made_by],
        }
        for decoy in shown_decoys
    ]
    context = {"form": form, "decoys": rows}
    return render(request, "web/probing/decoys.html", context, status=200 if form.sound else 422)


def _add_decoy(request: PageRequest, form: FilledForm) -> bool:
    person = details(_with_all_details(form))
    if not form.sound:
        return False
    try:
        decoys.add(person, actor=request.actor, at=timezone.now())
    except InvalidInput as wrong:
        form.take(wrong, {"person": "family_name"}, otherwise="family_name")
    except Conflict as refused:
        form.refuse("family_name", translate_error(refused))
    return form.sound


def _with_all_details(form: FilledForm) -> FilledForm:
    """The form with the fields that every form about a person has; those that are not offered stay empty."""
    form.values = dict.fromkeys(DETAILS, "") | form.values
    return form


@page(Capability.DECOY_EDIT, step_up=True)
@require_POST
def decoy_end(request: PageRequest, decoy: int) -> HttpResponse:
    """Ends a decoy."""
    decoys.end(decoy, actor=request.actor, at=timezone.now())
    messages.success(request, gettext("The decoy has ended."))
    return redirect("decoys")
