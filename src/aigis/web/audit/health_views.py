"""The health of the log, as the auditor sees it: size, signer, witnesses, alarms, and the last whole verification."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from aigis.apps.audit import queries
from aigis.apps.audit.auditor_queries import record_read
from aigis.apps.audit.log_status import condition
from aigis.apps.insight import verifications
from aigis.core.access.permissions import Capability
from aigis.core.errors import Conflict
from aigis.web.base.access import PageRequest, page
from aigis.web.base.error_messages import translate_error
from aigis.web.labels.audit import ALARMS


@page(Capability.LOG_READ)
@never_cache
@require_safe
def health(request: PageRequest) -> HttpResponse:
    """The condition of the log at this moment."""
    now = timezone.now()
    record_read("health", actor=request.actor, at=now)
    status = condition(at=now)
    shown = {
        "found": status,
        "health": status.health,
        "behind": status.health.behind(at=now).total_seconds(),
        "age": round(status.age(at=now).total_seconds()),
        "alarms": [ALARMS[alarm] for alarm in status.alarms],
        "vkeys": queries.log_vkeys(),
        "last": verifications.last(),
        "running": verifications.running(at=now),
    }
    return render(request, "web/audit/health_page.html", shown)


@page(Capability.LOG_READ)
@never_cache
@require_POST
def verify(request: PageRequest) -> HttpResponse:
    """Has everything stored compared with the log."""
    try:
        verifications.ask(actor=request.actor, at=timezone.now())
        messages.success(request, gettext("The verification has started. You may leave this page."))
    except Conflict as running:
        messages.warning(request, translate_error(running))
    return redirect("audit_health")
