"""The webhooks of an organisation: where its software is told, of what, with which secret, and what was delivered.

While a secret is replaced both sign, so that a receiver may change over when it likes within the overlap.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from procrastinate.contrib.django import app

from aigis import wiring
from aigis.apps.audit import sealed_fields
from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.audit.data_keys import month_key
from aigis.apps.notices import recipients
from aigis.apps.notices.actions import NoticeRecipient, Posting, post_all
from aigis.apps.notices.models import Notice, WebhookTarget
from aigis.apps.people.models import Organisation
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.errors import Conflict, InvalidInput, NotFound
from aigis.core.messages.message import OutgoingMessage
from aigis.core.messages.webhook_messages import WebhookEvent, WebhookTested
from aigis.core.webhooks.signature import format_secret
from aigis.core.webhooks.target import may_reach_literal, parse_target

MOST_TARGETS = 10
OVERLAP = timedelta(days=7)
MOST_DELIVERIES = 50
_FIELD, _WIDEST, _SECRET_BYTES = "webhook_target.secret", 400, 32


@dataclass(frozen=True, slots=True)
class NewSecret:
    """A target with a secret that is shown once."""

    row: WebhookTarget
    secret: str


def targets_of(*, actor: Actor) -> list[WebhookTarget]:
    """The organisation's webhooks, oldest first."""
    return list(_own(actor).order_by("pk"))


def _own(actor: Actor) -> QuerySet[WebhookTarget]:
    return WebhookTarget.objects.filter(organisation=actor.organisation, ended_at=None)


def target_of(number: int, *, actor: Actor) -> WebhookTarget:
    """One webhook of the organisation; raises NotFound for any other."""
    row = _own(actor).filter(pk=number).first()
    if row is None:
        raise NotFound("Your organisation has no such webhook.")
    return row


@transaction.atomic(durable=True)
def add_target(url: str, events: Sequence[WebhookEvent], *, actor: Actor, at: datetime) -> NewSecret:
    """Adds a webhook; raises InvalidInput for an address that may not be reached and for no event."""
    Organisation.objects.select_for_update(no_key=True).get(pk=actor.organisation)  # one after the other: see the limit
    _require_reachable(url)
    _require_events(events)
    rows = targets_of(actor=actor)
    if any(row.url == url for row in rows):
        raise InvalidInput("Your organisation already has a webhook with this address.", field="url")
    if len(rows) >= MOST_TARGETS:
        raise InvalidInput("Your organisation has the maximum number of webhooks. End one first.", field="url")
    row = WebhookTarget(organisation_id=actor.organisation, url=url, added_at=at, sealed_at=at)
    row.events, secret = [event.value for event in events], format_secret(os.urandom(_SECRET_BYTES))
    row.secret = sealed_fields.seal_text(month_key(at), field=_FIELD, text=secret)
    row.save(force_insert=True)
    append([EntryDraft(Event.WEBHOOK_ADDED, actor, at, {"target": row.pk, "url": url, "events": row.events})])
    return NewSecret(row, secret)


def _require_reachable(url: str) -> None:
    """Refuses at once what delivery would refuse each time; what a name leads to is looked at when it is delivered."""
    if len(url) > _WIDEST:
        raise InvalidInput("A webhook address has at most 400 characters.", field="url")
    environment = wiring.environment()
    try:
        host = parse_target(url).host
    except InvalidInput:
        raise InvalidInput("Write the address in full, from https:// on, without spaces.", field="url") from None
    if not may_reach_literal(
        host, allow_loopback=environment.mode != "production", allowed=environment.webhook_networks
    ):
        raise InvalidInput("This address is not on the public Internet. Enter a public address.", field="url")


def _require_events(events: Sequence[WebhookEvent]) -> None:
    if not events:
        raise InvalidInput("Choose at least one event.", field="events")


@transaction.atomic(durable=True)
def choose_events(number: int, events: Sequence[WebhookEvent], *, actor: Actor, at: datetime) -> None:
    """Sets what a webhook is told of."""
    _require_events(events)
    row = target_of(number, actor=actor)
    chosen = [event.value for event in events]
    WebhookTarget.objects.filter(pk=row.pk).update(events=chosen)
    append([EntryDraft(Event.WEBHOOK_CHANGED, actor, at, {"target": row.pk, "step": "events", "events": chosen})])


@transaction.atomic(durable=True)
def rotate_secret(number: int, *, actor: Actor, at: datetime) -> NewSecret:
    """Replaces the secret; for some days messages carry a signature by each of the two."""
    row = _own(actor).select_for_update().filter(pk=number).first()
    if row is None:
        raise NotFound("Your organisation has no such webhook.")
    key, secret = month_key(at), format_secret(os.urandom(_SECRET_BYTES))
    row.previous_secret = sealed_fields.seal_text(key, field=_FIELD, text=_opened(row, row.secret))
    row.secret, row.sealed_at = sealed_fields.seal_text(key, field=_FIELD, text=secret), at
    row.previous_until = at + OVERLAP
    row.save(update_fields=["secret", "previous_secret", "previous_until", "sealed_at"])
    append([EntryDraft(Event.WEBHOOK_CHANGED, actor, at, {"target": row.pk, "step": "secret", "events": row.events})])
    return NewSecret(row, secret)


@transaction.atomic(durable=True)
def end_target(number: int, *, actor: Actor, at: datetime) -> None:
    """Ends a webhook: nothing more is sent to it."""
    row = target_of(number, actor=actor)
    WebhookTarget.objects.filter(pk=row.pk).update(ended_at=at, previous_secret=None)
    append([EntryDraft(Event.WEBHOOK_CHANGED, actor, at, {"target": row.pk, "step": "end", "events": []})])


def _opened(row: WebhookTarget, sealed: bytes | memoryview) -> str:
    return sealed_fields.open_text(month_key(row.sealed_at), field=_FIELD, ciphertext=sealed)


def recipient_of(row: WebhookTarget, *, at: datetime) -> NoticeRecipient:
    """Where and signed with what: with both secrets, separated by a blank, while the earlier one is still good."""
    secret = _opened(row, row.secret)
    if row.previous_secret is not None and row.previous_until is not None and at < row.previous_until:
        secret = f"{secret} {_opened(row, row.previous_secret)}"
    return NoticeRecipient("webhook", row.url, secret)


def tell_organisation(organisation: int, event: WebhookEvent, message: OutgoingMessage, *, at: datetime) -> None:
    """Writes a notice for each webhook of an organisation that chose the event, in the open transaction."""
    rows = WebhookTarget.objects.filter(organisation=organisation, ended_at=None, events__contains=[event.value])
    receivers = [recipient_of(row, at=at) for row in rows.order_by("pk")]
    if receivers:
        post_all([Posting(receivers, message, source=organisation)], at=at)


@transaction.atomic(durable=True)
def send_test(number: int, *, actor: Actor, at: datetime) -> None:
    """Sends a test event to one webhook."""
    row = target_of(number, actor=actor)
    post_all(
        [Posting([recipient_of(row, at=at)], WebhookTested(at=at, target=row.pk), source=actor.organisation)], at=at
    )
    append([EntryDraft(Event.WEBHOOK_CHANGED, actor, at, {"target": row.pk, "step": "test", "events": []})])


def deliveries_of(row: WebhookTarget) -> list[Notice]:
    """The latest messages to a webhook, the newest first, with their attempts at hand."""
    rows = Notice.objects.filter(address=row.url, source=row.organisation_id, channel="webhook")
    return list(rows.prefetch_related("attempts__result").order_by("-posted_at")[:MOST_DELIVERIES])


@transaction.atomic(durable=True)
def resend_delivery(number: int, notice: UUID, *, actor: Actor, at: datetime) -> None:
    """Delivers a message again under its id; raises Conflict while it is still being delivered."""
    target = target_of(number, actor=actor)
    own = Notice.objects.filter(address=target.url, source=actor.organisation, channel="webhook")
    row = own.select_for_update().filter(pk=notice).first()
    if row is None:
        raise NotFound("There is no notice with this reference.")
    if row.state not in (Notice.State.GIVEN_UP, Notice.State.DELIVERED) or not row.body:
        raise Conflict("This message is still being delivered.")
    row.state, row.due_at, row.resent_at = Notice.State.WAITING, at, at
    row.save(update_fields=["state", "due_at", "resent_at"])
    recipients.close_breaker(row.recipient)
    app.configure_task("notices.deliver", priority=row.priority).defer(notice=str(row.pk))
    append([EntryDraft(Event.NOTICE_RESENT, actor, at, {"notice": str(row.pk), "kind": row.kind})])
