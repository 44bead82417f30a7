"""Proposing what happens to a subject; all of it takes a second person, so nothing here changes anything."""

from datetime import datetime
from secrets import token_hex
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from aigis.apps.people.idempotency import IdempotentRequest
from aigis.apps.register.in_memory import current as current_register
from aigis.apps.register.proposals import subject_changes
from aigis.apps.register.search import suggestions
from aigis.apps.register.search.suggestions import OfferedSubject
from aigis.apps.register.subjects import detail as subject_detail
from aigis.apps.register.subjects.changes import SubjectChange
from aigis.apps.register.subjects.detail import SubjectView
from aigis.core.access import masking
from aigis.core.access.permissions import Capability
from aigis.core.errors import ChangedSince, Conflict, InvalidInput, NotFound, RequestKeyReused
from aigis.core.person.person import Person
from aigis.web.base.access import PageRequest, page
from aigis.web.base.error_messages import translate_error
from aigis.web.forms.form import FilledForm
from aigis.web.forms.rejection_log import record_refused
from aigis.web.labels.changes import CHANGES, EXPLAINED
from aigis.web.labels.register import SEXES
from aigis.web.subjects import change_form


@page(Capability.SUBJECT_CHANGE, step_up=True)
@never_cache
@require_http_methods(["GET", "POST"])
def subject_change(request: PageRequest, subject: UUID, code: str) -> HttpResponse:
    """The form of one change of a subject, and the proposal that comes of it."""
    if code not in change_form.FIELDS_OF:
        raise NotFound
    now = timezone.now()
    view = subject_detail.subject(subject, actor=request.actor, at=now)
    if view.into is not None:
        raise Conflict("This subject was merged into another one. Open that one.")
    if request.method == "GET":
        form = change_form.filled(code, change_form.opening(code, view.person))
        return _page(request, form, code, view, token_hex(16))
    form, key = change_form.filled(code, request.POST.dict()), request.POST.get("request_key", "")
    proposal = _proposed(request, form, code, view, now)
    if proposal is None:
        record_refused(request, form, at=now)
        return _page(request, form, code, view, key)
    messages.success(request, gettext("Proposed. Nothing changes until a person from another unit approves it."))
    return redirect("proposal", proposal)


def _proposed(request: PageRequest, form: FilledForm, code: str, view: SubjectView, at: datetime) -> UUID | None:
    """Proposes what the form says; None where something is wrong with it, which is said beside the field."""
    if request.POST.get("expected") != str(view.subject.version):
        form.refuse("reason", translate_error(ChangedSince()))
    change = _change(request, form, code, view, at)
    if change is None:
        return None
    try:
        body = {**form.values, "keep": _kept(request), "leaving": _leaving(request)}
        keyed = IdempotentRequest.of(request.POST.get("request_key"), address=request.path, body=body)
        return subject_changes.propose_for_subject(view.subject.pk, change, actor=request.actor, at=at, request=keyed)
    except RequestKeyReused:
        form.refuse("reason", gettext("This form was already sent with other details. Open a new form."))
    except InvalidInput as wrong:
        form.take(wrong, change_form.PLACES, otherwise="reason")
    except Conflict as refused:
        form.refuse("reason", translate_error(refused))
    return None


def _change(request: PageRequest, form: FilledForm, code: str, view: SubjectView, at: datetime) -> SubjectChange | None:
    if code == "identity":
        return change_form.identity(form, view.person, _kept(request))
    if code == "merge":
        return change_form.merging(form, view.person, _other(request, form, at))
    return change_form.splitting(form, view.person, _kept(request), _leaving(request), view.bans)


def _other(request: PageRequest, form: FilledForm, at: datetime) -> Person | None:
    """The identity of the other subject; one that is not there is refused beside the field."""
    other = change_form.other_of(form)
    if other is None:
        return None
    try:
        return subject_detail.subject(other, actor=request.actor, at=at).person
    except NotFound as missing:
        form.refuse("other", translate_error(missing))
        return None


def _kept(request: PageRequest) -> list[str]:
    return request.POST.getlist("keep")


def _leaving(request: PageRequest) -> list[str]:
    return request.POST.getlist("leaving")


def _page(request: PageRequest, form: FilledForm, code: str, view: SubjectView, key: str) -> HttpResponse:
    sent = request.method == "POST"
    kept_codes = _kept(request) if sent else None
    context: dict[str, Any] = {
        "form": form,
        "code": code,
        "title": CHANGES[code],
        "explained": EXPLAINED[code],
        "found": view,
        "request_key": key,
        "sexes": list(SEXES.items()),
        "pieces": change_form.pieces(view.person, names=code == "split", kept_codes=kept_codes),
        "bans": [(ban_view, str(ban_view.ban.pk) in _leaving(request)) for ban_view in view.bans],
        "alike": _alike(request, view) if code == "merge" else [],
    }
    return render(request, "web/subjects/change.html", context, status=200 if form.sound else 422)


def _alike(request: PageRequest, view: SubjectView) -> list[tuple[OfferedSubject, list[str], list[str]]]:
    """Other subjects that look like this one: a merging usually is about one of them."""
    now = timezone.now()
    offers = suggestions.offer(view.person, actor=request.actor, at=now, view=current_register.current(at=now))
    others = [offer for offer in offers if offer.subject != view.subject.pk]
    return [(other, *masking.masked_identifiers(other.person)) for other in others]
