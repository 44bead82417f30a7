"""The sealer: gives entries their place in the tree, and signs only what is already durable.

One at a time: an advisory lock keeps a second sealer waiting, and the state row is compared and swapped besides.
Order matters. Leaves, tiles and the *unsigned* checkpoint are one transaction; the signature comes after its commit,
because a signature over leaves that a crash takes back would contradict the next one.
"""

import logging
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import OperationalError, connection, transaction
from django.utils import timezone

from aigis import wiring
from aigis.apps.audit import bulk
from aigis.apps.audit.actions import SYSTEM, Draft, append
from aigis.apps.audit.models import Checkpoint, LogState, Tile
from aigis.apps.audit.opening import open_parts
from aigis.core import entry as core_entry
from aigis.core.errors import LogRefuses
from aigis.core.identifiers import milliseconds
from aigis.core.tlog import checkpoint as core_checkpoint
from aigis.core.tlog.proofs import consistency_proof
from aigis.core.tlog.tree import Tiles, empty_root, extend, hash_leaf

logger = logging.getLogger("aigis.sealer")

BATCH = 1_000
PAUSE_SECONDS = 0.1
CLOCK_BACK_MS = 2_000
_LOCK_NUMBER = 6_962

_TAKE = """
    WITH taken AS (DELETE FROM audit_pending WHERE entry IN
                   (SELECT entry FROM audit_pending ORDER BY entry LIMIT %s) RETURNING entry)
    SELECT e.id, e.kind, e.at, e.organisation, e.subject_scope, e.core, e.actor, e.subject
      FROM audit_entry e JOIN taken ON taken.entry = e.id ORDER BY e.id
"""
_NUMBERS = """
    SELECT o, (SELECT max(number) FROM audit_leaf WHERE organisation = o) FROM unnest(%s::bigint[]) AS o
"""
_SWAP = "UPDATE audit_logstate SET size = %s, root = %s, leaf_time = %s WHERE id = 1 AND size = %s"


class _Row(NamedTuple):
    id: UUID
    kind: int
    at: datetime
    organisation: int
    subject_scope: str
    core: bytes
    actor: bytes
    subject: bytes


@dataclass(frozen=True, slots=True)
class _NewLeaf:
    row: _Row
    data: bytes
    number: int
    sequence_salt: bytes


def read_tile(level: int, number: int) -> bytes:
    """The hashes a stored tile holds by now; empty where there is none yet."""
    found = Tile.objects.filter(level=level, number=number).values_list("hashes", flat=True).first()
    return bytes(found) if found is not None else b""


@transaction.atomic(durable=True)
def open_log(*, at: datetime) -> None:
    """Begins the log with its first entry, once; raises LogRefuses when the signer has signed more than there is."""
    origin = wiring.environment().log_origin
    _, made = LogState.objects.get_or_create(
        id=1, defaults={"origin": origin, "size": 0, "root": empty_root(), "leaf_time": 0}
    )
    signed, _root = wiring.signer().last
    size = LogState.objects.get(id=1).size
    if signed > size:
        raise LogRefuses(f"ROLLBACK: the log holds {size} entries, but {signed} were signed. See the runbook.")
    if made:
        append([Draft("log.opened", SYSTEM, at, {"origin": origin, "version": 1})])


def seal(*, at: datetime) -> int:
    """Seals one batch of waiting entries and signs; returns how many there were."""
    count = _extend(at=at)
    sign()
    return count


@transaction.atomic(durable=True)
def _extend(*, at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [BATCH])
        rows = [_Row(*row) for row in cursor.fetchall()]
    if not rows:
        return 0
    state = LogState.objects.get(id=1)
    time_ms = _leaf_time(state.leaf_time, milliseconds(at))
    leaves = _leaves(rows, time_ms)
    hashes = [hash_leaf(leaf.data) for leaf in leaves]
    size, root, tiles = extend(size=state.size, leaf_hashes=hashes, read=read_tile)
    _store(leaves, first=state.size)
    _store_tiles(tiles)
    _swap(state.size, size, root, time_ms)
    Checkpoint.objects.create(size=size, root=root, written_at=at)
    return len(rows)


def _leaf_time(last: int, now: int) -> int:
    """Never earlier than the leaf before; a clock that went back far is an alarm, not a date."""
    if now < last - CLOCK_BACK_MS:
        raise LogRefuses(f"The clock stands {(last - now) / 1000:.0f} s before the last leaf. Set it right first.")
    return max(last, now)


def _leaves(rows: Sequence[_Row], time_ms: int) -> list[_NewLeaf]:
    """Computes the leaves from what is *stored*, so that a column gone wrong is found before it is sealed."""
    numbers = _last_numbers({row.organisation for row in rows})
    leaves = []
    for row in rows:
        numbers[row.organisation] = number = numbers.get(row.organisation, 0) + 1
        salt = os.urandom(core_entry.SALT_LENGTH)
        sequence = core_entry.sequence_part(organisation=str(row.organisation), number=number, salt=salt)
        commitments = {name: part.commitment for name, part in open_parts(row).items()}
        leaf = core_entry.Leaf(row.kind, time_ms, sequence=sequence.commitment, **commitments)
        leaves.append(_NewLeaf(row, leaf.to_bytes(), number, salt))
    return leaves


def _last_numbers(organisations: set[int]) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS, [list(organisations)])
        return {organisation: number or 0 for organisation, number in cursor.fetchall()}


def _store(leaves: Sequence[_NewLeaf], *, first: int) -> None:
    columns = {
        "index": "int8",
        "entry_id": "uuid",
        "data": "bytea",
        "organisation": "int8",
        "number": "int8",
        "sequence_salt": "bytea",
    }
    rows = [
        (first + at, leaf.row.id, leaf.data, leaf.row.organisation, leaf.number, leaf.sequence_salt)
        for at, leaf in enumerate(leaves)
    ]
    bulk.insert("audit_leaf", columns, rows)


def _store_tiles(tiles: Tiles) -> None:
    rows = [(level, number, hashes) for (level, number), hashes in tiles.items()]
    values: list[list[Any]] = [list(column) for column in zip(*rows, strict=True)]
    bulk.execute(
        "INSERT INTO audit_tile (level, number, hashes) SELECT * FROM unnest($1::int2[], $2::int8[], $3::bytea[])"
        " ON CONFLICT (level, number) DO UPDATE SET hashes = excluded.hashes",
        values,
    )


def _swap(old: int, size: int, root: bytes, time_ms: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_SWAP, [size, root, time_ms, old])
        if cursor.rowcount != 1:
            raise LogRefuses(f"Another sealer moved the log on from {old}. Only one may run.")


def sign() -> None:
    """Signs the latest checkpoint if that is still to be done: also the way back after a crash."""
    latest = Checkpoint.objects.order_by("-size").first()
    if latest is None or latest.note is not None:
        return
    signer = wiring.signer()
    last, _root = signer.last
    if last > latest.size:
        raise LogRefuses(f"ROLLBACK: the log holds {latest.size} entries, but {last} were signed. See the runbook.")
    root = bytes(latest.root)
    text = core_checkpoint.Checkpoint(wiring.environment().log_origin, latest.size, root).text
    proof = consistency_proof(old=last, new=latest.size, read=read_tile) if 0 < last < latest.size else []
    note = signer.sign(text, size=latest.size, root=root, proof=proof)
    Checkpoint.objects.filter(size=latest.size).update(note=note)


def run_forever(stop: threading.Event) -> None:
    """Seals until told to stop; a lost database is waited for, a log that refuses ends the process."""
    while not stop.is_set():
        try:
            _hold_lock(stop)
            open_log(at=timezone.now())
            while not stop.is_set():
                if seal(at=timezone.now()) < BATCH:
                    stop.wait(PAUSE_SECONDS)
        except OperationalError as lost:
            logger.warning("the database cannot be reached, trying again: %s", str(lost).splitlines()[0])
            connection.close()
            stop.wait(1.0)
    connection.close()


def _hold_lock(stop: threading.Event) -> None:
    """Waits until no other sealer is connected; the lock lives and dies with this connection."""
    while not stop.is_set():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK_NUMBER])
            if cursor.fetchone()[0]:
                return
        stop.wait(1.0)
