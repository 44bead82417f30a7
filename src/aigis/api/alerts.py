"""Alerts for desks: a numbered, chained feed without gaps, and every step a desk takes."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Body, Router, Status
from pydantic import Field

from aigis.api.authentication import actor_of
from aigis.api.schemas import After, ShortText
from aigis.api.strict_json import Strict
from aigis.apps.alerts import actions, queries, steps
from aigis.apps.alerts.models import DeskAlert
from aigis.apps.alerts.numbers import message_of
from aigis.apps.alerts.steps import AlertRef
from aigis.apps.checks.queries import asked_or_erased
from aigis.core.access.permissions import Capability

router = Router(tags=["alerts"])

OfficialName = Annotated[str, Field(max_length=100)]
Note = Annotated[str, Field(min_length=1, max_length=2_000)]


class AcknowledgeIn(Strict):
    """Who acknowledges, where a program speaks for a person."""

    by: OfficialName = ""


class CloseIn(Strict):
    """How it ended, and who says so."""

    outcome: Annotated[str, Field(min_length=1, max_length=200)]
    by: OfficialName = ""


class AssignIn(Strict):
    """To whom it is assigned."""

    to: Annotated[str, Field(min_length=1, max_length=120)]
    by: OfficialName = ""


class AlertNoteIn(Strict):
    """A note, or the reason to reopen."""

    note: Note
    by: OfficialName = ""


class HandOverIn(Strict):
    """Who takes the desk over."""

    desk: Annotated[str, Field(min_length=1, max_length=40)]
    to: Annotated[str, Field(min_length=1, max_length=120)]
    note: Annotated[str, Field(max_length=2_000)] = ""


class DrillIn(Strict):
    """The desk that is drilled."""

    desk: Annotated[str, Field(min_length=1, max_length=40)]


@router.get("", response={200: dict[str, Any]})
def feed(request: HttpRequest, after: After = 0, desk: ShortText = "") -> dict[str, Any]:
    """The desk's alerts after a number, oldest first; a missing number would be a missing alert.

    An organisation of several desks names the one it reads. `message` and `hash` chain each alert to the one before.
    """
    at = timezone.now()
    actor = actor_of(request, Capability.ALERT_READ, at=at)
    rows = queries.after(after, actor=actor, at=at, desk=desk)
    return {"items": [_out(row) for row in rows], "next": rows[-1].row.number if rows else after}


@router.post("/handover", response={200: dict[str, Any]})
def hand_over(request: HttpRequest, body: HandOverIn) -> dict[str, Any]:
    """Hands the desk's open alerts over at the end of a shift; unacknowledged ones go on escalating."""
    at = timezone.now()
    actor = actor_of(request, Capability.ALERT_ANSWER, at=at)
    count = steps.hand_over(desk=body.desk, to=body.to, note=body.note, actor=actor, at=at)
    return {"desk": body.desk, "to": body.to, "alerts": count}


@router.post("/drills", response={201: dict[str, Any]})
def drill(request: HttpRequest, body: DrillIn) -> Status[dict[str, Any]]:
    """Raises a drill at the desk: marked as one everywhere, numbered, delivered and escalated like an alert."""
    at = timezone.now()
    actor = actor_of(request, Capability.ALERT_ANSWER, at=at)
    return Status(201, {"id": str(actions.raise_drill(desk=body.desk, actor=actor, at=at)), "drill": True})


@router.post("/{uuid:alert}/acknowledge", response={200: dict[str, Any]})
def acknowledge(
    request: HttpRequest, alert: UUID, desk: ShortText = "", body: Annotated[AcknowledgeIn | None, Body()] = None
) -> dict[str, Any]:
    """Says that a person at the desk has seen the alert; doing it twice changes nothing."""
    at = timezone.now()
    actor = actor_of(request, Capability.ALERT_ANSWER, at=at)
    by = body.by if body else ""
    return _state(steps.acknowledge(alert=alert, actor=actor, at=at, desk=desk, by=by))


@router.post("/{uuid:alert}/close", response={200: dict[str, Any]})
def close(request: HttpRequest, alert: UUID, body: CloseIn, desk: ShortText = "") -> dict[str, Any]:
    """Closes the alert at the desk with its outcome."""
    at = timezone.now()
    actor = actor_of(request, Capability.ALERT_ANSWER, at=at)
    return _state(steps.close(alert=alert, outcome=body.outcome, actor=actor, at=at, desk=desk, by=body.by))


@router.post("/{uuid:alert}/assign", response={200: dict[str, Any]})
def assign(request: HttpRequest, alert: UUID, body: AssignIn, desk: ShortText = "") -> dict[str, Any]:
    """Assigns the alert to a colleague by name."""
    at = timezone.now()
    actor = actor_of(request, Capability.ALERT_ANSWER, at=at)
    return _state(steps.assign(AlertRef(alert, desk, body.by), to=body.to, actor=actor, at=at))


@router.post("/{uuid:alert}/note", response={200: dict[str, Any]})
def note(request: HttpRequest, alert: UUID, body: AlertNoteIn, desk: ShortText = "") -> dict[str, Any]:
    """Adds a note to the alert."""
    at = timezone.now()
    actor = actor_of(request, Capability.ALERT_ANSWER, at=at)
    return _state(steps.add_note(AlertRef(alert, desk, body.by), text=body.note, actor=actor, at=at))


@router.post("/{uuid:alert}/reopen", response={200: dict[str, Any]})
def reopen(request: HttpRequest, alert: UUID, body: AlertNoteIn, desk: ShortText = "") -> dict[str, Any]:
    """Opens a closed alert again, with the reason."""
    at = timezone.now()
    actor = actor_of(request, Capability.ALERT_ANSWER, at=at)
    return _state(steps.reopen(AlertRef(alert, desk, body.by), why=body.note, actor=actor, at=at))


def _state(row: DeskAlert) -> dict[str, Any]:
    state = row.state
    return {
        "id": str(row.alert_id),
        "desk": row.desk.code,
        "number": row.number,
        "acknowledged_at": state.acknowledged_at.isoformat() if state.acknowledged_at else None,
        "acknowledged_by": state.acknowledged_name or None,
        "assigned_to": state.assigned_to or None,
        "closed_at": state.closed_at.isoformat() if state.closed_at else None,
        "outcome": state.outcome or None,
        "stage": state.stage,
        "escalates_at": state.escalates_at.isoformat() if state.escalates_at else None,
    }


def _out(at_desk: queries.AtDesk) -> dict[str, Any]:
    alert = at_desk.alert
    return {
        **_state(at_desk.row),
        "state": at_desk.state,
        "drill": alert.drill,
        "message": message_of(at_desk.row).to_dict(),
        "hash": at_desk.row.hash,
        "raised_at": alert.raised_at.isoformat(),
        "hits": alert.hits,
        "last_hit_at": alert.last_hit_at.isoformat(),
        "certainty": alert.certainty or None,
        **_hit(at_desk),
    }


def _hit(at_desk: queries.AtDesk) -> dict[str, Any]:
    """Gate, check, ban and person; all null for a drill, so that the shape stays."""
    alert = at_desk.alert
    if alert.check_made is None or alert.gate is None or alert.ban is None:
        return dict.fromkeys(("gate", "facility", "check", "ban", "authority", "presented")) | {"checks": []}
    person = asked_or_erased(alert.check_made).person
    return {
        "gate": alert.gate.code,
        "facility": alert.gate.facility.name,
        "check": str(alert.check_made_id),
        "checks": [str(check) for check in queries.checks_of(alert)],
        "ban": str(alert.ban_id),
        "authority": alert.ban.authority.code,
        "presented": {
            "names": [name.full for name in person.names],
            "birth_date": str(person.birth) if person.birth else None,
        },
    }
