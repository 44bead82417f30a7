"""Posting notices inside the transaction of what they tell; claiming and ending attempts."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.types import JSONDict

from aigis.apps.audit import sealed_fields
from aigis.apps.audit.actions import SYSTEM, EntryDraft, append
from aigis.apps.audit.data_keys import month_key
from aigis.apps.notices.models import Attempt, Notice
from aigis.core.audit.event_names import Event
from aigis.core.crypto.uuid7 import ordered_id

LEASE = timedelta(seconds=60)
# Waits after failed attempts; the last one repeats until the notice is given up after a week.
_WAITS = [timedelta(seconds=s) for s in (2, 5, 15, 60, 300, 900)]
_GIVE_UP_AFTER = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class NoticeRecipient:
    """Where a notice goes: a channel and its address; `secret` signs a webhook or completes a link in a mail."""

    channel: str
    address: str
    secret: str = ""


@dataclass(frozen=True, slots=True)
class NoticeText:
    """What a notice says: ids and places, no persons."""

    kind: str
    subject: str
    body: str
    about: UUID | None = None
    priority: int = 0  # a higher one is delivered first


def post(receivers: Sequence[NoticeRecipient], text: NoticeText, *, at: datetime) -> list[UUID]:
    """Writes one notice a receiver in the open transaction, with the job that delivers it; returns their ids."""
    return post_all([(receivers, text)], at=at)


def post_all(messages: Sequence[tuple[Sequence[NoticeRecipient], NoticeText]], *, at: datetime) -> list[UUID]:
    """Writes the notices of several messages in two statements; returns their ids in order."""
    notices = [_notice(receiver, text, at) for receivers, text in messages for receiver in receivers]
    Notice.objects.bulk_create(notices)
    for priority in sorted({notice.priority for notice in notices}, reverse=True):
        job = app.configure_task("notices.deliver", priority=priority)
        ids: list[JSONDict] = [{"notice": str(notice.id)} for notice in notices if notice.priority == priority]
        job.batch_defer(*ids)
    return [notice.id for notice in notices]


def _notice(receiver: NoticeRecipient, text: NoticeText, at: datetime) -> Notice:
    secret = None
    if receiver.secret:
        secret = sealed_fields.seal_text(month_key(at), field="notice.secret", text=receiver.secret)
    return Notice(
        id=ordered_id(at, os.urandom(10)),
        kind=text.kind,
        channel=receiver.channel,
        address=receiver.address,
        secret=secret,
        subject=text.subject,
        body=text.body,
        about=text.about,
        priority=text.priority,
        posted_at=at,
        due_at=at,
    )


@transaction.atomic(durable=True)
def claim(*, notice: UUID, at: datetime) -> Notice | None:
    """Begins an attempt, durably before anything leaves; None where it is done, not due or another's.

    SKIP LOCKED lets a second worker pass; the lease frees the notice when a worker dies with it.
    """
    row = (
        Notice.objects.select_for_update(skip_locked=True)
        .filter(pk=notice, state=Notice.State.WAITING, due_at__lte=at)
        .exclude(leased_until__gt=at)
        .first()
    )
    if row is None:
        return None
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
    Attempt.objects.filter(notice=row, number=attempt, ended_at=None).update(
        ended_at=at, delivered=delivered, answer=answer[:400]
    )
    if row.attempt != attempt or row.state != Notice.State.WAITING:
        return False
    _settle(row, delivered=delivered, at=at)
    outcome = "delivered" if delivered else answer[:200]
    append(
        [
            EntryDraft(
                Event.NOTICE_ATTEMPT_ENDED, SYSTEM, at, {"notice": str(notice), "attempt": attempt, "outcome": outcome}
            )
        ]
    )
    return True


def _settle(row: Notice, *, delivered: bool, at: datetime) -> None:
    row.leased_until = None
    if delivered:
        row.state, row.delivered_at = Notice.State.DELIVERED, at
        if row.channel == "mail":
            row.secret = None  # a one-time link is of no more use here
    elif at - row.posted_at > _GIVE_UP_AFTER:
        row.state = Notice.State.GIVEN_UP
    else:
        row.due_at = at + _WAITS[min(row.attempt, len(_WAITS)) - 1]
        again = app.configure_task("notices.deliver", schedule_at=row.due_at, priority=row.priority)
        again.defer(notice=str(row.pk))
    row.save(update_fields=["leased_until", "state", "delivered_at", "due_at", "secret"])
