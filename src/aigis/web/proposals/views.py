"""Proposals: what waits for a second person, both sides of one, and the decision on it."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from aigis.apps.people import directory
from aigis.apps.register.models import Proposal
from aigis.apps.register.proposals import decisions as proposal_decisions
from aigis.apps.register.proposals import detail as proposal_detail
from aigis.apps.register.proposals.detail import ProposalView
from aigis.core.access.permissions import Capability, may
from aigis.web.base.access import PageRequest, page
from aigis.web.base.error_messages import translate_error
from aigis.web.forms import approval as approval_form
from aigis.web.forms.form import FilledForm
from aigis.web.proposals import context as proposal_context


@page(Capability.PROPOSAL_READ)
@never_cache
@require_GET
def proposals_list(request: PageRequest) -> HttpResponse:
    """The proposals that wait, and those decided last."""
    now = timezone.now()
    listing = proposal_detail.proposals(actor=request.actor, at=now)
    shown = (*listing.waiting, *listing.past)
    names = directory.actor_names({line.row.proposed_by for line in shown} | {line.row.decided_by for line in shown})
    context = {
        "waiting": proposal_context.listed(listing.waiting, names),
        "past": proposal_context.listed(listing.past, names),
    }
    return render(request, "web/proposals/list.html", context)


@page(Capability.PROPOSAL_READ)
@never_cache
@require_GET
def proposal(request: PageRequest, proposal: UUID) -> HttpResponse:
    """One proposal: what is and what would be, side by side, and what this reader may do with it."""
    return _page(request, proposal, approval_form.undecided())


@page(Capability.PROPOSAL_DECIDE, step_up=True)
@never_cache
@require_POST
def proposal_approve(request: PageRequest, proposal: UUID) -> HttpResponse:
    """Carries a proposal out."""
    form = approval_form.approval(request, unseen=gettext("Confirm that you compared it with the decision."))
    approve = partial(proposal_decisions.approve, proposal, actor=request.actor)
    return _decided(request, proposal, form, approve, gettext("Approved. It takes effect now."))


@page(Capability.PROPOSAL_READ)
@never_cache
@require_POST
def proposal_reject(request: PageRequest, proposal: UUID) -> HttpResponse:
    """Rejects a proposal with a note, or withdraws one's own."""
    form = approval_form.rejection(request)
    reject = partial(proposal_decisions.reject, proposal, note=form["note"], actor=request.actor)
    return _decided(request, proposal, form, reject, gettext("Rejected. Nothing has changed."))


def _decided(
    request: PageRequest, proposal: UUID, form: FilledForm, decide: Callable[..., Proposal], done: str
) -> HttpResponse:
    back, again = redirect("proposal", proposal), partial(_page, request, proposal)
    return approval_form.decided(request, form, decide, done=done, back=back, again=again)


def _page(request: PageRequest, proposal: UUID, form: FilledForm) -> HttpResponse:
    now = timezone.now()
    detail = proposal_detail.proposal(proposal, actor=request.actor, at=now)
    names = directory.actor_names({detail.row.proposed_by, detail.row.decided_by})
    context = proposal_context.context(detail, names) | _allowed(request, detail) | {"form": form, "now": now}
    return render(request, "web/proposals/proposal.html", context, status=200 if form.sound else 422)


def _allowed(request: PageRequest, detail: ProposalView) -> dict[str, Any]:
    """What this reader may do: approve, reject or withdraw; and why not."""
    own = detail.row.proposed_by == request.actor.key
    waiting = detail.row.state == Proposal.State.WAITING
    decides = may(request.actor, Capability.PROPOSAL_DECIDE)
    return {
        "may_approve": detail.refused is None,
        "refused": translate_error(detail.refused) if detail.refused and detail.open and (decides or own) else "",
        "may_reject": waiting and decides and not own,
        "may_withdraw": waiting and own,
    }
