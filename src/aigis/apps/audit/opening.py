"""Opening stored entries: from the encrypted columns back to the parts that the leaf commits to."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from aigis.apps.audit.keys import key, month_key
from aigis.core import envelope
from aigis.core.entry import SALT_LENGTH, Part


class StoredEntry(Protocol):
    """The columns of an entry that opening needs."""

    @property
    def at(self) -> datetime: ...
    @property
    def subject_scope(self) -> str: ...
    @property
    def core(self) -> envelope.Stored: ...
    @property
    def actor(self) -> envelope.Stored: ...
    @property
    def subject(self) -> envelope.Stored: ...


def open_parts(entry: StoredEntry) -> Mapping[str, Part]:
    """The three parts of an entry; raises LogRefuses where a column was altered or a key destroyed."""
    core, actor = open_core_and_actor(entry)
    month = month_key(entry.at)
    by_month = entry.subject_scope.startswith("month:")
    subject_key = month if by_month else key(entry.subject_scope)
    return {"core": core, "actor": actor, "subject": _open(subject_key, "subject", entry.subject)}


def open_core_and_actor(entry: StoredEntry) -> tuple[Part, Part]:
    """What happened and who did it, without about whom; raises LogRefuses where a column was altered."""
    month = month_key(entry.at)
    return _open(month, "core", entry.core), _open(month, "actor", entry.actor)


def _open(opening_key: bytes, part: str, closed: envelope.Stored) -> Part:
    plain = envelope.open_(opening_key, field=f"entry.{part}", closed=closed)
    return Part(plain[:SALT_LENGTH], plain[SALT_LENGTH:])
