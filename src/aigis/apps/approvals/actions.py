"""Proposing and deciding inside the caller's open transaction; who carries something out says what that is."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from aigis.apps.approvals.models import Approval
from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.people.account_position import as_written, of_key, placement, written
from aigis.apps.people.models import Organisation
from aigis.core.access.approval import LAPSES_AFTER, Placement, require_open
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.crypto.uuid7 import ordered_id
from aigis.core.errors import Conflict, InvalidInput, NotAllowed, NotFound

_LONGEST_NOTE = 400


@dataclass(frozen=True, slots=True)
class ApprovalKind:
    """What a kind of proposal does: who may decide it (raises NotAllowed), and what approving it carries out."""

    require_decider: Callable[[Approval, Placement, Placement], None]  # proposal, proposer then, decider now
    carry_out: Callable[[Approval, Actor, datetime], object]


def write_proposal(
    kind: str, organisation: Organisation, payload: Mapping[str, Any], *, actor: Actor, at: datetime
) -> Approval:
    """Writes a proposal inside the caller's open transaction; raises NotAllowed for an account without a person."""
    proposer = placement(actor) or of_key(actor.key)
    if proposer is None or not proposer.person:
        raise NotAllowed("Your account is not linked to a person. Ask your administrator to complete it.")
    same = Approval.objects.filter(kind=kind, organisation=organisation, payload=dict(payload), lapses_at__gt=at)
    if same.filter(state=Approval.State.WAITING).exists():
        raise Conflict("The same proposal is already waiting for a decision.")
    row = Approval.objects.create(
        pk=ordered_id(at, os.urandom(10)),
        kind=kind,
        organisation=organisation,
        payload=dict(payload),
        proposed_by=actor.key,
        proposer=written(proposer),
        proposed_at=at,
        lapses_at=at + LAPSES_AFTER,
    )
    append([EntryDraft(Event.IDENTITY_PROPOSED, actor, at, core_of(row))])
    return row


def write_approval(row: Approval, kind: ApprovalKind, *, actor: Actor, at: datetime) -> object:
    """Carries a locked proposal out inside the caller's open transaction and returns what that gave.

    Raises:
        Conflict: it was decided or has lapsed, or its proposer is somewhere else now.
        NotAllowed: this actor may not decide it.
    """
    _require_decidable(row, kind, actor=actor, at=at)
    _decide(row, Approval.State.APPROVED, "", actor=actor, at=at)
    return kind.carry_out(row, actor, at)


def write_rejection(row: Approval, kind: ApprovalKind, note: str, *, actor: Actor, at: datetime) -> None:
    """Rejects a locked proposal inside the caller's open transaction; who proposed it may withdraw it."""
    if not note.strip() or len(note) > _LONGEST_NOTE:
        raise InvalidInput("Explain why you reject it.", field="note")
    if row.proposed_by != actor.key:
        _require_decidable(row, kind, actor=actor, at=at)
    else:
        require_open(state=row.state, lapses_at=row.lapses_at, at=at)
    _decide(row, Approval.State.REJECTED, note.strip(), actor=actor, at=at)


def locked(proposal: UUID) -> Approval:
    """Returns the row of a proposal, locked in the open transaction; raises NotFound where there is none."""
    row = Approval.objects.select_for_update(of=("self",)).select_related("organisation").filter(pk=proposal).first()
    if row is None:
        raise NotFound("There is no proposal with this reference.")
    return row


def core_of(row: Approval) -> dict[str, object]:
    """Returns what an entry says of a proposal; its payload stays in the row."""
    return {"proposal": str(row.pk), "what": row.kind, "organisation": row.organisation.code}


@transaction.atomic(durable=True)
def record_refusal(proposal: UUID, refused: NotAllowed | Conflict, *, actor: Actor, at: datetime) -> None:
    """Writes that somebody was refused to decide a proposal."""
    core = {"proposal": str(proposal), "code": refused.code, "sentence": refused.template}
    append([EntryDraft(Event.IDENTITY_REFUSED, actor, at, core)])


def _require_decidable(row: Approval, kind: ApprovalKind, *, actor: Actor, at: datetime) -> None:
    require_open(state=row.state, lapses_at=row.lapses_at, at=at)
    decider = placement(actor)
    if decider is None or decider.role is not actor.role:
        raise NotAllowed
    if decider.since >= row.proposed_at:
        raise NotAllowed("Your role or unit has changed since the proposal. Another person must decide.")
    kind.require_decider(row, as_written(row.proposer), decider)


def _decide(row: Approval, state: Approval.State, note: str, *, actor: Actor, at: datetime) -> None:
    row.state, row.note, row.decided_by, row.decided_at = state, note, actor.key, at
    row.save(update_fields=["state", "note", "decided_by", "decided_at"])
    append([EntryDraft(Event.IDENTITY_DECIDED, actor, at, {**core_of(row), "state": state.value, "note": note})])
