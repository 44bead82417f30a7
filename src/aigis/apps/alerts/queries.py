"""Alerts as a desk sees them: the presented identity beside the register's, and how far each is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import BooleanField, Count, ExpressionWrapper, Q, Sum

from aigis.apps.alerts.models import Alert, Desk, DeskAlert
from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.notices.models import Notice
from aigis.apps.register.register_version import version as register_version
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.errors import InvalidInput, NotFound

MOST_ON_A_PAGE = 100
MOST_CHECKS = 1_000  # of one alert


@dataclass(frozen=True, slots=True)
class AtDesk:
    """An alert at the actor's desk: its number there and its state."""

    alert: Alert
    row: DeskAlert
    state: str  # raised | delivered | acknowledged | closed


@transaction.atomic(durable=True)
def after(number: int, *, actor: Actor, at: datetime, desk: str = "") -> list[AtDesk]:
    """The alerts at the actor's desk with a number above the given one, oldest first; the reading is an entry.

    Every desk counts for itself, so an organisation of several must name one (InvalidInput): in a mixed feed the
    numbers of one desk would hide those of another.
    """
    codes = list(Desk.objects.filter(organisation=actor.organisation).order_by("code").values_list("code", flat=True))
    if len(codes) > 1 and not desk:
        raise InvalidInput(f"Your organisation has several desks. Name one of {', '.join(codes)}.", field="desk")
    rows = _rows(actor).filter(desk__code=desk) if desk else _rows(actor)
    rows = rows.filter(number__gt=number).order_by("number")[:MOST_ON_A_PAGE]
    return _seen([_at_desk(row) for row in rows], actor, at)


@transaction.atomic(durable=True)
def newest(*, actor: Actor, at: datetime) -> list[AtDesk]:
    """The alerts at the actor's desks: those nobody acknowledged, then the others, each newest first.

    The reading is an entry when there is any.
    """
    waiting = ExpressionWrapper(Q(acknowledged_at=None), output_field=BooleanField())
    rows = _rows(actor).order_by(waiting.desc(), "-alert__raised_at", "-number")[:MOST_ON_A_PAGE]
    return _seen([_at_desk(row) for row in rows], actor, at)


def change_mark(*, actor: Actor) -> str:
    """A short text that changes when anything on the actor's desk does: lets a page ask often and cheaply.

    The four counts only grow, so no two changes together can give the text of before.
    """
    rows = DeskAlert.objects.filter(desk__organisation=actor.organisation)
    counts = rows.aggregate(
        all=Count("pk"), acknowledged=Count("acknowledged_at"), closed=Count("closed_at"), hits=Sum("alert__hits")
    )
    return "-".join(str(counts[name] or 0) for name in ("all", "acknowledged", "closed", "hits"))


@transaction.atomic(durable=True)
def one(alert: UUID, *, actor: Actor, at: datetime) -> AtDesk:
    """One alert at the actor's desk; raises NotFound where it is not theirs."""
    return read(alert, actor=actor, at=at)


def read(alert: UUID, *, actor: Actor, at: datetime) -> AtDesk:
    """One alert at the actor's desk, read in the caller's transaction; raises NotFound where it is not theirs."""
    row = _rows(actor).filter(alert=alert).first()
    if row is None:
        raise NotFound("Your desk has no such alert.")
    core = {"alerts": [str(alert)], "register_version": register_version()}
    append([EntryDraft(Event.ALERT_READ, actor, at, core, about=row.alert.ban.subject_id)])
    return _at_desk(row)


def checks_of(alert: Alert) -> list[UUID]:
    """The checks whose hits an alert tells: the first, then those that joined it, at most a thousand."""
    if alert.hits == 1:
        return [alert.check_made_id]
    further = alert.further_hits.order_by("pk").values_list("check_made", flat=True)[:MOST_CHECKS]
    return [alert.check_made_id, *further]


def _rows(actor: Actor) -> Any:
    rows = DeskAlert.objects.filter(desk__organisation=actor.organisation)
    return rows.select_related(
        "desk", "alert__gate__facility__port", "alert__ban__authority", "alert__ban__subject", "alert__check_made"
    )


def _seen(rows: list[AtDesk], actor: Actor, at: datetime) -> list[AtDesk]:
    if rows:
        core = {"alerts": [str(row.alert.pk) for row in rows], "register_version": register_version()}
        append([EntryDraft(Event.ALERT_READ, actor, at, core)])
    return rows


def _at_desk(row: DeskAlert) -> AtDesk:
    return AtDesk(row.alert, row, _state(row))


def _state(row: DeskAlert) -> str:
    if row.closed_at:
        return "closed"
    if row.acknowledged_at:
        return "acknowledged"
    delivered = Notice.objects.filter(about=row.alert_id, state=Notice.State.DELIVERED)
    return "delivered" if delivered.exists() else "raised"
