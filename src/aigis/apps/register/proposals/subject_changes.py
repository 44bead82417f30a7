"""Proposals to change an identity, to merge or to split."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from aigis.apps.people.idempotency import IdempotentRequest, recall, remember
from aigis.apps.register import register_version
from aigis.apps.register.proposals.drafts import ProposalDraft, write_sheet
from aigis.apps.register.subjects import changes as subject_changes
from aigis.apps.register.subjects.changes import SubjectChange
from aigis.core.access.permissions import Actor


@transaction.atomic(durable=True)
def propose_for_subject(
    subject: UUID, requested: SubjectChange, *, actor: Actor, at: datetime, request: IdempotentRequest | None = None
) -> UUID:
    """Proposes a change of identity, a merging or a splitting; returns the proposal's id."""
    register_version.lock()
    earlier = recall(request, actor=actor)
    if earlier is not None:
        return UUID(earlier)
    planned = subject_changes.plan(subject, requested, at=at)
    sheet = ProposalDraft(
        requested.event.value, planned.subject, requested.to_dict(), planned.authorities, other=planned.other
    )
    proposal = write_sheet(sheet, actor=actor, at=at)
    remember(request, str(proposal), actor=actor, at=at)
    return proposal
