"""The front door and the addresses that machines watch."""

from django.db import Error
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone

from aigis.apps.audit import queries as audit
from aigis.apps.notices import delivery
from aigis.apps.register import view as register
from aigis.core.errors import NotAllowed
from aigis.core.permissions import Role
from aigis.web.desks import home as home_of
from aigis.web.pages import failure, open_to_all


@open_to_all
def home(request: HttpRequest) -> HttpResponse:
    """Sends a person to the desk of the role; who is not signed in, to the sign-in."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    role = request.user.role
    address = home_of(Role(role)) if role else None
    return redirect(address) if address else failure(request, NotAllowed("Your role has no desk here yet."))


@open_to_all
def healthy(request: HttpRequest) -> JsonResponse:
    """Says that this process answers."""
    return JsonResponse({"status": "ok"})


@open_to_all
def ready(request: HttpRequest) -> JsonResponse:
    """Says whether checks can be made here now, and if not, why."""
    problems = _problems()
    return JsonResponse({"ready": not problems, "problems": problems}, status=503 if problems else 200)


def _problems() -> list[str]:
    now = timezone.now()
    try:
        register.current(at=now)
        health = audit.health()
    except Error as lost:
        return [f"database: {type(lost).__name__}"]
    if health.note is None:
        return ["log: no checkpoint yet"]
    behind = health.behind(at=now)
    return [f"log: {behind.total_seconds():.0f} s behind"] if behind > audit.ALARM_AFTER else []


@open_to_all
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures in the Prometheus text format: no persons, no organisations."""
    now = timezone.now()
    health = audit.health()
    figures = {
        "aigis_register_version": register.current(at=now).version,
        "aigis_log_size": health.size,
        "aigis_log_waiting": health.waiting,
        "aigis_log_behind_seconds": health.behind(at=now).total_seconds(),
        "aigis_notices_overdue": len(delivery.overdue()),
    }
    lines = "".join(f"# TYPE {name} gauge\n{name} {value}\n" for name, value in figures.items())
    return HttpResponse(lines, content_type="text/plain; version=0.0.4; charset=utf-8")
