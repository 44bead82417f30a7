"""Judgements: those that are remembered, revoked where they should not be, and checks that a desk settles."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aigis.apps.checks.judgements import referrals, remembered
from aigis.apps.people import directory
from aigis.core.access.permissions import Capability, may
from aigis.core.errors import Conflict
from aigis.web.base.access import PageRequest, page
from aigis.web.base.check_reference import reference
from aigis.web.base.error_messages import translate_error
from aigis.web.forms.form import FilledForm
from aigis.web.judgements import judging
from aigis.web.labels.judgements import DOCUMENT_KINDS, REMEMBERED_COLOURS, REMEMBERED_STATES
from aigis.web.persons import comparison

_REVOKING = {"why": 500}


@page(Capability.JUDGEMENT_READ)
@never_cache
@require_safe
def judgements(request: PageRequest) -> HttpResponse:
    """The remembered judgements within sight, and for a desk the checks that wait to be settled."""
    return _list_page(request, FilledForm({}, longest=_REVOKING), None)


@page(Capability.JUDGEMENT_READ)
@never_cache
@require_POST
def judgement_revoke(request: PageRequest, judgement: int) -> HttpResponse:
    """Has a judgement spare nobody any more."""
    form = FilledForm(request.POST.dict(), longest=_REVOKING)
    form.require("why", gettext("Explain why you revoke it."))
    if not form.sound:
        return _list_page(request, form, judgement)
    try:
        remembered.revoke(judgement, why=form["why"], actor=request.actor, at=timezone.now())
        messages.success(request, gettext("Revoked. The next check of this person is referred again."))
    except Conflict as refused:
        messages.error(request, translate_error(refused))
    return redirect("judgements")


@page(Capability.JUDGEMENT_SETTLE)
@never_cache
@require_http_methods(["GET", "POST"])
def settle(request: PageRequest, check: UUID) -> HttpResponse:
    """One referred check beside the register, and the form that settles it."""
    form = judging.form_of(request)
    if judging.judged(request, check, form):
        return redirect("judgements")
    referral = referrals.compared(check, actor=request.actor, at=timezone.now())
    shown = judging.shown(referral.check, referral.judgements, form)
    shown["pairs"] = [
        (pair.hit, comparison.rows(referral.presented, pair.subject) if pair.subject else []) for pair in referral.pairs
    ]
    return render(request, "web/judgements/settle.html", shown, status=200 if form.sound else 422)


def _list_page(request: PageRequest, form: FilledForm, wrong: int | None) -> HttpResponse:
    judgements = remembered.listed(actor=request.actor, at=timezone.now())
    names = directory.actor_names(
        {judgement.judgement.actor_key for judgement in judgements} | {judgement.revoked_by for judgement in judgements}
    )
    houses = {organisation.pk: organisation.name for organisation in directory.organisations()}
    rows = [
        {
            "one": judgement,
            "reference": reference(judgement.judgement.check_made_id),
            "by": names[judgement.judgement.actor_key],
            "organisation": houses.get(judgement.organisation, ""),
            "document": DOCUMENT_KINDS[judgement.document.kind.value] if judgement.document else "",
            "state": REMEMBERED_STATES[judgement.state],
            "colour": REMEMBERED_COLOURS[judgement.state],
            "revoked_by": names.get(judgement.revoked_by, ""),
            "wrong": judgement.judgement.pk == wrong,
        }
        for judgement in judgements
    ]
    settles = may(request.actor, Capability.JUDGEMENT_SETTLE)
    waiting = [(row, reference(row.pk)) for row in referrals.to_settle()] if settles else []
    shown = {"rows": rows, "waiting": waiting, "settles": settles, "form": form}
    return render(request, "web/judgements/list.html", shown, status=200 if form.sound else 422)
