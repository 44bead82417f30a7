"""Desks: who they are, how they are reached, and which of them hear of a hit at a port."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from aigis.apps.alerts.models import Desk, DeskCounter
from aigis.apps.audit import data_keys, sealed_fields
from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.notices.actions import NoticeRecipient
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.checks.alert_routing import DeskFacts, DeskKind, desks_for
from aigis.core.errors import NoAnswer
from aigis.core.timed_cache import TimedCache

NOT_CLEANED = ("webhook_secret", "on_call", "next_desk", "removed_at")  # what a form never gives


def desks_by_id() -> Mapping[int, Desk]:
    """Every desk that was not removed, with its ports at hand."""
    return {desk.pk: desk for desk in Desk.objects.filter(removed_at=None).prefetch_related("ports")}


def facts_of(desk: Desk) -> DeskFacts:
    """Returns a desk as far as routing goes."""
    ports = frozenset(port.locode for port in desk.ports.all())
    return DeskFacts(desk.pk, DeskKind(desk.kind), desk.organisation_id, ports, is_reachable(desk))


def is_reachable(desk: Desk) -> bool:
    """Tells whether alerts can be sent to a desk: it has a mailbox or a webhook."""
    return bool(desk.mailbox or desk.webhook)


too_few_desks_cache: TimedCache[str, bool] = TimedCache(seconds=5.0, clock=time.monotonic)


def has_too_few_alert_desks(port: str) -> bool:
    """Tells whether a hit at the port would have no two desks to go to; asks the database every few seconds.

    Known before anybody is checked there: an answer that fails only for the banned would tell who they are.
    """
    too_few = too_few_desks_cache.get(port)
    return too_few if too_few is not None else too_few_desks_cache.put(port, _has_too_few_desks(port))


def _has_too_few_desks(port: str) -> bool:
    try:
        desks_for(port, [facts_of(desk) for desk in desks_by_id().values()])
    except NoAnswer:
        return True
    return False


def recipients_of(desk: Desk, secret: str) -> list[NoticeRecipient]:
    """Returns the usual channels of a desk; `secret` signs its webhook."""
    recipients = [NoticeRecipient("mail", desk.mailbox, language=desk.language)] if desk.mailbox else []
    if desk.webhook:
        recipients.append(NoticeRecipient("webhook", desk.webhook, secret))
    return recipients


def recipients_before_change(desk: Desk) -> list[NoticeRecipient]:
    """Returns everybody who is told of a change of a desk: all its channels as they are, and its organisation."""
    recipients = recipients_of(desk, desk_secret(desk))
    known = {recipient.address for recipient in recipients}
    more = [address for address in (desk.other_mailbox, desk.organisation.mailbox) if address and address not in known]
    return recipients + [NoticeRecipient("mail", address, language=desk.language) for address in dict.fromkeys(more)]


def desk_secret(desk: Desk) -> str:
    """The signing secret of a desk's webhook."""
    if desk.webhook_secret is None:
        return ""
    key = data_keys.key(f"desk:{desk.code}")
    return sealed_fields.open_text(key, field="desk.secret", ciphertext=desk.webhook_secret)


def encrypt_secret(code: str, secret: str) -> bytes:
    """Encrypts a desk's webhook secret under a key of its own."""
    scope = f"desk:{code}"
    return sealed_fields.seal_text(data_keys.made([scope])[scope], field="desk.secret", text=secret)


@dataclass(frozen=True, slots=True)
class DeskDraft:
    """A desk to be added; no ports means all of them."""

    code: str
    name: str
    kind: DeskKind
    organisation: int
    ports: tuple[str, ...] = ()
    mailbox: str = ""
    webhook: str = ""
    secret: str = ""
    language: str = "nl"


@transaction.atomic(durable=True)
def add_desk(draft: DeskDraft, *, actor: Actor, at: datetime) -> Desk:
    """Adds a desk; its webhook secret is encrypted under a key of its own."""
    return write_desk(draft, actor=actor, at=at)


def write_desk(draft: DeskDraft, *, actor: Actor, at: datetime) -> Desk:
    """Does the work of `add_desk` inside the caller's open transaction."""
    desk = Desk(code=draft.code, name=draft.name, kind=draft.kind.value, organisation_id=draft.organisation)
    desk.mailbox, desk.webhook, desk.language = draft.mailbox, draft.webhook, draft.language
    if draft.secret:
        desk.webhook_secret = encrypt_secret(draft.code, draft.secret)
    desk.full_clean(exclude=NOT_CLEANED)
    desk.save(force_insert=True)
    desk.ports.set(desk.ports.model.objects.filter(locode__in=draft.ports))
    DeskCounter.objects.create(desk=desk)
    core = {"desk": draft.code, "kind": draft.kind.value, "organisation": draft.organisation}
    append([EntryDraft(Event.DESK_ADDED, actor, at, core | {"ports": list(draft.ports)})])
    return desk
