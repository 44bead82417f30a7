"""Look-ups: an official asks whether a person is banned, now or at a past instant; the question itself is recorded.

Two questions have exact answers for any moment: whether the person was banned then, and what the register said then.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.people import directory
from aigis.apps.register.in_memory.current import RegisterView
from aigis.apps.register.lookups import found_bans, justifications
from aigis.apps.register.lookups.found_bans import BanAtInstant, FoundBan
from aigis.apps.register.lookups.records import AskedThen, close_asked
from aigis.apps.register.models import LookUp
from aigis.apps.register.search import recognition
from aigis.core.access import disclosure
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.crypto.uuid7 import ordered_id
from aigis.core.dates.brussels import day_of
from aigis.core.errors import InvalidInput, JustificationDue
from aigis.core.matching.types import Strength
from aigis.core.person.consistency import require_sound_details
from aigis.core.person.identity import require_identity
from aigis.core.person.person import Person

LOOKUP_PURPOSES = ("investigation", "control", "execution", "verification")


@dataclass(frozen=True, slots=True)
class LookUpQuery:
    """What an official asks: for which instant (None: now), and by what the register said when (None: says now)."""

    purpose: str
    case_reference: str
    person: Person
    instant: datetime | None = None
    known_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LookUpAnswer:
    """The answer to a look-up and its reference; `justification_due`: no other is answered until it is justified."""

    id: UUID
    asked_at: datetime
    instant: datetime
    known_at: datetime | None
    bans: tuple[FoundBan, ...]
    justification_due: bool = False

    @property
    def in_force(self) -> Strength:
        """How surely a ban on this person was in force at the instant; NONE where there was none."""
        return _surest(ban.match.strength for ban in self.bans if ban.in_force)

    @property
    def otherwise(self) -> Strength | None:
        """The same by the other knowledge, where that makes a difference for any ban found."""
        if all(ban.otherwise is None for ban in self.bans):
            return None
        in_force = (ban.in_force if ban.otherwise is None else ban.otherwise for ban in self.bans)
        return _surest(ban.match.strength for ban, yes in zip(self.bans, in_force, strict=True) if yes)


def _surest(strengths: Iterable[Strength]) -> Strength:
    present = set(strengths)
    return next((strength for strength in (Strength.CERTAIN, Strength.POSSIBLE) if strength in present), Strength.NONE)


def look_up(query: LookUpQuery, *, actor: Actor, at: datetime, view: RegisterView) -> LookUpAnswer:
    """Answers a look-up over every ban ever recorded; the question is written in the same transaction.

    Raises InvalidInput with its field, and JustificationDue as long as an earlier look-up waits for one; that refusal
    is an entry of its own, for whom somebody wanted to look up tells as much as whom they did.
    """
    try:
        return _look_up(query, actor=actor, at=at, view=view)
    except JustificationDue as refused:
        _record_refused(query, refused, actor=actor, at=at)
        raise


@transaction.atomic(durable=True)
def _look_up(query: LookUpQuery, *, actor: Actor, at: datetime, view: RegisterView) -> LookUpAnswer:
    _require_sound(query, at=at)
    instant = query.instant or at
    answers, other = _readings(query, at=at, instant=instant, view=view)
    office = disclosure.office_of(actor, organisation_kind=directory.kind_of(actor.organisation))
    bans = found_bans.found(office, answers, other)
    row = _row(query, answers, actor=actor, at=at, instant=instant)
    row.found = len(bans)
    made = justifications.count(actor)
    row.asks_more = made % justifications.EVERY == 0
    row.save(force_insert=True)
    if row.asks_more:
        justifications.await_justification(row)
    append([_entry(query, row, bans, version=view.version, actor=actor)])
    return LookUpAnswer(row.pk, at, instant, query.known_at, bans, row.asks_more)


@transaction.atomic(durable=True)
def _record_refused(query: LookUpQuery, refused: JustificationDue, *, actor: Actor, at: datetime) -> None:
    core = {"purpose": query.purpose, "lookup": str(refused.values["lookup"])}
    about = {"person": query.person.to_dict(), "case": query.case_reference}
    append([EntryDraft(Event.LOOKUP_REFUSED, actor, at, core, about)])


def _require_sound(query: LookUpQuery, *, at: datetime) -> None:
    if query.purpose not in LOOKUP_PURPOSES:
        raise InvalidInput(f"Give a purpose: {', '.join(LOOKUP_PURPOSES)}.", field="purpose")
    if not query.case_reference.strip():
        raise InvalidInput("Enter the reference of the case for this look-up.", field="case_reference")
    require_identity(query.person, field="person")
    require_sound_details(query.person, today=day_of(at))
    if query.known_at is not None and query.known_at > at:
        raise InvalidInput("This time is in the future. Enter an earlier one.", field="known_at")


Reading = dict[UUID, BanAtInstant]


def _readings(
    query: LookUpQuery, *, at: datetime, instant: datetime, view: RegisterView
) -> tuple[Reading, Reading | None]:
    """What the register says by the knowledge asked for, and by the other one where it may differ.

    Beside what is known now stands what the register said at the instant itself; beside what it said at a moment stands
    what is known now.
    """
    present = found_bans.said_now(recognition.now(query.person, view=view), instant=instant)
    known_at = query.known_at or instant
    if known_at >= at:
        return present, None
    people = recognition.then(query.person, known_at=known_at, view=view)
    past = found_bans.said_then(people, known_at=known_at, instant=instant)
    return (past, present) if query.known_at is not None else (present, past)


def _row(query: LookUpQuery, answers: Reading, *, actor: Actor, at: datetime, instant: datetime) -> LookUp:
    # Whom the register knew by this identity at an earlier moment may be somebody else now: they are not kept.
    certain = {answer.who.match.subject for answer in answers.values() if answer.who.match.strength is Strength.CERTAIN}
    certain_subjects = tuple(sorted(certain)) if query.known_at is None else ()
    closed = close_asked(AskedThen(query.case_reference, query.person, query.known_at, certain_subjects), at=at)
    return LookUp(
        pk=ordered_id(at, os.urandom(10)),
        actor_key=actor.key,
        organisation=actor.organisation,
        at=at,
        purpose=query.purpose,
        instant=instant,
        closed=closed,
    )


def _entry(query: LookUpQuery, row: LookUp, bans: tuple[FoundBan, ...], *, version: int, actor: Actor) -> EntryDraft:
    core = {
        "lookup": str(row.pk),
        "purpose": row.purpose,
        "instant": row.instant.isoformat(),
        "known_at": query.known_at.isoformat() if query.known_at else None,
        "register_version": version,
        "found": row.found,
        "asks_more": row.asks_more,
    }
    disclosed = [[str(ban.ban), ban.in_force] for ban in bans]
    subject = {"person": query.person.to_dict(), "case": query.case_reference, "bans": disclosed}
    return EntryDraft(
        Event.LOOKUP_ANSWERED, actor, row.at, core, subject, about=bans[0].match.subject if bans else None
    )
