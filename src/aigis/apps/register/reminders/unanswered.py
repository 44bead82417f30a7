"""A ban that ended while nobody answered its reminders: office and prosecutor hear it once, with the end itself."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, QuerySet

from aigis.apps.audit.actions import SYSTEM, EntryDraft, append
from aigis.apps.notices.actions import NoticeRecipient, post
from aigis.apps.register.models import Ban, Reminder
from aigis.apps.register.reminders import mail as reminder_mail
from aigis.apps.register.reminders.endings import ENDED, NO_RECIPIENT, Ending, answered_for_by, read
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.bans.lifecycle import BanHistory
from aigis.core.bans.reminder_schedule import Level, ended_unanswered

# How long it stays loud at the desk of the office.
_SHOWN_FOR = timedelta(days=30)


def endings_of(bans: list[Ban]) -> Mapping[UUID, Ending]:
    """What was said of the endings of bans that have just ended."""
    rows = Ban.objects.filter(pk__in=[ban.pk for ban in bans])
    return {ending.ban: ending for ending in read(rows)}


def tell(ban: Ban, life: BanHistory, ending: Ending | None, *, at: datetime) -> None:
    """Tells, in the open transaction that notes the end, that nobody answered; once for each ending, however often.

    The row is unique, so that an end that is noted again, after a correction say, tells nobody twice.
    """
    if ending is None or not ended_unanswered(
        ends_at=ending.ends_at, versions=life.versions, sent=ending.sent, answered=ending.answered
    ):
        return
    known = reminder_mail.mailboxes(ban.authority)
    mailboxes = sorted({*known[Level.OFFICE], *known[Level.PROSECUTOR]})
    level = Level.PROSECUTOR.value if mailboxes else NO_RECIPIENT
    _, new = Reminder.objects.get_or_create(
        ban=ban, ends_at=ending.ends_at, days=ENDED, level=level, defaults={"sent_at": at}
    )
    if new:
        text = reminder_mail.ended_message(ending, at=at)
        post([NoticeRecipient("mail", mailbox) for mailbox in mailboxes], text, at=at)
        core = {"ban": str(ban.pk), "ends": ending.ends_at.isoformat(), "level": level}
        append([EntryDraft(Event.BAN_ENDED_UNANSWERED, SYSTEM, at, core)])


def of_office(actor: Actor, *, at: datetime) -> QuerySet[Ban]:
    """The bans an actor's office answers for that ended unanswered in the last thirty days, the last one first."""
    reminded = Reminder.objects.filter(days=ENDED, ends_at=F("ban__ends_at"), ends_at__gt=at - _SHOWN_FOR)
    return Ban.objects.filter(answered_for_by(actor), pk__in=reminded.values("ban")).order_by("-ends_at", "pk")
