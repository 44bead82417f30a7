"""Hits on one person at one organisation within a quarter of an hour are one alert with a counter.

A person who is refused at each gate in turn is one matter for a desk, not eleven; and whoever has a key cannot bury an
alert under a thousand others about the same person.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import DateTimeField, F, Q, Value
from django.db.models.functions import Coalesce

from aigis import wiring
from aigis.apps.alerts.models import Alert, AlertHit, AlertState
from aigis.apps.audit.actions import SYSTEM, EntryDraft, SubjectKey
from aigis.apps.facilities.queries import GateFacts
from aigis.core.audit.event_names import Event

DIGEST_AFTER = timedelta(minutes=2)  # a desk hears of further hits in one message, not of each

# What presents a person: somebody at a gate, or a list. A hit at a gate never joins one of a list.
_GATE, _LIST, _ALONE = "gate", "list", ""
_PRESENTED = {"gate": _GATE, "badge": _GATE, "list": _LIST}


@dataclass(frozen=True, slots=True)
class AlertDraft:
    """A hit to be told: `occasion` names what must not be told twice, `source` is the check's (empty: never joined).

    `certainty` says how the person was recognised: `number`, `certain` or `possible`.
    """

    check: UUID
    ban: UUID
    subject: UUID
    gate: GateFacts
    occasion: str
    source: str = ""
    certainty: str = ""
    found_on: str = "gate"  # the check's source, which says whether the person stands at a gate

    @property
    def matter(self) -> tuple[int, UUID, str] | None:
        """What hits have in common that are one alert; None if this one is told by itself."""
        presented = _PRESENTED.get(self.source, _ALONE)
        return (self.gate.organisation, self.ban, presented) if presented else None


Matter = tuple[int, UUID, str]


def lock_matters(drafts: Sequence[AlertDraft]) -> None:
    """Takes turns with others that raise alerts on the same matters; all others go on meanwhile."""
    keys = sorted({(matter[0], _half(matter[1])) for draft in drafts if (matter := draft.matter)})
    if keys:
        organisations, bans = zip(*keys, strict=True)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(o, b) FROM unnest(%s::int4[], %s::int4[]) AS matter(o, b)",
                [list(organisations), list(bans)],
            )


def open_alerts(drafts: Sequence[AlertDraft], *, at: datetime) -> dict[Matter, list[Alert]]:
    """Returns the alerts that hits may still join, by matter, newest first.

    One that a desk has acknowledged takes further hits at the same gate only, and one that is closed takes none.
    """
    matters = {matter for draft in drafts if (matter := draft.matter)}
    if not matters:
        return {}
    rows = Alert.objects.filter(
        organisation__in={matter[0] for matter in matters},
        ban__in={matter[1] for matter in matters},
        raised_at__gt=at - wiring.environment().alert_join,
    )
    rows = rows.exclude(Q(at_desks__state__closed_at__isnull=False)).select_related("check_made").order_by("-raised_at")
    alerts: dict[Matter, list[Alert]] = {}
    for alert in rows.prefetch_related("at_desks__state"):
        presented = _PRESENTED.get(alert.check_made.source, _ALONE) if alert.check_made else _ALONE
        if alert.ban_id is not None:
            alerts.setdefault((alert.organisation_id, alert.ban_id, presented), []).append(alert)
    return alerts


def takes(alert: Alert, draft: AlertDraft) -> bool:
    """Tells whether an open alert takes another hit: acknowledged, it does for the gate it was raised at."""
    seen = any(row.state.acknowledged_at is not None for row in alert.at_desks.all())
    return not seen or alert.gate_id == draft.gate.id


def record_hits(hits: Sequence[tuple[UUID, AlertDraft]], *, at: datetime) -> None:
    """Writes further hits of alerts (given by their ids) and moves the counters."""
    AlertHit.objects.bulk_create(
        AlertHit(alert_id=alert, check_made_id=draft.check, gate_id=draft.gate.id, at=at) for alert, draft in hits
    )
    for alert, count in sorted(Counter(alert for alert, _ in hits).items()):
        due = Coalesce(F("digest_due_at"), Value(at + DIGEST_AFTER), output_field=DateTimeField())
        AlertState.objects.filter(pk=alert).update(hits=F("hits") + count, last_hit_at=at, digest_due_at=due)


def entry_of_hit(alert: UUID, draft: AlertDraft, closed_by: SubjectKey, *, at: datetime) -> EntryDraft:
    """The entry of a further hit."""
    core = {"alert": str(alert), "check": str(draft.check), "gate": draft.gate.code}
    subject = {"subject": str(draft.subject), "ban": str(draft.ban)}
    return EntryDraft(Event.ALERT_REPEATED, SYSTEM, at, core, subject, about=draft.subject, closed_by=closed_by)


def _half(ban: UUID) -> int:
    """Four bytes of a ban's id as PostgreSQL's int4: two bans that share them merely wait for each other."""
    return int.from_bytes(ban.bytes[-4:], "big", signed=True)
