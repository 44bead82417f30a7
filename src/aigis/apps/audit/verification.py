"""Verifying the live archive: every stored entry against its leaf, every leaf against what was signed.

The tree is built anew from the stored entries, so neither leaves nor tiles nor states are taken on trust: only the
signer's keys and its own memory are. Whatever differs is named as closely as what is left allows.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from django.db import DataError
from django.db.models import F, Subquery

from aigis import wiring
from aigis.apps.audit import tiles
from aigis.apps.audit.decryption import core_of
from aigis.apps.audit.entry_check import LeafOrder, recomputed
from aigis.apps.audit.erasure_records import Erasures
from aigis.apps.audit.models import Checkpoint, Cosignature, Entry, Leaf, LogKey, LogState, Pending
from aigis.core.audit.event_names import Event
from aigis.core.audit.events import CATALOGUE
from aigis.core.crypto.uuid7 import milliseconds
from aigis.core.errors import Erased, InvalidInput, LogRefuses
from aigis.core.tlog import checkpoint as core_checkpoint
from aigis.core.tlog.keys import VerifierKey, cosigned_at
from aigis.core.tlog.note import Note, open_note
from aigis.core.tlog.tree import HASH_LENGTH, TILE_WIDTH, Tiles, empty_root, extend, hash_leaf
from aigis.core.tlog.witness import cosignatures_in

CHUNK = 1_024  # a multiple of a tile's width
_UNSIGNED = "The log has no signed checkpoint yet. Check that the sealer is running."


def verify_live(erasures: Erasures | None = None) -> Iterator[int]:
    """Re-reads everything sealed; yields how many entries are done; raises LogRefuses naming the first that differs.

    `erasures` counts afterwards what was found erased, by decision.
    """
    erasures = erasures or Erasures()
    logs = list(LogState.objects.order_by("id"))
    if not logs:
        size, _ = wiring.signer().last
        raise LogRefuses(f"ROLLBACK: the database holds no log, but {size} entries were signed." if size else _UNSIGNED)
    erasures.require_gone()
    order, before = LeafOrder(), None
    for log in logs:
        if before is not None:
            _require_succession(before, log)
            _set_right(before, order)
        for done in _verify(log, order, erasures):
            yield log.first + done
        before = log
    _require_nothing_beside()


def _verify(log: LogState, order: LeafOrder, erasures: Erasures) -> Iterator[int]:
    signed = _signed(log)
    checkpoints = _Checkpoints(log)
    held: Tiles = {}
    done, root = 0, empty_root()
    while done < signed.size:
        end = min(signed.size, done + CHUNK)
        try:
            hashes = _hashes(log, done, end, order, erasures)
        except DataError as unreadable:  # a time that no calendar has, and the like
            raise LogRefuses(f"Leaves {log.first + done} to {log.first + end - 1}: {unreadable}") from None
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
    """What the signer of a log signed last, which the database must hold; it may hold more, for the sealer goes on.

    The signer's memory is read first and the rows after it: the other way round a seal in between would look like a
    rollback. What was signed and not yet written down counts as well: its row is there, without a note.
    """
    size, root = wiring.signer(log.origin).last
    latest = Checkpoint.objects.filter(log=log.id).exclude(note=None).order_by("-size").first()
    held = latest.tree_size if latest else 0
    if not size and not held:
        raise LogRefuses(_UNSIGNED)
    if not Checkpoint.objects.filter(log=log.id, tree_size=size).exists():
        raise LogRefuses(f"ROLLBACK: the log holds {held} signed entries, but {size} were signed. See the runbook.")
    if held > wiring.signer(log.origin).last[0]:  # read again: what was written down meanwhile was signed before
        raise LogRefuses(f"The latest checkpoint is of size {held}; the signer signed {size} last.")
    return core_checkpoint.Checkpoint(log.origin, size, root)


class _Checkpoints:
    """What earlier checkpoints of a log said, to find between which two of them something differs."""

    def __init__(self, log: LogState) -> None:
        rows = Checkpoint.objects.filter(log=log.id).order_by("size")
        self._rows = {row.tree_size: row for row in rows}
        self._sizes = sorted(self._rows)
        self._at, self._good, self._origin = 0, 0, log.origin
        self._cosignatures: dict[int, list[Cosignature]] = {}
        for cosignature in Cosignature.objects.filter(checkpoint__log=log.id):
            self._cosignatures.setdefault(cosignature.checkpoint_id, []).append(cosignature)
        vkeys = dict.fromkeys([*wiring.signer(log.origin).vkeys, *_announced(log)])
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
        claimed = bytes(row.root)
        if row.note is not None:
            try:
                parsed = core_checkpoint.Checkpoint.parse(open_note(row.note, keys=self._keys))
            except InvalidInput as wrong:
                raise LogRefuses(f"The checkpoint of size {size}: {wrong.sentence}") from None
            claimed = parsed.root
            if (parsed.origin, parsed.size, bytes(row.root)) != (self._origin, size, claimed):
                raise LogRefuses(f"The checkpoint of size {size} was altered.")
            self._require_cosignatures(row, note=row.note)
        if root != claimed:
            raise LogRefuses(
                f"Leaves {self._good} to {size - 1}: one of them was altered, added or taken away together with its "
                f"tree: the checkpoint of size {size} was signed for another root."
            )
        self._good = size

    def _require_cosignatures(self, row: Checkpoint, *, note: str) -> None:
        """Raises LogRefuses where a line that we publish below a checkpoint is no cosignature of it."""
        text = Note.parse(note).text
        for cosignature in self._cosignatures.get(row.size, ()):
            try:
                key = VerifierKey.parse(cosignature.vkey)
                (signature,) = cosignatures_in(f"{cosignature.line}\n", text=text, key=key)
            except (InvalidInput, ValueError):
                signature = None
            if signature is None or cosigned_at(signature.data) != cosignature.signed_at:
                raise LogRefuses(
                    f"The cosignature of {cosignature.witness} on the checkpoint of size {row.tree_size} was altered."
                )


def _announced(log: LogState) -> list[str]:
    """The keys that leaves of a log announce: a row that names another one is nobody's word.

    An entry that was altered announces none; it is named when it is compared with its leaf.
    """
    kinds = [CATALOGUE[code].number for code in ("log.opened", "log.succeeded", "log.key_added")]
    leaves = Leaf.objects.filter(index__gte=log.first, index__lt=log.first + log.size, entry__kind__in=kinds)
    vkeys: list[str] = []
    for index in leaves.order_by("index").values_list("index", flat=True):
        try:
            core = core_of(Leaf.objects.select_related("entry").get(index=index))
        except Erased:  # what was announced is no longer to be read; the record of keys is all that is left
            vkeys += LogKey.objects.filter(log=log.id).values_list("vkey", flat=True)
        except (DataError, LogRefuses):  # a time that no calendar has; a part that does not open
            continue
        else:
            vkeys += [*core.get("vkeys", []), *(core[name] for name in ("vkey",) if name in core)]
    return vkeys


def _held(held: Tiles, level: int, number: int) -> bytes:
    return held.get((level, number), b"")


def _hashes(log: LogState, first: int, end: int, order: LeafOrder, erasures: Erasures) -> list[bytes]:
    """The leaf hashes as the stored entries give them, each compared with the stored leaf and its tile."""
    rows = Leaf.objects.select_related("entry").filter(index__gte=log.first + first, index__lt=log.first + end)
    tile = tiles.reader(log.id)(0, first // TILE_WIDTH)
    hashes = []
    expected = first
    for row in rows.order_by("index"):
        if row.index != log.first + expected:
            raise LogRefuses(f"Leaf {log.first + expected} is missing.")
        leaf_hash = hash_leaf(recomputed(row, order, erasures))
        at = expected % TILE_WIDTH
        if expected != first and at == 0:
            tile = tiles.reader(log.id)(0, expected // TILE_WIDTH)
        if tile[at * HASH_LENGTH : (at + 1) * HASH_LENGTH] != leaf_hash:
            raise LogRefuses(f"Leaf {row.index}: entry {row.entry_id} is not what its tile holds.")
        hashes.append(leaf_hash)
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
    stated = LogState.objects.get(id=log.id).size  # read again: the sealer may have gone on meanwhile
    if stated < size:
        raise LogRefuses(f"The log's state says {stated} entries, but {size} were signed.")


def _require_succession(before: LogState, log: LogState) -> None:
    """A log goes on where the one before it ended, and its first leaf says with what."""
    last = Checkpoint.objects.filter(log=before.id).order_by("-size").first()
    first = Leaf.objects.select_related("entry").filter(index=log.first).first()
    try:
        stated = core_of(first) if first else {}
    except Erased:  # what it said is no longer to be read; where it stands still is
        stated = {"note": last.note if last else None}
    if last is None or last.size != log.first or stated.get("note") != last.note:
        raise LogRefuses(f"The log {log.origin} does not go on from the last checkpoint of {before.origin}.")


def _set_right(before: LogState, order: LeafOrder) -> None:
    """The one way back in time: a log that was closed because its clock had run ahead says what the right time was."""
    kind = CATALOGUE[Event.LOG_CLOCK_RAN_AHEAD].number
    last = Leaf.objects.select_related("entry").filter(index=before.first + before.size - 1).first()
    if last is None or last.entry.kind != kind:
        return
    try:
        order.last_ms = milliseconds(datetime.fromisoformat(core_of(last)["at"]))
    except Erased:  # what it said is no longer to be read; that it said so still is
        order.last_ms = 0


def _require_nothing_beside() -> None:
    """An entry is sealed or waits; one that does neither was slipped in past the queue."""
    end = LogState.objects.order_by("-id").annotate(end=F("first") + F("size")).values("end")[:1]
    beyond = Leaf.objects.filter(index__gte=Subquery(end)).order_by("index").first()
    if beyond is not None:
        raise LogRefuses(f"Leaf {beyond.index}: entry {beyond.entry_id} stands beyond the end of the log.")
    stray = Entry.objects.filter(leaf=None).exclude(pk__in=Pending.objects.values("entry")).first()
    if stray is not None:
        raise LogRefuses(f"Entry {stray.pk} is neither sealed nor waiting.")
    lost = Pending.objects.exclude(entry__in=Entry.objects.values("pk")).first()
    if lost is not None:
        raise LogRefuses(f"Entry {lost.entry} waits to be sealed, but it was taken away.")
