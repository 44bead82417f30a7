"""Changing a ban: one page for all changes, what it would do shown while it is typed, and what came of it."""

from datetime import datetime
from secrets import token_hex
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from aigis.apps.people.idempotency import IdempotentRequest
from aigis.apps.register.bans import preview as ban_preview
from aigis.apps.register.bans import queries
from aigis.apps.register.bans.changes import Changed
from aigis.apps.register.bans.preview import ChangePreview
from aigis.apps.register.bans.queries import BanView
from aigis.apps.register.models import Authority
from aigis.apps.register.proposals import submission as proposal_submission
from aigis.apps.register.proposals.submission import SubmittedProposal
from aigis.core.access.permissions import Capability
from aigis.core.bans.lifecycle import BanHistory, possible
from aigis.core.bans.versions import RULES, BanEvent
from aigis.core.errors import ChangedSince, Conflict, DomainError, InvalidInput, NotFound, RequestKeyReused
from aigis.web.base.access import PageRequest, page
from aigis.web.base.error_messages import translate_error
from aigis.web.charts.timeline import Track
from aigis.web.forms.form import FilledForm
from aigis.web.forms.rejection_log import record_refused
from aigis.web.labels.changes import CHANGES, EXPLAINED
from aigis.web.labels.register import HOURS
from aigis.web.registry import ban_context, change_form
from aigis.web.registry.change_form import FIELDS_OF

# What is always proposed, whatever else the form says.
_SECOND = frozenset({BanEvent.SUSPEND, BanEvent.LIFT, BanEvent.ANNUL})


@page(Capability.BAN_CHANGE, step_up=True)
@never_cache
@require_http_methods(["GET", "POST"])
def ban_change(request: PageRequest, ban: UUID, code: str) -> HttpResponse:
    """The form of one change, and the change or the proposal that comes of it."""
    now = timezone.now()
    view = _view(request, ban, code, now)
    if request.method == "GET":
        form = change_form.filled(code, change_form.opening(code, view))
        return _page(request, form, code, view, {"request_key": token_hex(16), "expected": view.ban.version})
    form = change_form.filled(code, request.POST.dict())
    made = _submitted(request, form, code, view, now)
    if isinstance(made, SubmittedProposal):
        messages.success(request, gettext("Proposed. Nothing changes until a person from another unit approves it."))
        return redirect("proposal", made.proposal)
    if isinstance(made, Changed):
        messages.success(request, gettext("Now in force. A colleague must confirm it within 24 hours."))
        return redirect("ban", ban)
    sent = {"request_key": request.POST.get("request_key", ""), "expected": view.ban.version}
    return _page(request, form, code, view, sent)


@page(Capability.BAN_CHANGE)
@never_cache
@require_POST
def ban_weigh(request: PageRequest, ban: UUID, code: str) -> HttpResponse:
    """The piece of the form that says what the change would do, as far as it is typed."""
    now = timezone.now()
    if code not in FIELDS_OF:
        raise NotFound
    view = queries.ban(ban, actor=request.actor, at=now)
    form = change_form.filled(code, request.POST.dict())
    change = change_form.asked(form, code, view).change
    context: dict[str, Any] = {"now": now, "always_second": change.event in _SECOND, "tracks": [_as_it_is(view.life)]}
    try:
        context |= _weighed(ban_preview.preview_change(ban, change, actor=request.actor, at=now)) if form.sound else {}
    except DomainError as refused:
        context["refused"] = translate_error(refused)
    return render(request, "web/registry/consequence.html", context | {"errors": form.errors})


def _view(request: PageRequest, ban: UUID, code: str, at: datetime) -> BanView:
    """The ban, where such a change is there and possible; raises NotFound or Conflict otherwise."""
    if code not in FIELDS_OF:
        raise NotFound
    view = queries.ban(ban, actor=request.actor, at=at)
    fits = code != "final" or RULES[view.life.kind].final
    if request.method == "GET" and not (fits and ban_context.event_of(code) in possible(view.life, at=at)):
        raise Conflict
    return view


def _weighed(preview: ChangePreview) -> dict[str, Any]:
    after = Track(gettext("After the change"), preview.after.versions, numbered=False)
    return {"does": preview.does, "tracks": [_as_it_is(preview.before), after]}


def _as_it_is(life: BanHistory) -> Track:
    return Track(gettext("Now"), life.versions, numbered=False)


def _submitted(
    request: PageRequest, form: FilledForm, code: str, view: BanView, at: datetime
) -> Changed | SubmittedProposal | None:
    """Submits what the form says; None where something is wrong with it, which is said beside the field."""
    request_fields = change_form.asked(form, code, view)
    change_form.require(form, code, view, _authorities(view))
    if form.sound:
        try:
            keyed = IdempotentRequest.of(request.POST.get("request_key"), address=request.path, body=form.values)
            expected = _number(request.POST.get("expected", ""))
            return proposal_submission.submit(
                view.ban.pk, request_fields.change, actor=request.actor, at=at, expected=expected, request=keyed
            )
        except RequestKeyReused:
            form.refuse("reason", gettext("This form was already sent with other details. Open a new form."))
        except ChangedSince:
            form.refuse("reason", gettext("The ban was changed in the meantime. Check it above, then send this again."))
        except Conflict as refused:
            form.refuse("reason", translate_error(refused))
        except InvalidInput as wrong:
            form.take(wrong, change_form.PLACES, otherwise="reason")
    record_refused(request, form, at=at)
    return None


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def _authorities(view: BanView) -> list[Authority]:
    return [authority for authority in queries.authorities() if authority.kind == view.ban.kind]


def _page(request: PageRequest, form: FilledForm, code: str, view: BanView, sent: dict[str, Any]) -> HttpResponse:
    language, now = get_language() or "nl", timezone.now()
    context = sent | {
        "form": form,
        "code": code,
        "title": CHANGES[code],
        "explained": EXPLAINED[code],
        "fields": FIELDS_OF[code],
        "view": view,
        "now": now,
        "tracks": [_as_it_is(view.life)],
        "always_second": ban_context.event_of(code) in _SECOND,
        "stayable": RULES[view.life.kind].stayable,
        "authorities": [(authority.code, authority.name(language)) for authority in _authorities(view)],
        "came_twice": "which" in form.errors or bool(form.values.get("which")),
        "hours": list(HOURS.items()),
    }
    return render(request, "web/registry/change.html", context, status=200 if form.sound else 422)
