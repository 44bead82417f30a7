"""An alert with everything its desk may see: who was presented, whom the register holds, and why they match."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from aigis.apps.alerts import queries as alerts
from aigis.apps.alerts.models import Alert
from aigis.apps.alerts.queries import AtDesk, DeskFilter, DeskPage
from aigis.apps.alerts.timeline import TimelineEvent, timeline_of
from aigis.apps.checks import look_back
from aigis.apps.checks.models import Outcome
from aigis.apps.checks.queries import asked_or_erased
from aigis.apps.checks.stored_hits import StoredHit, hits_of
from aigis.apps.register.bans import queries as register
from aigis.core.access.permissions import Actor
from aigis.core.checks.alert_routing import NOT_AT_A_GATE
from aigis.core.errors import Erased
from aigis.core.person.person import Person


@dataclass(frozen=True, slots=True)
class Alerted:
    """An alert at a desk, opened; `ban` says what the register holds now. A drill has neither person nor ban."""

    at_desk: alerts.AtDesk
    presented: Person | None
    hit: StoredHit | None
    ban: register.BanView | None
    timeline: tuple[TimelineEvent, ...] = ()


@dataclass(frozen=True, slots=True)
class AlertGroup:
    """Unacknowledged alerts on one person at one facility, or one other alert; the oldest stands for all."""

    first: AtDesk
    others: tuple[AtDesk, ...]
    person: Person | None

    @property
    def hits(self) -> int:
        """How many hits the group tells of."""
        return sum(row.alert.hits for row in (self.first, *self.others))

    @property
    def at_gate(self) -> Alert | None:
        """The first alert of the group that a check at a gate raised: what a list found before must not hide it."""
        alerts_made = [row.alert for row in (self.first, *self.others)]
        return next((alert for alert in alerts_made if _is_at_gate(alert)), None)

    @property
    def last_hit_at(self) -> datetime:
        """When the last of them was."""
        return max(row.alert.last_hit_at for row in (self.first, *self.others))


def _is_at_gate(alert: Alert) -> bool:
    return alert.check_made is not None and alert.check_made.source not in NOT_AT_A_GATE


@transaction.atomic(durable=True)
def alerted(alert: UUID, *, actor: Actor, at: datetime) -> Alerted:
    """One alert at the actor's desk, opened; raises NotFound where it is not theirs. The reading is an entry."""
    reading = alerts.read(alert, actor=actor, at=at)
    check, ban = reading.alert.check_made, reading.alert.ban
    events = timeline_of(reading.alert, organisation=actor.organisation)
    if check is None or ban is None:
        return Alerted(reading, None, None, None, tuple(events))
    try:
        hit = next((hit for hit in hits_of(check) if hit.ban == ban.pk), None)
    except Erased:
        hit = None
    checks = alerts.checks_of(reading.alert)
    events += [*_outcomes(checks), *_sightings(checks)]
    timeline = tuple(sorted(events, key=lambda event: event.at))
    return Alerted(reading, asked_or_erased(check).person, hit, register.opened(ban, at=at), timeline)


def _outcomes(checks: Sequence[UUID]) -> list[TimelineEvent]:
    """What the gates reported after the checks."""
    rows = Outcome.objects.filter(check_made__in=checks).select_related("check_made__gate__facility")
    return [
        TimelineEvent(row.reported_at, f"gate_{row.kind}", recipient=row.check_made.gate.code) for row in rows[:500]
    ]


def _sightings(checks: Sequence[UUID]) -> list[TimelineEvent]:
    """At which gates the person was clear before the ban, and when."""
    return [
        TimelineEvent(check.checked_at, "clear_before", recipient=check.gate.code)
        for check in look_back.sightings_of(checks)
    ]


def desk_groups(shown: DeskFilter, *, actor: Actor, at: datetime) -> tuple[DeskPage, list[AlertGroup]]:
    """A page of the actor's desk with the persons who were presented; unacknowledged alerts alike are one group."""
    page = alerts.desk_page(shown, actor=actor, at=at)
    groups: dict[object, list[AtDesk]] = {}
    for row in page.rows:
        groups.setdefault(_group_key(row), []).append(row)
    return page, [AlertGroup(rows[0], tuple(rows[1:]), _person(rows[0])) for rows in groups.values()]


def _group_key(row: AtDesk) -> object:
    alert = row.alert
    if row.row.state.acknowledged_at or alert.ban is None or alert.gate is None:
        return row.row.pk
    return (alert.ban.subject_id, alert.gate.facility_id, row.row.desk_id)


def _person(row: AtDesk) -> Person | None:
    return asked_or_erased(row.alert.check_made).person if row.alert.check_made else None
