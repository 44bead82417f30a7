"""Accepting that the database has lost its last changes: after it the gates answer from what is left."""

from datetime import datetime

from django.db import transaction

from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.register.models import RegisterState
from aigis.apps.register.register_version import announce, next_version
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.errors import Conflict, InvalidInput

_NOT_HALTED = "The register is not halted: no recorded change is missing."


@transaction.atomic(durable=True)
def accept_loss(*, actor: Actor, reason: str, at: datetime) -> int:
    """Ends the halt of a register that lacks changes a process has seen; returns the version it goes on with.

    Raises:
        Conflict: the register is not halted.
        InvalidInput: no reason is given.
        NoAnswer: this database is not verified as holding everything that was signed.
    """
    if not reason.strip():
        raise InvalidInput("Explain how you found that the changes cannot be recovered.", field="reason")
    state = RegisterState.objects.select_for_update().get(pk=1)
    if state.halted_at is None:
        raise Conflict(_NOT_HALTED)
    lost = state.halted_why
    state.halted_at, state.halted_why = None, ""
    state.save(update_fields=["halted_at", "halted_why"])
    version = next_version(accepted_loss=True)
    announce(version)
    core = {"register_version": version, "lost": lost, "reason": reason.strip()}
    append([EntryDraft(Event.REGISTER_LOSS_ACCEPTED, actor, at, core)])
    return version
