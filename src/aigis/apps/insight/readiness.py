"""Whether checks can be made on this machine now, and what needs attention though they can."""

from dataclasses import dataclass
from datetime import datetime

from django.db import Error

from aigis import wiring
from aigis.apps.alerts import queries as alerts
from aigis.apps.audit import queries as audit
from aigis.apps.audit.log_status import condition, is_signer_ahead
from aigis.apps.insight.installation_gaps import installation_gaps
from aigis.apps.notices import heartbeats, recipients
from aigis.apps.register import register_version
from aigis.apps.register.in_memory import current as register
from aigis.core.webhooks.backoff import BREAKS_AFTER


@dataclass(frozen=True, slots=True)
class Readiness:
    """Why no check is answered here (empty: they are answered), what needs attention, and what is not set up."""

    problems: tuple[str, ...]
    alarms: tuple[str, ...] = ()
    setup: tuple[str, ...] = ()

    @property
    def ready(self) -> bool:
        """Tells whether checks are answered."""
        return not self.problems


def readiness(*, at: datetime) -> Readiness:
    """Reads whether checks can be made here."""
    problems = tuple(_problems(at))
    if problems:
        return Readiness(problems)
    return Readiness((), tuple(alarms(at=at)), tuple(gap.value for gap in installation_gaps(at=at)))


def alarms(*, at: datetime) -> list[str]:
    """What needs attention: the log, a stopped process, an alert without acknowledgement, recipients that fail."""
    names = [alarm.value for alarm in condition(at=at).alarms]
    names += [f"{process.replace(' ', '_')}_silent" for process in heartbeats.silent(at=at)]
    oldest = alerts.oldest_unacknowledged()
    if oldest is not None and at - oldest > 2 * wiring.environment().alert_wait:
        names.append("alert_unacknowledged")
    if any(state.failures >= BREAKS_AFTER for state in recipients.failing()):
        names.append("recipients_failing")
    return names


def _problems(at: datetime) -> list[str]:
    try:
        trouble = register_version.trouble()
        if trouble:
            return [f"register: {trouble}"]
        register.current(at=at)
        health = audit.health()
    except Error as lost:
        return [f"database: {type(lost).__name__}"]
    if health.note is None:
        return ["log: no checkpoint yet"]
    behind = health.behind(at=at)
    if behind > audit.ALARM_AFTER:
        return [f"log: {behind.total_seconds():.0f} s behind"]
    return ["log: the signer signed more than this database holds"] if is_signer_ahead() else []
