"""Opening stored entries: from the encrypted columns back to the parts that the leaf commits to."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from aigis.apps.audit import sealed_fields
from aigis.apps.audit.data_keys import drop, key, month_scope
from aigis.apps.audit.models import Entry, ErasedScope, Erasure, Leaf
from aigis.core.audit.entry import SALT_LENGTH, EntryPart
from aigis.core.crypto import field_encryption
from aigis.core.errors import Erased, LogRefuses


class StoredEntry(Protocol):
    """The columns of an entry that opening needs."""

    @property
    def at(self) -> datetime: ...
    @property
    def about(self) -> UUID | None: ...
    @property
    def subject_scope(self) -> str: ...
    @property
    def core(self) -> field_encryption.Stored: ...
    @property
    def actor(self) -> field_encryption.Stored: ...
    @property
    def subject(self) -> field_encryption.Stored: ...


def subject_key(entry: UUID) -> bytes:
    """The key that closes an entry's subject part, and what a row repeats of it; raises Erased where it is gone."""
    return key(Entry.objects.values_list("subject_scope", flat=True).get(pk=entry))


def subject_field(about: UUID | None) -> str:
    """The name under which a subject part is encrypted: it binds whom the entry is about, which no part says."""
    return "entry.subject" if about is None else f"entry.subject.{about}"


def open_parts(entry: StoredEntry) -> Mapping[str, EntryPart]:
    """The three parts of an entry; raises LogRefuses where a column was altered, Erased where a key was destroyed."""
    core, actor = open_core_and_actor(entry)
    return {"core": core, "actor": actor, "subject": open_subject(entry)}


def open_core_and_actor(entry: StoredEntry) -> tuple[EntryPart, EntryPart]:
    """What happened and who did it, without about whom; raises as `open_parts` does."""
    month = key(month_scope(entry.at))
    return _open(month, "entry.core", entry.core), _open(month, "entry.actor", entry.actor)


def core_of(leaf: Leaf) -> Mapping[str, Any]:
    """What happened, as the entry of a leaf says it; raises as `open_parts` does, naming what was altered."""
    try:
        core: Mapping[str, Any] = open_core_and_actor(leaf.entry)[0].value
    except LogRefuses as refused:
        raise LogRefuses(f"Leaf {leaf.index}, entry {leaf.entry_id}: {refused.sentence}") from None
    return core


def open_subject(entry: StoredEntry) -> EntryPart:
    """About whom it was; raises as `open_parts` does."""
    return _open(key(entry.subject_scope), subject_field(entry.about), entry.subject)


def open_for_reader(entry: StoredEntry) -> tuple[Mapping[str, EntryPart], Mapping[str, Erased]]:
    """The same for somebody who reads one entry: what another process erased is closed at once, not within a minute."""
    scopes = {month_scope(entry.at), entry.subject_scope}
    gone = ErasedScope.objects.filter(pk__in=scopes, erasure__state=Erasure.State.DONE)
    drop(gone.values_list("scope", flat=True))
    return open_what_is_left(entry)


def open_what_is_left(entry: StoredEntry) -> tuple[Mapping[str, EntryPart], Mapping[str, Erased]]:
    """The parts of an entry that can still be opened, and for each that was erased, by which decision.

    Raises LogRefuses where a column was altered, or a key is missing that nobody decided to destroy.
    """
    readers: tuple[Callable[[], Mapping[str, EntryPart]], ...] = (
        lambda: dict(zip(("core", "actor"), open_core_and_actor(entry), strict=True)),
        lambda: {"subject": open_subject(entry)},
    )
    parts: dict[str, EntryPart] = {}
    erased: dict[str, Erased] = {}
    for names, read in zip((("core", "actor"), ("subject",)), readers, strict=True):
        try:
            parts |= read()
        except Erased as gone:
            erased |= dict.fromkeys(names, gone)
    return parts, erased


def _open(opening_key: bytes, field: str, closed: field_encryption.Stored) -> EntryPart:
    plain = sealed_fields.open_bytes(opening_key, field=field, ciphertext=closed)
    return EntryPart(plain[:SALT_LENGTH], plain[SALT_LENGTH:])
