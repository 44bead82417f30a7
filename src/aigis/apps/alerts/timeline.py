"""The timeline of an alert as one desk may read it: whom it went to, each attempt, who did what."""

from dataclasses import dataclass
from datetime import datetime

from aigis.apps.alerts.models import Alert, AlertHit, AlertStep, DeskAlert
from aigis.apps.alerts.steps import note_of
from aigis.apps.notices.models import Attempt, Notice

_MOST = 500


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """Something that happened to an alert; `kind` is raised, hit, sent, failed, a kind of step, or a gate's outcome."""

    at: datetime
    kind: str
    desk: str = ""
    name: str = ""
    recipient: str = ""
    detail: str = ""
    stage: int = 0


def timeline_of(alert: Alert, *, organisation: int) -> list[TimelineEvent]:
    """Returns what happened to an alert, oldest first; notes are those of the reader's own organisation."""
    events = [TimelineEvent(alert.raised_at, "raised")]
    events += [TimelineEvent(hit.at, "hit", detail=hit.gate.code) for hit in _hits(alert)]
    rows = DeskAlert.objects.filter(alert=alert).select_related("desk", "alert__ban").prefetch_related("steps")
    for row in rows:
        own = row.desk.organisation_id == organisation
        events += [_of_step(row, step, own=own) for step in row.steps.all()]
    return sorted([*events, *_attempts(alert)], key=lambda event: event.at)


def _hits(alert: Alert) -> list[AlertHit]:
    return list(alert.further_hits.select_related("gate__facility").order_by("pk")[:_MOST])


def _of_step(row: DeskAlert, step: AlertStep, *, own: bool) -> TimelineEvent:
    step.desk_alert = row
    note = note_of(step) if own else ""
    detail = step.outcome or note
    return TimelineEvent(step.at, step.kind, row.desk.name, step.name, step.recipient, detail, step.stage)


def _attempts(alert: Alert) -> list[TimelineEvent]:
    """Each attempt to deliver a message about the alert, alone or in a bundle."""
    notices = Notice.objects.filter(about=alert.pk).values_list("pk", "bundle")
    ids = {bundle or notice for notice, bundle in notices}
    attempts = Attempt.objects.filter(notice__in=ids).select_related("notice", "result").order_by("pk")[:_MOST]
    return [_of_attempt(attempt) for attempt in attempts]


def _of_attempt(attempt: Attempt) -> TimelineEvent:
    result = getattr(attempt, "result", None)
    if result is None:
        return TimelineEvent(attempt.started_at, "sending", recipient=attempt.notice.address)
    kind = "sent" if result.delivered else "failed"
    detail = "" if result.delivered else result.answer
    return TimelineEvent(result.ended_at, kind, recipient=attempt.notice.address, detail=detail)
