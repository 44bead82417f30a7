"""Reading the archive: checkpoints, tiles, receipts and the health of the log."""

import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from aigis import wiring
from aigis.apps.audit.models import Checkpoint, Entry, Leaf, LogState, Pending
from aigis.apps.audit.opening import open_parts
from aigis.apps.audit.sealing import read_tile
from aigis.core.entry import Leaf as CoreLeaf
from aigis.core.entry import Opened, Part, sequence_part
from aigis.core.errors import NoAnswer, NotFound
from aigis.core.receipt import compose_receipt
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


def published() -> Checkpoint | None:
    """The latest signed checkpoint."""
    return Checkpoint.objects.exclude(note=None).order_by("-size").first()


def tile(path: str) -> bytes:
    """The bytes at an address `tile/…`; raises NotFound beyond the published tree."""
    place = parse_tile_path(path)
    checkpoint = published()
    if checkpoint is None or not _within(place, checkpoint.size):
        raise NotFound("There is no such tile yet. Read the checkpoint for the size of the log.")
    if place.level is None:
        return _bundle(place)
    return read_tile(place.level, place.n)[: place.width * HASH_LENGTH]


def _within(place: TilePath, size: int) -> bool:
    """A tile counts what its level holds: level L has one hash for every 256^L leaves."""
    count = size >> (8 * (place.level or 0))
    return place.n * TILE_WIDTH + place.width <= count


def _bundle(place: TilePath) -> bytes:
    first = place.n * TILE_WIDTH
    rows = Leaf.objects.filter(index__gte=first, index__lt=first + place.width).order_by("index")
    return compose_bundle([bytes(data) for data in rows.values_list("data", flat=True)])


def receipt(entry: UUID, *, parts: Collection[str]) -> bytes | None:
    """The receipt of an entry with the named parts opened; None until its leaf stands under a signed checkpoint."""
    leaf = Leaf.objects.select_related("entry").filter(entry_id=entry).first()
    checkpoint = published()
    if leaf is None or checkpoint is None or checkpoint.size <= leaf.index:
        return None
    stored: dict[str, Part] = {**open_parts(leaf.entry), "sequence": sequence_of(leaf)}
    opened = Opened(CoreLeaf.from_bytes(bytes(leaf.data)), {name: stored[name] for name in parts})
    hashes = inclusion_proof(index=leaf.index, size=checkpoint.size, read=read_tile)
    return compose_receipt(opened=opened, index=leaf.index, hashes=hashes, checkpoint=str(checkpoint.note))


def sequence_of(leaf: Leaf) -> Part:
    """The part of a sealed entry that says which of its organisation's entries it is."""
    return sequence_part(organisation=str(leaf.organisation), number=leaf.number, salt=bytes(leaf.sequence_salt))


def health() -> LogHealth:
    """The health of the log as it is stored."""
    state = LogState.objects.filter(id=1).first()
    oldest = Entry.objects.filter(pk__in=Pending.objects.values("entry")).order_by("at").first()
    checkpoint = published()
    return LogHealth(
        size=state.size if state else 0,
        waiting=Pending.objects.count(),
        oldest_waiting=oldest.at if oldest else None,
        note=checkpoint.note if checkpoint else None,
    )


_backlog: tuple[float, datetime | None] = (float("-inf"), None)


def require_sealing(*, at: datetime) -> None:
    """Raises NoAnswer when entries have waited for the sealer too long; asks the database every five seconds."""
    global _backlog
    if time.monotonic() - _backlog[0] > _ASKED_EVERY_SECONDS:
        oldest = Pending.objects.order_by("entry").values_list("entry", flat=True).first()
        written = Entry.objects.filter(pk=oldest).values_list("at", flat=True).first() if oldest else None
        _backlog = (time.monotonic(), written)
    if _backlog[1] is not None and at - _backlog[1] > REFUSE_AFTER:
        raise NoAnswer("No answer: the log has not been sealed for too long. Tell the operator.")


def forget() -> None:
    """Drops this process's memory of the backlog; the next check asks anew."""
    global _backlog
    _backlog = (float("-inf"), None)


def log_vkey() -> str:
    """The key that verifies the log's checkpoints."""
    return wiring.signer().vkey
