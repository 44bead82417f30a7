"""The settings of desks: read at the desk, changed by two people of two organisations."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from aigis.apps.alerts import desk_proposals, queries
from aigis.apps.alerts.models import DeskProposal
from aigis.core.access.permissions import Capability, may
from aigis.core.errors import Conflict, InvalidInput, NotAllowed
from aigis.web.alerts.form import read_settings, written_shifts
from aigis.web.base.access import PageRequest, page
from aigis.web.base.error_messages import translate_error
from aigis.web.labels.alerts import SETTING_NAMES


@page(Capability.ALERT_READ)
@never_cache
@require_safe
def desks(request: PageRequest) -> HttpResponse:
    """The desks of the reader's organisation, and the proposals that the reader may decide."""
    at = timezone.now()
    own = [desk for desk in queries.desks_of(request.actor) if desk.removed_at is None]
    shown = {
        "own_desks": [
            {
                "desk": desk,
                "settings": desk_proposals.settings_of(desk),
                "on_call": written_shifts(desk.on_call),
                "waiting": desk_proposals.waiting(desk, at=at),
            }
            for desk in own
        ],
        "proposals": [_line(row) for row in desk_proposals.open_proposals(at=at)],
        "may_propose": may(request.actor, Capability.DESK_PROPOSE),
        "may_decide": may(request.actor, Capability.DESK_DECIDE),
    }
    return render(request, "web/alerts/desks.html", shown)


def _line(row: DeskProposal) -> dict[str, object]:
    changes = [
        (SETTING_NAMES.get(name, name), _words(name, row.base.get(name)), _words(name, row.settings.get(name)))
        for name in desk_proposals.changed_fields(row)
        if name not in ("removed", "webhook_secret")
    ]
    return {"row": row, "changes": changes, "removes": bool(row.settings.get("removed"))}


def _words(name: str, value: object) -> str:
    if name == "on_call" and isinstance(value, list):
        return written_shifts(value) or "–"
    return ", ".join(value) if isinstance(value, list) else str(value or "–")


@page(Capability.DESK_PROPOSE)
@require_POST
def propose(request: PageRequest, desk: str) -> HttpResponse:
    """Proposes other settings of a desk, or its removal."""
    sent = request.POST
    try:
        changes = {"removed": True} if "remove" in sent else read_settings(sent)
        desk_proposals.propose(desk, changes, why=sent.get("why", ""), actor=request.actor, at=timezone.now())
    except (InvalidInput, Conflict, NotAllowed) as refused:
        messages.error(request, translate_error(refused))
        return redirect("alert_desks")
    done = gettext(
        "Proposed. A person of another organisation must approve it. The desk was told at its present address."
    )
    messages.success(request, done)
    return redirect("alert_desks")


@page(Capability.ALERT_READ)
@require_POST
def decide(request: PageRequest, proposal: UUID, decision: str) -> HttpResponse:
    """Approves a proposal, or rejects or withdraws it."""
    at = timezone.now()
    try:
        if decision == "approve":
            desk_proposals.approve(proposal, actor=request.actor, at=at)
            messages.success(request, gettext("Approved. The desk was told at its old address."))
        else:
            desk_proposals.reject(proposal, note=request.POST.get("note", ""), actor=request.actor, at=at)
            messages.success(request, gettext("Rejected. Nothing was changed."))
    except (InvalidInput, Conflict, NotAllowed) as refused:
        messages.error(request, translate_error(refused))
    return redirect("alert_desks")
