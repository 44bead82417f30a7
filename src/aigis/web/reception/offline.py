"""The outage plan that the browser of a gate keeps for the time without a network."""

from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from aigis.apps.facilities.models import Gate
from aigis.apps.facilities.queries import gates_of
from aigis.core.access.permissions import Capability
from aigis.core.errors import NotFound
from aigis.web.base.access import PageRequest, page
from aigis.web.labels.facilities import gate_name, outage_plan

GATE_COOKIE = "aigis_gate"  # the gate of this workstation, whoever signs in at it


def remembered_gate(request: PageRequest, gates: list[Gate]) -> Gate | None:
    """Returns the gate of the session or of the workstation, among those the reader may check at."""
    code = request.session.get("gate") or request.COOKIES.get(GATE_COOKIE)
    return next((gate for gate in gates if gate.code == code), gates[0] if gates else None)


@page(Capability.CHECK_OUTCOME)
@never_cache
@require_safe
def reception_offline(request: PageRequest) -> HttpResponse:
    """Shows the plan of the gate's facility; nothing about a person."""
    gate = remembered_gate(request, gates_of(request.actor))
    shown = {
        "place": f"{gate.facility.name} – {gate_name(gate)}" if gate else "",
        "plan": outage_plan(gate.facility) if gate else "",
        "phone": gate.facility.pfso_phone if gate else "",
    }
    return render(request, "web/reception/offline.html", shown)


@page(Capability.CHECK_OUTCOME)
@never_cache
@require_safe
def service_worker(request: PageRequest) -> HttpResponse:
    """Returns the script that shows the kept plan; its address limits it to the reception."""
    path = finders.find("aigis/reception/service_worker.js")
    if path is None:
        raise NotFound
    with open(path, encoding="utf-8") as script:
        return HttpResponse(script.read(), content_type="text/javascript; charset=utf-8")
