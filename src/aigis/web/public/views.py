"""The front door and the addresses that machines watch."""

from datetime import datetime

from django.db import Error
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone

from aigis import wiring
from aigis.apps.alerts import queries as alerts
from aigis.apps.audit import queries as audit
from aigis.apps.audit.log_status import Condition, condition, is_signer_ahead
from aigis.apps.notices import delivery, heartbeats, recipients
from aigis.apps.register import register_version
from aigis.apps.register.in_memory import current as register
from aigis.core.access.permissions import Role
from aigis.core.errors import NotAllowed
from aigis.core.webhooks.backoff import BREAKS_AFTER
from aigis.web.base.access import failure, open_to_all
from aigis.web.base.navigation import home as home_of


@open_to_all
def home(request: HttpRequest) -> HttpResponse:
    """Sends a person to the desk of the role; who is not signed in, to the sign-in."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    role = request.user.role
    address = home_of(Role(role)) if role else None
    return redirect(address) if address else failure(request, NotAllowed("Your role has no pages here yet."))


@open_to_all
def healthy(request: HttpRequest) -> JsonResponse:
    """Says that this process answers."""
    return JsonResponse({"status": "ok"})


@open_to_all
def ready(request: HttpRequest) -> JsonResponse:
    """Says whether checks can be made here now, and if not, why; `alarms` want looking at, and keep nobody waiting."""
    problems = _problems()
    alarms = [] if problems else _alarms(timezone.now())
    body = {"ready": not problems, "problems": problems, "alarms": alarms}
    return JsonResponse(body, status=503 if problems else 200)


def _alarms(at: datetime) -> list[str]:
    """What needs attention: the log, a stopped process, an alert without acknowledgement, recipients that fail."""
    alarms = [alarm.value for alarm in condition(at=at).alarms]
    alarms += [f"{process.replace(' ', '_')}_silent" for process in heartbeats.silent(at=at)]
    oldest = alerts.oldest_unacknowledged()
    if oldest is not None and at - oldest > 2 * wiring.environment().alert_wait:
        alarms.append("alert_unacknowledged")
    if any(state.failures >= BREAKS_AFTER for state in recipients.failing()):
        alarms.append("recipients_failing")
    return alarms


def _problems() -> list[str]:
    now = timezone.now()
    try:
        trouble = register_version.trouble()
        if trouble:
            return [f"register: {trouble}"]
        register.current(at=now)
        health = audit.health()
    except Error as lost:
        return [f"database: {type(lost).__name__}"]
    if health.note is None:
        return ["log: no checkpoint yet"]
    behind = health.behind(at=now)
    if behind > audit.ALARM_AFTER:
        return [f"log: {behind.total_seconds():.0f} s behind"]
    return ["log: the signer signed more than this database holds"] if is_signer_ahead() else []


@open_to_all
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures in the Prometheus text format: no persons, no organisations."""
    now = timezone.now()
    status = condition(at=now)
    health = status.health
    figures: dict[str, float] = {
        "aigis_register_version": register_version.version(),
        "aigis_register_answers": int(not register_version.trouble()),
        "aigis_log_size": health.size,
        "aigis_log_waiting": health.waiting,
        "aigis_log_behind_seconds": health.behind(at=now).total_seconds(),
        "aigis_notices_overdue": len(delivery.overdue()),
        "aigis_notices_given_up": delivery.given_up_count(),
        "aigis_recipients_failing": len(recipients.failing()),
        "aigis_alert_oldest_unacknowledged_seconds": (now - (alerts.oldest_unacknowledged() or now)).total_seconds(),
        "aigis_log_checkpoint_age_seconds": status.age(at=now).total_seconds(),
        "aigis_log_alarms": len(status.alarms),
    }
    lines = "".join(f"# TYPE {name} gauge\n{name} {value}\n" for name, value in figures.items())
    lines += _of_processes(now)
    return HttpResponse(lines + _of_witnesses(status, now), content_type="text/plain; version=0.0.4; charset=utf-8")


def _of_processes(now: datetime) -> str:
    """A line a process: seconds since it showed that it works (-1: never)."""
    name = "aigis_heartbeat_age_seconds"
    ages = heartbeats.ages(at=now).items()
    values = [(process, -1.0 if age is None else max(age.total_seconds(), 0.0)) for process, age in ages]
    return f"# TYPE {name} gauge\n" + "".join(f'{name}{{process="{process}"}} {age}\n' for process, age in values)


def _of_witnesses(status: Condition, now: datetime) -> str:
    """A line a witness: size it cosigned, seconds since it was seen (-1: never), whether it refuses or is silent."""
    rows: dict[str, list[tuple[str, float]]] = {
        "aigis_log_witness_size": [(witness.name, witness.size) for witness in status.witnesses],
        "aigis_log_witness_seen_seconds": [
            (witness.name, (now - witness.seen_at).total_seconds() if witness.seen_at else -1)
            for witness in status.witnesses
        ],
        "aigis_log_witness_refuses": [(witness.name, int(bool(witness.refused))) for witness in status.witnesses],
        "aigis_log_witness_silent": [(witness.name, int(witness.silent)) for witness in status.witnesses],
    }
    return "".join(
        f"# TYPE {name} gauge\n" + "".join(f'{name}{{witness="{witness}"}} {value}\n' for witness, value in values)
        for name, values in rows.items()
        if values
    )
