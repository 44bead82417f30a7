"""The front door and the addresses that machines watch."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone

from aigis.apps.insight.readiness import readiness
from aigis.apps.insight.system_figures import SystemCollector
from aigis.core.access.permissions import Role
from aigis.core.errors import NotAllowed
from aigis.telemetry.instruments import registry
from aigis.telemetry.listener import Reply, figures
from aigis.telemetry.processes import ProcessCollector
from aigis.web.base.access import failure, open_to_all
from aigis.web.base.navigation import home as home_of
from aigis.web.base.probes import is_local


@open_to_all
def home(request: HttpRequest) -> HttpResponse:
    """Sends a person to the desk of the role; who is not signed in, to the sign-in."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    role = request.user.role
    address = home_of(Role(role)) if role else None
    return redirect(address) if address else failure(request, NotAllowed("Your role has no pages here yet."))


@open_to_all
def healthy(request: HttpRequest) -> JsonResponse:
    """Says that this process answers."""
    return JsonResponse({"status": "ok"})


@open_to_all
def ready(request: HttpRequest) -> JsonResponse:
    """Says whether checks can be made here now; why not, and what needs attention, is for this machine alone."""
    state = readiness(at=timezone.now())
    body: dict[str, object] = {"ready": state.ready}
    if is_local(request):
        body |= {"problems": state.problems, "alarms": state.alarms, "setup": state.setup}
    return JsonResponse(body, status=200 if state.ready else 503)


@open_to_all
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures in the text format of Prometheus, for this machine alone; from elsewhere they have their own listener."""
    if not is_local(request):
        return HttpResponse("Figures have a listener of their own: AIGIS_METRICS.\n", "text/plain", 404)
    status, kind, body = web_figures()
    return HttpResponse(body, kind, status)


def web_figures() -> Reply:
    """Returns the figures of the web processes and of the whole installation."""
    return figures(registry([ProcessCollector("web", siblings=True), SystemCollector(timezone.now)]))
