"""Erasing by destroying keys, in steps that each survive the death of the process.

A decision is written durably with all its scopes; it is sealed into the log; then the keys are destroyed; then the rows
that had no key of their own go and the erasure is noted as done. Whoever runs next resumes at the first step not done.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from aigis.apps.audit import bulk_insert, data_keys
from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.audit.erasure_records import digest_of
from aigis.apps.audit.models import Entry, Erasure, Leaf, Pending
from aigis.apps.audit.queries import proving
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.errors import Conflict
from aigis.core.privacy.retention import Kept, MonthOf, month_of

_UNSEALED = (
    "The decision is not sealed yet. Check that the sealer is running, then run this again: "
    "it continues where it stopped."
)
_WAITING = (
    "Entries encrypted with these keys are not sealed yet. Check that the sealer is running, then run this again."
)


@dataclass(frozen=True, slots=True)
class ErasurePlan:
    """What a decision erases: scopes of keys, how much that is by class, and up to when rows without keys go."""

    scopes: tuple[str, ...]
    counts: Mapping[str, int]
    rows: Mapping[str, str] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Tells whether there is nothing to erase."""
        return not self.scopes and not any(self.counts.values())


def decide(erasure: Erasure, plan: ErasurePlan, *, basis: str, actor: Actor, at: datetime) -> Erasure:
    """Writes a decision with all it erases, and its entry, in the caller's open transaction."""
    digest = digest_of(plan.scopes)
    core = {
        "decision": str(erasure.pk),
        "basis": basis,
        "counts": dict(plan.counts),
        "scopes": len(plan.scopes),
        "digest": digest.hex(),
    }
    (entry,) = append([EntryDraft(Event.ERASURE_DECIDED, actor, at, core, {"subject": _text(erasure.subject)})])
    erasure.state, erasure.decided_at, erasure.decided_by = Erasure.State.DECIDED, at, actor.key
    erasure.counts, erasure.rows, erasure.digest, erasure.entry = dict(plan.counts), dict(plan.rows), digest, entry
    if erasure._state.adding:
        erasure.save(force_insert=True)
    else:
        erasure.save(update_fields=["state", "decided_at", "decided_by", "counts", "rows", "digest", "entry"])
    bulk_insert.insert(
        "audit_erasedscope", {"scope": "text", "erasure_id": "uuid"}, [(scope, erasure.pk) for scope in plan.scopes]
    )
    return erasure


def unfinished() -> list[Erasure]:
    """The decisions that are not carried out to their end, the oldest first."""
    return list(Erasure.objects.filter(state=Erasure.State.DECIDED).order_by("decided_at", "pk"))


def destroy_keys(erasure: Erasure, *, at: datetime) -> int:
    """Destroys the keys of a decision, once it is sealed; again it changes nothing. Gives how many were there.

    Raises Conflict as long as the decision, or anything one of its keys closes, still waits for the sealer.
    """
    leaf = Leaf.objects.filter(entry=erasure.entry).first() if erasure.entry else None
    if leaf is None or proving(leaf) is None:
        raise Conflict(_UNSEALED)
    scopes = list(erasure.scopes.values_list("scope", flat=True))
    waiting = Q(subject_scope__in=scopes)
    for month in _log_months(scopes):
        waiting |= Q(at__gte=month.start, at__lt=month.end)
    if Entry.objects.filter(waiting, pk__in=Pending.objects.values("entry")).exists():
        raise Conflict(_WAITING)
    return data_keys.destroy(scopes, decision=erasure.pk, at=at)


def finish(erasure: UUID, *, removed: Mapping[str, int], actor: Actor, at: datetime) -> None:
    """Notes in the caller's open transaction that a decision is carried out, and which rows went beside the keys."""
    row = Erasure.objects.select_for_update().get(pk=erasure)
    if row.state == Erasure.State.DONE:
        return
    _forget_actors(row)
    row.state, row.done_at = Erasure.State.DONE, at
    row.save(update_fields=["state", "done_at"])
    append([EntryDraft(Event.ERASURE_CARRIED_OUT, actor, at, {"decision": str(row.pk), "rows": dict(removed)})])


def reapply(*, at: datetime) -> int:
    """Destroys again the keys that an old backup brought back; gives how many there were."""
    again = 0
    for row in Erasure.objects.filter(state=Erasure.State.DONE):
        scopes = list(row.scopes.values_list("scope", flat=True))
        again += data_keys.destroy(scopes, decision=row.pk, at=at)
    return again


def _forget_actors(erasure: Erasure) -> None:
    """Empties the column that repeats the actor of entries whose month went: the one thing in a row no key closes."""
    for month in _log_months(erasure.scopes.values_list("scope", flat=True)):
        Entry.objects.filter(at__gte=month.start, at__lt=month.end).update(actor_key="")


def _log_months(scopes: Iterable[str]) -> list[MonthOf]:
    """The months whose key closes what happened and who did it, for every entry of the month."""
    return [month for month in map(month_of, scopes) if month is not None and month.kept is Kept.LOG]


def _text(subject: Any) -> str | None:
    return str(subject) if subject else None
