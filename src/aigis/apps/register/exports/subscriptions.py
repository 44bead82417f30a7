"""Justice systems that are told when the register changed: a signed, thin webhook, and the feed says what changed."""

import os
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address

from django.db import transaction

from aigis import wiring
from aigis.apps.audit import sealed_fields
from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.audit.data_keys import month_key
from aigis.apps.people.idempotency import IdempotentRequest, recall, remember
from aigis.apps.register import register_version
from aigis.apps.register.models import Subscription
from aigis.apps.register.notifications import FIELD
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.errors import Conflict, InvalidInput, NotFound
from aigis.core.webhooks.signature import format_secret
from aigis.core.webhooks.target import may_reach, parse_target

# Every change of the register writes one notice a subscription, in the change's own transaction.
MOST_OF_AN_OFFICE = 5
_SECRET_BYTES = 32
_WIDEST = 400


@dataclass(frozen=True, slots=True)
class Subscribed:
    """A subscription with the secret its messages are signed with: given to who subscribed, and shown by no reading."""

    row: Subscription
    secret: str


@transaction.atomic(durable=True)
def subscribe(webhook: str, *, actor: Actor, at: datetime, request: IdempotentRequest | None = None) -> Subscribed:
    """Has an office told of the register's changes; the same request again answers the same subscription.

    Raises InvalidInput for an address that is no webhook's or not on the public Internet, Conflict where the office has
    it already or has as many as there may be.
    """
    earlier = recall(request, actor=actor)
    if earlier is not None:
        row = Subscription.objects.get(pk=int(earlier))
        return Subscribed(row, _opened(row))
    _require_reachable(webhook)
    _require_room(webhook, actor)
    secret = format_secret(os.urandom(_SECRET_BYTES))
    closed = sealed_fields.seal_text(month_key(at), field=FIELD, text=secret)
    row = Subscription.objects.create(organisation_id=actor.organisation, webhook=webhook, secret=closed, added_at=at)
    append([EntryDraft(Event.SUBSCRIPTION_ADDED, actor, at, {"subscription": row.pk, "webhook": webhook})])
    remember(request, str(row.pk), actor=actor, at=at)
    return Subscribed(row, secret)


def subscriptions(*, actor: Actor) -> list[Subscription]:
    """The office's own subscriptions, oldest first."""
    return list(Subscription.objects.filter(organisation=actor.organisation, ended_at=None).order_by("pk"))


@transaction.atomic(durable=True)
def unsubscribe(subscription: int, *, actor: Actor, at: datetime) -> None:
    """Ends a subscription of the office; raises NotFound where it has none of this number."""
    own = Subscription.objects.filter(pk=subscription, organisation=actor.organisation, ended_at=None)
    if not own.update(ended_at=at):
        raise NotFound("Your organisation has no subscription with this number.")
    append([EntryDraft(Event.SUBSCRIPTION_ENDED, actor, at, {"subscription": subscription})])


def _opened(row: Subscription) -> str:
    return sealed_fields.open_text(month_key(row.added_at), field=FIELD, ciphertext=row.secret)


def _require_reachable(webhook: str) -> None:
    """Refuses at once what delivery would refuse each time; what a name leads to is looked at when it is delivered."""
    if len(webhook) > _WIDEST:
        raise InvalidInput("A webhook address has at most 400 characters.", field="webhook")
    try:
        host = parse_target(webhook).host
    except InvalidInput as wrong:
        wrong.field = "webhook"
        raise
    if _is_address(host) and not may_reach(host, allow_loopback=wiring.environment().mode != "production"):
        raise InvalidInput("This address is not on the public Internet. Enter a public address.", field="webhook")


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _require_room(webhook: str, actor: Actor) -> None:
    register_version.lock()  # two requests at once must not both find the last place free
    webhooks = [row.webhook for row in subscriptions(actor=actor)]
    if webhook in webhooks:
        raise Conflict("Your organisation already has a subscription with this address. End that one first.")
    if len(webhooks) >= MOST_OF_AN_OFFICE:
        raise Conflict("Your organisation has the maximum number of subscriptions. End one first.")
