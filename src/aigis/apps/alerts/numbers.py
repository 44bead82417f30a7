"""Alerts at desks: numbers without gaps, each chained to the desk's message before."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from aigis.apps.alerts.models import Desk, DeskAlert, DeskAlertState, DeskCounter
from aigis.core.alerts.chain import AlertFacts, ChainedMessage, next_message

# Numbered messages of each alert, by desk.
Numbered = dict[UUID, list[tuple[Desk, ChainedMessage]]]


def number_alerts(
    alerts: Sequence[tuple[AlertFacts, Sequence[Desk]]], *, escalates_at: datetime | None = None
) -> Numbered:
    """Gives alerts their numbers at their desks in the open transaction, without gaps.

    The counters stay locked until the commit, so callers do this last. Everybody takes the desks in one order: two
    transactions never wait for each other.
    """
    wanted = Counter(desk.pk for _, desks in alerts for desk in desks)
    counters = _lock(wanted)
    numbered: Numbered = {}
    for facts, desks in alerts:
        for desk in sorted(desks, key=lambda desk: desk.pk):
            numbered.setdefault(facts.alert, []).append((desk, _advance(counters[desk.pk], facts, desk.code)))
    DeskCounter.objects.bulk_update(counters.values(), ["last_number", "last_hash"])
    _insert(numbered, escalates_at)
    return numbered


def _lock(desks: Mapping[int, int]) -> dict[int, DeskCounter]:
    rows = DeskCounter.objects.select_for_update().filter(pk__in=desks).order_by("pk")
    return {row.pk: row for row in rows}


def _advance(counter: DeskCounter, facts: AlertFacts, code: str) -> ChainedMessage:
    message = next_message(facts, desk=code, number=counter.last_number + 1, previous=counter.last_hash)
    counter.last_number, counter.last_hash = message.number, message.hash
    return message


def _insert(numbered: Numbered, escalates_at: datetime | None) -> None:
    rows = DeskAlert.objects.bulk_create(
        DeskAlert(alert_id=alert, desk=desk, number=message.number, previous=message.previous, hash=message.hash)
        for alert, messages in numbered.items()
        for desk, message in messages
    )
    DeskAlertState.objects.bulk_create(
        DeskAlertState(desk_alert=desk_alert, escalates_at=escalates_at) for desk_alert in rows
    )


def message_of(desk_alert: DeskAlert) -> ChainedMessage:
    """Returns the numbered message of an alert at a desk, built again from its rows."""
    alert = desk_alert.alert
    gate = alert.gate.code if alert.gate else ""
    facts = AlertFacts(alert.pk, gate, alert.raised_at, alert.drill)
    return next_message(facts, desk=desk_alert.desk.code, number=desk_alert.number, previous=desk_alert.previous)


def rebuild_counters() -> None:
    """Sets every desk's counter to its newest alert, in the caller's transaction."""
    for desk in Desk.objects.all():
        last = DeskAlert.objects.filter(desk=desk).order_by("-number").first()
        values = {"last_number": last.number, "last_hash": last.hash} if last else {}
        DeskCounter.objects.update_or_create(desk=desk, defaults=values)
