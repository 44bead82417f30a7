"""Legal holds: placed by one person with a reason and a reference, lifted by another; it keeps what it is on."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from aigis.apps.audit import sealed_fields
from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.audit.data_keys import key, made
from aigis.apps.audit.models import ErasedScope, Hold
from aigis.apps.people.account_position import last_of_key, placement
from aigis.apps.register import register_version
from aigis.apps.register.models import Subject
from aigis.apps.register.storage import encryption
from aigis.apps.retention import check_rekeying
from aigis.core.access.approval import require_other_person
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.crypto.uuid7 import ordered_id
from aigis.core.errors import Conflict, DomainError, Erased, InvalidInput, NotAllowed, NotFound
from aigis.core.privacy.retention import HoldFacts, HoldKind, month_of

LONGEST = {"reason": 1_000, "reference": 200}
_FIELD = "hold"


@dataclass(frozen=True, slots=True)
class HoldDraft:
    """A hold to be placed: on a subject, a check (`target`) or a half-open period, why, and by whose word."""

    kind: HoldKind
    reason: str
    reference: str
    target: UUID | None = None
    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class HoldView:
    """A hold with its reason and reference, opened."""

    row: Hold
    reason: str
    reference: str


def holds_in_force() -> list[HoldFacts]:
    """Every hold that nobody has lifted, as the core judges by it."""
    rows = Hold.objects.filter(lifted_at=None).order_by("placed_at", "pk")
    return [HoldFacts(str(row.pk), HoldKind(row.kind), row.target, row.start, row.end) for row in rows]


def opened(rows: Iterable[Hold]) -> list[HoldView]:
    """Holds with their reasons."""
    return [HoldView(row, *_open(row)) for row in rows]


@transaction.atomic(durable=True)
def place(draft: HoldDraft, *, actor: Actor, at: datetime) -> UUID:
    """Places a hold and returns its id; from its commit on nothing it is on is decided to be erased.

    Raises InvalidInput where something is missing, NotFound where there is no such subject or check, Erased where it
    went before, Conflict where an erasure that touches it is decided already.
    """
    register_version.lock()
    _require_sound(draft)
    _require_there(draft)
    row = Hold(pk=ordered_id(at, os.urandom(10)), kind=draft.kind.value, placed_at=at, placed_by=actor.key)
    row.target, row.start, row.end = draft.target, draft.start, draft.end
    row.closed = _close(row.pk, draft)
    row.save(force_insert=True)
    if draft.kind is HoldKind.CHECK and draft.target is not None:
        check_rekeying.close_apart(draft.target)
    core = {"hold": str(row.pk), "kind": row.kind, "start": _iso(draft.start), "end": _iso(draft.end)}
    about = {"target": str(draft.target) if draft.target else None, "reason": draft.reason}
    append([EntryDraft(Event.HOLD_PLACED, actor, at, core, {**about, "reference": draft.reference})])
    return row.pk


def lift(hold: UUID, *, actor: Actor, at: datetime) -> None:
    """Lifts a hold that another human being placed.

    Raises NotAllowed for whoever placed it, by whatever account, and Conflict where it was lifted before; each refusal
    is an entry of its own.
    """
    try:
        _lift(hold, actor=actor, at=at)
    except (NotAllowed, Conflict) as refused:
        record_refusal(hold, refused, actor=actor, at=at)
        raise


@transaction.atomic(durable=True)
def _lift(hold: UUID, *, actor: Actor, at: datetime) -> None:
    row = Hold.objects.select_for_update().filter(pk=hold).first()
    if row is None:
        raise NotFound("There is no hold with this reference.")
    if row.lifted_at is not None:
        raise Conflict("This hold is already lifted. Nothing was changed.")
    first, second = last_of_key(row.placed_by), placement(actor)
    if first is None or second is None:
        raise NotAllowed("One of the two accounts is not linked to a person. Ask your administrator to complete it.")
    require_other_person(first, second)
    row.lifted_at, row.lifted_by = at, actor.key
    row.save(update_fields=["lifted_at", "lifted_by"])
    append([EntryDraft(Event.HOLD_LIFTED, actor, at, {"hold": str(row.pk), "kind": row.kind})])


@transaction.atomic(durable=True)
def record_refusal(about: UUID, refused: DomainError, *, actor: Actor, at: datetime) -> None:
    """Writes that somebody was refused a decision about an erasure or a hold."""
    core = {"about": str(about), "code": refused.code, "sentence": refused.template}
    append([EntryDraft(Event.ERASURE_REFUSED, actor, at, core)])


def _require_sound(draft: HoldDraft) -> None:
    for name, most in LONGEST.items():
        value = getattr(draft, name).strip()
        if not value or len(value) > most:
            raise InvalidInput("Enter the reason, and the reference of the decision or case.", field=name)
    if draft.kind is HoldKind.PERIOD and not (draft.start and draft.end and draft.start < draft.end):
        raise InvalidInput("Enter the first and the last day of the period, in that order.", field="first_day")
    if draft.kind is not HoldKind.PERIOD and draft.target is None:
        raise InvalidInput("Enter the reference of the subject or the check.", field="target")


def _require_there(draft: HoldDraft) -> None:
    """Raises where there is nothing left to hold, or a decision that is on its way takes it."""
    if draft.kind is HoldKind.SUBJECT and draft.target is not None:
        if not Subject.objects.filter(pk=draft.target).exists():
            raise NotFound("There is no subject with this reference.")
        encryption.key_of(draft.target)
    elif draft.kind is HoldKind.CHECK and draft.target is not None:
        check_rekeying.require_check(draft.target)
    elif draft.start is not None and draft.end is not None:
        _require_undecided(draft.start, draft.end)


def _require_undecided(start: datetime, end: datetime) -> None:
    under_way = ErasedScope.objects.exclude(erasure__state="done").values_list("scope", flat=True)
    months = [month for month in map(month_of, under_way) if month is not None]
    if any(start < month.end and month.start < end for month in months):
        raise Conflict(
            "The erasure of this period has been decided and is being carried out. It can no longer be put on hold."
        )


def _scope(hold: UUID) -> str:
    return f"hold:{hold}"


def _close(hold: UUID, draft: HoldDraft) -> bytes:
    closing_key = made([_scope(hold)])[_scope(hold)]
    return sealed_fields.seal_json(closing_key, field=_FIELD, value=[draft.reason.strip(), draft.reference.strip()])


def _open(row: Hold) -> Sequence[str]:
    try:
        values: list[str] = sealed_fields.open_json(key(_scope(row.pk)), field=_FIELD, ciphertext=row.closed)
    except Erased:
        return ("", "")
    return values


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
