"""Changing the thresholds: proposed by the prosecutor, decided in another organisation, in use everywhere at once."""

import os
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app

from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.checks.models import ThresholdProposal, Thresholds
from aigis.apps.checks.thresholds.current import as_of
from aigis.apps.people.account_position import as_written, of_key, placement, proposing_placement, written
from aigis.apps.register.register_version import announce, lock, next_version
from aigis.apps.register.register_version import version as present_number
from aigis.core.access.approval import LAPSES_AFTER, Placement, require_open, require_second
from aigis.core.access.permissions import Actor, Capability, may
from aigis.core.audit.event_names import Event
from aigis.core.checks.thresholds import require_other_organisation, require_within_limits
from aigis.core.crypto.uuid7 import ordered_id
from aigis.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from aigis.core.matching.bands import Bands

_LONGEST = 1_000


@transaction.atomic(durable=True)
def propose(bands: Bands, *, why: str, actor: Actor, at: datetime) -> UUID:
    """Proposes other thresholds and returns the proposal's id; nothing changes yet.

    Raises InvalidInput outside the limits, Conflict where they are in use already or another proposal waits.
    """
    lock()
    require_within_limits(bands)
    present = as_of(present_number())
    if bands == present.bands:
        raise Conflict("These thresholds are already in use.")
    if not why.strip() or len(why) > _LONGEST:
        raise InvalidInput("Give the reason, in at most 1,000 characters.", field="why")
    if waiting(at=at) is not None:
        raise Conflict("Another proposal of thresholds needs a decision. Decide on that one first.")
    row = ThresholdProposal.objects.create(
        pk=ordered_id(at, os.urandom(10)),
        possible=bands.possible,
        certain=bands.certain,
        base=present.number,
        why=why.strip(),
        proposed_by=actor.key,
        proposer=written(proposing_placement(actor)),
        proposed_at=at,
        lapses_at=at + LAPSES_AFTER,
    )
    core = {"proposal": str(row.pk), "possible": row.possible, "certain": row.certain, "base": row.base}
    append([EntryDraft(Event.THRESHOLD_PROPOSED, actor, at, core | {"why": row.why})])
    return row.pk


def waiting(*, at: datetime) -> ThresholdProposal | None:
    """The proposal that waits for its decision; there is at most one."""
    return ThresholdProposal.objects.filter(state=ThresholdProposal.State.WAITING, lapses_at__gt=at).first()


def approve(proposal: UUID, *, actor: Actor, at: datetime) -> ThresholdProposal:
    """Puts proposed thresholds in use for every check from now on, and has all rosters screened again.

    Raises NotAllowed where this actor may not, Conflict where nobody may any more; each refusal is an entry.
    """
    return _or_record(proposal, lambda: _approve(proposal, actor=actor, at=at), actor=actor, at=at)


def reject(proposal: UUID, *, note: str, actor: Actor, at: datetime) -> ThresholdProposal:
    """Rejects a proposal with a note; who proposed it withdraws it in the same way. Raises as `approve`."""
    return _or_record(proposal, lambda: _reject(proposal, note=note, actor=actor, at=at), actor=actor, at=at)


@transaction.atomic(durable=True)
def _approve(proposal: UUID, *, actor: Actor, at: datetime) -> ThresholdProposal:
    lock()
    row = proposal_row(proposal)
    require_decidable(row, actor=actor, at=at)
    version = next_version()
    number = 1 + (Thresholds.objects.order_by("-number").values_list("number", flat=True).first() or 0)
    Thresholds.objects.create(
        number=number,
        possible=row.possible,
        certain=row.certain,
        register_version=version,
        decided_at=at,
        proposal=row,
    )
    _decide(row, ThresholdProposal.State.APPROVED, actor=actor, at=at)
    core = {"proposal": str(row.pk), "number": number, "possible": row.possible, "certain": row.certain}
    append([EntryDraft(Event.THRESHOLD_APPROVED, actor, at, core | {"register_version": version})])
    announce(version)
    app.configure_task("rosters.screen_all").defer(version=version)
    return row


def require_decidable(row: ThresholdProposal, *, actor: Actor, at: datetime) -> None:
    """Raises Conflict where nobody may approve a proposal any more, NotAllowed where this actor may not."""
    require_open(state=row.state, lapses_at=row.lapses_at, at=at)
    approver = placement(actor)
    if approver is None or not may(actor, Capability.THRESHOLD_DECIDE) or approver.role is not actor.role:
        raise NotAllowed
    proposer = proposer_of(row)
    require_second(proposer=proposer, now=of_key(row.proposed_by), approver=approver, proposed_at=row.proposed_at)
    require_other_organisation(proposer, approver)
    require_within_limits(Bands(row.possible, row.certain))
    if row.base != as_of(present_number()).number:
        raise Conflict("The thresholds have changed since the proposal. Reject it and propose it again.")


@transaction.atomic(durable=True)
def _reject(proposal: UUID, *, note: str, actor: Actor, at: datetime) -> ThresholdProposal:
    lock()
    row = proposal_row(proposal)
    if not note.strip() or len(note) > _LONGEST:
        raise InvalidInput("Explain why you reject it.", field="note")
    if row.state != ThresholdProposal.State.WAITING:
        raise Conflict("This proposal is already decided. Nothing was changed.")
    if row.proposed_by != actor.key and not may(actor, Capability.THRESHOLD_DECIDE):
        raise NotAllowed
    row.note = note.strip()
    _decide(row, ThresholdProposal.State.REJECTED, actor=actor, at=at)
    append([EntryDraft(Event.THRESHOLD_REJECTED, actor, at, {"proposal": str(row.pk), "note": row.note})])
    return row


def proposal_row(proposal: UUID) -> ThresholdProposal:
    """The row of a proposal; raises NotFound where there is none."""
    row = ThresholdProposal.objects.filter(pk=proposal).first()
    if row is None:
        raise NotFound("There is no proposal with this reference.")
    return row


def proposer_of(row: ThresholdProposal) -> Placement:
    """Where the proposing account stood when it proposed."""
    return as_written(row.proposer)


def _decide(row: ThresholdProposal, state: str, *, actor: Actor, at: datetime) -> None:
    row.state, row.decided_by, row.decided_at = state, actor.key, at
    row.save(update_fields=["state", "decided_by", "decided_at", "note"])


def _or_record(
    proposal: UUID, decide: Callable[[], ThresholdProposal], *, actor: Actor, at: datetime
) -> ThresholdProposal:
    try:
        return decide()
    except (NotAllowed, Conflict) as refused:
        _record_refusal(proposal, refused, actor=actor, at=at)
        raise


@transaction.atomic(durable=True)
def _record_refusal(proposal: UUID, refused: NotAllowed | Conflict, *, actor: Actor, at: datetime) -> None:
    core = {"proposal": str(proposal), "code": refused.code, "sentence": refused.template}
    append([EntryDraft(Event.THRESHOLD_REFUSED, actor, at, core)])
