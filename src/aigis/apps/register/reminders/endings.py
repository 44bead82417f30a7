"""The endings that come: bans whose end lies within the schedule of their kind, and what was said of it so far."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, When

from aigis import wiring
from aigis.apps.register.models import Ban, Reminder, ReminderAnswer
from aigis.core.access.permissions import Actor, Role
from aigis.core.bans.reminder_schedule import (
    AHEAD,
    Due,
    EndingReply,
    Level,
    RecordedReply,
    Schedule,
    SentReminder,
    due,
    waits,
)
from aigis.core.bans.versions import BanKind, Standing
from aigis.core.dates.brussels import day_of, midnight

# A suspended ban may be resumed: its end is as near as any.
COUNTING = (Standing.STANDS.value, Standing.SUSPENDED.value)
# The level of a row that says only that nobody could be told.
NO_RECIPIENT = -1
# The number of days of a row that says that a ban ended unanswered; no reminder has it, for those come before the end.
ENDED = 0

# Of the ban of an outer query: the rows about its present end, and the reminders of it that reached somebody.
_SAME = {"ban": OuterRef("pk"), "ends_at": OuterRef("ends_at")}
TOLD = Reminder.objects.filter(**_SAME, level__gt=NO_RECIPIENT, days__gt=ENDED)


@dataclass(frozen=True, slots=True)
class Ending:
    """A ban and the instant at which it ends, with the reminders of this ending and the answers, oldest first."""

    ban: UUID
    kind: BanKind
    ends_at: datetime
    sent: tuple[SentReminder, ...] = ()
    answers: tuple[ReminderAnswer, ...] = ()

    @property
    def schedule(self) -> Schedule:
        """When it is reminded of."""
        return wiring.environment().reminders[self.kind]

    @property
    def answer(self) -> EndingReply | None:
        """The last answer, which counts."""
        return EndingReply(self.answers[-1].answer) if self.answers else None

    @property
    def answered(self) -> RecordedReply | None:
        """The last answer with its instant."""
        last = self.answers[-1] if self.answers else None
        return RecordedReply(EndingReply(last.answer), last.answered_at) if last else None

    @property
    def waits(self) -> bool:
        """Tells whether somebody must answer: nobody has, or was reminded again because the end has not moved."""
        return waits(sent=self.sent, answered=self.answered)

    def due(self, *, at: datetime) -> Due | None:
        """The reminder that is due now."""
        return due(self.schedule, ends_at=self.ends_at, at=at, sent=self.sent, answer=self.answer)


def answered_for_by(actor: Actor) -> Q:
    """The bans whose end an actor answers for: those of authorities of its office, or with it as prosecutor.

    Where an authority names no prosecutor, every prosecutor's office answers for it.
    """
    theirs = Q(authority__office=actor.organisation) | Q(authority__prosecutor=actor.organisation)
    return theirs | Q(authority__prosecutor=None) if actor.role is Role.PROSECUTOR else theirs


def coming(bans: Q, *, at: datetime) -> list[Ending]:
    """The endings that come, soonest first."""
    return read(_coming(bans, at=at))


def by_answer(bans: Q, *, at: datetime) -> tuple[QuerySet[Ban], QuerySet[Ban]]:
    """The bans whose endings come and wait for an answer, and those whose do not, as `Ending.waits` has it."""
    answers = ReminderAnswer.objects.filter(**_SAME).order_by("-pk")
    rows = _coming(bans, at=at).annotate(
        answer=Subquery(answers.values("answer")[:1]), answered_at=Subquery(answers.values("answered_at")[:1])
    )
    again = Exists(TOLD.filter(sent_at__gt=OuterRef("answered_at")))
    waits = Q(answer=None) | (~Q(answer=EndingReply.LET_END.value) & again)
    return rows.filter(waits), rows.exclude(waits)


def unsettled(*, at: datetime) -> list[Ending]:
    """The endings of which a reminder may be due: all but those for which nothing comes before the next number of days.

    Most endings have their answer, or went up as far as they go: with these left out, a look at half a million bans
    reads a few. Whether a reminder is due is for `Ending.due` to say.
    """
    rows = _coming(Q(), at=at).annotate(nearest=_nearest(at))
    sent_reminders = TOLD.filter(days__lte=OuterRef("nearest"), sent_at__lte=at + AHEAD)
    last = Q()
    for kind, schedule in wiring.environment().reminders.items():
        last |= Q(kind=kind.value, nearest=schedule.days[-1])
    answered = Exists(ReminderAnswer.objects.filter(**_SAME)) & (Exists(sent_reminders) | ~last)
    return read(rows.exclude(Exists(sent_reminders.filter(level=Level.PROSECUTOR.value)) | answered))


def _nearest(at: datetime) -> Case:
    """The number of days before the end that came last, as the schedule of each kind has it."""
    whens = [
        When(kind=kind.value, ends_at__lte=midnight(day_of(at) + timedelta(days=days + 1)), then=days)
        for kind, schedule in wiring.environment().reminders.items()
        for days in reversed(schedule.days)
    ]
    return Case(*whens, output_field=IntegerField())


def read(rows: QuerySet[Ban], *, most: int | None = None) -> list[Ending]:
    """The endings of bans, soonest first, with what was said of them."""
    rows_read = list(rows.order_by("ends_at", "pk").values_list("pk", "kind", "ends_at")[:most])
    bans = [ban for ban, _, _ in rows_read]
    sent, answers = _sent(bans), _answers(bans)
    return [
        Ending(ban, BanKind(kind), ends_at, tuple(sent.get(ban, ())), tuple(answers.get(ban, ())))
        for ban, kind, ends_at in rows_read
        if ends_at is not None
    ]


def _coming(bans: Q, *, at: datetime) -> QuerySet[Ban]:
    within = Q()
    for kind, schedule in wiring.environment().reminders.items():
        beyond = midnight(day_of(at) + timedelta(days=schedule.days[0] + 1))
        within |= Q(kind=kind.value, ends_at__lte=beyond)
    begun = Q(versions__number=F("version"), versions__start__lte=at)
    return Ban.objects.filter(bans & within & begun, ends_at__gt=at, standing__in=COUNTING)


def _sent(bans: Sequence[UUID]) -> Mapping[UUID, Sequence[SentReminder]]:
    rows = Reminder.objects.filter(ban__in=bans, ends_at=F("ban__ends_at"), level__gt=NO_RECIPIENT, days__gt=ENDED)
    by_ban: dict[UUID, list[SentReminder]] = defaultdict(list)
    for ban, days, level, at in rows.order_by("sent_at", "level").values_list("ban_id", "days", "level", "sent_at"):
        by_ban[ban].append(SentReminder(days, level, at))
    return by_ban


def _answers(bans: Sequence[UUID]) -> Mapping[UUID, Sequence[ReminderAnswer]]:
    rows = ReminderAnswer.objects.filter(ban__in=bans, ends_at=F("ban__ends_at"))
    by_ban: dict[UUID, list[ReminderAnswer]] = defaultdict(list)
    for row in rows.order_by("pk"):
        by_ban[row.ban_id].append(row)
    return by_ban
