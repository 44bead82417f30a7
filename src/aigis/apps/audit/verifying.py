"""Verifying the live archive: every stored entry against its leaf, every leaf against the signed root."""

from collections.abc import Iterator
from functools import partial

from aigis import wiring
from aigis.apps.audit.models import Entry, Leaf, Pending
from aigis.apps.audit.opening import open_parts
from aigis.apps.audit.queries import published
from aigis.core.entry import Leaf as CoreLeaf
from aigis.core.entry import sequence_part
from aigis.core.errors import LogRefuses
from aigis.core.tlog.checkpoint import open_checkpoint
from aigis.core.tlog.keys import VerifierKey
from aigis.core.tlog.tree import Tiles, empty_root, extend, hash_leaf

CHUNK = 1_000


def verify_live() -> Iterator[int]:
    """Re-reads everything sealed; yields how many entries are done; raises LogRefuses naming the first that differs.

    The tree is built anew in memory from the stored entries, so neither leaves nor tiles are taken on trust.
    """
    checkpoint = published()
    if checkpoint is None or checkpoint.note is None:
        raise LogRefuses("The log has no signed checkpoint yet. Is the sealer running?")
    signed = open_checkpoint(checkpoint.note, key=VerifierKey.parse(wiring.signer().vkey))
    tiles: Tiles = {}
    done, root = 0, empty_root()
    while done < signed.size:
        hashes = _hashes(done, min(done + CHUNK, signed.size))
        done, root, changed = extend(size=done, leaf_hashes=hashes, read=partial(_held, tiles))
        tiles |= changed
        yield done
    if root != signed.root:
        raise LogRefuses(f"The stored entries give another root than the checkpoint of size {signed.size} signs.")
    _require_nothing_beside()


def _held(tiles: Tiles, level: int, number: int) -> bytes:
    return tiles.get((level, number), b"")


def _hashes(first: int, end: int) -> list[bytes]:
    rows = list(Leaf.objects.select_related("entry").filter(index__gte=first, index__lt=end).order_by("index"))
    if [row.index for row in rows] != list(range(first, end)):
        raise LogRefuses(f"Leaves between {first} and {end} are missing.")
    return [hash_leaf(_recomputed(row)) for row in rows]


def _recomputed(row: Leaf) -> bytes:
    """The leaf as the stored entry says it must be; raises LogRefuses where the stored leaf says otherwise."""
    stored = CoreLeaf.from_bytes(bytes(row.data))
    sequence = sequence_part(organisation=str(row.organisation), number=row.number, salt=bytes(row.sequence_salt))
    try:
        parts = open_parts(row.entry)
    except LogRefuses as refused:
        raise LogRefuses(f"Leaf {row.index}, entry {row.entry_id}: {refused.sentence}") from None
    commitments = {name: part.commitment for name, part in parts.items()}
    again = CoreLeaf(row.entry.kind, stored.time_ms, sequence=sequence.commitment, **commitments)
    if again != stored or parts["core"].value["at"] != row.entry.at.isoformat():
        raise LogRefuses(f"Leaf {row.index}: entry {row.entry_id} is not what was sealed.")
    return again.to_bytes()


def _require_nothing_beside() -> None:
    """An entry is sealed or waits; one that does neither was slipped in past the queue."""
    stray = Entry.objects.filter(leaf=None).exclude(pk__in=Pending.objects.values("entry")).first()
    if stray is not None:
        raise LogRefuses(f"Entry {stray.pk} is neither sealed nor waiting.")
