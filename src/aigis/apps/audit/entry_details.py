"""What stands below and above the tree's own steps, for whoever follows a proof by hand.

Below: salt and bytes of each part, its commitment, the 139 bytes of the leaf. Above: who cosigned the checkpoint, and
between which instants, by clocks that are not ours, the entry was sealed.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from aigis.apps.audit import witnesses
from aigis.apps.audit.decryption import open_core_and_actor, open_parts
from aigis.apps.audit.models import Leaf
from aigis.apps.audit.queries import proving, sequence_of
from aigis.core.audit.entry import PARTS, EntryPart
from aigis.core.audit.entry import EntryLeaf as CoreLeaf
from aigis.core.errors import DomainError

# Whom an entry is about is not opened here: of that part the reader sees the commitment alone.
SHOWN = ("core", "actor", "sequence")


@dataclass(frozen=True, slots=True)
class PartStage:
    """A part as stored: salt and bytes where they may be seen, what they hash to, and what the leaf says.

    `recomputed` is None where the part was erased: the leaf's commitment stays, and nobody can open it any more.
    """

    name: str
    salt: bytes | None
    data: str | None
    recomputed: bytes | None
    in_leaf: bytes

    @property
    def fits(self) -> bool:
        """Tells whether what is stored is what was sealed."""
        return self.recomputed == self.in_leaf


@dataclass(frozen=True, slots=True)
class CosignatureDetail:
    """A cosignature over the checkpoint: whose, and when by that witness's own clock."""

    witness: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Stages:
    """All of it for one sealed entry; `after` and `before` are None where no witness bounds the instant."""

    leaf: bytes
    sealed_at: datetime
    parts: tuple[PartStage, ...]
    seen: tuple[CosignatureDetail, ...]
    after: datetime | None
    before: datetime | None


def stages(entry: UUID) -> Stages | None:
    """Recomputes the parts of a sealed entry and reads who saw it; None until it is sealed and signed."""
    leaf = Leaf.objects.select_related("entry").filter(entry_id=entry).first()
    checkpoint = proving(leaf) if leaf else None
    if leaf is None or checkpoint is None:
        return None
    sealed = CoreLeaf.from_bytes(bytes(leaf.data))
    stored = _stored(leaf)
    cosigned = checkpoint.cosignatures.order_by("signed_at").values_list("witness", "signed_at")
    after, before = witnesses.bracket(leaf.index)
    return Stages(
        leaf=bytes(leaf.data),
        sealed_at=datetime.fromtimestamp(sealed.time_ms / 1_000, UTC),
        parts=tuple(_stage(name, stored.get(name), getattr(sealed, name)) for name in PARTS),
        seen=tuple(CosignatureDetail(witness, datetime.fromtimestamp(seconds, UTC)) for witness, seconds in cosigned),
        after=_instant(after),
        before=_instant(before),
    )


def _stored(leaf: Leaf) -> dict[str, EntryPart]:
    """The parts that can be opened; of an erased subject there is none."""
    sequence = {"sequence": sequence_of(leaf)}
    try:
        return {**open_parts(leaf.entry), **sequence}
    except DomainError:
        pass
    try:
        core, actor = open_core_and_actor(leaf.entry)
    except DomainError:
        return sequence
    return {"core": core, "actor": actor, **sequence}


def _stage(name: str, part: EntryPart | None, in_leaf: bytes) -> PartStage:
    if part is None:
        return PartStage(name, None, None, None, in_leaf)
    salt, data = (part.salt, part.data.decode()) if name in SHOWN else (None, None)
    return PartStage(name, salt, data, part.commitment, in_leaf)


def _instant(seconds: int | None) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds is not None else None
    except (OverflowError, ValueError, OSError):
        return None
