"""Thresholds: those in use, what others would do, and a change of them by two people of two organisations."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aigis.apps.checks.models import ThresholdProposal
from aigis.apps.checks.thresholds import impact as threshold_impact
from aigis.apps.checks.thresholds import proposals as threshold_proposals
from aigis.apps.people import directory
from aigis.core.access.permissions import Capability, may
from aigis.core.checks.thresholds import CERTAIN_LIMITS, POSSIBLE_LIMITS, STEP, require_within_limits
from aigis.core.errors import Conflict, InvalidInput, NotAllowed
from aigis.core.matching.bands import Bands
from aigis.web.base.access import PageRequest, page
from aigis.web.base.error_messages import translate_error
from aigis.web.forms import approval as approval_form
from aigis.web.forms.form import FilledForm
from aigis.web.forms.rejection_log import record_refused
from aigis.web.thresholds import context as threshold_context

_PROPOSING = {"possible": 6, "certain": 6, "why": 1_000, "seen": 3}


@page(Capability.THRESHOLD_READ)
@never_cache
@require_safe
def thresholds(request: PageRequest) -> HttpResponse:
    """The thresholds in use and what moving each by a step would do; what waits, and what was decided."""
    desk = threshold_impact.desk(actor=request.actor, at=timezone.now())
    rows = [row for row in (desk.waiting, *desk.past) if row is not None]
    names = directory.actor_names({row.proposed_by for row in rows} | {row.decided_by for row in rows})
    shown = {
        "number": desk.in_use.number,
        "weighed": desk.weighed,
        "table": threshold_context.table(desk.weighed),
        "waiting": desk.waiting,
        "past": [(row, names[row.proposed_by], names[row.decided_by]) for row in desk.past],
        "proposes": may(request.actor, Capability.THRESHOLD_PROPOSE) and desk.waiting is None,
    }
    return render(request, "web/thresholds/desk.html", shown)


@page(Capability.THRESHOLD_PROPOSE)
@never_cache
@require_http_methods(["GET", "POST"])
def threshold_new(request: PageRequest) -> HttpResponse:
    """Proposes others: first shows what they would do, then takes the reason."""
    sent = request.GET if request.method == "GET" else request.POST
    form = FilledForm(sent.dict(), longest=_PROPOSING)
    bands, now = _bands(form) if sent else None, timezone.now()
    if request.method == "POST" and bands is not None:
        form.require("why", gettext("Give the reason, for the person who decides."))
        if form["seen"] != "yes":
            form.refuse("seen", gettext("Confirm that you reviewed the expected effect."))
        if form.sound:
            try:
                made = threshold_proposals.propose(bands, why=form["why"], actor=request.actor, at=now)
            except (Conflict, NotAllowed) as refused:
                messages.error(request, translate_error(refused))
                return redirect("thresholds")
            messages.success(request, gettext("Proposed. A person from another organisation must decide."))
            return redirect("threshold_proposal", made)
    if not form.sound:
        record_refused(request, form, at=now)
    return _new_page(request, form, bands, at=now)


def _new_page(request: PageRequest, form: FilledForm, bands: Bands | None, *, at: datetime) -> HttpResponse:
    weighed = threshold_impact.foreseen(bands, at=at) if bands is not None else None
    shown = {
        "form": form,
        "weighed": weighed,
        "table": threshold_context.table(weighed) if weighed else [],
        "by_organisation": threshold_context.by_organisation(weighed) if weighed else [],
        "possible_choices": threshold_context.choices(POSSIBLE_LIMITS, STEP),
        "certain_choices": threshold_context.choices(CERTAIN_LIMITS, STEP),
    }
    return render(request, "web/thresholds/new.html", shown, status=200 if form.sound else 422)


@page(Capability.THRESHOLD_READ)
@never_cache
@require_safe
def threshold_proposal(request: PageRequest, proposal: UUID) -> HttpResponse:
    """One proposal with what it would do, and what this reader may do with it."""
    return _proposal_page(request, proposal, approval_form.undecided())


@page(Capability.THRESHOLD_DECIDE, step_up=True)
@never_cache
@require_POST
def threshold_approve(request: PageRequest, proposal: UUID) -> HttpResponse:
    """Puts proposed thresholds in use."""
    form = approval_form.approval(request, unseen=gettext("Confirm that you reviewed the expected effect."))
    approve = partial(threshold_proposals.approve, proposal, actor=request.actor)
    return _decided(request, proposal, form, approve, gettext("In use from now on, at every gate."))


@page(Capability.THRESHOLD_READ)
@never_cache
@require_POST
def threshold_reject(request: PageRequest, proposal: UUID) -> HttpResponse:
    """Rejects a proposal with a note, or withdraws one's own."""
    form = approval_form.rejection(request)
    reject = partial(threshold_proposals.reject, proposal, note=form["note"], actor=request.actor)
    return _decided(request, proposal, form, reject, gettext("Rejected. Nothing has changed."))


def _decided(
    request: PageRequest, proposal: UUID, form: FilledForm, decide: Callable[..., ThresholdProposal], done: str
) -> HttpResponse:
    back, again = redirect("threshold_proposal", proposal), partial(_proposal_page, request, proposal)
    return approval_form.decided(request, form, decide, done=done, back=back, again=again)


def _proposal_page(request: PageRequest, proposal: UUID, form: FilledForm) -> HttpResponse:
    now = timezone.now()
    detail = threshold_impact.proposed(proposal, actor=request.actor, at=now)
    names = directory.actor_names({detail.row.proposed_by, detail.row.decided_by})
    shown: dict[str, Any] = {
        "row": detail.row,
        "state": threshold_context.state(detail.row, at=now),
        "by": names[detail.row.proposed_by],
        "decided_by": names[detail.row.decided_by],
        "weighed": detail.weighed,
        "table": threshold_context.table(detail.weighed),
        "by_organisation": threshold_context.by_organisation(detail.weighed),
        "form": form,
    }
    return render(
        request,
        "web/thresholds/proposal.html",
        shown | _allowed(request, detail),
        status=200 if form.sound else 422,
    )


def _allowed(request: PageRequest, detail: threshold_impact.ProposalImpact) -> dict[str, Any]:
    """What this reader may do: approve, reject or withdraw; and why not."""
    own = detail.row.proposed_by == request.actor.key
    waiting = detail.row.state == ThresholdProposal.State.WAITING
    decides = may(request.actor, Capability.THRESHOLD_DECIDE)
    return {
        "may_approve": detail.refused is None,
        "refused": translate_error(detail.refused) if detail.refused and waiting and (decides or own) else "",
        "may_reject": waiting and decides and not own,
        "may_withdraw": waiting and own,
    }


def _bands(form: FilledForm) -> Bands | None:
    """The thresholds a form gives, in thousandths of a bit; None where they are refused beside their fields."""
    offered = {
        "possible": dict(threshold_context.choices(POSSIBLE_LIMITS, STEP)),
        "certain": dict(threshold_context.choices(CERTAIN_LIMITS, STEP)),
    }
    chosen = [form.choice(name, words, gettext("Choose an option from the list.")) for name, words in offered.items()]
    if chosen[0] is None or chosen[1] is None:
        return None
    bands = Bands(int(chosen[0]), int(chosen[1]))
    try:
        require_within_limits(bands)
    except InvalidInput as wrong:
        form.take(wrong, {}, otherwise="certain")
        return None
    return bands
