"""The reminders as their office sees them: which bans end, who was told, who answered what; and endings by month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, F, Q
from django.db.models.functions import TruncMonth

from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.register.models import Authority, Ban
from aigis.apps.register.register_version import version as register_version
from aigis.apps.register.reminders import mail as reminder_mail
from aigis.apps.register.reminders import unanswered
from aigis.apps.register.reminders.answers import name_of
from aigis.apps.register.reminders.endings import COUNTING, TOLD, Ending, answered_for_by, by_answer, coming, read
from aigis.apps.register.storage import encryption
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.bans.reminder_schedule import EndingReply, Level, SentReminder, days_left
from aigis.core.bans.versions import BanKind, Standing
from aigis.core.dates.brussels import BRUSSELS, day_of, midnight
from aigis.core.errors import NotFound

MONTHS = 24
_MOST = 100


@dataclass(frozen=True, slots=True)
class ReplyLine:
    """An answer: what, who answers for it, which account sent it and when."""

    answer: EndingReply
    name: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ListedEnding:
    """A ban that ends, as a line of the list: of the person no more than name and birth year."""

    ban: UUID
    name: str
    birth_year: int | None
    kind: BanKind
    authority: Authority
    suspended: bool
    ends_at: datetime
    left: int  # days after today on which it is still in force
    sent: tuple[SentReminder, ...]
    answers: tuple[ReplyLine, ...]
    waits: bool
    without: tuple[Level, ...]  # the levels that have no mailbox

    @property
    def level(self) -> int | None:
        """The highest level that was told; None as long as nobody was."""
        return max((reminder.level for reminder in self.sent), default=None)

    @property
    def answer(self) -> ReplyLine | None:
        """The answer that counts."""
        return self.answers[-1] if self.answers else None

    @property
    def untold(self) -> bool:
        """Tells whether nobody was told, and nobody could be."""
        return not self.sent and len(self.without) == len(Level)


@dataclass(frozen=True, slots=True)
class ReminderDesk:
    """The endings that wait for an answer and those that have one, soonest first, how many there are of each.

    `months` counts the bans that end in each of the coming months, this one first; `ended` are those that ended while
    nobody had answered, the last one first.
    """

    waiting: tuple[ListedEnding, ...]
    waiting_count: int
    answered: tuple[ListedEnding, ...]
    answered_count: int
    months: tuple[tuple[date, int], ...]
    ended: tuple[ListedEnding, ...] = ()


@dataclass(frozen=True, slots=True)
class ReminderCount:
    """How many endings wait for the office's answer, how many of these went up a level, how many nobody was told of.

    `ended`: how many ended unanswered lately.
    """

    waiting: int
    escalated: int
    untold: int
    ended: int = 0


@transaction.atomic(durable=True)
def desk(*, actor: Actor, at: datetime) -> ReminderDesk:
    """Lists the endings an actor's office answers for; the look is an entry."""
    waiting, answered = by_answer(answered_for_by(actor), at=at)
    ended = unanswered.of_office(actor, at=at)
    shown = [_listed(read(rows, most=_MOST), at=at) for rows in (waiting, answered, ended)]
    _record([line for lines in shown for line in lines], actor=actor, at=at)
    counts = waiting.count(), answered.count()
    return ReminderDesk(shown[0], counts[0], shown[1], counts[1], _months(actor, at=at), shown[2][::-1])


@transaction.atomic(durable=True)
def one(ban: UUID, *, actor: Actor, at: datetime) -> ListedEnding:
    """One ending of the list; raises NotFound where it is not in it. The look is an entry."""
    endings = coming(answered_for_by(actor) & Q(pk=ban), at=at)
    if not endings:
        raise NotFound("Your office has no such ban to follow up.")
    shown = _listed(endings, at=at)
    _record(shown, actor=actor, at=at)
    return shown[0]


def reminder_count(*, actor: Actor, at: datetime) -> ReminderCount:
    """Counts the endings that wait for an actor's office; names nobody."""
    waiting, _ = by_answer(answered_for_by(actor), at=at)
    escalated = waiting.filter(Exists(TOLD.filter(level__gt=Level.AUTHORITY.value))).count()
    unsent = waiting.exclude(Exists(TOLD)).values("authority").annotate(many=Count("pk"))
    counts = {row["authority"]: row["many"] for row in unsent.order_by()}
    rows = Authority.objects.filter(pk__in=counts).select_related("office", "prosecutor")
    untold = sum(counts[row.pk] for row in rows if len(_without(row)) == len(Level))
    return ReminderCount(waiting.count(), escalated, untold, unanswered.of_office(actor, at=at).count())


def _record(shown: Sequence[ListedEnding], *, actor: Actor, at: datetime) -> None:
    bans = sorted(str(ending.ban) for ending in shown)
    core = {"shown": len(shown), "bans": bans, "register_version": register_version()}
    append([EntryDraft(Event.REMINDER_LISTED, actor, at, core)])


def _rows(bans: Sequence[UUID]) -> list[Ban]:
    rows = Ban.objects.filter(pk__in=bans)
    return list(rows.select_related("subject", "authority__office", "authority__prosecutor"))


def _listed(endings: Sequence[Ending], *, at: datetime) -> tuple[ListedEnding, ...]:
    rows = {row.pk: row for row in _rows([ending.ban for ending in endings])}
    keys = encryption.keys_of([row.subject_id for row in rows.values()])
    without = {row.authority_id: _without(row.authority) for row in rows.values()}
    return tuple(
        _line(ending, rows[ending.ban], keys[rows[ending.ban].subject_id], without, at=at) for ending in endings
    )


def _without(authority: Authority) -> tuple[Level, ...]:
    return tuple(level for level, known in reminder_mail.mailboxes(authority).items() if not known)


def _line(ending: Ending, row: Ban, key: bytes, without: dict[int, tuple[Level, ...]], *, at: datetime) -> ListedEnding:
    person = encryption.open_person(key, row.subject.person)
    return ListedEnding(
        ban=ending.ban,
        name=person.names[0].full,
        birth_year=person.birth.year if person.birth else None,
        kind=ending.kind,
        authority=row.authority,
        suspended=row.standing == Standing.SUSPENDED.value,
        ends_at=ending.ends_at,
        left=days_left(ending.ends_at, at=at),
        sent=ending.sent,
        answers=tuple(
            ReplyLine(
                EndingReply(answer_row.answer), name_of(answer_row), answer_row.answered_by, answer_row.answered_at
            )
            for answer_row in ending.answers
        ),
        waits=ending.waits,
        without=without[row.authority_id],
    )


def _months(actor: Actor, *, at: datetime) -> tuple[tuple[date, int], ...]:
    """How many bans end in each of the coming months; an end at midnight belongs to the day before."""
    first = day_of(at).replace(day=1)
    months = [_month(first, offset) for offset in range(MONTHS + 1)]
    ends = (midnight(months[0]), midnight(months[-1]))
    rows = Ban.objects.filter(answered_for_by(actor), standing__in=COUNTING, ends_at__gt=max(ends[0], at))
    last = F("ends_at") - timedelta(microseconds=1)
    counted = rows.filter(ends_at__lte=ends[1]).annotate(month=TruncMonth(last, tzinfo=BRUSSELS)).values("month")
    by_month = {group["month"].date(): group["many"] for group in counted.annotate(many=Count("pk"))}
    return tuple((month, by_month.get(month, 0)) for month in months[:-1])


def _month(first: date, later: int) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 + later, 12)
    return date(year, month + 1, 1)
