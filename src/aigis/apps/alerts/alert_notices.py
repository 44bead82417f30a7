"""The messages about an alert, filled from its rows."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from aigis import wiring
from aigis.apps.alerts.models import Alert, DeskAlert
from aigis.apps.alerts.numbers import message_of
from aigis.apps.facilities.models import Gate
from aigis.core.alerts.chain import ChainedMessage
from aigis.core.messages.alert_messages import AlertEscalated, AlertRaised, AlertRepeated


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Where and how the person was recognised; `found_on` is the source of the check: gate, badge, list or roster."""

    gate: Gate | None
    certainty: str = ""
    found_on: str = "gate"


def circumstances_of(alert: Alert) -> Circumstances:
    """Returns the circumstances of an alert from its rows."""
    return Circumstances(alert.gate, alert.certainty, alert.check_made.source if alert.check_made else "gate")


def raised_message(message: ChainedMessage, circumstances: Circumstances, *, at: datetime) -> AlertRaised:
    """Returns the message of a new alert at a desk."""
    return AlertRaised(at=at, **_fields(message, circumstances))


def repeated_message(desk_alert: DeskAlert, *, at: datetime) -> AlertRepeated:
    """Returns the digest of an alert's further hits, as one desk gets it."""
    state = desk_alert.alert.state
    return AlertRepeated(at=at, hits=state.hits, last_hit_at=state.last_hit_at.isoformat(), **_fields_of(desk_alert))


def escalated_message(desk_alert: DeskAlert, *, waiting: DeskAlert, at: datetime) -> AlertEscalated:
    """Returns the message that the desk of `waiting` has not acknowledged, under the number of `desk_alert`."""
    minutes = (at - waiting.alert.raised_at) // timedelta(minutes=1)
    return AlertEscalated(at=at, waiting_desk=waiting.desk.name, minutes=minutes, **_fields_of(desk_alert))


def _fields_of(desk_alert: DeskAlert) -> dict[str, Any]:
    return _fields(message_of(desk_alert), circumstances_of(desk_alert.alert))


def _fields(message: ChainedMessage, circumstances: Circumstances) -> dict[str, Any]:
    gate = circumstances.gate
    facility = f"{gate.facility.name}, {gate.facility.port.name}" if gate else ""
    return {
        **message.to_dict(),
        "hash": message.hash,
        "facility": facility,
        "telephone": gate.facility.pfso_phone if gate else "",
        "certainty": circumstances.certainty,
        "found_on": circumstances.found_on,
        "page": f"{wiring.environment().url}/alerts/{message.alert}",
    }
