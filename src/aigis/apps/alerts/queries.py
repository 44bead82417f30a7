"""Alerts as a desk sees them: how far each is, what is told of it, and what was done about it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Sum

from aigis.apps.alerts.models import Alert, Desk, DeskAlert, DeskAlertState
from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.notices.models import Notice
from aigis.apps.register.register_version import version as register_version
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.errors import InvalidInput, NotFound

MOST_ON_A_PAGE = 100
CARDS_ON_A_PAGE = 50
MOST_CHECKS = 1_000  # of one alert


@dataclass(frozen=True, slots=True)
class AtDesk:
    """An alert at the actor's desk: its number there and its state."""

    alert: Alert
    row: DeskAlert
    state: str  # raised | delivered | acknowledged | closed


@dataclass(frozen=True, slots=True)
class DeskFilter:
    """What a desk's page shows: empty fields mean all. `state`: waiting, open or closed."""

    desk: str = ""
    port: str = ""
    facility: str = ""
    state: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class DeskPage:
    """A page of a desk's alerts; `waiting` counts those nobody acknowledged, all pages and filters together."""

    rows: list[AtDesk]
    waiting: int
    total: int
    page: int
    pages: int


@transaction.atomic(durable=True)
def after(number: int, *, actor: Actor, at: datetime, desk: str = "") -> list[AtDesk]:
    """The alerts at the actor's desk with a number above the given one, oldest first; the reading is an entry.

    Every desk counts for itself, so an organisation of several must name one (InvalidInput): in a mixed feed the
    numbers of one desk would hide those of another.
    """
    codes = [row.code for row in desks_of(actor)]
    if len(codes) > 1 and not desk:
        raise InvalidInput(f"Your organisation has several desks. Name one of {', '.join(codes)}.", field="desk")
    rows = _rows(actor).filter(desk__code=desk) if desk else _rows(actor)
    return _seen(_at_desks(rows.filter(number__gt=number).order_by("number")[:MOST_ON_A_PAGE]), actor, at)


def desks_of(actor: Actor) -> list[Desk]:
    """The desks of the actor's organisation by code, removed ones too: their alerts stay readable."""
    return list(Desk.objects.filter(organisation=actor.organisation).order_by("code"))


def newest(*, actor: Actor, at: datetime) -> list[AtDesk]:
    """The first page of the alerts at the actor's desks, without a filter."""
    return desk_page(DeskFilter(), actor=actor, at=at).rows


@transaction.atomic(durable=True)
def desk_page(shown: DeskFilter, *, actor: Actor, at: datetime) -> DeskPage:
    """A page of the alerts at the actor's desks: those nobody acknowledged first, the oldest of them before the others.

    Then the acknowledged ones, newest first. The reading is an entry when there is any.
    """
    rows = _filtered(_rows(actor), shown)
    waiting = _rows(actor).filter(state__acknowledged_at=None).count()
    total = rows.count()
    pages = max(-(-total // CARDS_ON_A_PAGE), 1)
    page = min(max(shown.page, 1), pages)
    unseen = Q(state__acknowledged_at=None)
    first = rows.filter(unseen).order_by("alert__raised_at", "number")
    rest = rows.exclude(unseen).order_by("-alert__raised_at", "-number")
    start, end = (page - 1) * CARDS_ON_A_PAGE, page * CARDS_ON_A_PAGE
    unseen_count = first.count()
    shown_rows = list(first[start:end]) + list(rest[max(start - unseen_count, 0) : max(end - unseen_count, 0)])
    return DeskPage(_seen(_at_desks(shown_rows), actor, at), waiting, total, page, pages)


def _filtered(rows: QuerySet[DeskAlert], shown: DeskFilter) -> QuerySet[DeskAlert]:
    names = {"desk__code": shown.desk, "alert__gate__facility__port__locode": shown.port}
    names["alert__gate__facility__code"] = shown.facility
    rows = rows.filter(**{name: value for name, value in names.items() if value})
    if shown.state == "waiting":
        return rows.filter(state__acknowledged_at=None)
    if shown.state == "open":
        return rows.filter(state__closed_at=None)
    return rows.filter(state__closed_at__isnull=False) if shown.state == "closed" else rows


def change_mark(*, actor: Actor) -> str:
    """A short text that changes when anything on the actor's desk does: lets a page ask often and cheaply.

    The counts only grow, so no two changes together can give the text of before.
    """
    rows = DeskAlert.objects.filter(desk__organisation=actor.organisation)
    counts = rows.aggregate(
        all=Count("pk"), changes=Sum("state__changes"), hits=Sum("alert__state__hits"), last=Max("pk")
    )
    return "-".join(str(counts[name] or 0) for name in ("all", "changes", "hits", "last"))


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
    about = row.alert.ban.subject_id if row.alert.ban else None
    append([EntryDraft(Event.ALERT_READ, actor, at, core, about=about)])
    return _at_desks([row])[0]


def checks_of(alert: Alert) -> list[UUID]:
    """The checks whose hits an alert tells: the first, then those that joined it, at most a thousand."""
    first = [alert.check_made_id] if alert.check_made_id else []
    if alert.hits == 1:
        return first
    further = alert.further_hits.order_by("pk").values_list("check_made", flat=True)[:MOST_CHECKS]
    return [*first, *further]


def _rows(actor: Actor) -> QuerySet[DeskAlert]:
    rows = DeskAlert.objects.filter(desk__organisation=actor.organisation)
    return rows.select_related(
        "desk",
        "state",
        "alert__state",
        "alert__gate__facility__port",
        "alert__ban__authority",
        "alert__ban__subject",
        "alert__check_made",
    )


def _seen(rows: list[AtDesk], actor: Actor, at: datetime) -> list[AtDesk]:
    if rows:
        core = {"alerts": [str(row.alert.pk) for row in rows], "register_version": register_version()}
        append([EntryDraft(Event.ALERT_READ, actor, at, core)])
    return rows


def _at_desks(rows: list[DeskAlert] | QuerySet[DeskAlert]) -> list[AtDesk]:
    """The rows with their states; one query tells which of the alerts were delivered."""
    places = list(rows)
    new = [row.alert_id for row in places if row.state.acknowledged_at is None]
    sent = Notice.objects.filter(about__in=new).filter(
        Q(state=Notice.State.DELIVERED) | Q(bundle__state=Notice.State.DELIVERED)
    )
    delivered = set(sent.values_list("about", flat=True)) if new else set()
    return [AtDesk(row.alert, row, _state(row, row.alert_id in delivered)) for row in places]


def _state(row: DeskAlert, is_delivered: bool) -> str:
    if row.state.closed_at:
        return "closed"
    if row.state.acknowledged_at:
        return "acknowledged"
    return "delivered" if is_delivered else "raised"


def oldest_unacknowledged() -> datetime | None:
    """When the oldest alert was raised that no desk has acknowledged, drills left out; None if there is none."""
    seen = DeskAlert.objects.filter(alert=OuterRef("pk"), state__acknowledged_at__isnull=False)
    unseen = DeskAlertState.objects.filter(acknowledged_at=None).values("desk_alert__alert")
    rows = Alert.objects.filter(drill=False, pk__in=unseen).exclude(Exists(seen))
    return rows.order_by("raised_at").values_list("raised_at", flat=True).first()
