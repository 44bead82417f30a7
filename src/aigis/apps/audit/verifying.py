"""Verifying the live archive: every stored entry against its leaf, every leaf against what was signed.

The tree is built anew from the stored entries, so neither leaves nor tiles nor states are taken on trust: only the
signer's keys and its own memory are. Whatever differs is named as closely as what is left allows.
"""

from collections.abc import Iterator
from functools import partial

from aigis import wiring
from aigis.apps.audit import tiles
from aigis.apps.audit.comparing import Numbers, recomputed
from aigis.apps.audit.models import Checkpoint, Entry, Leaf, LogKey, LogState, Pending
from aigis.apps.audit.opening import open_core_and_actor
from aigis.core.errors import InvalidInput, LogRefuses
from aigis.core.tlog import checkpoint as core_checkpoint
from aigis.core.tlog.keys import VerifierKey
from aigis.core.tlog.note import open_note
from aigis.core.tlog.tree import HASH_LENGTH, TILE_WIDTH, Tiles, empty_root, extend, hash_leaf

CHUNK = 1_024  # a multiple of a tile's width


def verify_live() -> Iterator[int]:
    """Re-reads everything sealed; yields how many entries are done; raises LogRefuses naming the first that differs."""
    logs = list(LogState.objects.order_by("id"))
    if not logs:
        raise LogRefuses("The log has no signed checkpoint yet. Is the sealer running?")
    numbers, before = Numbers(), None
    for log in logs:
        if before is not None:
            _require_succession(before, log)
        for done in _verify(log, numbers):
            yield log.first + done
        before = log
    _require_nothing_beside()


def _verify(log: LogState, numbers: Numbers) -> Iterator[int]:
    signed = _signed(log)
    checkpoints = _Checkpoints(log)
    held: Tiles = {}
    done, root = 0, empty_root()
    while done < signed.size:
        hashes = _hashes(log, done, min(signed.size, done + CHUNK), numbers)
        while hashes:
            count = min(len(hashes), checkpoints.next_after(done) - done)
            done, root, changed = extend(size=done, leaf_hashes=hashes[:count], read=partial(_held, held))
            held |= changed
            hashes = hashes[count:]
            checkpoints.require(done, root)
        yield done
    if root != signed.root:
        raise LogRefuses(f"The stored entries give another root than the checkpoint of size {signed.size} signs.")
    _require_tiles(log, held, signed.size)


def _signed(log: LogState) -> core_checkpoint.Checkpoint:
    """The latest signed checkpoint of a log, which must be the last that the signer remembers."""
    row = Checkpoint.objects.filter(log=log.id).exclude(note=None).order_by("-size").first()
    size, root = wiring.signer(log.origin).last
    if row is None or row.note is None:
        if size:
            raise LogRefuses(f"ROLLBACK: the log holds no signed checkpoint, but {size} entries were signed.")
        raise LogRefuses("The log has no signed checkpoint yet. Is the sealer running?")
    try:
        keys = [VerifierKey.parse(vkey) for vkey in wiring.signer(log.origin).vkeys]
        found = core_checkpoint.Checkpoint.parse(open_note(row.note, keys=keys))
    except InvalidInput as wrong:
        raise LogRefuses(f"The latest checkpoint, of size {row.tree_size}: {wrong.sentence}") from None
    if (found.size, found.root) == (size, root) and found.origin == log.origin:
        return found
    if found.size < size and not Checkpoint.objects.filter(log=log.id, tree_size=size, note=None).exists():
        raise LogRefuses(
            f"ROLLBACK: the log holds {found.size} signed entries, but {size} were signed. See the runbook."
        )
    if found.size < size:
        return found  # signed by the signer, not written down yet: the sealer does so next
    raise LogRefuses(f"The latest checkpoint is of size {found.size}; the signer signed {size} last.")


class _Checkpoints:
    """What earlier checkpoints of a log said, to find between which two of them something differs."""

    def __init__(self, log: LogState) -> None:
        rows = Checkpoint.objects.filter(log=log.id).order_by("size")
        self._rows = {row.tree_size: row for row in rows}
        self._sizes = sorted(self._rows)
        self._at, self._good, self._origin = 0, 0, log.origin
        known = LogKey.objects.filter(log=log.id).values_list("vkey", flat=True)
        vkeys = dict.fromkeys([*wiring.signer(log.origin).vkeys, *known])
        self._keys = [VerifierKey.parse(vkey) for vkey in vkeys]

    def next_after(self, done: int) -> int:
        """The size of the next checkpoint beyond so many entries; beyond the last, no limit."""
        while self._at < len(self._sizes) and self._sizes[self._at] <= done:
            self._at += 1
        return self._sizes[self._at] if self._at < len(self._sizes) else 1 << 62

    def require(self, size: int, root: bytes) -> None:
        """Raises LogRefuses where the entries up to a checkpoint do not give the root it was signed for."""
        row = self._rows.get(size)
        if row is None:
            return
        said = bytes(row.root)
        if row.note is not None:
            try:
                found = core_checkpoint.Checkpoint.parse(open_note(row.note, keys=self._keys))
            except InvalidInput as wrong:
                raise LogRefuses(f"The checkpoint of size {size}: {wrong.sentence}") from None
            said = found.root
            if (found.origin, found.size, bytes(row.root)) != (self._origin, size, said):
                raise LogRefuses(f"The checkpoint of size {size} was altered.")
        if root != said:
            raise LogRefuses(
                f"Leaves {self._good} to {size - 1}: one of them was altered, added or taken away together with its "
                f"tree: the checkpoint of size {size} was signed for another root."
            )
        self._good = size


def _held(held: Tiles, level: int, number: int) -> bytes:
    return held.get((level, number), b"")


def _hashes(log: LogState, first: int, end: int, numbers: Numbers) -> list[bytes]:
    """The leaf hashes as the stored entries give them, each compared with the stored leaf and its tile."""
    rows = Leaf.objects.select_related("entry").filter(index__gte=log.first + first, index__lt=log.first + end)
    tile = tiles.reader(log.id)(0, first // TILE_WIDTH)
    hashes = []
    expected = first
    for row in rows.order_by("index"):
        if row.index != log.first + expected:
            raise LogRefuses(f"Leaf {log.first + expected} is missing.")
        found = hash_leaf(recomputed(row, numbers))
        at = expected % TILE_WIDTH
        if expected != first and at == 0:
            tile = tiles.reader(log.id)(0, expected // TILE_WIDTH)
        if tile[at * HASH_LENGTH : (at + 1) * HASH_LENGTH] != found:
            raise LogRefuses(f"Leaf {row.index}: entry {row.entry_id} is not what its tile holds.")
        hashes.append(found)
        expected += 1
    if expected != end:
        raise LogRefuses(f"Leaf {log.first + expected} is missing.")
    return hashes


def _require_tiles(log: LogState, held: Tiles, size: int) -> None:
    """Compares the stored tiles above the leaves with those the entries gave."""
    read = tiles.reader(log.id)
    for (level, number), hashes in held.items():
        if level and not read(level, number).startswith(hashes):
            raise LogRefuses(f"Tile {number} of level {level} is not what its entries give.")
    if log.size < size:
        raise LogRefuses(f"The log's state says {log.size} entries, but {size} were signed.")


def _require_succession(before: LogState, log: LogState) -> None:
    """A log goes on where the one before it ended, and its first leaf says with what."""
    last = Checkpoint.objects.filter(log=before.id).order_by("-size").first()
    first = Leaf.objects.select_related("entry").filter(index=log.first).first()
    said = open_core_and_actor(first.entry)[0].value if first else {}
    if last is None or last.size != log.first or said.get("note") != last.note:
        raise LogRefuses(f"The log {log.origin} does not go on from the last checkpoint of {before.origin}.")


def _require_nothing_beside() -> None:
    """An entry is sealed or waits; one that does neither was slipped in past the queue."""
    stray = Entry.objects.filter(leaf=None).exclude(pk__in=Pending.objects.values("entry")).first()
    if stray is not None:
        raise LogRefuses(f"Entry {stray.pk} is neither sealed nor waiting.")
    lost = Pending.objects.exclude(entry__in=Entry.objects.values("pk")).first()
    if lost is not None:
        raise LogRefuses(f"Entry {lost.entry} waits to be sealed, but it was taken away.")
