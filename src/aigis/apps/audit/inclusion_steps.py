"""An entry proven in front of its reader: what is stored gives the leaf, the leaf leads to the signed root."""

from dataclasses import dataclass
from functools import cache
from uuid import UUID

from aigis.apps.audit import tiles
from aigis.apps.audit.decryption import open_for_reader
from aigis.apps.audit.models import Checkpoint, Leaf, LogState
from aigis.apps.audit.queries import proving, sequence_of, signed_note, trust
from aigis.core.audit.entry import PARTS
from aigis.core.audit.entry import EntryLeaf as CoreLeaf
from aigis.core.errors import InvalidInput, LogRefuses
from aigis.core.tlog.policy import Policy
from aigis.core.tlog.proofs import inclusion_proof, verify_inclusion
from aigis.core.tlog.tree import Read, hash_leaf, hash_node, range_root, split


@dataclass(frozen=True, slots=True)
class InclusionStep:
    """One step up the tree: the sibling covers leaves `first` to `last`; `fits` when the stored tree agrees."""

    first: int
    last: int
    left: bool
    sibling: bytes
    result: bytes
    fits: bool


@dataclass(frozen=True, slots=True)
class Proof:
    """What was recomputed for a sealed entry; `holds` when every part, every step and the signature fit."""

    index: int
    size: int
    number: int
    leaf_hash: bytes
    root: bytes
    note: str
    parts: dict[str, bool]
    steps: tuple[InclusionStep, ...]
    signed: bool
    included: bool

    @property
    def holds(self) -> bool:
        """Tells whether nothing at all speaks against the entry."""
        return self.signed and self.included and all(self.parts.values()) and all(step.fits for step in self.steps)


def proof(entry: UUID) -> Proof | None:
    """Recomputes the way from a stored entry to the signed root (RFC 6962); None until it is sealed and signed."""
    leaf = Leaf.objects.select_related("entry").filter(entry_id=entry).first()
    checkpoint = proving(leaf) if leaf else None
    if leaf is None or checkpoint is None:
        return None
    tree = _Tree(
        leaf.index - (checkpoint.size - checkpoint.tree_size), checkpoint.tree_size, tiles.reader(checkpoint.log)
    )
    leaf_hash, root = hash_leaf(bytes(leaf.data)), bytes(checkpoint.root)
    return Proof(
        index=tree.index,
        size=tree.size,
        number=leaf.number,
        leaf_hash=leaf_hash,
        root=root,
        note=signed_note(checkpoint),
        parts=_parts(leaf),
        steps=_steps(tree, leaf_hash),
        signed=_signs(checkpoint, root),
        included=_included(tree, leaf_hash, root),
    )


@dataclass(frozen=True, slots=True)
class _Tree:
    """Where a leaf stands: its index, the size of the tree, and what reads its tiles."""

    index: int
    size: int
    read: Read


def _parts(leaf: Leaf) -> dict[str, bool]:
    """Which parts, as stored now, are those the leaf commits to; an erased one is left out."""
    sealed = CoreLeaf.from_bytes(bytes(leaf.data))
    try:
        stored = {**open_for_reader(leaf.entry)[0], "sequence": sequence_of(leaf)}
    except LogRefuses:
        return dict.fromkeys(PARTS, False)
    return {name: getattr(sealed, name) == stored[name].commitment for name in PARTS if name in stored}


def _steps(tree: _Tree, leaf_hash: bytes) -> tuple[InclusionStep, ...]:
    """Climbs from the leaf to the root, and compares every node on the way with the one the tiles give."""
    read = cache(tree.read)
    current_hash, steps = leaf_hash, []
    for (first, end), sibling in reversed(_way(tree.index, tree.size)):
        below = range_root(*sibling, read)
        left = sibling[0] < tree.index
        current_hash = hash_node(below, current_hash) if left else hash_node(current_hash, below)
        steps.append(
            InclusionStep(
                sibling[0], sibling[1] - 1, left, below, current_hash, current_hash == range_root(first, end, read)
            )
        )
    return tuple(steps)


_Range = tuple[int, int]


def _way(index: int, size: int) -> list[tuple[_Range, _Range]]:
    """The subtrees that hold the leaf, from the root down, each with the sibling of the next one."""
    first, end = 0, size
    way = []
    while end - first > 1:
        middle = first + split(end - first)
        if index < middle:
            way.append(((first, end), (middle, end)))
            end = middle
        else:
            way.append(((first, end), (first, middle)))
            first = middle
    return way


def _signs(checkpoint: Checkpoint, root: bytes) -> bool:
    """Tells whether a key in service, or one that was when it signed, stands below this size and root."""
    origin = LogState.objects.get(id=checkpoint.log).origin
    keys = [key for key in trust().logs if key.name == origin]
    try:
        signed = Policy(logs=tuple(keys)).open(str(checkpoint.note)).checkpoint
    except InvalidInput:
        return False
    return (signed.size, signed.root) == (checkpoint.tree_size, root)


def _included(tree: _Tree, leaf_hash: bytes, root: bytes) -> bool:
    """Asks the verifier of receipts too: the steps above are for reading, this is the proof."""
    hashes = inclusion_proof(index=tree.index, size=tree.size, read=tree.read)
    try:
        verify_inclusion(leaf_hash=leaf_hash, index=tree.index, size=tree.size, proof=hashes, root=root)
    except InvalidInput:
        return False
    return True
