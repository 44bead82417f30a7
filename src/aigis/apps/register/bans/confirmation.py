"""The colleague's look at what counted at once: confirmed within a day, or loud."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from aigis.apps.audit.actions import SYSTEM, EntryDraft, append
from aigis.apps.people.account_position import last_of_key, placement
from aigis.apps.people.idempotency import IdempotentRequest, recall, remember
from aigis.apps.register import register_version
from aigis.apps.register.bans import versions as ban_versions
from aigis.apps.register.models import Ban, Confirmation
from aigis.apps.register.notifications import post_mail, prosecutors_of
from aigis.core.access.approval import Placement, require_other_person
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.errors import ChangedSince, Conflict, NotAllowed
from aigis.core.messages.register_messages import ConfirmationOverdue

_MOST_AT_ONCE = 500


@transaction.atomic(durable=True)
def confirm(
    versions: Sequence[tuple[UUID, int]], *, actor: Actor, at: datetime, request: IdempotentRequest | None = None
) -> int:
    """Confirms versions that somebody else entered, all or none; returns how many. The same request again is harmless.

    Raises NotAllowed where the actor entered one (with this account or another), ChangedSince where a ban has a later
    version to look at, Conflict where one is confirmed already, NotFound where there is no such ban.
    """
    register_version.lock()
    if recall(request, actor=actor) is not None:
        return len(versions)
    mine = placement(actor)
    for ban, number in versions:
        _confirm(ban_versions.ban_row(ban), number, by=mine, at=at)
    append(
        [EntryDraft(Event.BAN_CONFIRMED, actor, at, {"ban": str(ban), "version": number}) for ban, number in versions]
    )
    remember(request, str(len(versions)), actor=actor, at=at)
    return len(versions)


def _confirm(ban: Ban, number: int, *, by: Placement | None, at: datetime) -> None:
    row = Confirmation.objects.select_for_update().filter(ban=ban, version=number).first()
    if row is None or row.confirmed_at is not None:
        raise Conflict("This version needs no confirmation, or is already confirmed.")
    if ban.version != number:
        raise ChangedSince
    if by is None or row.recorded_by == by.account:
        raise NotAllowed("You cannot confirm your own action. A second person must do it.")
    theirs = last_of_key(row.recorded_by)  # closed or not: whoever entered it remains the same person
    if theirs is not None:
        require_other_person(theirs, by)
    row.confirmed_at, row.confirmed_by = at, by.account
    row.save(update_fields=["confirmed_at", "confirmed_by"])


@transaction.atomic(durable=True)
def tell_overdue(*, at: datetime) -> int:
    """Tells office and prosecutor of versions nobody confirmed in time, once each; returns how many.

    What came with a list is overdue with its list, once for all of it: `confirmation.tell_overdue`.
    """
    due = (
        Confirmation.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(list=None, confirmed_at=None, told_overdue_at=None, due_at__lte=at)
        .select_related("ban__authority__office", "ban__authority__prosecutor")
        .order_by("due_at")[:_MOST_AT_ONCE]
    )
    rows = [row for row in due if row.ban.version == row.version]
    _close_overtaken([row for row in due if row.ban.version != row.version], at=at)
    for row in rows:
        authority = row.ban.authority
        office = [authority.office.mailbox] if authority.office and authority.office.mailbox else []
        mailboxes = sorted({*office, *prosecutors_of([authority])})
        post_mail(mailboxes, ConfirmationOverdue, about=row.ban_id, page=f"/bans/{row.ban_id}", at=at)
        row.told_overdue_at = at
        row.save(update_fields=["told_overdue_at"])
    append(
        [
            EntryDraft(Event.BAN_CONFIRMATION_OVERDUE, SYSTEM, at, {"ban": str(row.ban_id), "version": row.version})
            for row in rows
        ]
    )
    return len(rows)


def _close_overtaken(rows: Sequence[Confirmation], *, at: datetime) -> None:
    """Closes confirmations of earlier versions: the later one has a confirmation or two people of its own."""
    for row in rows:
        row.confirmed_at, row.confirmed_by = at, "later version"
        row.save(update_fields=["confirmed_at", "confirmed_by"])
