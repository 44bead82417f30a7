"""Reads sealed entries past the product's own code, and holds each against its leaf and the leaves against the root."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from psycopg import Connection

from aigis.core.audit.entry import SALT_LENGTH, EntryLeaf, EntryPart
from aigis.core.audit.events import CATALOGUE
from aigis.core.crypto.field_encryption import open_
from aigis.core.errors import DomainError
from aigis.core.ports import Keyring
from aigis.core.tlog.tree import empty_root, hash_leaf, hash_node

Session = Connection[tuple[Any, ...]]

_AT_ONCE = 2_000  # entries a statement
_CODE_OF = {kind.number: code for code, kind in CATALOGUE.items()}
_ENTRIES = """
    SELECT l.index, l.data, e.id, e.kind, e.at, e.about, e.subject_scope, e.core, e.subject
      FROM audit_leaf l JOIN audit_entry e ON e.id = l.entry_id
     WHERE l.index >= %s AND l.index < %s AND e.kind = ANY(%s)
     ORDER BY l.index
"""
_KEYS = "SELECT scope, wrapped FROM data_key WHERE scope = ANY(%s) AND wrapped IS NOT NULL"


@dataclass(frozen=True, slots=True)
class SealedEntry:
    """An entry that the tree holds; `subject` is None where its key was erased."""

    index: int
    entry: UUID
    code: str
    at: datetime
    about: UUID | None
    core: Mapping[str, Any]
    subject: Mapping[str, Any] | None


class Altered(Exception):
    """An entry is not what its leaf committed to; the text names both."""


class DataKeys:
    """The data keys of entries, unwrapped and remembered by scope; None for one that was erased."""

    def __init__(self, session: Session, keyring: Keyring) -> None:
        self._session = session
        self._keyring = keyring
        self._known: dict[str, bytes | None] = {}

    def load(self, scopes: set[str]) -> None:
        """Reads the keys of scopes that are not known yet, in one statement."""
        missing = sorted(scopes - self._known.keys())
        if not missing:
            return
        self._known |= dict.fromkeys(missing)
        for scope, wrapped in self._session.execute(_KEYS, [missing]).fetchall():
            self._known[scope] = self._unwrapped(scope, bytes(wrapped))

    def _unwrapped(self, scope: str, wrapped: bytes) -> bytes:
        """Unwraps a key; one that was moved or altered becomes one that opens nothing: the rest is compared."""
        try:
            return self._keyring.unwrap(wrapped, scope=scope)
        except DomainError:
            return bytes(32)

    def get(self, scope: str) -> bytes | None:
        """Returns the key of a scope, or None where it was erased."""
        self.load({scope})
        return self._known[scope]


def read_entries(
    session: Session, keys: DataKeys, faults: list[Altered], *, first: int, end: int, codes: frozenset[str]
) -> Iterator[SealedEntry]:
    """Yields the sealed entries of some kinds in an interval of leaves.

    One that does not open, or is not what its leaf committed to, goes to `faults`: it must not hide the others.
    """
    kinds = [CATALOGUE[code].number for code in codes if code in CATALOGUE]
    for start in range(first, end, _AT_ONCE):
        until = min(end, start + _AT_ONCE)
        rows = session.execute(_ENTRIES, [start, until, kinds]).fetchall()
        keys.load({scope for row in rows for scope in (_month(row[4]), row[6])})
        for row in rows:
            try:
                entry = _opened(row, keys)
            except Altered as fault:
                faults.append(fault)
                continue
            yield entry


def _month(at: datetime) -> str:
    return f"month:{at.astimezone(UTC):%Y-%m}"


def _opened(row: tuple[Any, ...], keys: DataKeys) -> SealedEntry:
    index, data, entry, kind, at, about, scope, core, subject = row
    leaf = EntryLeaf.from_bytes(bytes(data))
    if leaf.kind != kind:
        raise Altered(f"Entry {entry}, leaf {index}: its kind is not what was sealed.")
    name = "entry.subject" if about is None else f"entry.subject.{about}"
    opened = {
        part: _part(
            keys.get(key_scope), field=stored, closed=closed, committed=getattr(leaf, part), where=(entry, index)
        )
        for part, key_scope, stored, closed in (
            ("core", _month(at), "entry.core", core),
            ("subject", scope, name, subject),
        )
    }
    happened = opened["core"] or {}
    # The row's own time is not committed to, the one in the core is.
    instant = datetime.fromisoformat(happened["at"]) if "at" in happened else at
    return SealedEntry(index, entry, _CODE_OF.get(kind, str(kind)), instant, about, happened, opened["subject"])


def _part(
    key: bytes | None, *, field: str, closed: Any, committed: bytes, where: tuple[UUID, int]
) -> Mapping[str, Any] | None:
    if key is None or not bytes(closed):
        return None
    try:
        plain = open_(key, field=field, closed=closed)
    except DomainError:
        raise Altered(f"Entry {where[0]}, leaf {where[1]}: its {field} does not open.") from None
    part = EntryPart(plain[:SALT_LENGTH], plain[SALT_LENGTH:])
    if part.commitment != committed:
        raise Altered(f"Entry {where[0]}, leaf {where[1]}: its {field} is not what was sealed.")
    value: Mapping[str, Any] = json.loads(part.data)
    return value


@dataclass(slots=True)
class Frontier:
    """The whole subtrees of a growing tree, largest first: enough to append leaves and to compute the root."""

    size: int = 0
    hashes: list[bytes] = field(default_factory=list)

    def append(self, leaf: bytes) -> None:
        """Takes the next leaf."""
        self.hashes.append(hash_leaf(leaf))
        self.size += 1
        count = self.size
        while count % 2 == 0:  # two whole subtrees of one size become one
            right, left = self.hashes.pop(), self.hashes.pop()
            self.hashes.append(hash_node(left, right))
            count //= 2

    def root(self) -> bytes:
        """Returns the root of the tree of all leaves taken."""
        if not self.hashes:
            return empty_root()
        root = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            root = hash_node(left, root)
        return root
