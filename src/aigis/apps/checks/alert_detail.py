"""An alert with everything its desk may see: who was presented, whom the register holds, and why they match."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from aigis.apps.alerts import queries as alerts
from aigis.apps.checks.queries import asked_or_erased
from aigis.apps.checks.stored_hits import StoredHit, hits_of
from aigis.apps.register.bans import queries as register
from aigis.core.access.permissions import Actor
from aigis.core.errors import Erased
from aigis.core.person.person import Person


@dataclass(frozen=True, slots=True)
class Alerted:
    """An alert at a desk, opened; `ban` says what the register holds now."""

    at_desk: alerts.AtDesk
    presented: Person
    hit: StoredHit | None
    ban: register.BanView


@transaction.atomic(durable=True)
def alerted(alert: UUID, *, actor: Actor, at: datetime) -> Alerted:
    """One alert at the actor's desk, opened; raises NotFound where it is not theirs. The reading is an entry."""
    reading = alerts.read(alert, actor=actor, at=at)
    check, ban = reading.alert.check_made, reading.alert.ban
    try:
        hit = next((hit for hit in hits_of(check) if hit.ban == ban.pk), None)
    except Erased:
        hit = None
    return Alerted(reading, asked_or_erased(check).person, hit, register.opened(ban, at=at))
