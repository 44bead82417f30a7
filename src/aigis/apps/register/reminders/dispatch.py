"""Sending reminders that a ban is about to end: each number of days once, up a level while nobody answers."""

import logging
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from aigis.apps.audit.actions import SYSTEM, EntryDraft, append
from aigis.apps.notices.actions import NoticeRecipient, post
from aigis.apps.register.models import Ban, Reminder
from aigis.apps.register.reminders import mail as reminder_mail
from aigis.apps.register.reminders.endings import NO_RECIPIENT, Ending, coming, unsettled
from aigis.core.audit.event_names import Event
from aigis.core.bans.reminder_schedule import Due

logger = logging.getLogger("aigis.register")


def remind(*, at: datetime) -> int:
    """Sends the reminders that are due, each in a transaction of its own; returns how many. Again changes nothing.

    One ban that cannot be reminded of keeps no other from it; the first failure is raised at the end.
    """
    sent, failures = 0, list[Exception]()
    for ending in unsettled(at=at):
        if ending.due(at=at) is None:
            continue
        try:
            sent += remind_of(ending.ban, at=at)
        except Exception as failure:
            logger.exception("no reminder could be sent of ban %s", ending.ban)
            failures.append(failure)
    if failures:
        raise failures[0]
    return sent


@transaction.atomic(durable=True)
def remind_of(ban: UUID, *, at: datetime) -> bool:
    """Sends the reminder of one ban that is due; False where there is none, or nobody who could be told.

    The ban's row is locked before anything is read that decides, and the reminder's row is unique: of two workers one
    sends. The lock is the weak one, so that no check has to wait for it.
    """
    rows = Ban.objects.select_for_update(of=("self",), no_key=True)
    row = rows.select_related("authority__office", "authority__prosecutor").filter(pk=ban).first()
    ending = next(iter(coming(Q(pk=ban), at=at)), None)
    due = ending.due(at=at) if ending else None
    if row is None or ending is None or due is None:
        return False
    level, mailboxes = reminder_mail.receivers(row.authority, due)
    return _send(ending, replace(due, level=level), mailboxes, at=at)


def _send(ending: Ending, due: Due, mailboxes: list[str], *, at: datetime) -> bool:
    _, new = Reminder.objects.get_or_create(
        ban_id=ending.ban, ends_at=ending.ends_at, days=due.days, level=due.level, defaults={"sent_at": at}
    )
    core = {"ban": str(ending.ban), "ends": ending.ends_at.isoformat(), "days": due.days}
    if new and due.level == NO_RECIPIENT:
        append([EntryDraft(Event.REMINDER_UNTOLD, SYSTEM, at, core)])
    elif new:
        text = reminder_mail.reminder(ending, due, at=at)
        post([NoticeRecipient("mail", mailbox) for mailbox in mailboxes], text, at=at)
        core |= {"level": due.level, "up": due.up, "covered": list(due.covered)}
        append([EntryDraft(Event.REMINDER_SENT, SYSTEM, at, core)])
    return new and due.level != NO_RECIPIENT
