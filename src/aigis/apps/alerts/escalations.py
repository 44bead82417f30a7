"""Alerts that nobody acknowledged go on: the desk's other channel, the next desk, the person on call."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from aigis import wiring
from aigis.apps.alerts.alert_notices import circumstances_of, escalated_message, raised_message
from aigis.apps.alerts.desks import desk_secret, recipients_of
from aigis.apps.alerts.models import AlertStep, Desk, DeskAlert, DeskAlertState
from aigis.apps.alerts.numbers import message_of, number_alerts
from aigis.apps.alerts.steps import apply_step
from aigis.apps.audit.actions import SYSTEM, EntryDraft, append
from aigis.apps.notices.actions import NoticeRecipient, Posting, post_all
from aigis.core.alerts.chain import AlertFacts
from aigis.core.alerts.escalation import Shift, Stage, next_due, next_stage, on_call, read_shift
from aigis.core.audit.event_names import Event

_AT_ONCE = 500
_ROW = ("desk_alert__desk__organisation", "desk_alert__desk__next_desk", "desk_alert__alert__gate__facility__port")


def escalate_due(*, at: datetime) -> int:
    """Escalates every alert whose wait is over, each in a transaction of its own; returns how many."""
    waiting = DeskAlertState.objects.filter(escalates_at__lte=at).order_by("escalates_at", "pk")
    return sum(escalate(desk_alert, at=at) for desk_alert in waiting.values_list("pk", flat=True)[:_AT_ONCE])


@transaction.atomic(durable=True)
def escalate(desk_alert: int, *, at: datetime) -> bool:
    """Takes an unacknowledged alert one stage on at a desk; False if it was acknowledged meanwhile or is not due."""
    states = DeskAlertState.objects.select_for_update(of=("self",), skip_locked=True).filter(escalates_at__lte=at)
    state = states.select_related(*_ROW).filter(pk=desk_alert).first()
    if state is None:
        return False
    row = state.desk_alert
    stage = next_stage(Stage(row.state.stage))
    recipient, postings = _postings(row, stage, at=at)
    post_all(postings, at=at)
    _write_step(row, stage, recipient, at=at)
    core = {"alert": str(row.alert_id), "desk": row.desk.code, "number": row.number, "stage": int(stage)}
    append([EntryDraft(Event.ALERT_ESCALATED, SYSTEM, at, core, {"recipient": recipient})])
    return True


def _write_step(row: DeskAlert, stage: Stage, recipient: str, *, at: datetime) -> None:
    step = AlertStep(desk_alert=row, kind=AlertStep.Kind.ESCALATED, at=at, actor_key=SYSTEM.key, stage=int(stage))
    step.recipient = recipient[:120]
    step.save(force_insert=True)
    apply_step(row.state, step)
    row.state.escalates_at = next_due(raised_at=row.alert.raised_at, at=at, wait=wiring.environment().alert_wait)
    row.state.save()


def _postings(row: DeskAlert, stage: Stage, *, at: datetime) -> tuple[str, list[Posting]]:
    """Returns whom a stage reaches, in words, and what is sent."""
    if stage is Stage.NEXT_DESK:
        return _to_next_desks(row, at=at)
    desk, message = row.desk, escalated_message(row, waiting=row, at=at)
    if stage is Stage.OTHER_CHANNEL:
        other = [NoticeRecipient("mail", desk.other_mailbox, language=desk.language)] if desk.other_mailbox else []
        recipients = [*recipients_of(desk, desk_secret(desk)), *other]
        return desk.other_mailbox or desk.name, [Posting(recipients, message)]
    shift = person_on_call(desk, at=at)
    mailbox = shift.mailbox if shift else desk.organisation.mailbox
    recipients = [NoticeRecipient("mail", mailbox, language=desk.language)] if mailbox else []
    return (shift.name if shift else mailbox), [Posting(recipients, message)]


def person_on_call(desk: Desk, *, at: datetime) -> Shift | None:
    """The person on call for a desk at an instant; None if the schedule names nobody."""
    return on_call([read_shift(data) for data in desk.on_call], at=at)


def _to_next_desks(row: DeskAlert, *, at: datetime) -> tuple[str, list[Posting]]:
    """Has the next desk take the alert; where none is set, the other desks of the alert are told that it waits."""
    places = list(_others(row).select_related("desk", "alert__gate__facility__port"))
    target = row.desk.next_desk
    if target is not None and target.removed_at is None:
        own = next((desk_alert for desk_alert in places if desk_alert.desk_id == target.pk), None)
        places = [own or _number_at(row, target)]
        if own is None:
            return target.name, _new_at_desk(row, places[0], at=at)
    postings = [
        Posting(
            recipients_of(desk_alert.desk, desk_secret(desk_alert.desk)),
            escalated_message(desk_alert, waiting=row, at=at),
        )
        for desk_alert in places
    ]
    return ", ".join(desk_alert.desk.name for desk_alert in places), postings


def _new_at_desk(row: DeskAlert, desk_alert: DeskAlert, *, at: datetime) -> list[Posting]:
    """A desk that did not have the alert gets its numbered message first, so that its chain has no gap."""
    recipients = recipients_of(desk_alert.desk, desk_secret(desk_alert.desk))
    escalated = escalated_message(desk_alert, waiting=row, at=at)
    message = raised_message(message_of(desk_alert), circumstances_of(row.alert), at=at)
    return [Posting(recipients, message), Posting(recipients, escalated)]


def _others(row: DeskAlert) -> QuerySet[DeskAlert]:
    return DeskAlert.objects.filter(alert=row.alert_id, desk__removed_at=None).exclude(pk=row.pk).order_by("desk")


def _number_at(row: DeskAlert, desk: Desk) -> DeskAlert:
    """Gives the alert a number at one more desk, in the open transaction."""
    alert = row.alert
    facts = AlertFacts(alert.pk, alert.gate.code if alert.gate else "", alert.raised_at, alert.drill)
    number_alerts([(facts, [desk])])
    return DeskAlert.objects.select_related("desk", "alert__gate__facility__port").get(alert=alert, desk=desk)
