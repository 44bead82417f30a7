"""Proposals about accounts and keys, and the second person's decision."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from aigis.apps.accounts import proposals
from aigis.apps.accounts.proposal_queries import ListedProposal, listed_proposal, listed_proposals
from aigis.core.access.permissions import Capability
from aigis.core.errors import DomainError
from aigis.web.base.access import PageRequest, page
from aigis.web.base.error_messages import translate_error
from aigis.web.forms.page_parts import Filter, ListCell, ListPage, render_list
from aigis.web.labels.accounts import PROPOSAL_COLOURS, PROPOSAL_KINDS, PROPOSAL_STATES
from aigis.web.labels.dates import written_instant
from aigis.web.labels.vocabulary import ROLES


@page(Capability.STAFF_MANAGE)
@require_GET
def account_proposals(request: PageRequest) -> HttpResponse:
    """What waits for a second person, and what was decided; the newest come first."""
    rows = listed_proposals(actor=request.actor, state=request.GET.get("state", ""))
    listed = ListPage(
        title=gettext("Proposals about accounts"),
        columns=[
            gettext("What"),
            gettext("For whom"),
            gettext("Role"),
            gettext("Organisation"),
            gettext("Proposed by"),
            gettext("On"),
            gettext("State"),
        ],
        empty=gettext("No proposals. New accounts and keys of offices are listed here for a second person."),
        tab="account_proposals",
        filters=[Filter("state", gettext("State"), list(PROPOSAL_STATES.items()))],
    )
    return render_list(request, listed, rows, _cells, total=len(rows))


def _cells(listed: ListedProposal) -> list[ListCell]:
    row = listed.row
    return [
        ListCell(PROPOSAL_KINDS.get(row.kind, row.kind), link=f"/accounts/proposals/{row.pk}"),
        ListCell(listed.name),
        ListCell(ROLES[listed.role]),
        ListCell(row.organisation.name),
        ListCell(listed.proposer),
        ListCell(written_instant(row.proposed_at)),
        ListCell(PROPOSAL_STATES[row.state], tag=PROPOSAL_COLOURS[row.state]),
    ]


@page(Capability.STAFF_MANAGE, step_up=True)
@require_GET
def account_proposal(request: PageRequest, proposal: UUID) -> HttpResponse:
    """One proposal with the decision's form."""
    return _page(request, listed_proposal(proposal, actor=request.actor))


@page(Capability.STAFF_MANAGE, step_up=True)
@require_POST
def account_approve(request: PageRequest, proposal: UUID) -> HttpResponse:
    """Carries a proposal out; a new key is shown this once."""
    listed, now = listed_proposal(proposal, actor=request.actor), timezone.now()
    try:
        key = proposals.approve(proposal, at_once=request.POST.get("at_once") == "yes", actor=request.actor, at=now)
    except DomainError as refused:
        return _page(request, listed, translate_error(refused))
    if key:
        return render(request, "web/people/key_shown.html", {"key": key, "name": listed.name})
    messages.success(request, gettext("Approved and carried out."))
    return redirect("account_proposals")


@page(Capability.STAFF_MANAGE)
@require_POST
def account_reject(request: PageRequest, proposal: UUID) -> HttpResponse:
    """Rejects a proposal with a note, or withdraws one's own."""
    listed = listed_proposal(proposal, actor=request.actor)
    try:
        proposals.reject(proposal, note=request.POST.get("note", ""), actor=request.actor, at=timezone.now())
    except DomainError as refused:
        return _page(request, listed, translate_error(refused))
    messages.success(request, gettext("Rejected."))
    return redirect("account_proposals")


def _page(request: PageRequest, listed: ListedProposal, error: str = "") -> HttpResponse:
    row = listed.row
    facts = [
        (gettext("What"), PROPOSAL_KINDS.get(row.kind, row.kind)),
        (gettext("For whom"), listed.name),
        (gettext("Role"), ROLES[listed.role]),
        (gettext("Unit"), row.payload.get("unit", "")),
        (gettext("Mail address"), row.payload.get("email", "")),
        (gettext("Organisation"), row.organisation.name),
        (gettext("Proposed by"), listed.proposer),
        (gettext("On"), written_instant(row.proposed_at)),
        (gettext("State"), PROPOSAL_STATES[row.state]),
        (gettext("Decided by"), listed.decider),
        (gettext("Reason"), row.note or row.payload.get("why", "")),
    ]
    context = {"listed": listed, "facts": facts, "error": error, "title": PROPOSAL_KINDS.get(row.kind, row.kind)}
    return render(request, "web/people/proposal.html", context, status=409 if error else 200)
