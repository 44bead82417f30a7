"""Look-ups: an official asks whether a person is banned, now or at a past instant; the question itself is recorded."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from aigis.apps.audit.actions import Draft, append
from aigis.apps.audit.keys import month_key
from aigis.apps.register import closing
from aigis.apps.register.identity import require_identity
from aigis.apps.register.models import Ban, BanVersion, LookUp, Subject
from aigis.apps.register.view import RegisterView
from aigis.core import envelope
from aigis.core.bans import BanFacts, BanKind, Standing, in_force, version_at
from aigis.core.errors import InvalidInput
from aigis.core.identifiers import ordered_id
from aigis.core.matching.index import Index
from aigis.core.matching.match import screen
from aigis.core.matching.types import Match, Strength
from aigis.core.permissions import Actor, Capability, may
from aigis.core.person.person import Person
from aigis.core.values import Period

# Evidence that repeats only what was asked.
_SHOWN_OF_OTHERS = ("national_number", "document")

LOOKUP_PURPOSES = ("investigation", "control", "execution", "verification")


@dataclass(frozen=True, slots=True)
class LookUpQuery:
    """What an official asks; no instant means now."""

    purpose: str
    case_reference: str
    person: Person
    instant: datetime | None = None


@dataclass(frozen=True, slots=True)
class FoundBan:
    """A ban of a matched subject as it stood at the instant asked about."""

    ban: UUID
    in_force: bool
    kind: BanKind
    period: Period
    authority: str
    decision_date: date
    case_reference: str
    names: tuple[str, ...]
    birth_date: str
    match: Match


@dataclass(frozen=True, slots=True)
class LookUpAnswer:
    """The answer to a look-up and its own reference."""

    id: UUID
    asked_at: datetime
    instant: datetime
    bans: tuple[FoundBan, ...]

    @property
    def in_force(self) -> Strength:
        """How surely a ban on this person was in force at the instant; NONE where there was none."""
        strengths = {ban.match.strength for ban in self.bans if ban.in_force}
        return next((one for one in (Strength.CERTAIN, Strength.POSSIBLE) if one in strengths), Strength.NONE)


@transaction.atomic(durable=True)
def look_up(query: LookUpQuery, *, actor: Actor, at: datetime, view: RegisterView) -> LookUpAnswer:
    """Answers a look-up over every ban ever recorded; the question is written in the same transaction."""
    if query.purpose not in LOOKUP_PURPOSES:
        raise InvalidInput(f"Give a purpose: {', '.join(LOOKUP_PURPOSES)}.", field="purpose")
    if not query.case_reference.strip():
        raise InvalidInput("Give the reference of the case this look-up is for.", field="case_reference")
    require_identity(query.person, field="person")
    instant = query.instant or at
    matches = screen([query.person], _everybody(view))[0]
    bans = _found(matches, instant=instant)
    row = _row(query, actor=actor, at=at, instant=instant, found=len(bans))
    row.save(force_insert=True)
    append([_entry(query, row, bans, actor)])
    return LookUpAnswer(row.pk, at, instant, tuple(_for(actor, ban) for ban in bans))


def _for(actor: Actor, ban: FoundBan) -> FoundBan:
    """What the role may see: somebody who only may be this person is a third one, whose identity stays closed."""
    if ban.match.strength is Strength.CERTAIN or may(actor, Capability.BAN_READ):
        return ban
    shown = tuple(line for line in ban.match.evidence if line.kind in _SHOWN_OF_OTHERS)
    return replace(ban, names=(), birth_date="", match=replace(ban.match, evidence=shown))


def _everybody(view: RegisterView) -> Index:
    """The index with those whose bans are over as well: the past is asked about too."""
    over = Subject.objects.exclude(pk__in=list(view.bans)) if len(view.bans) < 10_000 else _over_only(view)
    opening = closing.keys_of([row.pk for row in over])
    changed: dict[UUID, Person | None] = {row.pk: closing.open_person(opening[row.pk], row.person) for row in over}
    return view.index.updated(changed, version=view.version) if changed else view.index


def _over_only(view: RegisterView) -> Sequence[Subject]:
    known = view.bans.keys()
    missing = [pk for pk in Subject.objects.values_list("pk", flat=True).iterator() if pk not in known]
    return list(Subject.objects.filter(pk__in=missing))


def _found(matches: Sequence[Match], *, instant: datetime) -> tuple[FoundBan, ...]:
    by_subject = {match.subject: match for match in matches}
    bans = Ban.objects.filter(subject__in=by_subject).select_related("authority", "subject")
    found = [_as_it_stood(ban, by_subject[ban.subject_id], instant) for ban in bans.prefetch_related("versions")]
    known = [ban for ban in found if ban is not None]
    return tuple(sorted(known, key=lambda ban: (not ban.in_force, -ban.match.bits)))


def _as_it_stood(ban: Ban, match: Match, instant: datetime) -> FoundBan | None:
    """The ban by the version that counted at the instant; before its first version, by that one."""
    rows = sorted(ban.versions.all(), key=lambda version: version.number)
    facts = version_at([_facts(ban, row) for row in rows], at=instant)
    row = rows[0] if facts is None else next(row for row in rows if _facts(ban, row) == facts)
    key = closing.key_of(ban.subject_id)
    person = closing.open_person(key, ban.subject.person)
    return FoundBan(
        ban=ban.pk,
        in_force=facts is not None and in_force(facts, at=instant),
        kind=BanKind(ban.kind),
        period=Period(row.start, row.end),
        authority=ban.authority.code,
        decision_date=row.decision_date,
        case_reference=closing.open_ground(key, row.ground)[1],
        names=tuple(name.full for name in person.names),
        birth_date=str(person.birth or ""),
        match=match,
    )


def _facts(ban: Ban, row: BanVersion) -> BanFacts:
    period = Period(row.start, row.end)
    return BanFacts(str(ban.pk), BanKind(ban.kind), period, Standing(row.standing), row.counts_from)


def _row(query: LookUpQuery, *, actor: Actor, at: datetime, instant: datetime, found: int) -> LookUp:
    plain = json.dumps([query.case_reference, query.person.to_dict()], ensure_ascii=False).encode()
    closed = envelope.close(month_key(at), field="lookup", plain=plain, nonce=os.urandom(envelope.NONCE_BYTES))
    row = LookUp(pk=ordered_id(at, os.urandom(10)), actor_key=actor.key, organisation=actor.organisation, at=at)
    row.purpose, row.instant, row.closed, row.found = query.purpose, instant, closed, found
    return row


def _entry(query: LookUpQuery, row: LookUp, bans: Sequence[FoundBan], actor: Actor) -> Draft:
    core = {"lookup": str(row.pk), "purpose": row.purpose, "instant": row.instant.isoformat(), "found": row.found}
    disclosed = [[str(ban.ban), ban.in_force] for ban in bans]
    subject = {"person": query.person.to_dict(), "case": query.case_reference, "bans": disclosed}
    return Draft("lookup.answered", actor, row.at, core, subject, about=bans[0].match.subject if bans else None)
