"""Signing what is durable: the latest checkpoint, once its leaves are committed."""

from aigis import wiring
from aigis.apps.audit import tiles
from aigis.apps.audit.models import Checkpoint, LogState
from aigis.core.errors import RolledBack
from aigis.core.tlog import checkpoint as core_checkpoint
from aigis.core.tlog.proofs import consistency_proof
from aigis.core.tlog.tree import root_from_tiles


def sign() -> None:
    """Signs the latest checkpoint if that is still to be done: also the way back after a crash."""
    latest = Checkpoint.objects.order_by("-size").first()
    if latest is None or latest.note is not None:
        return
    log = LogState.objects.get(id=latest.log)
    signer = wiring.signer(log.origin)
    last, _root = signer.last
    if last > latest.tree_size:
        raise RolledBack(_behind(latest.tree_size, last))
    root = bytes(latest.root)
    text = core_checkpoint.Checkpoint(log.origin, latest.tree_size, root).text
    grown = 0 < last < latest.tree_size
    proof = consistency_proof(old=last, new=latest.tree_size, read=tiles.reader(log.id)) if grown else []
    note = signer.sign(text, size=latest.tree_size, root=root, proof=proof)
    Checkpoint.objects.filter(size=latest.size).update(note=note)


def require_history(log: LogState) -> None:
    """Raises RolledBack unless the stored log holds, leaf for leaf, the last checkpoint that the signer signed."""
    signed, root = wiring.signer(log.origin).last
    if signed > log.size:
        raise RolledBack(_behind(log.size, signed))
    if root_from_tiles(size=signed, read=tiles.reader(log.id)) != root:
        raise RolledBack(
            f"ROLLBACK: the first {signed} entries of the log are not those that were signed; it holds {log.size}. "
            "An old database may have been restored and gone on. See the runbook."
        )


def _behind(size: int, signed: int) -> str:
    return f"ROLLBACK: the log holds {size} entries, but {signed} were signed. See the runbook."
