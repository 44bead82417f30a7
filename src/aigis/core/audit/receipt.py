"""The receipt of a check: a C2SP tlog-proof file whose `extra` opens what its holder may see."""

from collections.abc import Mapping
from dataclasses import dataclass

from aigis.core.audit.entry import Opened
from aigis.core.errors import InvalidInput
from aigis.core.tlog.checkpoint import Checkpoint, open_checkpoint
from aigis.core.tlog.keys import VerifierKey
from aigis.core.tlog.policy import Policy, Witnessed
from aigis.core.tlog.proof_file import ProofFile
from aigis.core.tlog.proofs import verify_inclusion
from aigis.core.tlog.tree import hash_leaf


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt that held proves: these opened parts stand at this leaf index under this checkpoint.

    `cosigned` tells which witnesses saw the checkpoint and when (seconds since 1970), where a policy names them.
    """

    opened: Opened
    index: int
    checkpoint: Checkpoint
    cosigned: Mapping[str, int]


def compose_receipt(*, opened: Opened, index: int, hashes: list[bytes], checkpoint: str) -> bytes:
    """Writes a receipt from the opened parts, the inclusion proof (32-byte hashes) and the signed checkpoint."""
    return ProofFile(opened.to_extra(), index, tuple(hashes), checkpoint).to_bytes()


def verify_receipt(data: bytes, *, key: VerifierKey) -> Receipt:
    """Reads a receipt and proves every field of it against the log's key; raises InvalidInput where anything fails.

    Cosignatures are neither asked for nor looked at: `verify_by_policy` does.
    """
    file, opened = _read(data)
    return _proven(file, opened, Witnessed(open_checkpoint(file.checkpoint, key=key), {}))


def verify_by_policy(data: bytes, *, policy: Policy) -> Receipt:
    """Proves a receipt against the logs and the quorum of a policy; raises InvalidInput where anything fails."""
    file, opened = _read(data)
    return _proven(file, opened, policy.open(file.checkpoint))


def _read(data: bytes) -> tuple[ProofFile, Opened]:
    file = ProofFile.from_bytes(data)
    if file.extra is None:
        raise InvalidInput("The receipt proves nothing because it contains no leaf. Download it again.", field="extra")
    return file, Opened.from_extra(file.extra)


def _proven(file: ProofFile, opened: Opened, signed: Witnessed) -> Receipt:
    verify_inclusion(
        leaf_hash=hash_leaf(opened.leaf.to_bytes()),
        index=file.index,
        size=signed.checkpoint.size,
        proof=file.hashes,
        root=signed.checkpoint.root,
    )
    return Receipt(opened, file.index, signed.checkpoint, signed.cosigned)
