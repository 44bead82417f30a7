"""Findings of probing as people read them, and the end of a restraint."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.probing.models import ProbingFinding, Restraint
from aigis.apps.probing.restraints import restraint_cache
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.checks.probe_patterns import RestraintLevel
from aigis.core.errors import InvalidInput, NotFound

MOST_SHOWN = 200
LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A finding with the level at which its account is restrained now."""

    row: ProbingFinding
    level: int
    until: datetime | None


@transaction.atomic(durable=True)
def shown(*, actor: Actor, at: datetime) -> list[ShownFinding]:
    """Returns the newest findings; the look is an entry."""
    rows = list(ProbingFinding.objects.order_by("-found_at")[:MOST_SHOWN])
    restraints = Restraint.objects.filter(actor_key__in={row.actor_key for row in rows}, until__gt=at)
    by_account = {restraint.actor_key: restraint for restraint in restraints}
    append([EntryDraft(Event.PROBING_READ, actor, at, {"findings": len(rows)})])
    return [_shown(row, by_account.get(row.actor_key)) for row in rows]


def _shown(row: ProbingFinding, restraint: Restraint | None) -> ShownFinding:
    if restraint is None:
        return ShownFinding(row, RestraintLevel.NONE, None)
    return ShownFinding(row, restraint.level, restraint.until)


@transaction.atomic(durable=True)
def release(finding: UUID, *, note: str, actor: Actor, at: datetime) -> None:
    """Ends the restraint of a finding's account, with a reason.

    Raises:
        NotFound: no such finding.
        InvalidInput: the reason is missing.
    """
    row = ProbingFinding.objects.select_for_update().filter(pk=finding).first()
    if row is None:
        raise NotFound
    if not note.strip():
        raise InvalidInput("Give the reason why the restraint ends.", field="note")
    Restraint.objects.filter(actor_key=row.actor_key).update(level=RestraintLevel.NONE, until=at)
    row.released_at, row.released_by = at, actor.key
    row.save(update_fields=["released_at", "released_by"])
    restraint_cache.clear()
    core = {"finding": str(finding), "account": row.actor_key}
    append([EntryDraft(Event.PROBING_RELEASED, actor, at, core, {"note": note[:LONGEST_NOTE]})])
