"""Posting notices inside the transaction of what they tell; claiming and ending attempts."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.types import JSONDict

from aigis.apps.audit import sealed_fields
from aigis.apps.audit.actions import SYSTEM, EntryDraft, append
from aigis.apps.audit.data_keys import month_key
from aigis.apps.notices import recipients
from aigis.apps.notices.models import Attempt, AttemptResult, Notice
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.crypto.uuid7 import ordered_id
from aigis.core.errors import Conflict, NotFound
from aigis.core.webhooks.backoff import GIVE_UP_AFTER, retry_after

LEASE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class NoticeRecipient:
    """Where a notice goes: a channel and its address; `secret` signs a webhook or completes a mailed link.

    `language` is that of a mail.
    """

    channel: str
    address: str
    secret: str = ""
    language: str = ""  # empty: all four

    @property
    def budget_key(self) -> str:
        """What shares a budget: a mailbox, or the host of a webhook."""
        if self.channel != "webhook":
            return f"{self.channel}:{self.address.lower()}"
        return f"webhook:{urlsplit(self.address).netloc.lower()}"


class PostableMessage(Protocol):
    """What a notice is made of: an `OutgoingMessage`, or a letter that is already written."""

    @property
    def kind(self) -> str:
        """What sorts it for retention and figures."""

    @property
    def priority(self) -> int:
        """A higher one goes out first."""

    @property
    def subject(self) -> str:
        """One line."""

    @property
    def about(self) -> UUID | None:
        """The id of what it tells of."""

    def to_json(self) -> str:
        """The body as stored."""


@dataclass(frozen=True, slots=True)
class NoticeText:
    """A letter that is already written in the language of its one reader, such as an invitation."""

    kind: str
    subject: str
    body: str
    about: UUID | None = None
    priority: int = 0

    def to_json(self) -> str:
        """The body, which is text and no JSON."""
        return self.body


class Posting(NamedTuple):
    """A message with its recipients, and the organisation that caused it: turns are taken by that."""

    recipients: Sequence[NoticeRecipient]
    message: PostableMessage
    source: int = 0


def post(receivers: Sequence[NoticeRecipient], message: PostableMessage, *, at: datetime) -> list[UUID]:
    """Writes one notice a receiver in the open transaction, with the job that delivers it; returns their ids."""
    return post_all([Posting(receivers, message)], at=at)


def post_all(postings: Sequence[Posting], *, at: datetime) -> list[UUID]:
    """Writes the notices of several messages in two statements; returns their ids in order."""
    pairs = [(posting, recipient) for posting in postings for recipient in posting.recipients]
    notices = [_notice(recipient, posting, index, at=at) for index, (posting, recipient) in enumerate(pairs)]
    Notice.objects.bulk_create(notices)
    _defer(notices)
    return [notice.id for notice in notices]


def _defer(notices: Sequence[Notice]) -> None:
    """Puts a job in the queue for each notice: one turn of delivery, whoever's it is by then."""
    for priority in sorted({notice.priority for notice in notices}, reverse=True):
        job = app.configure_task("notices.deliver", priority=priority)
        ids: list[JSONDict] = [{"notice": str(notice.id)} for notice in notices if notice.priority == priority]
        job.batch_defer(*ids)


_SEQUENCE = 4_096  # what fits in front of the random part of an ordered id


def _notice(receiver: NoticeRecipient, posting: Posting, index: int, *, at: datetime) -> Notice:
    """Builds a notice whose id sorts by its index among those posted with it: a desk gets its numbers in order."""
    message, secret = posting.message, None
    if receiver.secret:
        secret = sealed_fields.seal_text(month_key(at), field="notice.secret", text=receiver.secret)
    return Notice(
        id=ordered_id(at, (index % _SEQUENCE).to_bytes(2, "big") + os.urandom(8)),
        kind=message.kind,
        channel=receiver.channel,
        address=receiver.address,
        recipient=receiver.budget_key,
        language=receiver.language,
        source=posting.source,
        secret=secret,
        subject=message.subject[:200],
        body=message.to_json(),
        about=message.about,
        priority=message.priority,
        posted_at=at,
        due_at=at,
    )


@transaction.atomic(durable=True)
def claim(*, notice: UUID, at: datetime) -> Notice | None:
    """Locks a due notice and records the attempt before sending.

    Returns None if it was delivered, is not due yet, or another worker holds it. SKIP LOCKED lets a second worker pass;
    the lease frees the notice when a worker dies with it.
    """
    row = recipients.due(at).filter(pk=notice).select_for_update(skip_locked=True).first()
    return _begin(row, at=at) if row else None


@transaction.atomic(durable=True)
def claim_next(*, recipient: str, at: datetime) -> Notice | None:
    """Locks the notice whose turn it is at a recipient and records the attempt.

    Returns None if nothing is due there, its budget is used up, or it is left alone after failures.
    """
    row = recipients.next_notice(recipient, at=at)
    return _begin(row, at=at) if row else None


def _begin(row: Notice, *, at: datetime) -> Notice:
    row.attempt += 1
    row.leased_until = at + LEASE
    row.save(update_fields=["attempt", "leased_until"])
    Attempt.objects.create(notice=row, number=row.attempt, started_at=at)
    core = {"notice": str(row.pk), "kind": row.kind, "channel": row.channel, "attempt": row.attempt}
    append([EntryDraft(Event.NOTICE_ATTEMPT_STARTED, SYSTEM, at, core)])
    return row


@transaction.atomic(durable=True)
def end(*, notice: UUID, attempt: int, delivered: bool, answer: str, at: datetime) -> bool:
    """Ends an attempt; False when a later one has taken over, whose word counts instead."""
    row = Notice.objects.select_for_update().get(pk=notice)
    started = Attempt.objects.filter(notice=row, number=attempt, result=None).first()
    if started is not None:
        AttemptResult.objects.create(attempt=started, ended_at=at, delivered=delivered, answer=answer[:400])
    if row.attempt != attempt or row.state != Notice.State.WAITING:
        return False
    _settle(row, delivered=delivered, at=at)
    recipients.note_result(row.recipient, delivered=delivered, at=at)
    outcome = "delivered" if delivered else answer[:200]
    core = {"notice": str(notice), "attempt": attempt, "outcome": outcome}
    append([EntryDraft(Event.NOTICE_ATTEMPT_ENDED, SYSTEM, at, core)])
    return True


def _settle(row: Notice, *, delivered: bool, at: datetime) -> None:
    row.leased_until = None
    if delivered:
        row.state, row.delivered_at = Notice.State.DELIVERED, at
        if row.channel == "mail":
            row.secret = None  # a one-time link is of no more use here
    elif at - (row.resent_at or row.posted_at) > GIVE_UP_AFTER:
        row.state = Notice.State.GIVEN_UP
    else:
        row.due_at = at + retry_after(row.attempt, token=str(row.pk))
        again = app.configure_task("notices.deliver", schedule_at=row.due_at, priority=row.priority)
        again.defer(notice=str(row.pk))
    row.save(update_fields=["leased_until", "state", "delivered_at", "due_at", "secret"])


@transaction.atomic(durable=True)
def resend(notice: UUID, *, actor: Actor, at: datetime) -> None:
    """Has a notice that was given up delivered again; raises NotFound, or Conflict if it was not given up."""
    row = Notice.objects.select_for_update().filter(pk=notice).first()
    if row is None:
        raise NotFound("There is no notice with this reference.")
    if row.state != Notice.State.GIVEN_UP or not row.body:
        raise Conflict("Only a notice that was given up can be sent again. Nothing was changed.")
    row.state, row.due_at, row.resent_at = Notice.State.WAITING, at, at
    row.save(update_fields=["state", "due_at", "resent_at"])
    recipients.close_breaker(row.recipient)
    _defer([row])
    append([EntryDraft(Event.NOTICE_RESENT, actor, at, {"notice": str(row.pk), "kind": row.kind})])
