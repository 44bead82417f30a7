"""The page on which a prison or a registrar says that a report of a detention is wrong; all of it is only proposed."""

from datetime import datetime
from secrets import token_hex
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from aigis.apps.people import directory
from aigis.apps.people.idempotency import IdempotentRequest
from aigis.apps.register.models import Detention
from aigis.apps.register.proposals import stay_corrections
from aigis.apps.register.proposals.stay_corrections import OpenedStay, StayChange
from aigis.core.access.permissions import Capability, may
from aigis.core.bans.detention import Stay
from aigis.core.errors import Conflict, InvalidInput, LookUpFirst
from aigis.web.base.access import PageRequest, page
from aigis.web.base.error_messages import translate_error
from aigis.web.forms.form import FilledForm
from aigis.web.forms.rejection_log import record_refused
from aigis.web.labels import dates as date_labels

_LONGEST = {"detained_on": 40, "released_on": 40, "withdrawn": 3, "reason": 1000}


@page(Capability.DETENTION_CORRECT)
@never_cache
@require_http_methods(["GET", "POST"])
def detention_correct(request: PageRequest, stay: UUID) -> HttpResponse:
    """The reports of a stay, the form that says how it should be, and the proposal that comes of it."""
    now = timezone.now()
    try:
        opened_stay = stay_corrections.opened(stay, actor=request.actor, at=now)
    except LookUpFirst as refused:
        messages.error(request, translate_error(refused))
        return redirect("prison")
    if request.method == "GET":
        return _page(request, opened_stay, FilledForm(_opening(opened_stay.last), longest=_LONGEST), token_hex(16))
    form = FilledForm(request.POST.dict(), longest=_LONGEST)
    proposal = _proposed(request, form, stay, at=now)
    if proposal is None:
        record_refused(request, form, at=now)
        return _page(request, opened_stay, form, request.POST.get("request_key", ""))
    messages.success(request, gettext("Proposed. Nothing changes until a person from another unit approves it."))
    return redirect("proposal", proposal) if may(request.actor, Capability.PROPOSAL_READ) else redirect("prison")


def _opening(last: Detention) -> dict[str, str]:
    days = {"detained_on": last.detained_on, "released_on": last.released_on}
    return {name: date_labels.typed_day(day) for name, day in days.items() if day}


def _proposed(request: PageRequest, form: FilledForm, stay: UUID, *, at: datetime) -> UUID | None:
    """Proposes what the form says; None, with the sentence beside the field, where something is wrong with it."""
    try:
        correction = _asked(form, stay)
        if correction is None:
            return None
        keyed = IdempotentRequest.of(request.POST.get("request_key") or None, address=request.path, body=form.values)
        return stay_corrections.propose(correction, actor=request.actor, at=at, request=keyed)
    except InvalidInput as wrong:
        form.take(wrong, {}, otherwise="detained_on")
    except Conflict as refused:
        form.refuse("detained_on", translate_error(refused))
    return None


def _asked(form: FilledForm, stay: UUID) -> StayChange | None:
    form.require("reason", gettext("Give the reason."))
    if form["withdrawn"] == "yes":
        return StayChange(stay, form["reason"], None) if form.sound else None
    form.require("detained_on", gettext("Enter the day."))
    first, last = form.read("detained_on", date_labels.day), form.read("released_on", date_labels.day)
    return StayChange(stay, form["reason"], Stay(first, last)) if form.sound and first is not None else None


def _page(request: PageRequest, opened_stay: OpenedStay, form: FilledForm, key: str) -> HttpResponse:
    names = directory.actor_names(row.recorded_by for row in opened_stay.reports)
    context = {
        "found": opened_stay,
        "form": form,
        "reports": [(row, names[row.recorded_by]) for row in opened_stay.reports],
        "request_key": key,
        "reads_bans": may(request.actor, Capability.SUBJECT_FIND),
    }
    return render(request, "web/detention/correct.html", context, status=200 if form.sound else 422)
