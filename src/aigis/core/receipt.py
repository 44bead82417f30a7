"""The receipt of a check: a C2SP tlog-proof file whose `extra` opens what its holder may see."""

from dataclasses import dataclass

from aigis.core.entry import Opened
from aigis.core.errors import InvalidInput
from aigis.core.tlog.checkpoint import Checkpoint, open_checkpoint
from aigis.core.tlog.keys import VerifierKey
from aigis.core.tlog.proof_file import ProofFile
from aigis.core.tlog.proofs import verify_inclusion
from aigis.core.tlog.tree import hash_leaf


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt that held proves: these opened parts stand at this leaf index under this checkpoint."""

    opened: Opened
    index: int
    checkpoint: Checkpoint


def compose_receipt(*, opened: Opened, index: int, hashes: list[bytes], checkpoint: str) -> bytes:
    """Writes a receipt from the opened parts, the inclusion proof (32-byte hashes) and the signed checkpoint."""
    return ProofFile(opened.to_extra(), index, tuple(hashes), checkpoint).to_bytes()


def verify_receipt(data: bytes, *, key: VerifierKey) -> Receipt:
    """Reads a receipt and proves every field of it against the log's key; raises InvalidInput where anything fails."""
    file = ProofFile.from_bytes(data)
    if file.extra is None:
        raise InvalidInput("The receipt opens no leaf, so nothing can be proven. Fetch it again.", field="extra")
    opened = Opened.from_extra(file.extra)
    checkpoint = open_checkpoint(file.checkpoint, key=key)
    verify_inclusion(
        leaf_hash=hash_leaf(opened.leaf.to_bytes()),
        index=file.index,
        size=checkpoint.size,
        proof=file.hashes,
        root=checkpoint.root,
    )
    return Receipt(opened, file.index, checkpoint)
