"""What the administrator's pages read: the code lists, deliveries and the state of the system; no ban and no check."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet

from aigis.apps.alerts.models import Desk
from aigis.apps.facilities.models import Facility, Port
from aigis.apps.notices.models import Notice
from aigis.apps.people.models import Organisation
from aigis.apps.register.models import Authority
from aigis.core.errors import NotFound

_NAMED_CHANNELS = ("mail", "webhook")


def organisations() -> QuerySet[Organisation]:
    """Returns the organisations with how many accounts each has."""
    return Organisation.objects.annotate(users=Count("user", distinct=True)).order_by("name")


def facilities() -> QuerySet[Facility]:
    """Returns the facilities with how many gates each has."""
    rows = Facility.objects.select_related("organisation", "port")
    return rows.annotate(gates=Count("gate", distinct=True)).order_by("code")


def desks() -> QuerySet[Desk]:
    """Returns the desks that receive alerts."""
    return Desk.objects.select_related("organisation").prefetch_related("ports").order_by("code")


def authorities() -> QuerySet[Authority]:
    """Returns the authorities of the code list."""
    return Authority.objects.select_related("office", "prosecutor").order_by("code")


def port_choices() -> list[tuple[str, str]]:
    """Returns the ports by UN/LOCODE."""
    return list(Port.objects.order_by("name").values_list("locode", "name"))


@dataclass(frozen=True, slots=True)
class QueueState:
    """How many notices of a channel wait, are late, were given up, and were delivered in a day."""

    channel: str
    waiting: int
    late: int
    given_up: int
    delivered: int


def queue_states(*, at: datetime) -> list[QueueState]:
    """Returns the state of the outbox by channel."""
    day, late = at - timedelta(days=1), at - timedelta(minutes=1)
    states = []
    for channel in _NAMED_CHANNELS:
        rows = Notice.objects.filter(channel=channel)
        waiting = rows.filter(state=Notice.State.WAITING)
        states.append(
            QueueState(
                channel,
                waiting.count(),
                waiting.filter(due_at__lt=late).count(),
                rows.filter(state=Notice.State.GIVEN_UP).count(),
                rows.filter(delivered_at__gte=day).count(),
            )
        )
    return states


def by_code(kind: str, code: str) -> Organisation | Facility | Desk | Authority:
    """Returns one row of a code list; raises NotFound for an unknown code."""
    lists: dict[str, Callable[[], QuerySet[Any]]] = {
        "organisations": organisations,
        "facilities": facilities,
        "desks": desks,
        "authorities": authorities,
    }
    row: Organisation | Facility | Desk | Authority | None = lists[kind]().filter(code=code).first()
    if row is None:
        raise NotFound("This code is not in the list.")
    return row
