"""From waiting entries to leaves: recomputed from what is *stored*, numbered, added to a log's tree, all at once.

Nothing here signs: a checkpoint is signed after the transaction that wrote its leaves is durable.
"""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from aigis.apps.audit import bulk_insert, tiles
from aigis.apps.audit.decryption import open_parts
from aigis.apps.audit.models import Checkpoint, LogState
from aigis.core.audit import entry as core_entry
from aigis.core.crypto.uuid7 import milliseconds
from aigis.core.errors import LogRefuses
from aigis.core.tlog.clock import time_of_leaf
from aigis.core.tlog.tree import extend as extend_tree
from aigis.core.tlog.tree import hash_leaf

# Taken by what is queued and not by "entries after the last one": ids are given out before their transactions commit.
_TAKE = """
    WITH taken AS (DELETE FROM audit_pending WHERE entry IN
                   (SELECT entry FROM audit_pending WHERE entry <> ALL(%s) ORDER BY entry LIMIT %s) RETURNING entry)
    SELECT taken.entry, e.kind, e.at, e.organisation, e.about, e.subject_scope, e.core, e.actor, e.subject
      FROM taken LEFT JOIN audit_entry e ON taken.entry = e.id ORDER BY taken.entry
"""
_TAKE_ONE = """
    WITH taken AS (DELETE FROM audit_pending WHERE entry = %s RETURNING entry)
    SELECT taken.entry, e.kind, e.at, e.organisation, e.about, e.subject_scope, e.core, e.actor, e.subject
      FROM taken LEFT JOIN audit_entry e ON taken.entry = e.id
"""
_NUMBERS = """
    SELECT o, (SELECT max(number) FROM audit_leaf WHERE organisation = o) FROM unnest(%s::bigint[]) AS o
"""
_SWAP = "UPDATE audit_logstate SET size = %s, root = %s, leaf_time = %s WHERE id = %s AND size = %s"
_COLUMNS = {
    "index": "int8",
    "entry_id": "uuid",
    "data": "bytea",
    "organisation": "int8",
    "number": "int8",
    "sequence_salt": "bytea",
}


class WaitingEntry(NamedTuple):
    """A waiting entry, as stored."""

    id: UUID
    kind: int
    at: datetime
    organisation: int
    about: UUID | None
    subject_scope: str
    core: bytes
    actor: bytes
    subject: bytes


@dataclass(frozen=True, slots=True)
class _NewLeaf:
    row: WaitingEntry
    data: bytes
    number: int
    sequence_salt: bytes


def take(most: int, *, but: Iterable[UUID] = ()) -> list[WaitingEntry]:
    """Takes waiting entries out of the queue, oldest first; raises LogRefuses where one is no longer there."""
    return _taken(_TAKE, [list(but), most])


def take_one(entry: UUID) -> list[WaitingEntry]:
    """Takes one waiting entry out of the queue."""
    return _taken(_TAKE_ONE, [entry])


def _taken(statement: str, values: list[Any]) -> list[WaitingEntry]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows = [WaitingEntry(*row) for row in cursor.fetchall()]
    for row in rows:
        if row.kind is None:
            raise LogRefuses(f"Entry {row.id} waits to be sealed, but it was taken away. See the runbook.")
    return rows


def add(rows: Sequence[WaitingEntry], *, log: LogState, at: datetime) -> None:
    """Makes entries the next leaves of a log: leaves, tiles, state and the unsigned checkpoint."""
    add_at(rows, log=log, time_ms=time_of_leaf(last=log.leaf_time, now=milliseconds(at)), at=at)


def add_at(rows: Sequence[WaitingEntry], *, log: LogState, time_ms: int, at: datetime) -> None:
    """Makes entries the next leaves of a log under a time that was found already, in milliseconds since 1970."""
    new = _leaves(rows, time_ms)
    hashes = [hash_leaf(leaf.data) for leaf in new]
    size, root, changed = extend_tree(size=log.size, leaf_hashes=hashes, read=tiles.reader(log.id))
    _store(new, first=log.first + log.size)
    tiles.store(log.id, changed)
    swap(log, size=size, root=root, time_ms=time_ms)
    Checkpoint.objects.create(size=log.first + size, log=log.id, tree_size=size, root=root, written_at=at)


def _leaves(rows: Sequence[WaitingEntry], time_ms: int) -> list[_NewLeaf]:
    """Computes the leaves from what is *stored*, so that a column gone wrong is found before it is sealed."""
    numbers = _last_numbers({row.organisation for row in rows})
    leaves = []
    for row in rows:
        numbers[row.organisation] = number = numbers.get(row.organisation, 0) + 1
        salt = os.urandom(core_entry.SALT_LENGTH)
        sequence = core_entry.sequence_part(organisation=str(row.organisation), number=number, salt=salt)
        commitments = {name: part.commitment for name, part in open_parts(row).items()}
        leaf = core_entry.EntryLeaf(row.kind, time_ms, sequence=sequence.commitment, **commitments)
        leaves.append(_NewLeaf(row, leaf.to_bytes(), number, salt))
    return leaves


def _last_numbers(organisations: set[int]) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS, [list(organisations)])
        return {organisation: number or 0 for organisation, number in cursor.fetchall()}


def _store(leaves: Sequence[_NewLeaf], *, first: int) -> None:
    rows = [
        (first + at, leaf.row.id, leaf.data, leaf.row.organisation, leaf.number, leaf.sequence_salt)
        for at, leaf in enumerate(leaves)
    ]
    bulk_insert.insert("audit_leaf", _COLUMNS, rows)


def swap(log: LogState, *, size: int, root: bytes, time_ms: int) -> None:
    """Moves a log's state on from the size it was read at; raises LogRefuses where somebody else moved it."""
    with connection.cursor() as cursor:
        cursor.execute(_SWAP, [size, root, time_ms, log.id, log.size])
        if cursor.rowcount != 1:
            raise LogRefuses(f"Another sealer moved the log on from {log.size}. Only one may run.")
