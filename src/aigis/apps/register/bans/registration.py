"""Registering bans. A ban counts for every gate from the commit of its registration."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from aigis.apps.audit import bulk_insert, data_keys
from aigis.apps.audit.actions import EntryDraft, SubjectKey, append
from aigis.apps.people.idempotency import IdempotentRequest, recall, remember
from aigis.apps.register.bans.stays import stays_of
from aigis.apps.register.models import Authority, Subject, SubjectCode
from aigis.apps.register.notifications import tell_subscribers
from aigis.apps.register.register_version import announce, lock, next_version
from aigis.apps.register.storage import codes as storage_codes
from aigis.apps.register.storage import encryption
from aigis.apps.register.storage.encryption import Ground
from aigis.core.access.approval import CONFIRM_WITHIN
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.bans.detention import Stay
from aigis.core.bans.lifecycle import BanHistory, Terms, begin
from aigis.core.bans.versions import BanKind, Standing
from aigis.core.crypto.uuid7 import ordered_id
from aigis.core.dates.brussels import day_of
from aigis.core.errors import InvalidInput
from aigis.core.person.consistency import require_sound_subject
from aigis.core.person.identity import Use, require_identity
from aigis.core.person.person import Person
from aigis.core.values import Period


@dataclass(frozen=True, slots=True)
class BanDraft:
    """A ban as entered; days are Brussels days, the last one included. `digest` marks an imported row.

    `stayed`: its term stands still while the person is detained. `subject`: whom of the register it is about, where
    that is known; its identity stays as recorded, for only two people together change that. `confirm_details`: the
    decision has a national number and a birth date or sex that disagree.
    """

    person: Person
    kind: BanKind
    authority: str
    decision_date: date
    first_day: date
    last_day: date
    legal_basis: str
    case_reference: str
    final_on: date | None = None
    stayed: bool = False
    digest: bytes | None = None
    subject: UUID | None = None
    confirm_details: bool = False

    @property
    def terms(self) -> Terms:
        """What the decision says of the time."""
        return Terms(self.first_day, self.last_day, self.decision_date, self.final_on, self.stayed)


@dataclass(frozen=True, slots=True)
class Registered:
    """A ban that has just been registered."""

    ban: UUID
    subject: UUID
    version: int
    period: Period
    register_version: int


_SUBJECT = {"id": "uuid", "person": "bytea", "version": "int4", "changed_in": "int8", "added_at": "timestamptz"}
_SUBJECT_VERSION = {
    "subject_id": "uuid",
    "number": "int4",
    "event": "text",
    "person": "bytea",
    "recorded_at": "timestamptz",
    "recorded_by": "text",
    "approved_by": "text",
    "register_version": "int8",
}
_CODE = {"subject_id": "uuid", "kind": "text", "code": "bytea"}
_BAN = {
    "id": "uuid",
    "subject_id": "uuid",
    "closed_by": "uuid",
    "kind": "text",
    "authority_id": "int8",
    "version": "int4",
    "standing": "text",
    "ends_at": "timestamptz",
    "source_digest": "bytea",
}
_VERSION = {
    "ban_id": "uuid",
    "subject_id": "uuid",
    "number": "int4",
    "event": "text",
    "standing": "text",
    "first_day": "date",
    "last_day": "date",
    "stayed": "bool",
    "start": "timestamptz",
    '"end"': "timestamptz",
    "counts_from": "timestamptz",
    "recorded_at": "timestamptz",
    "recorded_by": "text",
    "approved_by": "text",
    "authority_id": "int8",
    "decision_date": "date",
    "final_on": "date",
    "ground": "bytea",
    "register_version": "int8",
}
_CONFIRMATION = {
    "ban_id": "uuid",
    "version": "int4",
    "recorded_by": "text",
    "due_at": "timestamptz",
    "confirmed_by": "text",
}


@transaction.atomic(durable=True)
def register(drafts: Sequence[BanDraft], *, actor: Actor, at: datetime) -> list[Registered]:
    """Registers bans, all or none, with one entry each; InvalidInput names the field that is wrong."""
    return write(drafts, actor=actor, at=at)


@transaction.atomic(durable=True)
def register_one(draft: BanDraft, *, actor: Actor, at: datetime, request: IdempotentRequest | None = None) -> UUID:
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
    known = _known_subjects(drafts)
    lives = [begin(draft.kind, draft.terms, at=at, stays=_stays(draft, known)) for draft in drafts]
    drafts = [_judge_details(draft, at=at) for draft in drafts]  # after the decision's date, which the age is taken at
    subject_refs = _resolve_subjects(drafts, at=at)
    version = next_version()
    made = [
        _make(draft, life, authorities[draft.authority], actor, version, about)
        for draft, life, about in zip(drafts, lives, subject_refs, strict=True)
    ]
    fresh = [item for item in made if not item.known]
    bulk_insert.insert("register_subject", _SUBJECT, [item.subject_row for item in fresh])
    bulk_insert.insert("register_subjectversion", _SUBJECT_VERSION, [item.subject_version_row for item in fresh])
    bulk_insert.insert("register_subjectcode", _CODE, [row for item in fresh for row in item.code_rows])
    bulk_insert.insert("register_ban", _BAN, [item.ban_row for item in made])
    bulk_insert.insert("register_banversion", _VERSION, [item.version_row for item in made])
    bulk_insert.insert("register_confirmation", _CONFIRMATION, [item.confirmation_row for item in made])
    _join([item for item in made if item.known], version)
    append([item.entry for item in made])
    announce(version)
    tell_subscribers(version, at=at)
    return [Registered(item.ban, item.subject, 1, item.life.last.period, version) for item in made]


def _known_subjects(drafts: Sequence[BanDraft]) -> dict[UUID, Subject]:
    """The subjects that drafts name, read under the register's lock; raises InvalidInput where one is not there."""
    wanted = {draft.subject for draft in drafts if draft.subject is not None}
    if not wanted:
        return {}
    lock()
    subjects = {row.pk: row for row in Subject.objects.filter(pk__in=wanted, merged_into=None)}
    if wanted - subjects.keys():
        raise InvalidInput("This subject is no longer in the register. Choose again.", field="subject")
    return subjects


def _stays(draft: BanDraft, known: Mapping[UUID, Subject]) -> tuple[Stay, ...]:
    return stays_of(known[draft.subject]) if draft.subject is not None else ()


def _join(made: Sequence["_Making"], version: int) -> None:
    """Lets subjects that were in the register before follow their new bans, and be found by the case of each."""
    Subject.objects.filter(pk__in=[item.subject for item in made]).update(changed_in=version)
    SubjectCode.objects.bulk_create(
        [
            SubjectCode(subject_id=item.subject, kind="case", code=storage_codes.case_code(item.draft.case_reference))
            for item in made
        ],
        ignore_conflicts=True,
    )


def _require_sound(draft: BanDraft, authorities: dict[str, Authority]) -> None:
    """Raises InvalidInput for a draft that cannot be a ban."""
    require_authority(draft.authority, draft.kind, listed=authorities)
    require_identity(draft.person, field="person", use=Use.BAN)
    if not draft.case_reference.strip():
        raise InvalidInput("Enter the case reference.", field="ground.case_reference")


def _judge_details(draft: BanDraft, *, at: datetime) -> BanDraft:
    """Returns the draft with its details confirmed only if they disagree; raises what `require_sound_subject` does."""
    disagree = require_sound_subject(
        draft.person, today=day_of(at), banned_on=draft.decision_date, confirmed=draft.confirm_details
    )
    return replace(draft, confirm_details=disagree)


def require_authority(code: str, kind: BanKind, *, listed: Mapping[str, Authority]) -> Authority:
    """The authority of a code, where it is listed and imposes bans of the kind; raises InvalidInput otherwise."""
    authority = listed.get(code)
    if authority is None:
        values = {"authority": code}
        raise InvalidInput(
            "There is no authority '%(authority)s'. Choose one from the list.", field="authority", values=values
        )
    if authority.kind != kind.value:
        raise InvalidInput("This authority imposes the other kind of ban. Choose another one.", field="kind")
    return authority


@dataclass(frozen=True, slots=True)
class _Making:
    """One ban on its way into the tables: what was given, its life so far, its id, whom it is about and that key.

    `known`: its subject is in the register already.
    """

    draft: BanDraft
    life: BanHistory
    authority: Authority
    actor: Actor
    register_version: int
    subject: UUID
    ban: UUID
    key: bytes
    known: bool

    @property
    def at(self) -> datetime:
        """The instant of the registration."""
        return self.life.last.recorded_at

    @property
    def subject_row(self) -> tuple[Any, ...]:
        """The row of register_subject."""
        return self.subject, encryption.close_person(self.key, self.draft.person), 1, self.register_version, self.at

    @property
    def subject_version_row(self) -> tuple[Any, ...]:
        """The row of register_subjectversion."""
        person = encryption.close_person(self.key, self.draft.person)
        return self.subject, 1, "register", person, self.at, self.actor.key, "", self.register_version

    @property
    def code_rows(self) -> list[tuple[Any, ...]]:
        """The rows of register_subjectcode."""
        codes = [
            *storage_codes.codes_of(self.draft.person),
            ("case", storage_codes.case_code(self.draft.case_reference)),
        ]
        return [(self.subject, kind, code) for kind, code in dict.fromkeys(codes)]

    @property
    def ban_row(self) -> tuple[Any, ...]:
        """The row of register_ban."""
        code = storage_codes.row_code(self.draft.digest) if self.draft.digest else None
        state = (self.authority.pk, 1, Standing.STANDS.value, self.life.last.period.end)
        return self.ban, self.subject, self.subject, self.draft.kind.value, *state, code

    @property
    def version_row(self) -> tuple[Any, ...]:
        """The row of register_banversion."""
        draft, terms, last = self.draft, self.life.terms, self.life.last
        ground = encryption.close_ground(self.key, Ground(draft.legal_basis, draft.case_reference))
        days = (terms.first_day, terms.last_day, terms.stayed, last.period.start, last.period.end)
        recorded = (last.counts_from, self.at, self.actor.key, "", self.authority.pk, draft.decision_date)
        head = (self.ban, self.subject, 1, last.event.value, last.standing.value)
        return (*head, *days, *recorded, draft.final_on, ground, self.register_version)

    @property
    def confirmation_row(self) -> tuple[Any, ...]:
        """The row of register_confirmation."""
        return self.ban, 1, self.actor.key, self.at + CONFIRM_WITHIN, ""

    @property
    def entry(self) -> EntryDraft:
        """The event of the registration."""
        draft, period = self.draft, self.life.last.period
        core = {
            "ban": str(self.ban),
            "version": 1,
            "register_version": self.register_version,
            "kind": draft.kind.value,
            "authority": draft.authority,
            "decision_date": draft.decision_date.isoformat(),
            "final_on": draft.final_on.isoformat() if draft.final_on else None,
            "start": period.start.isoformat(),
            "end": period.end.isoformat() if period.end else None,
            "stayed": draft.stayed,
            "details_confirmed": draft.confirm_details,
        }
        ground = {"legal_basis": draft.legal_basis, "case_reference": draft.case_reference}
        about = {"person": draft.person.to_dict(), **ground}
        closed_by = SubjectKey(encryption.scope(self.subject), self.key)
        return EntryDraft(
            Event.BAN_REGISTERED, self.actor, self.at, core, about, about=self.subject, closed_by=closed_by
        )


@dataclass(frozen=True, slots=True)
class _SubjectRef:
    """The subject of a draft, in the register already or made for it, and its key."""

    subject: UUID
    key: bytes
    known: bool


def _resolve_subjects(drafts: Sequence[BanDraft], *, at: datetime) -> list[_SubjectRef]:
    """Whom each draft is about. The keys of new subjects are made at once, durable before they close anything."""
    fresh = [ordered_id(at, os.urandom(10)) for _ in drafts]
    new = zip(drafts, fresh, strict=True)
    made = data_keys.made([encryption.scope(subject) for draft, subject in new if draft.subject is None])
    return [
        _SubjectRef(draft.subject, encryption.key_of(draft.subject), known=True)
        if draft.subject is not None
        else _SubjectRef(subject, made[encryption.scope(subject)], known=False)
        for draft, subject in zip(drafts, fresh, strict=True)
    ]


def _make(
    draft: BanDraft, life: BanHistory, authority: Authority, actor: Actor, version: int, subject_ref: _SubjectRef
) -> _Making:
    ban = ordered_id(life.last.recorded_at, os.urandom(10))
    return _Making(draft, life, authority, actor, version, subject_ref.subject, ban, subject_ref.key, subject_ref.known)
