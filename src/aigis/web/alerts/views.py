"""The alert desk: what was told to it, newest first and live; one alert opened, acknowledged, closed."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aigis.apps.alerts import actions, queries
from aigis.apps.checks.alert_detail import Alerted, alerted
from aigis.apps.facilities.queries import codes_at
from aigis.core.access.permissions import Capability
from aigis.core.errors import Conflict
from aigis.web.base.access import PageRequest, page
from aigis.web.base.error_messages import translate_error
from aigis.web.charts import port_schematic
from aigis.web.labels.alerts import OTHER, OUTCOMES, closing_words
from aigis.web.persons import comparison

_MOST_WORDS = 160


@dataclass(frozen=True, slots=True)
class _ClosingForm:
    """The form that closes an alert, as it was filled in, and what is wrong with it."""

    outcome: str = ""
    words: str = ""

    @property
    def errors(self) -> dict[str, str]:
        """Sentences beside their fields; none for a form that can be carried out."""
        if self.outcome not in OUTCOMES:
            return {"outcome": gettext("Choose an outcome.")}
        if self.outcome == OTHER and not self.words:
            return {"words": gettext("Describe the outcome in a few words.")}
        if len(self.words) > _MOST_WORDS:
            return {"words": gettext("Use at most 160 characters.")}
        return {}


@page(Capability.ALERT_READ)
@never_cache
@require_safe
def alerts(request: PageRequest) -> HttpResponse:
    """The desk; asked again by the page itself, only what changed since the mark it has (RFC 9110, If-None-Match)."""
    mark = f'"{queries.change_mark(actor=request.actor)}-{get_language()}"'
    if _asked_again(request) and request.headers.get("If-None-Match", "").removeprefix("W/") == mark:
        return HttpResponse(status=304, headers={"ETag": mark})
    rows = queries.newest(actor=request.actor, at=timezone.now())
    waiting = [row for row in rows if row.row.acknowledged_at is None]
    shown = {"mark": mark, "waiting": waiting, "others": rows[len(waiting) :], "since": timezone.now()}
    template = "web/alerts/live.html" if _asked_again(request) else "web/alerts/desk.html"
    reply = render(request, template, shown)
    reply.headers["ETag"] = mark
    return reply


@page(Capability.ALERT_READ)
@never_cache
@require_safe
def alert(request: PageRequest, alert: UUID) -> HttpResponse:
    """One alert with all that the desk may see of it."""
    return _alert_page(request, alert, _ClosingForm())


@page(Capability.ALERT_ANSWER)
@require_POST
def acknowledge(request: PageRequest, alert: UUID) -> HttpResponse:
    """Notes that the desk has seen the alert."""
    desk = request.POST.get("desk", "")
    actions.acknowledge(alert=alert, actor=request.actor, at=timezone.now(), desk=desk)
    messages.success(request, gettext("Acknowledged. Close the alert when you know how it ended."))
    return redirect("alert", alert)


@page(Capability.ALERT_ANSWER)
@require_http_methods(["POST"])
def close(request: PageRequest, alert: UUID) -> HttpResponse:
    """Closes the alert at the desk with how it ended."""
    sent = _ClosingForm(request.POST.get("outcome", ""), " ".join(request.POST.get("words", "").split()))
    if sent.errors:
        return _alert_page(request, alert, sent, errors=sent.errors)
    try:
        outcome = closing_words(sent.outcome, sent.words)
        desk = request.POST.get("desk", "")
        actions.close(alert=alert, outcome=outcome, actor=request.actor, at=timezone.now(), desk=desk)
    except Conflict as early:
        return _alert_page(request, alert, sent, errors={"acknowledge": translate_error(early)})
    messages.success(request, gettext("Closed. The alert can still be read."))
    return redirect("alerts")


def _alert_page(
    request: PageRequest, alert: UUID, form: _ClosingForm, *, errors: dict[str, str] | None = None
) -> HttpResponse:
    detail = alerted(alert, actor=request.actor, at=timezone.now())
    shown = _context(detail) | {"form": form, "errors": errors or {}, "outcomes": OUTCOMES, "most_words": _MOST_WORDS}
    return render(request, "web/alerts/alert.html", shown, status=422 if errors else 200)


def _context(detail: Alerted) -> dict[str, object]:
    gate = detail.at_desk.alert.gate
    return {
        "found": detail,
        "alert": detail.at_desk.alert,
        "row": detail.at_desk.row,
        "state": detail.at_desk.state,
        "gate": gate,
        "rows": comparison.rows(detail.presented, detail.ban.person),
        "place": port_schematic.draw(codes_at(gate.facility.port_id), gate.facility.code),
    }


def _asked_again(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"
