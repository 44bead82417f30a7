"""Unusual patterns: what departs from habit, the entries to open, and what an auditor says of it."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from aigis.apps.insight import anomalies
from aigis.apps.insight.anomalies import AnomalyReport
from aigis.apps.people import directory
from aigis.core.access.permissions import Capability
from aigis.core.audit.anomalies import AnomalyRule
from aigis.core.dates.brussels import day_of
from aigis.core.errors import InvalidInput
from aigis.web.audit.actor_views import days_of
from aigis.web.base.access import PageRequest, page
from aigis.web.forms.form import FilledForm
from aigis.web.labels.audit import REMARKS, RULES, finding_said, rule_said

_DAYS = {"first": 10, "last": 10}
_REMARK = {"finding": 32, "rule": 20, "word": 10, "note": anomalies.LONGEST_NOTE, **_DAYS}
_USUALLY = timedelta(days=6)


@page(Capability.LOG_READ)
@never_cache
@require_http_methods(["GET", "POST"])
def unusual_patterns(request: PageRequest) -> HttpResponse:
    """The findings of some days; a remark on one is sent here too, and stays where it was typed if it is wrong."""
    form = FilledForm(request.POST.dict(), longest=_REMARK)
    if request.method == "POST" and _remarked(request, form):
        messages.success(request, gettext("Your remark is recorded."))
        return redirect(f"{reverse('audit_patterns')}?{urlencode({name: form[name] for name in _DAYS})}")
    today = day_of(timezone.now())
    sent = request.POST if request.method == "POST" else request.GET
    days = FilledForm(
        {"first": f"{today - _USUALLY:%d/%m/%Y}", "last": f"{today:%d/%m/%Y}", **sent.dict()}, longest=_DAYS
    )
    findings = _found(request, days)
    shown = {
        "form": days,
        "found": _shown(findings, form),
        "searched": days.sound,
        "remarks": list(REMARKS.items()),
        "rules": [(RULES[rule], rule_said(rule)) for rule in AnomalyRule],
        "most": anomalies.LONGEST_NOTE,
    }
    return render(request, "web/audit/patterns.html", shown, status=200 if form.sound and days.sound else 422)


def _remarked(request: PageRequest, form: FilledForm) -> bool:
    if not form.sound:
        return False
    fields = {name: form[name] for name in ("rule", "word", "note")}
    try:
        anomalies.remark(form["finding"], **fields, actor=request.actor, at=timezone.now())
    except InvalidInput as wrong:
        form.take(wrong, {}, otherwise="note")
        return False
    return True


def _found(request: PageRequest, days: FilledForm) -> list[AnomalyReport]:
    first, last = days_of(days)
    if first is None or last is None:
        return []
    try:
        return anomalies.search(first, last, actor=request.actor, at=timezone.now())
    except InvalidInput as wrong:
        days.take(wrong, {}, otherwise="first")
        return []


def _shown(findings: list[AnomalyReport], form: FilledForm) -> list[dict[str, Any]]:
    names = directory.actor_names(
        key for row in findings for key in (row.finding.actor, *(remark.by for remark in row.said))
    )
    return [
        {
            "finding": row.finding,
            "title": RULES[row.finding.rule],
            "sentence": finding_said(row.finding),
            "name": names[row.finding.actor],
            "said": [(REMARKS[remark.word], names[remark.by], remark) for remark in row.said],
            "form": form if form["finding"] == row.finding.key else FilledForm({}, longest=_REMARK),
        }
        for row in findings
    ]
