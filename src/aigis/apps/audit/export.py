"""A log as a folder of files that anybody can verify without us: checkpoint, tiles, entry bundles, keys, openings."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from aigis import wiring
from aigis.apps.audit import queries, tiles
from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.audit.decryption import open_what_is_left
from aigis.apps.audit.models import Checkpoint, Leaf, LogKey, LogState
from aigis.core.access.permissions import Actor
from aigis.core.audit.entry import EntryLeaf as CoreLeaf
from aigis.core.audit.entry import Opened
from aigis.core.audit.event_names import Event
from aigis.core.errors import NotFound
from aigis.core.tlog.tiles import TilePath, bundles_of, compose_bundle, tiles_of
from aigis.core.tlog.tree import HASH_LENGTH, TILE_WIDTH

File = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class Export:
    """What is exported: a log up to a checkpoint; with `opened` also what happened and by whom, never about whom."""

    log: LogState
    checkpoint: Checkpoint
    opened: bool

    def files(self) -> Iterator[File]:
        """Every file of the folder, by its path; the checkpoint comes last, when what it signs is there."""
        yield from self._tiles()
        for path in bundles_of(self.checkpoint.tree_size):
            leaves = self._leaves(path)
            yield str(path), compose_bundle([bytes(leaf.data) for leaf in leaves])
            if self.opened:
                yield str(path).replace("tile/entries", "opened", 1), b"".join(map(_opening, leaves))
        yield "keys", self._keys().encode()
        yield "checkpoint", queries.signed_note(self.checkpoint).encode()

    def _tiles(self) -> Iterator[File]:
        read = tiles.reader(self.log.id)
        for path in tiles_of(self.checkpoint.tree_size):
            yield str(path), read(path.level or 0, path.n)[: path.width * HASH_LENGTH]

    def _leaves(self, path: TilePath) -> list[Leaf]:
        first = self.log.first + path.n * TILE_WIDTH
        rows = Leaf.objects.filter(index__gte=first, index__lt=first + path.width).order_by("index")
        return list(rows.select_related("entry") if self.opened else rows)

    def _keys(self) -> str:
        """The verifier keys that sign or signed this log, a line each."""
        known = LogKey.objects.filter(log=self.log.id).order_by("added_at").values_list("vkey", flat=True)
        return "".join(f"{vkey}\n" for vkey in dict.fromkeys([*wiring.signer(self.log.origin).vkeys, *known]))


@transaction.atomic(durable=True)
def begin(*, origin: str, opened: bool, actor: Actor, at: datetime) -> Export:
    """What to export of a log (the present one without an origin); that it was exported is an entry.

    Raises NotFound where there is no such log or no signed checkpoint of it.
    """
    logs = LogState.objects.filter(origin=origin) if origin else LogState.objects.all()
    log = logs.order_by("-id").first()
    checkpoint = queries.published(log=log.id) if log else None
    if log is None or checkpoint is None:
        raise NotFound("There is no such log with a signed checkpoint. Find its origin in the checkpoint.")
    about = {"origin": log.origin, "size": checkpoint.tree_size, "opened": opened}
    append([EntryDraft(Event.LOG_READ, actor, at, {"what": "export"}, {"about": about})])
    return Export(log, checkpoint, opened)


def _opening(leaf: Leaf) -> bytes:
    """A line of JSON that opens a leaf as a receipt does, but for whom it is about and what was erased."""
    left, _ = open_what_is_left(leaf.entry)
    parts = {name: part for name, part in left.items() if name != "subject"}
    parts["sequence"] = queries.sequence_of(leaf)
    return Opened(CoreLeaf.from_bytes(bytes(leaf.data)), parts).to_extra() + b"\n"
