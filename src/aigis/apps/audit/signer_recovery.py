"""A signer whose memory was lost gets it back from the log, once witnesses say that nothing beyond that was signed."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from aigis.apps.audit import rotation, tiles, witnesses
from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.audit.models import Checkpoint
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.errors import InvalidInput, LogRefuses
from aigis.core.tlog.checkpoint import open_checkpoint
from aigis.core.tlog.encoding import encode64
from aigis.core.tlog.keys import VerifierKey
from aigis.core.tlog.tree import root_from_tiles

_NOT_SIGNED = "The log's last checkpoint is not signed by this key, or does not fit its entries. See the runbook."
_NOBODY = "No witness confirms the last checkpoint. Bring one back, or state with --without-witnesses why none can."


@dataclass(frozen=True, slots=True)
class Recovered:
    """What the signer is to remember: the last signed size and root of a log, and which witnesses confirmed it."""

    origin: str
    size: int
    root: bytes
    confirmed_by: tuple[str, ...]


def recover(*, vkey: str, reason: str, without_witnesses: bool, actor: Actor, at: datetime) -> Recovered:
    """Finds what was signed last and records that the signer gets it back; the caller writes it to the signer.

    Args:
        vkey: the verifier key of the signer.

    Raises:
        InvalidInput: no reason is given.
        LogRefuses: the last checkpoint is not the signer's, or no witness confirms it.
        RolledBack: a witness knows more than this database holds.
    """
    if not reason.strip():
        raise InvalidInput("State how the signer's memory was lost.", field="reason")
    log = rotation.current()
    checkpoint = Checkpoint.objects.filter(log=log.id).exclude(note=None).order_by("-size").first()
    if checkpoint is None:
        raise LogRefuses(_NOT_SIGNED)
    size, root = checkpoint.tree_size, bytes(checkpoint.root)
    try:
        opened = open_checkpoint(str(checkpoint.note), key=VerifierKey.parse(vkey))
    except InvalidInput:
        raise LogRefuses(_NOT_SIGNED) from None
    if (opened.size, opened.root) != (size, root) or root_from_tiles(size=size, read=tiles.reader(log.id)) != root:
        raise LogRefuses(_NOT_SIGNED)
    confirmed_by = tuple(witnesses.confirm(checkpoint, at=at))
    if not confirmed_by and not without_witnesses:
        raise LogRefuses(_NOBODY)
    recovered = Recovered(log.origin, size, root, confirmed_by)
    _record(recovered, reason.strip(), actor=actor, at=at)
    return recovered


@transaction.atomic(durable=True)
def _record(recovered: Recovered, reason: str, *, actor: Actor, at: datetime) -> None:
    core = {"origin": recovered.origin, "size": recovered.size, "root": encode64(recovered.root)}
    core |= {"confirmed_by": list(recovered.confirmed_by), "reason": reason}
    append([EntryDraft(Event.LOG_SIGNER_RECOVERED, actor, at, core)])
