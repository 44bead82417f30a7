"""The organisation's webhooks: added, told of chosen events, tested, with a new secret, and what was delivered."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aigis.apps.notices import webhook_targets
from aigis.apps.notices.models import Notice
from aigis.core.access.permissions import Capability
from aigis.core.errors import Conflict, InvalidInput
from aigis.core.messages.webhook_messages import WebhookEvent
from aigis.web.base.access import PageRequest, page
from aigis.web.base.error_messages import translate_error
from aigis.web.forms.form import FilledForm
from aigis.web.forms.rejection_log import record_refused
from aigis.web.labels.webhooks import DELIVERY_STATES, EVENTS


@page(Capability.WEBHOOK_EDIT)
@never_cache
@require_http_methods(["GET", "POST"])
def webhooks(request: PageRequest) -> HttpResponse:
    """The webhooks and the form that adds one; its secret is shown once."""
    form = FilledForm(request.POST.dict(), longest={"url": 400, "events": 40})
    chosen = _chosen(request)
    secret = _added(request, form, chosen) if request.method == "POST" else ""
    context = {
        "form": form,
        "secret": secret,
        "targets": webhook_targets.targets_of(actor=request.actor),
        "events": [(code, word, WebhookEvent(code) in chosen) for code, word in EVENTS.items()],
    }
    return render(request, "web/webhooks/list.html", context, status=200 if form.sound else 422)


def _chosen(request: PageRequest) -> list[WebhookEvent]:
    sent = request.POST.getlist("events")
    return [event for event in WebhookEvent if event.value in sent]


def _added(request: PageRequest, form: FilledForm, chosen: list[WebhookEvent]) -> str:
    """Adds the webhook and returns its secret; empty, with sentences beside the fields, where it cannot."""
    try:
        return webhook_targets.add_target(form["url"], chosen, actor=request.actor, at=timezone.now()).secret
    except InvalidInput as wrong:
        form.take(wrong, {}, otherwise="url")
        record_refused(request, form, at=timezone.now())
        return ""


@page(Capability.WEBHOOK_EDIT)
@never_cache
@require_safe
def webhook(request: PageRequest, target: int) -> HttpResponse:
    """One webhook with its latest deliveries."""
    return _webhook_page(request, target)


def _webhook_page(request: PageRequest, target: int, *, secret: str = "") -> HttpResponse:
    row = webhook_targets.target_of(target, actor=request.actor)
    context = {
        "target": row,
        "secret": secret,
        "events": [(code, word, code in row.events) for code, word in EVENTS.items()],
        "rotating": row.previous_until is not None and row.previous_until > timezone.now(),
        "deliveries": [
            (notice, DELIVERY_STATES[notice.state], _answer(notice)) for notice in webhook_targets.deliveries_of(row)
        ],
    }
    return render(request, "web/webhooks/detail.html", context)


def _answer(notice: Notice) -> str:
    """What the receiver answered last."""
    ended = [attempt.result for attempt in notice.attempts.all() if hasattr(attempt, "result")]
    return max(ended, key=lambda result: result.ended_at).answer if ended else ""


@page(Capability.WEBHOOK_EDIT)
@require_POST
def webhook_secret(request: PageRequest, target: int) -> HttpResponse:
    """Replaces the secret; the new one is shown once, and for some days both sign."""
    replaced = webhook_targets.rotate_secret(target, actor=request.actor, at=timezone.now())
    return _webhook_page(request, target, secret=replaced.secret)


@page(Capability.WEBHOOK_EDIT)
@require_POST
def webhook_step(request: PageRequest, target: int, step: str) -> HttpResponse:
    """Sends a test, sets the events or ends the webhook."""
    actor, at = request.actor, timezone.now()
    try:
        if step == "test":
            webhook_targets.send_test(target, actor=actor, at=at)
            messages.success(request, gettext("The test is being sent. Its delivery appears below."))
        elif step == "events":
            webhook_targets.choose_events(target, _chosen(request), actor=actor, at=at)
            messages.success(request, gettext("Done."))
        elif step == "end":
            webhook_targets.end_target(target, actor=actor, at=at)
            messages.success(request, gettext("The webhook has ended."))
            return redirect("webhooks")
        else:
            raise Http404
    except InvalidInput as wrong:
        messages.warning(request, translate_error(wrong))
    return redirect("webhook", target)


@page(Capability.WEBHOOK_EDIT)
@require_POST
def webhook_resend(request: PageRequest, target: int, notice: UUID) -> HttpResponse:
    """Delivers a message again, under the same id."""
    try:
        webhook_targets.resend_delivery(target, notice, actor=request.actor, at=timezone.now())
        messages.success(request, gettext("The notice is being sent again."))
    except Conflict as running:
        messages.warning(request, translate_error(running))
    return redirect("webhook", target)
