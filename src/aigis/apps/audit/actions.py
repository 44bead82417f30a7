"""Writing to the archive: every action appends its entries here, inside its own transaction."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from aigis.apps.audit import bulk_insert, sealed_fields
from aigis.apps.audit.data_keys import month_key, month_scope
from aigis.apps.audit.decryption import subject_field
from aigis.apps.audit.wakeup import wake_sealer
from aigis.core.access.permissions import Actor, Role
from aigis.core.audit.entry import SALT_LENGTH
from aigis.core.audit.event_names import Event
from aigis.core.audit.events import kind_of
from aigis.core.crypto.canonical_json import canonical
from aigis.core.crypto.uuid7 import ordered_id
from aigis.core.privacy.retention import class_of_subject_part

SYSTEM = Actor(kind="system", id="aigis", role=None, organisation=0)
NOBODY = Actor(kind="nobody", id="unknown", role=None, organisation=0)

COLUMNS = {
    "id": "uuid",
    "kind": "int2",
    "at": "timestamptz",
    "organisation": "int8",
    "actor_key": "text",
    "about": "uuid",
    "subject_scope": "text",
    "core": "bytea",
    "actor": "bytea",
    "subject": "bytea",
}


@dataclass(frozen=True, slots=True)
class SubjectKey:
    """The data key that closes an entry's subject part, under its scope."""

    scope: str
    key: bytes


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """An event on its way into the archive; `core` and `subject` hold plain JSON values of the catalogue's fields."""

    kind: Event
    actor: Actor
    at: datetime
    core: Mapping[str, Any] = field(default_factory=dict)
    subject: Mapping[str, Any] = field(default_factory=dict)
    about: UUID | None = None
    closed_by: SubjectKey | None = None


def append(drafts: Sequence[EntryDraft]) -> list[UUID]:
    """Writes the events' entries and queues them for the tree; returns their ids in order."""
    rows = [row_of(draft) for draft in drafts]
    bulk_insert.insert("audit_entry", COLUMNS, rows)
    bulk_insert.insert("audit_pending", {"entry": "uuid"}, [row[:1] for row in rows])
    if rows:
        wake_sealer()
    return [row[0] for row in rows]


def key_of_month(kind: Event, *, at: datetime) -> SubjectKey:
    """What closes the subject part of an event without a key of its own: the month's key of its class."""
    kept_class = class_of_subject_part(kind)
    return SubjectKey(month_scope(at, kept_class=kept_class), month_key(at, kept_class=kept_class))


def actor_fields(actor: Actor) -> dict[str, Any]:
    """The actor part of an entry."""
    role = actor.role.value if isinstance(actor.role, Role) else None
    return {"kind": actor.kind, "id": actor.id, "role": role, "organisation": actor.organisation}


def row_of(draft: EntryDraft) -> tuple[Any, ...]:
    """The row of an event's entry, its parts closed, in the order of `COLUMNS`."""
    kind = kind_of(draft.kind, core=draft.core, subject=draft.subject)
    month = month_key(draft.at)
    closed_by = draft.closed_by or key_of_month(draft.kind, at=draft.at)
    return (
        ordered_id(draft.at, os.urandom(10)),
        kind.number,
        draft.at,
        draft.actor.organisation,
        draft.actor.key,
        draft.about,
        closed_by.scope,
        _close(month, "entry.core", {"event": kind.code, "at": draft.at.astimezone(UTC).isoformat(), **draft.core}),
        _close(month, "entry.actor", actor_fields(draft.actor)),
        _close(closed_by.key, subject_field(draft.about), draft.subject),
    )


def _close(key: bytes, field: str, fields: Mapping[str, Any]) -> bytes:
    """A part as stored: random 32-byte salt, then the canonical bytes, encrypted together."""
    plain = os.urandom(SALT_LENGTH) + canonical(dict(fields))
    return sealed_fields.seal_bytes(key, field=field, plain=plain)
