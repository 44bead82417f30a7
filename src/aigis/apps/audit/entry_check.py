"""One stored entry against its leaf: the parts, and every column that repeats something of them."""

from typing import Any

from aigis.apps.audit.decryption import open_what_is_left
from aigis.apps.audit.erasure_records import Erasures
from aigis.apps.audit.models import Entry, Leaf
from aigis.core.audit.entry import EntryLeaf as CoreLeaf
from aigis.core.audit.entry import sequence_part
from aigis.core.audit.events import BY_NUMBER
from aigis.core.errors import InvalidInput, LogRefuses


class LeafOrder:
    """What goes on from leaf to leaf: the organisations' numbers without a gap, and the time, which never goes back.

    `last_ms` is the time of the last leaf. A log that was closed because its clock had run ahead has it set right.
    """

    def __init__(self) -> None:
        self._last: dict[int, int] = {}
        self.last_ms = 0

    def require_next(self, row: Leaf, *, time_ms: int) -> None:
        """Raises LogRefuses where a leaf is earlier than the one before or does not carry its organisation's number."""
        if time_ms < self.last_ms:
            raise LogRefuses(f"Leaf {row.index}: entry {row.entry_id} is earlier than the leaf before it.")
        self.last_ms = time_ms
        expected = self._last.get(row.organisation, 0) + 1
        if row.number != expected:
            raise LogRefuses(
                f"Leaf {row.index}: entry {row.entry_id} is number {row.number} of organisation {row.organisation}, "
                f"but {expected} comes next."
            )
        self._last[row.organisation] = expected


def recomputed(row: Leaf, order: LeafOrder, erasures: Erasures) -> bytes:
    """The leaf as the stored entry says it must be; raises LogRefuses where the stored leaf says otherwise.

    Of a part that was erased the leaf's own commitment is taken: it can no longer be opened, and the signed root above
    holds it fast. That it was erased must be a decision in the log, sealed after it.
    """
    try:
        stored = CoreLeaf.from_bytes(bytes(row.data))
        parts, erased = open_what_is_left(row.entry)
        erasures.require(row, erased)
    except (LogRefuses, InvalidInput) as refused:
        raise LogRefuses(f"Leaf {row.index}, entry {row.entry_id}: {refused.sentence}") from None
    sequence = sequence_part(organisation=str(row.organisation), number=row.number, salt=bytes(row.sequence_salt))
    commitments = {name: getattr(stored, name) for name in erased} | {n: part.commitment for n, part in parts.items()}
    again = CoreLeaf(row.entry.kind, stored.time_ms, sequence=sequence.commitment, **commitments)
    if again != stored or ("core" in parts and not _fits(row.entry, parts["core"].value, parts["actor"].value)):
        raise LogRefuses(f"Leaf {row.index}: entry {row.entry_id} is not what was sealed.")
    if row.organisation != row.entry.organisation:
        raise LogRefuses(f"Leaf {row.index}: entry {row.entry_id} is counted for another organisation.")
    order.require_next(row, time_ms=stored.time_ms)
    return again.to_bytes()


def _fits(entry: Entry, core: Any, actor: Any) -> bool:
    """Tells whether the columns that are there for searching say what the sealed parts say."""
    kind = BY_NUMBER.get(entry.kind)
    stated = (core["event"], core["at"], f"{actor['kind']}:{actor['id']}", actor["organisation"])
    stored = (kind.code if kind else None, entry.at.isoformat(), entry.actor_key, entry.organisation)
    return bool(stated == stored)
