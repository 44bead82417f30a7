"""Alerts for desks: a numbered feed without gaps, acknowledging and closing."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router
from pydantic import Field

from aigis.api.authentication import actor_of
from aigis.api.schemas import After, ShortText
from aigis.api.strict_json import Strict
from aigis.apps.alerts import actions, queries
from aigis.apps.alerts.models import DeskAlert
from aigis.apps.checks.queries import asked_or_erased
from aigis.core.access.permissions import Capability

router = Router(tags=["alerts"])


class CloseIn(Strict):
    """How it ended."""

    outcome: Annotated[str, Field(min_length=1, max_length=200)]


@router.get("", response={200: dict[str, Any]})
def feed(request: HttpRequest, after: After = 0, desk: ShortText = "") -> dict[str, Any]:
    """The desk's alerts after a number, oldest first; a missing number would be a missing alert.

    An organisation of several desks names the one it reads.
    """
    at = timezone.now()
    actor = actor_of(request, Capability.ALERT_READ, at=at)
    rows = queries.after(after, actor=actor, at=at, desk=desk)
    return {"items": [_out(row) for row in rows], "next": rows[-1].row.number if rows else after}


@router.post("/{uuid:alert}/acknowledge", response={200: dict[str, Any]})
def acknowledge(request: HttpRequest, alert: UUID, desk: ShortText = "") -> dict[str, Any]:
    """Says that the desk has seen the alert; doing it twice changes nothing."""
    at = timezone.now()
    actor = actor_of(request, Capability.ALERT_ANSWER, at=at)
    return _state(actions.acknowledge(alert=alert, actor=actor, at=at, desk=desk))


@router.post("/{uuid:alert}/close", response={200: dict[str, Any]})
def close(request: HttpRequest, alert: UUID, body: CloseIn, desk: ShortText = "") -> dict[str, Any]:
    """Closes the alert at the desk with its outcome."""
    at = timezone.now()
    actor = actor_of(request, Capability.ALERT_ANSWER, at=at)
    return _state(actions.close(alert=alert, outcome=body.outcome, actor=actor, at=at, desk=desk))


def _state(row: DeskAlert) -> dict[str, Any]:
    return {
        "id": str(row.alert_id),
        "desk": row.desk.code,
        "number": row.number,
        "acknowledged_at": row.acknowledged_at.isoformat() if row.acknowledged_at else None,
        "closed_at": row.closed_at.isoformat() if row.closed_at else None,
        "outcome": row.outcome or None,
    }


def _out(at_desk: queries.AtDesk) -> dict[str, Any]:
    alert, person = at_desk.alert, asked_or_erased(at_desk.alert.check_made).person
    return {
        **_state(at_desk.row),
        "state": at_desk.state,
        "gate": alert.gate.code,
        "facility": alert.gate.facility.name,
        "raised_at": alert.raised_at.isoformat(),
        "hits": alert.hits,
        "last_hit_at": alert.last_hit_at.isoformat(),
        "check": str(alert.check_made_id),
        "checks": [str(check) for check in queries.checks_of(alert)],
        "ban": str(alert.ban_id),
        "authority": alert.ban.authority.code,
        "presented": {
            "names": [name.full for name in person.names],
            "birth_date": str(person.birth) if person.birth else None,
        },
    }
