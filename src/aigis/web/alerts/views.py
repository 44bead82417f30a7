"""The alert desk: live, loud while an alert is not acknowledged; one alert opened, and the desk's own acts."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aigis.apps.alerts import actions, queries, steps
from aigis.apps.alerts.queries import DeskFilter
from aigis.apps.alerts.steps import AlertRef
from aigis.apps.checks.alert_detail import Alerted, alerted, desk_groups
from aigis.core.access.permissions import Capability
from aigis.core.errors import Conflict, InvalidInput
from aigis.web.alerts.form import MOST_WORDS, STATES, ClosingForm, read_filter
from aigis.web.base.access import PageRequest, page
from aigis.web.base.error_messages import translate_error
from aigis.web.labels.alerts import OUTCOMES, closing_words
from aigis.web.persons import comparison

_MOST_AT_ONCE = 100


@page(Capability.ALERT_READ)
@never_cache
@require_safe
def alerts(request: PageRequest) -> HttpResponse:
    """The desk; asked again by the page itself, only what changed since the mark it has (RFC 9110, If-None-Match)."""
    mark = f'"{queries.change_mark(actor=request.actor)}-{get_language()}"'
    if _asked_again(request) and request.headers.get("If-None-Match", "").removeprefix("W/") == mark:
        return HttpResponse(status=304, headers={"ETag": mark})
    shown = read_filter(request.GET)
    at = timezone.now()
    desk_page, groups = desk_groups(shown, actor=request.actor, at=at)
    waiting = [group for group in groups if group.first.row.state.acknowledged_at is None]
    context = {
        "mark": mark,
        "page": desk_page,
        "waiting": waiting,
        "others": [group.first for group in groups[len(waiting) :]],
        "since": at,
        "now": at,
        "shown": shown,
        "states": STATES,
        "own_desks": [desk for desk in queries.desks_of(request.actor) if desk.removed_at is None],
        "previous": _address(shown, desk_page.page - 1) if desk_page.page > 1 else "",
        "next": _address(shown, desk_page.page + 1) if desk_page.page < desk_page.pages else "",
        "wall": request.GET.get("view") == "wall",
    }
    template = "web/alerts/live.html" if _asked_again(request) else "web/alerts/desk.html"
    reply = render(request, template, context)
    reply.headers["ETag"] = mark
    return reply


def _address(shown: DeskFilter, page_number: int) -> str:
    names = ("desk", "port", "facility", "state")
    query = {name: getattr(shown, name) for name in names if getattr(shown, name)} | {"page": page_number}
    return f"?{urlencode(query)}"


@page(Capability.ALERT_READ)
@never_cache
@require_safe
def alert(request: PageRequest, alert: UUID) -> HttpResponse:
    """One alert with all that the desk may see of it."""
    return _alert_page(request, alert, ClosingForm())


@page(Capability.ALERT_ANSWER)
@require_POST
def acknowledge(request: PageRequest, alert: UUID) -> HttpResponse:
    """Notes that the desk has seen the alert."""
    desk = request.POST.get("desk", "")
    actions.acknowledge(alert=alert, actor=request.actor, at=timezone.now(), desk=desk)
    messages.success(request, gettext("Acknowledged. Close the alert when you know how it ended."))
    return redirect("alert", alert)


@page(Capability.ALERT_ANSWER)
@require_POST
def acknowledge_group(request: PageRequest) -> HttpResponse:
    """Acknowledges the alerts of a card, on the list itself."""
    desk, at = request.POST.get("desk", ""), timezone.now()
    references = [reference for reference in request.POST.getlist("alert")[:_MOST_AT_ONCE] if _is_id(reference)]
    for reference in references:
        actions.acknowledge(alert=UUID(reference), actor=request.actor, at=at, desk=desk)
    done = ngettext("%(count)s alert acknowledged.", "%(count)s alerts acknowledged.", len(references))
    messages.success(request, done % {"count": len(references)})
    return redirect("alerts")


@page(Capability.ALERT_ANSWER, step_up=True)
@require_http_methods(["GET", "POST"])
def close(request: PageRequest, alert: UUID) -> HttpResponse:
    """Closes the alert at the desk with how it ended; a reload of a refused form shows the alert."""
    if request.method == "GET":
        return redirect("alert", alert)
    sent = ClosingForm(request.POST.get("outcome", ""), " ".join(request.POST.get("words", "").split()))
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


@page(Capability.ALERT_ANSWER)
@require_http_methods(["GET", "POST"])
def step(request: PageRequest, alert: UUID, kind: str) -> HttpResponse:
    """Assigns an alert, adds a note or reopens it; a reload of a refused form shows the alert."""
    if request.method == "GET":
        return redirect("alert", alert)
    ref, at = AlertRef(alert, request.POST.get("desk", "")), timezone.now()
    text = request.POST.get("text", "")
    try:
        if kind == "assign":
            steps.assign(ref, to=text, actor=request.actor, at=at)
        elif kind == "note":
            steps.add_note(ref, text=text, actor=request.actor, at=at)
        else:
            steps.reopen(ref, why=text, actor=request.actor, at=at)
    except (Conflict, InvalidInput) as refused:
        return _alert_page(request, alert, ClosingForm(), errors={kind: translate_error(refused)})
    messages.success(request, gettext("Recorded."))
    return redirect("alert", alert)


@page(Capability.ALERT_ANSWER)
@require_POST
def hand_over(request: PageRequest) -> HttpResponse:
    """Hands the desk's open alerts over to the next shift."""
    sent = request.POST
    try:
        count = steps.hand_over(
            desk=sent.get("desk", ""),
            to=sent.get("to", ""),
            note=sent.get("note", ""),
            actor=request.actor,
            at=timezone.now(),
        )
    except InvalidInput as refused:
        messages.error(request, translate_error(refused))
        return redirect("alerts")
    done = ngettext("%(count)s open alert handed over.", "%(count)s open alerts handed over.", count)
    messages.success(request, done % {"count": count})
    return redirect("alerts")


@page(Capability.ALERT_ANSWER)
@require_POST
def drill(request: PageRequest) -> HttpResponse:
    """Raises a drill at the desk."""
    try:
        actions.raise_drill(desk=request.POST.get("desk", ""), actor=request.actor, at=timezone.now())
    except Conflict as refused:
        messages.error(request, translate_error(refused))
        return redirect("alerts")
    messages.success(request, gettext("The drill has been raised. It is delivered and escalated like an alert."))
    return redirect("alerts")


def _alert_page(
    request: PageRequest, alert: UUID, form: ClosingForm, *, errors: dict[str, str] | None = None
) -> HttpResponse:
    detail = alerted(alert, actor=request.actor, at=timezone.now())
    shown = _context(detail) | {"form": form, "errors": errors or {}, "outcomes": OUTCOMES, "most_words": MOST_WORDS}
    return render(request, "web/alerts/alert.html", shown, status=422 if errors else 200)


def _context(detail: Alerted) -> dict[str, object]:
    is_hit = detail.presented is not None and detail.ban is not None
    return {
        "found": detail,
        "alert": detail.at_desk.alert,
        "row": detail.at_desk.row,
        "state": detail.at_desk.state,
        "gate": detail.at_desk.alert.gate,
        "rows": comparison.rows(detail.presented, detail.ban.person) if detail.presented and detail.ban else [],
        "is_hit": is_hit,
        "now": timezone.now(),
    }


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _asked_again(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"
