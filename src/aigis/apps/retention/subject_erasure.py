"""Erasing one subject before its time, on a decision of a court or the data protection officer: it takes two people.

An official who could erase a ban alone could lift one. So nothing of a ban that is not over can go, who approves is
another human being of another unit, and the prosecutors of its bans are told of the proposal and of the decision.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from aigis.apps.audit import erasure as audit_erasure
from aigis.apps.audit import sealed_fields
from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.audit.data_keys import month_key, open_of_month
from aigis.apps.audit.models import Erasure
from aigis.apps.people.account_position import as_written, of_key, placement, proposing_placement, written
from aigis.apps.register import register_version
from aigis.apps.register.models import Authority, Ban, Subject
from aigis.apps.register.notifications import tell_prosecutors
from aigis.apps.register.storage import encryption
from aigis.apps.retention import due
from aigis.apps.retention.holds import holds_in_force, record_refusal
from aigis.core.access.approval import LAPSES_AFTER, Placement, require_open, require_other_person, require_second
from aigis.core.access.permissions import Actor, Capability, may
from aigis.core.audit.event_names import Event
from aigis.core.crypto.uuid7 import ordered_id
from aigis.core.errors import Conflict, Erased, InvalidInput, NotAllowed, NotFound
from aigis.core.messages.register_messages import ErasureDecided, ErasureProposed, ErasureRejected, RegisterMessage
from aigis.core.privacy.retention import Kept

LONGEST = {"basis": 200, "reference": 200, "reason": 1_000}
_FIELD = "erasure"
_PAGE = "/audit/retention/"


@dataclass(frozen=True, slots=True)
class ErasureDraft:
    """Whom to erase before the time, on which legal basis, by which decision, and why."""

    subject: UUID
    basis: str
    reference: str
    reason: str


@transaction.atomic(durable=True)
def propose(draft: ErasureDraft, *, actor: Actor, at: datetime) -> UUID:
    """Proposes to erase a subject and returns the erasure's id.

    Raises InvalidInput where something is missing, NotFound without such a subject, Conflict where a ban on it is not
    over, where it is held, or where that is proposed already.
    """
    register_version.lock()
    for name, most in LONGEST.items():
        value = getattr(draft, name).strip()
        if not value or len(value) > most:
            raise InvalidInput("Enter the legal basis, the reference of the decision, and the reason.", field=name)
    _require_erasable(draft.subject, at=at)
    if Erasure.objects.filter(subject=draft.subject, state=Erasure.State.PROPOSED, lapses_at__gt=at).exists():
        raise Conflict("The erasure of this subject is already proposed. Have that proposal decided first.")
    proposer = proposing_placement(actor)
    row = Erasure(pk=ordered_id(at, os.urandom(10)), state=Erasure.State.PROPOSED, subject=draft.subject)
    row.closed = _close(draft, at=at)
    row.proposed_at, row.proposed_by, row.lapses_at = at, actor.key, at + LAPSES_AFTER
    row.proposer = written(proposer)
    row.save(force_insert=True)
    about = {"subject": str(draft.subject), "basis": draft.basis, "reference": draft.reference, "reason": draft.reason}
    append([EntryDraft(Event.ERASURE_PROPOSED, actor, at, {"decision": str(row.pk)}, about)])
    _tell(row, ErasureProposed, at=at)
    return row.pk


def approve(erasure: UUID, *, actor: Actor, at: datetime) -> None:
    """Decides to erase what somebody else proposed; the next run destroys the keys.

    Raises NotAllowed where this actor may not (the same person, the same unit, placed since), Conflict where nobody may
    any more; each refusal is an entry of its own.
    """
    try:
        _approve(erasure, actor=actor, at=at)
    except (NotAllowed, Conflict) as refused:
        record_refusal(erasure, refused, actor=actor, at=at)
        raise


def reject(erasure: UUID, *, actor: Actor, at: datetime) -> None:
    """Rejects a proposal, or withdraws one's own; raises as `approve`."""
    try:
        _reject(erasure, actor=actor, at=at)
    except (NotAllowed, Conflict) as refused:
        record_refusal(erasure, refused, actor=actor, at=at)
        raise


@transaction.atomic(durable=True)
def _approve(erasure: UUID, *, actor: Actor, at: datetime) -> None:
    register_version.lock()
    row = _row(erasure)
    require_open(state=_waiting(row), lapses_at=row.lapses_at or at, at=at)
    approver = _decider(actor)
    proposed_at = row.proposed_at or at
    require_second(proposer=proposer_of(row), now=of_key(row.proposed_by), approver=approver, proposed_at=proposed_at)
    subjects = _require_erasable(_subject(row), at=at)
    basis = said_of(row)[0]
    scopes = due.scopes_of(subjects)
    plan = audit_erasure.ErasurePlan(scopes, {Kept.SUBJECTS.value: len(subjects)})
    _tell(row, ErasureDecided, at=at)
    audit_erasure.decide(row, plan, basis=basis, actor=actor, at=at)


@transaction.atomic(durable=True)
def _reject(erasure: UUID, *, actor: Actor, at: datetime) -> None:
    row = _row(erasure)
    require_open(state=_waiting(row), lapses_at=row.lapses_at or at, at=at)
    if actor.key != row.proposed_by:
        require_other_person(proposer_of(row), _decider(actor))
    row.state, row.decided_at, row.decided_by = Erasure.State.REJECTED, at, actor.key
    row.save(update_fields=["state", "decided_at", "decided_by"])
    append([EntryDraft(Event.ERASURE_REJECTED, actor, at, {"decision": str(row.pk)})])
    _tell(row, ErasureRejected, at=at)


def proposer_of(row: Erasure) -> Placement:
    """Where the proposing account stood when it proposed."""
    return as_written(row.proposer or {})


def said_of(row: Erasure) -> tuple[str, str, str]:
    """Legal basis, reference and reason of a proposal; empty where the month they were closed in was erased."""
    if row.closed is None or row.proposed_at is None:
        return ("", "", "")
    try:
        plain = open_of_month(row.proposed_at, kept_class=Kept.LOG, field=_FIELD, closed=row.closed)
    except Erased:
        return ("", "", "")
    basis, reference, reason = json.loads(plain)
    return basis, reference, reason


def _require_erasable(subject: UUID, *, at: datetime) -> tuple[UUID, ...]:
    """The subject and those merged into it; raises where one of their bans is not over, or one of them is held."""
    row = Subject.objects.filter(pk=subject).first()
    if row is None:
        raise NotFound("There is no subject with this reference.")
    if row.merged_into_id is not None:
        raise Conflict("This subject was merged into another one. Open that one.")
    subjects = tuple(Subject.objects.filter(Q(pk=subject) | Q(merged_into=subject)).values_list("pk", flat=True))
    for pk in subjects:
        encryption.key_of(pk)
        if due.over_since(pk, at=at) is None:
            raise Conflict("This subject has a ban that has not ended. Lift or annul it first.")
    if any(hold.covers_subject(subjects) for hold in holds_in_force()):
        raise Conflict("This subject is under a legal hold. A second person must lift it first.")
    return subjects


def _row(erasure: UUID) -> Erasure:
    row = Erasure.objects.select_for_update().filter(pk=erasure).exclude(proposed_at=None).first()
    if row is None:
        raise NotFound("There is no proposed erasure with this reference.")
    return row


def _waiting(row: Erasure) -> str:
    return "waiting" if row.state == Erasure.State.PROPOSED else row.state


def _subject(row: Erasure) -> UUID:
    if row.subject is None:
        raise NotFound("There is no proposed erasure with this reference.")
    return row.subject


def _decider(actor: Actor) -> Placement:
    position = placement(actor)
    if position is None or not may(actor, Capability.ERASURE_DECIDE) or position.role is not actor.role:
        raise NotAllowed
    return position


def _tell(row: Erasure, message: type[RegisterMessage], *, at: datetime) -> None:
    tell_prosecutors(_authorities(_subject(row)), message, about=row.pk, page=_PAGE, at=at)


def _authorities(subject: UUID) -> Iterable[Authority]:
    return {ban.authority for ban in Ban.objects.filter(subject=subject).select_related("authority__prosecutor")}


def _close(draft: ErasureDraft, *, at: datetime) -> bytes:
    values = [draft.basis.strip(), draft.reference.strip(), draft.reason.strip()]
    return sealed_fields.seal_json(month_key(at), field=_FIELD, value=values)
