"""Deciding proposals: the second pair of eyes. Whoever is refused leaves a trace, and nothing else."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from aigis.apps.audit import sealed_fields
from aigis.apps.audit.actions import EntryDraft, SubjectKey, append
from aigis.apps.people.account_position import as_written, of_key, placement
from aigis.apps.people.idempotency import IdempotentRequest, recall, remember
from aigis.apps.register import register_version
from aigis.apps.register.bans import changes as ban_changes
from aigis.apps.register.bans.changes import BanChange
from aigis.apps.register.models import Ban, Proposal
from aigis.apps.register.notifications import tell_prosecutors
from aigis.apps.register.proposals import stay_corrections
from aigis.apps.register.proposals.drafts import base, change_of
from aigis.apps.register.proposals.stay_corrections import StayChange
from aigis.apps.register.storage import encryption
from aigis.apps.register.subjects import changes as subject_changes
from aigis.apps.register.subjects.changes import Attribution, SubjectChange, SubjectEvent
from aigis.core.access.approval import Placement, require_open, require_other_person, require_second, require_unchanged
from aigis.core.access.permissions import Actor, Capability, may
from aigis.core.audit.event_names import Event
from aigis.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from aigis.core.messages.register_messages import ProposalApproved, ProposalRejected

_SUBJECT_EVENTS = frozenset(SubjectEvent)


def approve(proposal: UUID, *, actor: Actor, at: datetime, request: IdempotentRequest | None = None) -> Proposal:
    """Carries out what somebody else proposed, and returns the decided proposal.

    Raises NotAllowed where this actor may not (the same person by whatever account, the same unit, placed since), and
    Conflict where nobody may (decided, lapsed, or changed since); each refusal is an entry of its own.
    """
    try:
        return _approve(proposal, actor=actor, at=at, request=request)
    except (NotAllowed, Conflict) as refused:
        _record_refusal(proposal, refused, actor=actor, at=at)
        raise


def reject(
    proposal: UUID, *, note: str, actor: Actor, at: datetime, request: IdempotentRequest | None = None
) -> Proposal:
    """Rejects a proposal with a note that says why; raises as `approve`, but who proposed it may withdraw it."""
    try:
        return _reject(proposal, note=note, actor=actor, at=at, request=request)
    except (NotAllowed, Conflict) as refused:
        _record_refusal(proposal, refused, actor=actor, at=at)
        raise


@transaction.atomic(durable=True)
def _approve(proposal: UUID, *, actor: Actor, at: datetime, request: IdempotentRequest | None) -> Proposal:
    register_version.lock()
    earlier = recall(request, actor=actor)
    row = proposal_row(proposal)
    if earlier is not None:
        return row
    require_decidable(row, actor=actor, at=at)
    authorities = {ban.authority for ban in Ban.objects.filter(subject=row.subject_id).select_related("authority")}
    _carry_out(row, actor=actor, at=at)
    _decide(row, Proposal.State.APPROVED, actor=actor, at=at)
    append([EntryDraft(Event.PROPOSAL_APPROVED, actor, at, _core(row), about=row.subject_id)])
    tell_prosecutors(authorities, ProposalApproved, about=row.pk, page=f"/proposals/{row.pk}", at=at)
    remember(request, str(row.pk), actor=actor, at=at)
    return row


def require_decidable(row: Proposal, *, actor: Actor, at: datetime) -> None:
    """Raises Conflict where nobody may approve a proposal any more, NotAllowed where this actor may not."""
    require_open(state=row.state, lapses_at=row.lapses_at, at=at)
    approver = placement(actor)
    if approver is None or not may(actor, Capability.PROPOSAL_DECIDE) or approver.role is not actor.role:
        raise NotAllowed
    require_second(
        proposer=proposer_of(row), now=of_key(row.proposed_by), approver=approver, proposed_at=row.proposed_at
    )
    require_unchanged(base=row.base, present=base(row.subject, row.other))


def _carry_out(row: Proposal, *, actor: Actor, at: datetime) -> None:
    change = change_of(row)
    by = Attribution(row.proposed_by, actor.key, row.pk)
    if row.event == stay_corrections.EVENT:
        stay_corrections.carry_out(StayChange.from_dict(change), by=by, actor=actor, at=at)
    elif row.event in _SUBJECT_EVENTS:
        subject_changes.carry_out(row.subject_id, SubjectChange.from_dict(change), by=by, actor=actor, at=at)
    elif row.ban_id is not None:
        requested = BanChange.from_dict(change)
        planned = ban_changes.plan(row.ban_id, requested, recorded_by=row.proposed_by, approved_by=actor.key, at=at)
        ban_changes.write(planned, actor=actor, at=at, proposal=row.pk)


@transaction.atomic(durable=True)
def _reject(proposal: UUID, *, note: str, actor: Actor, at: datetime, request: IdempotentRequest | None) -> Proposal:
    register_version.lock()
    earlier = recall(request, actor=actor)
    row = proposal_row(proposal)
    if earlier is not None:
        return row
    if not note.strip():
        raise InvalidInput("Explain why you reject it.", field="note")
    if row.state != Proposal.State.WAITING:
        raise Conflict("This proposal is already decided. Nothing was changed.")
    if row.proposed_by != actor.key:
        _require_decider(row, actor)
    key = encryption.key_of(row.subject_id)
    row.note = sealed_fields.seal_json(key, field="proposal.note", value=note.strip())
    _decide(row, Proposal.State.REJECTED, actor=actor, at=at)
    closed_by = SubjectKey(encryption.scope(row.subject_id), key)
    about = {"note": note.strip()}
    append(
        [EntryDraft(Event.PROPOSAL_REJECTED, actor, at, _core(row), about, about=row.subject_id, closed_by=closed_by)]
    )
    authorities = {ban.authority for ban in Ban.objects.filter(subject=row.subject_id).select_related("authority")}
    tell_prosecutors(authorities, ProposalRejected, about=row.pk, page=f"/proposals/{row.pk}", at=at)
    remember(request, str(row.pk), actor=actor, at=at)
    return row


def _require_decider(row: Proposal, actor: Actor) -> None:
    rejecting = placement(actor)
    if rejecting is None or not may(actor, Capability.PROPOSAL_DECIDE):
        raise NotAllowed
    require_other_person(proposer_of(row), rejecting)


def proposal_row(proposal: UUID) -> Proposal:
    """The row of a proposal with what it is about; raises NotFound where there is none."""
    rows = Proposal.objects.select_related("subject", "other", "ban__authority")
    row = rows.filter(pk=proposal).first()
    if row is None:
        raise NotFound("There is no proposal with this reference.")
    return row


def proposer_of(row: Proposal) -> Placement:
    """Where the proposing account stood when it proposed."""
    return as_written(row.proposer)


def note_of(row: Proposal) -> str:
    """Why a proposal was rejected; empty where it was not."""
    if row.note is None:
        return ""
    key = encryption.key_of(row.subject_id)
    return str(sealed_fields.open_json(key, field="proposal.note", ciphertext=row.note))


def _decide(row: Proposal, state: Proposal.State, *, actor: Actor, at: datetime) -> None:
    row.state, row.decided_by, row.decided_at = state, actor.key, at
    row.save(update_fields=["state", "decided_by", "decided_at", "note"])


def _core(row: Proposal) -> dict[str, str | None]:
    return {"proposal": str(row.pk), "what": row.event, "ban": str(row.ban_id) if row.ban_id else None}


@transaction.atomic(durable=True)
def _record_refusal(proposal: UUID, refused: NotAllowed | Conflict, *, actor: Actor, at: datetime) -> None:
    core = {"proposal": str(proposal), "code": refused.code, "sentence": refused.template}
    append([EntryDraft(Event.PROPOSAL_REFUSED, actor, at, core)])
