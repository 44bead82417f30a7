"""Alerts of test identities: numbered and delivered like others, to drill desks alone, and escalated to nobody."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aigis.apps.alerts.alert_notices import Circumstances, raised_message
from aigis.apps.alerts.desks import desk_secret, desks_by_id, facts_of, recipients_of
from aigis.apps.alerts.models import Alert, AlertState, Desk
from aigis.apps.alerts.numbers import Numbered, number_alerts
from aigis.apps.audit.actions import SYSTEM, EntryDraft, append
from aigis.apps.facilities.queries import GateFacts
from aigis.apps.notices.actions import Posting, post_all
from aigis.core.alerts.chain import AlertFacts, ChainedMessage
from aigis.core.audit.event_names import Event
from aigis.core.checks.alert_routing import drill_desks_for
from aigis.core.crypto.uuid7 import ordered_id


@dataclass(frozen=True, slots=True)
class SandboxHit:
    """A denied test identity; `occasion` is the check's or that of its roster entry, which is told once."""

    check: UUID
    gate: GateFacts
    occasion: str


def raise_sandbox_alerts(hits: Sequence[SandboxHit], *, at: datetime) -> None:
    """Tells the drill desks of hits in the check's open transaction; without a desk the entry says it was not sent.

    These alerts have no ban and no check: they reach no desk of police or prosecutor, and the chain of a drill desk
    marks them as drills. Nobody escalates them.
    """
    if not hits:
        return
    desks = desks_by_id()
    placed = {hit: _desks_of(hit, desks) for hit in hits}
    alerts = {hit: _insert(hit, at=at) for hit, chosen in placed.items() if chosen}
    facts = [(AlertFacts(alert, "", at, drill=True), placed[hit]) for hit, alert in alerts.items()]
    numbered = number_alerts(facts)
    post_all([_posting(*message, at=at) for messages in numbered.values() for message in messages], at=at)
    append([_entry(hit, alerts.get(hit), numbered, at=at) for hit in hits])


def _desks_of(hit: SandboxHit, desks: Mapping[int, Desk]) -> list[Desk]:
    """The drill desks of a hit; none where its roster entry was told of before."""
    if Alert.objects.filter(ban=None, occasion=_occasion(hit)).exists():
        return []
    return [desks[facts.id] for facts in drill_desks_for(hit.gate.port, [facts_of(desk) for desk in desks.values()])]


def _occasion(hit: SandboxHit) -> str:
    return f"sandbox/{hit.occasion}"


def _insert(hit: SandboxHit, *, at: datetime) -> UUID:
    alert = Alert.objects.create(
        id=ordered_id(at, os.urandom(10)),
        organisation_id=hit.gate.organisation,
        occasion=_occasion(hit),
        raised_at=at,
        drill=True,
    )
    AlertState.objects.create(alert=alert, last_hit_at=at)
    return alert.pk


def _posting(desk: Desk, message: ChainedMessage, *, at: datetime) -> Posting:
    return Posting(recipients_of(desk, desk_secret(desk)), raised_message(message, Circumstances(None), at=at))


def _entry(hit: SandboxHit, alert: UUID | None, numbered: Numbered, *, at: datetime) -> EntryDraft:
    desks = [[desk.code, message.number] for desk, message in numbered[alert]] if alert else []
    core = {"check": str(hit.check), "alert": str(alert) if alert else "", "desks": desks}
    return EntryDraft(Event.ALERT_SANDBOX, SYSTEM, at, core)
