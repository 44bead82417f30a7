"""Reading the archive: checkpoints, tiles, receipts and the health of the log."""

import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from aigis import wiring
from aigis.apps.audit import rotation, tiles
from aigis.apps.audit.decryption import open_for_reader
from aigis.apps.audit.models import Checkpoint, Entry, Leaf, LogKey, LogState, Pending
from aigis.core.audit.entry import EntryLeaf as CoreLeaf
from aigis.core.audit.entry import EntryPart, Opened, sequence_part
from aigis.core.audit.receipt import compose_receipt
from aigis.core.errors import NoAnswer, NotFound
from aigis.core.timed_cache import TimedCache
from aigis.core.tlog.keys import VerifierKey
from aigis.core.tlog.policy import Policy
from aigis.core.tlog.proofs import inclusion_proof
from aigis.core.tlog.tiles import TilePath, compose_bundle, parse_tile_path
from aigis.core.tlog.tree import HASH_LENGTH, TILE_WIDTH

ALARM_AFTER = timedelta(seconds=60)
REFUSE_AFTER = timedelta(minutes=15)
_ASKED_EVERY_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class LogHealth:
    """How the log is: entries sealed, entries waiting and since when, the last published checkpoint."""

    size: int
    waiting: int
    oldest_waiting: datetime | None
    note: str | None

    def behind(self, *, at: datetime) -> timedelta:
        """How long the oldest waiting entry has waited."""
        return at - self.oldest_waiting if self.oldest_waiting else timedelta(0)


def published(*, log: int | None = None, witnessed: bool = False) -> Checkpoint | None:
    """The latest signed checkpoint: of the present log or of one, of all or of those that a quorum cosigned."""
    rows = Checkpoint.objects.exclude(note=None)
    if log is None and witnessed:  # of the log whose tiles are published beside it
        present = published()
        log = present.log if present else None
    rows = rows.filter(log=log) if log is not None else rows
    return (rows.filter(witnessed=True) if witnessed else rows).order_by("-size").first()


def signed_note(checkpoint: Checkpoint) -> str:
    """A signed checkpoint with the cosignatures that have come."""
    lines = checkpoint.cosignatures.order_by("id").values_list("line", flat=True)
    return str(checkpoint.note) + "".join(f"{line}\n" for line in lines)


def tile(path: str, *, log: int | None = None) -> bytes:
    """The bytes at an address `tile/…` of the present log or an earlier one; raises NotFound beyond the published tree.

    A log that was closed is there under its number.
    """
    tile_path = parse_tile_path(path)
    checkpoint = published(log=log)
    if checkpoint is None or not _within(tile_path, checkpoint.tree_size):
        raise NotFound("This tile does not exist yet. Read the checkpoint for the size of the log.")
    if tile_path.level is None:
        return _bundle(tile_path, first=checkpoint.size - checkpoint.tree_size)
    return tiles.reader(checkpoint.log)(tile_path.level, tile_path.n)[: tile_path.width * HASH_LENGTH]


def _within(tile_path: TilePath, size: int) -> bool:
    """A tile counts what its level holds: level L has one hash for every 256^L leaves."""
    count = size >> (8 * (tile_path.level or 0))
    return tile_path.n * TILE_WIDTH + tile_path.width <= count


def _bundle(tile_path: TilePath, *, first: int) -> bytes:
    start = first + tile_path.n * TILE_WIDTH
    rows = Leaf.objects.filter(index__gte=start, index__lt=start + tile_path.width).order_by("index")
    return compose_bundle([bytes(data) for data in rows.values_list("data", flat=True)])


def proving(leaf: Leaf) -> Checkpoint | None:
    """The checkpoint that proves a leaf best: the latest that a quorum cosigned, else the latest signed one.

    Of the leaf's own log; None until there is one.
    """
    log = rotation.log_at(leaf.index).id
    candidates = (published(log=log, witnessed=True), published(log=log))
    return next((candidate for candidate in candidates if candidate is not None and candidate.size > leaf.index), None)


def receipt(entry: UUID, *, parts: Collection[str]) -> bytes | None:
    """The receipt of an entry with the named parts opened; None until its leaf stands under a signed checkpoint.

    A part that was erased stays closed on it; the proof is as good as before.
    """
    leaf = Leaf.objects.select_related("entry").filter(entry_id=entry).first()
    checkpoint = proving(leaf) if leaf else None
    if leaf is None or checkpoint is None:
        return None
    stored: dict[str, EntryPart] = {**open_for_reader(leaf.entry)[0], "sequence": sequence_of(leaf)}
    opened = Opened(CoreLeaf.from_bytes(bytes(leaf.data)), {name: stored[name] for name in parts if name in stored})
    index = leaf.index - (checkpoint.size - checkpoint.tree_size)
    hashes = inclusion_proof(index=index, size=checkpoint.tree_size, read=tiles.reader(checkpoint.log))
    return compose_receipt(opened=opened, index=index, hashes=hashes, checkpoint=signed_note(checkpoint))


def erased_parts(entry: UUID) -> dict[str, str]:
    """Which parts of an entry were erased, each with the decision; raises NotFound where there is no such entry."""
    row = Entry.objects.filter(pk=entry).first()
    if row is None:
        raise NotFound("There is no entry with this reference.")
    return {name: str(gone.values["decision"]) for name, gone in open_for_reader(row)[1].items()}


def sequence_of(leaf: Leaf) -> EntryPart:
    """The part of a sealed entry that says which of its organisation's entries it is."""
    return sequence_part(organisation=str(leaf.organisation), number=leaf.number, salt=bytes(leaf.sequence_salt))


def health() -> LogHealth:
    """The health of the log as it is stored."""
    oldest = Entry.objects.filter(pk__in=Pending.objects.values("entry")).order_by("at").first()
    checkpoint = published()
    return LogHealth(
        size=sum(LogState.objects.values_list("size", flat=True)),
        waiting=Pending.objects.count(),
        oldest_waiting=oldest.at if oldest else None,
        note=signed_note(checkpoint) if checkpoint else None,
    )


def unfinished(start: datetime, end: datetime) -> bool:
    """Tells whether the log still has to do with an entry of a half-open stretch of instants.

    It waits for its place, or for a signature, or for the quorum of witnesses where the policy asks for one.
    """
    within = {"at__gte": start, "at__lt": end}
    if Entry.objects.filter(pk__in=Pending.objects.values("entry"), **within).exists():
        return True
    seen = Checkpoint.objects.exclude(note=None)
    seen = seen if wiring.witness_policy().satisfied_by(()) else seen.filter(witnessed=True)
    size = seen.order_by("-size").values_list("size", flat=True).first() or 0
    return Leaf.objects.filter(index__gte=size, **{f"entry__{name}": value for name, value in within.items()}).exists()


# The instant of the oldest entry that waits for the sealer, in a tuple that is empty if none waits.
_backlog_cache: TimedCache[str, tuple[datetime, ...]] = TimedCache(seconds=_ASKED_EVERY_SECONDS, clock=time.monotonic)


def require_sealing(*, at: datetime) -> None:
    """Raises NoAnswer when entries have waited for the sealer too long; asks the database every five seconds."""
    backlog = _backlog_cache.get("oldest")
    if backlog is None:
        oldest = Pending.objects.order_by("entry").values_list("entry", flat=True)[:1]
        backlog = _backlog_cache.put(
            "oldest", tuple(Entry.objects.filter(pk__in=list(oldest)).values_list("at", flat=True))
        )
    if backlog and at - backlog[0] > REFUSE_AFTER:
        raise NoAnswer("No answer: the log has not been sealed for too long. Call the operator.")


def clear_caches() -> None:
    """Drops what this process remembers of the backlog and of the log's keys."""
    _backlog_cache.clear()
    rotation.clear_recorded_keys()


def log_vkeys() -> tuple[str, ...]:
    """The keys that sign the present log's checkpoints: two while one is being changed."""
    log = LogState.objects.order_by("-id").first()
    return wiring.signer(log.origin if log else "").vkeys


def log_vkey() -> str:
    """The key that verifies the present log's checkpoints."""
    return log_vkeys()[0]


def trust() -> Policy:
    """The keys of all our logs, those that ended included, and the witnesses we ask; no quorum is demanded."""
    logs = LogState.objects.order_by("id").values_list("origin", flat=True)
    ours = [vkey for origin in logs for vkey in wiring.signer(origin).vkeys]
    ended = LogKey.objects.exclude(ended_at=None).values_list("vkey", flat=True)
    keys = tuple(VerifierKey.parse(vkey) for vkey in dict.fromkeys([*ours, *ended]))
    return Policy(logs=keys, witnesses=wiring.witness_policy().witnesses)
