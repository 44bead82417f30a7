"""Answering reminders: what the office does about a ban that ends, with the name of who answers for it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from aigis.apps.audit import sealed_fields
from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.audit.data_keys import month_key
from aigis.apps.register.models import Ban, Reminder, ReminderAnswer
from aigis.apps.register.reminders.endings import COUNTING, NO_RECIPIENT, answered_for_by
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.bans.reminder_schedule import EndingReply
from aigis.core.errors import ChangedSince, Conflict, InvalidInput, NotFound

LONGEST_NAME = 120
_FIELD = "register.reminder_answer"


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as given: to the reminders of the ending that was read, by whoever answers for it."""

    ban: UUID
    ends_at: datetime
    answer: EndingReply
    name: str


@transaction.atomic(durable=True)
def answer(reply: Given, *, actor: Actor, at: datetime) -> None:
    """Records what the office does about an ending; the last answer counts, the same one again changes nothing.

    Raises NotFound where the ban is another office's, ChangedSince where its end has moved since it was read, Conflict
    where it no longer ends or nobody was reminded yet, InvalidInput without a name.
    """
    name = _name(reply.name)
    row = _locked(reply, actor=actor, at=at)
    before = ReminderAnswer.objects.filter(ban=row, ends_at=reply.ends_at).order_by("pk").last()
    if before is not None and _says_no_more(before, reply, name, actor):
        return
    ReminderAnswer.objects.create(
        ban=row,
        ends_at=reply.ends_at,
        answer=reply.answer.value,
        name=_closed(name, at=at),
        answered_at=at,
        answered_by=actor.key,
    )
    core = {"ban": str(row.pk), "ends": reply.ends_at.isoformat(), "answer": reply.answer.value}
    append([EntryDraft(Event.REMINDER_ANSWERED, actor, at, core, {"name": name}, about=row.subject_id)])


def name_of(row: ReminderAnswer) -> str:
    """Who answers for an answer."""
    return sealed_fields.open_text(month_key(row.answered_at), field=_FIELD, ciphertext=row.name)


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name:
        raise InvalidInput("Enter the name of the person responsible.", field="name")
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise InvalidInput("Enter the name in at most 120 letters.", field="name")
    return name


def _locked(reply: Given, *, actor: Actor, at: datetime) -> Ban:
    """The ban, locked against a reminder that would be sent at the same moment."""
    rows = Ban.objects.select_for_update(of=("self",), no_key=True).filter(answered_for_by(actor))
    row = rows.filter(pk=reply.ban).first()
    if row is None:
        raise NotFound("Your office has no such ban to follow up.")
    if row.ends_at is None or row.standing not in COUNTING or row.ends_at <= at:
        raise Conflict("This ban no longer ends: it has ended, or its end is open. No answer is needed.")
    if row.ends_at != reply.ends_at:
        raise ChangedSince("The end of this ban has moved since you opened the page. Reload the list.")
    if not Reminder.objects.filter(ban=row, ends_at=reply.ends_at).exists():
        raise Conflict("No reminder of this end has been sent yet. No answer is needed.")
    return row


def _says_no_more(before: ReminderAnswer, reply: Given, name: str, actor: Actor) -> bool:
    """Tells whether an answer repeats the one before, and nobody was reminded in between."""
    previous = (before.answer, name_of(before), before.answered_by)
    rows = Reminder.objects.filter(ban=reply.ban, ends_at=reply.ends_at, level__gt=NO_RECIPIENT)
    again = rows.filter(sent_at__gt=before.answered_at).exists()
    return previous == (reply.answer.value, name, actor.key) and not again


def _closed(name: str, *, at: datetime) -> bytes:
    key = month_key(at)
    return sealed_fields.seal_text(key, field=_FIELD, text=name)
