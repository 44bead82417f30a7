"""Deliveries as the administrator sees them: recipients that fail, and notices that were given up."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from aigis.apps.notices import actions, delivery, heartbeats, recipients
from aigis.core.access.permissions import Capability
from aigis.core.errors import Conflict
from aigis.web.base.access import PageRequest, page
from aigis.web.base.error_messages import translate_error


@page(Capability.DELIVERY_RESEND)
@never_cache
@require_safe
def deliveries(request: PageRequest) -> HttpResponse:
    """What waits, what fails, what was given up, and whether the processes work."""
    at = timezone.now()
    shown = {
        "overdue": len(delivery.overdue()),
        "failing": recipients.failing(),
        "given_up": delivery.given_up(),
        "given_up_count": delivery.given_up_count(),
        "silent": heartbeats.silent(at=at),
    }
    return render(request, "web/alerts/deliveries.html", shown)


@page(Capability.DELIVERY_RESEND)
@require_POST
def resend(request: PageRequest, notice: UUID) -> HttpResponse:
    """Has a notice that was given up delivered again."""
    try:
        actions.resend(notice, actor=request.actor, at=timezone.now())
    except Conflict as refused:
        messages.error(request, translate_error(refused))
        return redirect("deliveries")
    messages.success(request, gettext("The notice is being sent again."))
    return redirect("deliveries")
