"""Writing to the register. A ban counts for every gate from the commit of its registration."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from procrastinate.contrib.django import app

from aigis.apps.audit import bulk
from aigis.apps.audit.actions import Draft, SubjectKey, append
from aigis.apps.audit.keys import new_key
from aigis.apps.people.requests import Request, recall, remember
from aigis.apps.register import closing
from aigis.apps.register.identity import has_name
from aigis.apps.register.models import Authority
from aigis.core.bans import BanKind, Standing, period_of_days, require_lawful
from aigis.core.errors import InvalidInput, NotEnoughIdentity
from aigis.core.identifiers import ordered_id
from aigis.core.permissions import Actor
from aigis.core.person.person import Person
from aigis.core.values import Period


@dataclass(frozen=True, slots=True)
class BanDraft:
    """A ban as entered; days are Brussels days, the last one included. `digest` marks an imported row."""

    person: Person
    kind: BanKind
    authority: str
    decision_date: date
    first_day: date
    last_day: date
    legal_basis: str
    case_reference: str
    final_on: date | None = None
    digest: bytes | None = None


@dataclass(frozen=True, slots=True)
class Registered:
    """A ban that has just been registered."""

    ban: UUID
    subject: UUID
    version: int
    period: Period
    register_version: int


_LIKELY_YEARS = range(1950, 2151)
_SUBJECT = {"id": "uuid", "person": "bytea", "changed_in": "int8", "added_at": "timestamptz"}
_CODE = {"subject_id": "uuid", "kind": "text", "code": "bytea"}
_KEY = {"scope": "text", "wrapped": "bytea"}
_BAN = {
    "id": "uuid",
    "subject_id": "uuid",
    "kind": "text",
    "authority_id": "int8",
    "version": "int4",
    "source_digest": "bytea",
}
_VERSION = {
    "ban_id": "uuid",
    "number": "int4",
    "event": "text",
    "standing": "text",
    "start": "timestamptz",
    '"end"': "timestamptz",
    "counts_from": "timestamptz",
    "recorded_at": "timestamptz",
    "recorded_by": "text",
    "decision_date": "date",
    "final_on": "date",
    "ground": "bytea",
}


@transaction.atomic(durable=True)
def register(drafts: Sequence[BanDraft], *, actor: Actor, at: datetime) -> list[Registered]:
    """Registers bans, all or none, with one entry each; InvalidInput names the field that is wrong."""
    return write(drafts, actor=actor, at=at)


@transaction.atomic(durable=True)
def register_one(draft: BanDraft, *, actor: Actor, at: datetime, request: Request | None = None) -> UUID:
    """Registers a ban and returns its id; the same request again returns the same ban."""
    earlier = recall(request, actor=actor)
    if earlier is not None:
        return UUID(earlier)
    ban = write([draft], actor=actor, at=at)[0].ban
    remember(request, str(ban), actor=actor, at=at)
    return ban


def write(drafts: Sequence[BanDraft], *, actor: Actor, at: datetime) -> list[Registered]:
    """Does the work of `register` inside the caller's open transaction."""
    authorities = {row.code: row for row in Authority.objects.filter(code__in={d.authority for d in drafts})}
    for draft in drafts:
        _require_sound(draft, authorities)
    version = next_version()
    made = [_make(draft, authorities[draft.authority], actor, at, version) for draft in drafts]
    bulk.insert("audit_datakey", _KEY, [(closing.scope(one.subject), one.wrapped_key) for one in made])
    bulk.insert("register_subject", _SUBJECT, [one.subject_row for one in made])
    bulk.insert("register_subjectcode", _CODE, [row for one in made for row in one.code_rows])
    bulk.insert("register_ban", _BAN, [one.ban_row for one in made])
    bulk.insert("register_banversion", _VERSION, [one.version_row for one in made])
    append([one.entry for one in made])
    app.configure_task("rosters.follow").defer(version=version)
    return [Registered(one.ban, one.subject, 1, one.period, version) for one in made]


def next_version() -> int:
    """Increments the register's version; the row's lock makes changes commit in the order of their versions."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE register_registerstate SET version = version + 1 WHERE id = 1 RETURNING version")
        return int(cursor.fetchone()[0])


def _require_sound(draft: BanDraft, authorities: dict[str, Authority]) -> None:
    _require_likely(draft)
    authority = authorities.get(draft.authority)
    if authority is None:
        raise InvalidInput(f"There is no authority '{draft.authority}'. Choose one of the list.", field="authority")
    if authority.kind != draft.kind.value:
        raise InvalidInput(f"{authority.name('en')} does not impose a {draft.kind.value}.", field="kind")
    if not has_name(draft.person):
        raise NotEnoughIdentity("A ban needs a name, and a birth date or a number.", field="person.family_name")
    if not (draft.person.birth or draft.person.national_numbers or draft.person.documents):
        raise NotEnoughIdentity("Give a birth date, a national number or a document.", field="person.birth_date")
    if not draft.case_reference.strip():
        raise InvalidInput("Give the case reference.", field="ground.case_reference")
    require_lawful(kind=draft.kind, first=draft.first_day, last=draft.last_day)


def _require_likely(draft: BanDraft) -> None:
    """A year mistyped by centuries is a mistake, and beyond what can be stored and computed with."""
    days = {"decision_date": draft.decision_date, "final_on": draft.final_on}
    days |= {"starts_on": draft.first_day, "ends_on": draft.last_day}
    for field, day in days.items():
        if day is not None and day.year not in _LIKELY_YEARS:
            raise InvalidInput("This date lies too far from today. Correct the year.", field=field)


@dataclass(frozen=True, slots=True)
class _Making:
    """One ban on its way into the tables: what was given, and the ids, key and period made for it."""

    draft: BanDraft
    authority: Authority
    actor: Actor
    at: datetime
    register_version: int
    subject: UUID
    ban: UUID
    key: bytes
    wrapped_key: bytes
    period: Period

    @property
    def subject_row(self) -> tuple[Any, ...]:
        """The row of register_subject."""
        return self.subject, closing.close_person(self.key, self.draft.person), self.register_version, self.at

    @property
    def code_rows(self) -> list[tuple[Any, ...]]:
        """The rows of register_subjectcode."""
        return [(self.subject, kind, code) for kind, code in dict.fromkeys(closing.codes_of(self.draft.person))]

    @property
    def ban_row(self) -> tuple[Any, ...]:
        """The row of register_ban."""
        code = closing.row_code(self.draft.digest) if self.draft.digest else None
        return self.ban, self.subject, self.draft.kind.value, self.authority.pk, 1, code

    @property
    def version_row(self) -> tuple[Any, ...]:
        """The row of register_banversion."""
        draft, start, end = self.draft, self.period.start, self.period.end
        ground = closing.close_ground(self.key, legal_basis=draft.legal_basis, case_reference=draft.case_reference)
        recorded = (start, self.at, self.actor.key, draft.decision_date, draft.final_on)
        return (self.ban, 1, "register", Standing.STANDS.value, start, end, *recorded, ground)

    @property
    def entry(self) -> Draft:
        """The event of the registration."""
        draft, end = self.draft, self.period.end
        core = {
            "ban": str(self.ban),
            "version": 1,
            "register_version": self.register_version,
            "kind": draft.kind.value,
            "authority": draft.authority,
            "decision_date": draft.decision_date.isoformat(),
            "final_on": draft.final_on.isoformat() if draft.final_on else None,
            "start": self.period.start.isoformat(),
            "end": end.isoformat() if end else None,
        }
        ground = {"legal_basis": draft.legal_basis, "case_reference": draft.case_reference}
        about = {"person": draft.person.to_dict(), **ground}
        closed_by = SubjectKey(closing.scope(self.subject), self.key)
        return Draft("ban.registered", self.actor, self.at, core, about, about=self.subject, closed_by=closed_by)


def _make(draft: BanDraft, authority: Authority, actor: Actor, at: datetime, version: int) -> _Making:
    period = period_of_days(first=draft.first_day, last=draft.last_day)
    subject, ban = ordered_id(at, os.urandom(10)), ordered_id(at, os.urandom(10))
    key, wrapped = new_key()
    return _Making(draft, authority, actor, at, version, subject, ban, key, wrapped, period)
