"""Opening stored entries: from the encrypted columns back to the parts that the leaf commits to."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol
from uuid import UUID

from aigis.apps.audit.keys import key, month_key, month_scope
from aigis.core import envelope
from aigis.core.entry import SALT_LENGTH, Part


class StoredEntry(Protocol):
    """The columns of an entry that opening needs."""

    @property
    def at(self) -> datetime: ...
    @property
    def about(self) -> UUID | None: ...
    @property
    def subject_scope(self) -> str: ...
    @property
    def core(self) -> envelope.Stored: ...
    @property
    def actor(self) -> envelope.Stored: ...
    @property
    def subject(self) -> envelope.Stored: ...


def subject_field(about: UUID | None) -> str:
    """The name under which a subject part is encrypted: it binds whom the entry is about, which no part says."""
    return "entry.subject" if about is None else f"entry.subject.{about}"


def open_parts(entry: StoredEntry) -> Mapping[str, Part]:
    """The three parts of an entry; raises LogRefuses where a column was altered or a key destroyed."""
    core, actor = open_core_and_actor(entry)
    month = month_key(entry.at)
    by_month = entry.subject_scope == month_scope(entry.at)
    subject_key = month if by_month else key(entry.subject_scope)
    return {"core": core, "actor": actor, "subject": _open(subject_key, subject_field(entry.about), entry.subject)}


def open_core_and_actor(entry: StoredEntry) -> tuple[Part, Part]:
    """What happened and who did it, without about whom; raises LogRefuses where a column was altered."""
    month = month_key(entry.at)
    return _open(month, "entry.core", entry.core), _open(month, "entry.actor", entry.actor)


def _open(opening_key: bytes, field: str, closed: envelope.Stored) -> Part:
    plain = envelope.open_(opening_key, field=field, closed=closed)
    return Part(plain[:SALT_LENGTH], plain[SALT_LENGTH:])
