"""Every tenth look-up of a user asks for a fuller justification, which a superior accepts or objects to.

The tenth is answered like any other; the eleventh is not, as long as the justification is missing.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from aigis import wiring
from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.notices.actions import NoticeRecipient, post
from aigis.apps.people import directory
from aigis.apps.people.account_position import last_of_key, placement
from aigis.apps.people.idempotency import IdempotentRequest, recall, remember
from aigis.apps.register.lookups.records import AskedThen, asked_of, close_justification, close_review, justification_of
from aigis.apps.register.models import LookUp, LookUpTally
from aigis.core.access.approval import require_other_person
from aigis.core.access.permissions import Actor, Role
from aigis.core.audit.event_names import Event
from aigis.core.errors import Conflict, InvalidInput, JustificationDue, NotAllowed, NotFound
from aigis.core.messages.register_messages import LookupObjected

EVERY = 10
SHORTEST = 30
LONGEST = 2000
_MOST_SHOWN = 50
_MOST_DECIDED = 10

_COUNT = """
    INSERT INTO register_lookuptally (actor_key, made) VALUES (%s, 1)
    ON CONFLICT (actor_key) DO UPDATE SET made = register_lookuptally.made + 1
    RETURNING made, due_id
"""


def count(actor: Actor) -> int:
    """Counts a look-up of an actor in the open transaction and returns which one it is, from 1.

    The row stays locked until the commit, so look-ups of one actor are counted one after the other. Raises
    JustificationDue where an earlier one waits; nothing is counted then.
    """
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [actor.key])
        made, due_now = cursor.fetchone()
    if due_now is not None:
        raise JustificationDue(values={"lookup": due_now})
    return int(made)


def await_justification(row: LookUp) -> None:
    """Notes, in the open transaction, that no other look-up of its actor is answered before this one is justified."""
    LookUpTally.objects.filter(pk=row.actor_key).update(due=row)


def due(actor: Actor) -> UUID | None:
    """The look-up whose justification an actor owes; None where none is owed."""
    return LookUpTally.objects.filter(pk=actor.key).values_list("due", flat=True).first()


@dataclass(frozen=True, slots=True)
class Owed:
    """A look-up to be justified, as its official remembers it."""

    row: LookUp
    asked: AskedThen


@transaction.atomic(durable=True)
def owed(lookup: UUID, *, actor: Actor, at: datetime) -> Owed:
    """The actor's own look-up that waits for a justification; raises NotFound where there is none."""
    row = _own(LookUp.objects.all(), lookup, actor)
    append([EntryDraft(Event.LOOKUP_READ, actor, at, {"lookups": [str(row.pk)]})])
    return Owed(row, asked_of(row))


@transaction.atomic(durable=True)
def justify(lookup: UUID, text: str, *, actor: Actor, at: datetime, request: IdempotentRequest | None = None) -> None:
    """Records the fuller justification of an actor's own look-up; from the commit on the next one is answered.

    Raises NotFound for a look-up of somebody else, InvalidInput for a text too short or too long, Conflict where none
    is asked for or it was given before; the same request again changes nothing.
    """
    if recall(request, actor=actor) is not None:
        return
    row = _own(LookUp.objects.select_for_update(), lookup, actor)
    justification = " ".join(text.split())
    if len(justification) < SHORTEST:
        raise InvalidInput("Explain in at least 30 characters why you looked this person up.", field="justification")
    if len(justification) > LONGEST:
        raise InvalidInput("Use at most 2000 characters.", field="justification")
    if not row.asks_more or row.justified_at is not None:
        raise Conflict("This look-up needs no justification. Nothing was recorded.")
    row.justification, row.justified_at = close_justification(justification, at=at), at
    row.save(update_fields=["justification", "justified_at"])
    LookUpTally.objects.filter(pk=actor.key, due=row).update(due=None)
    append([EntryDraft(Event.LOOKUP_JUSTIFIED, actor, at, {"lookup": str(row.pk)}, {"justification": justification})])
    remember(request, str(row.pk), actor=actor, at=at)


def _own(rows: QuerySet[LookUp], lookup: UUID, actor: Actor) -> LookUp:
    row = rows.filter(pk=lookup, actor_key=actor.key).first()
    if row is None:
        raise NotFound("You have no look-up with this reference.")
    return row


@dataclass(frozen=True, slots=True)
class Justified:
    """A justified look-up as its superior reads it; `asked` and the text are opened only while it waits."""

    row: LookUp
    asked: AskedThen
    justification: str


@dataclass(frozen=True, slots=True)
class Reviews:
    """What waits for a superior, oldest first, how many there are, and what was decided last, newest first."""

    waiting: tuple[Justified, ...]
    count: int
    decided: tuple[LookUp, ...]


@transaction.atomic(durable=True)
def reviews(*, actor: Actor, at: datetime) -> Reviews:
    """The justifications of the actor's own organisation; they are about persons, so the look is an entry."""
    waiting = _of(actor).filter(justified_at__isnull=False, reviewed_at=None)
    rows = list(waiting.order_by("justified_at")[:_MOST_SHOWN])
    decided = tuple(_of(actor).filter(reviewed_at__isnull=False).order_by("-reviewed_at")[:_MOST_DECIDED])
    append([EntryDraft(Event.LOOKUP_REVIEWS_READ, actor, at, {"lookups": [str(row.pk) for row in rows]})])
    opened = tuple(Justified(row, asked_of(row), justification_of(row)) for row in rows)
    return Reviews(opened, waiting.count(), decided)


@transaction.atomic(durable=True)
def review(lookup: UUID, *, accepted: bool, note: str, actor: Actor, at: datetime) -> None:
    """Records that a superior accepts a justification or objects to it; an objection is told to the auditor.

    Raises NotFound outside the actor's organisation, NotAllowed where it is the actor's own look-up (with this account
    or another), InvalidInput for an objection without a note, Conflict where nothing waits.
    """
    row = _of(actor).select_for_update().filter(pk=lookup).first()
    if row is None:
        raise NotFound("Your organisation has no look-up with this reference.")
    _require_somebody_else(row, actor)
    review_note = note.strip()
    if not accepted and not review_note:
        raise InvalidInput("State what you object to.", field="note")
    if len(review_note) > LONGEST:
        raise InvalidInput("Use at most 2000 characters.", field="note")
    if row.justified_at is None or row.reviewed_at is not None:
        raise Conflict("This justification has already been reviewed. Nothing was recorded.")
    row.accepted, row.review = accepted, close_review(review_note, at=at)
    row.reviewed_by, row.reviewed_at = actor.key, at
    row.save(update_fields=["accepted", "review", "reviewed_by", "reviewed_at"])
    append(
        [
            EntryDraft(
                Event.LOOKUP_REVIEWED, actor, at, {"lookup": str(row.pk), "accepted": accepted}, {"note": review_note}
            )
        ]
    )
    if not accepted:
        _tell_auditors(row, at=at)


def _of(actor: Actor) -> QuerySet[LookUp]:
    rows = LookUp.objects.filter(organisation=actor.organisation, asks_more=True)
    return rows.exclude(closed=b"")  # nothing is left to review of one that was erased


def _require_somebody_else(row: LookUp, actor: Actor) -> None:
    mine, theirs = placement(actor), last_of_key(row.actor_key)
    if mine is None or theirs is None:
        raise NotAllowed("One of the two accounts is not linked to a person. Ask your administrator to complete it.")
    require_other_person(theirs, mine)


def _tell_auditors(row: LookUp, *, at: datetime) -> None:
    """Posts a mail that names the look-up and where the log shows it, and nothing of the person."""
    page = f"{wiring.environment().url}/audit/?actor={row.actor_key}"
    text = LookupObjected(at=at, id=str(row.pk), page=page)
    post([NoticeRecipient("mail", mailbox) for mailbox in directory.mailboxes_with(Role.AUDITOR)], text, at=at)
