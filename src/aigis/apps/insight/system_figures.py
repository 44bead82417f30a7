"""The figures of the whole installation, read from the database when somebody asks: no persons, no organisations."""

from collections.abc import Callable, Iterator
from datetime import datetime

from django.db import Error, connection
from django.db.models import Count, Min, Q, Sum
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Status
from prometheus_client.core import GaugeMetricFamily, Metric

from aigis.apps.alerts import queries as alerts
from aigis.apps.audit.log_status import Condition, condition
from aigis.apps.insight.installation_gaps import clock_offset, installation_gaps, last_backup
from aigis.apps.notices import delivery, heartbeats, recipients
from aigis.apps.notices.models import Notice
from aigis.apps.register import register_version
from aigis.apps.rosters.models import ListScreening, Roster, Screening
from aigis.telemetry.setup_gaps import SetupGap

_CONNECTIONS = """
SELECT usename, count(*) FROM pg_stat_activity
 WHERE datname = current_database() AND usename IS NOT NULL GROUP BY usename
"""
_LIMITS = "SELECT current_setting('max_connections')::int, pg_database_size(current_database())"
_CHANNELS = ("mail", "webhook")
_DUE_STATUS = next(iter(Status)).value  # not begun yet
_WORKER_QUEUES = ("default", "deliveries")


class SystemCollector:
    """Collects the figures of the database when Prometheus asks; without it only that it does not answer."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock

    def collect(self) -> Iterator[Metric]:
        """Yields the families, all or none."""
        try:
            families = list(families_at(self._clock()))
        except Error:
            families = []
        yield _gauge("aigis_database_up", "1 if the database answers this process.", int(bool(families)))
        yield from families


def families_at(at: datetime) -> Iterator[Metric]:
    """Yields every family of figures at an instant."""
    status = condition(at=at)
    yield from _of_register(at)
    yield from _of_log(status, at)
    yield from _of_witnesses(status, at)
    yield from _of_queues(status, at)
    yield from _of_notices(at)
    yield from _of_rosters(at)
    yield from _of_screenings()
    yield from _of_processes(at)
    yield from _of_database()
    yield from _of_setup(at)


def _gauge(name: str, sentence: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, sentence, value=value)


def _labelled(name: str, sentence: str, label: str, values: list[tuple[str, float]]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, sentence, labels=[label])
    for key, value in values:
        family.add_metric([key], value)
    return family


def _of_register(at: datetime) -> Iterator[Metric]:
    yield _gauge("aigis_register_version", "Version of the register: one more with each change.", _version())
    answers = int(not register_version.trouble())
    yield _gauge("aigis_register_answers", "1 if the register answers checks, 0 if it is halted.", answers)
    age = (at - (alerts.oldest_unacknowledged() or at)).total_seconds()
    yield _gauge(
        "aigis_alert_oldest_unacknowledged_seconds", "Age of the oldest alert that no desk has acknowledged.", age
    )


def _version() -> int:
    return register_version.version()


def _of_log(status: Condition, at: datetime) -> Iterator[Metric]:
    health = status.health
    yield _gauge("aigis_log_size", "Entries in the sealed log.", health.size)
    yield _gauge("aigis_log_waiting", "Entries that wait to be sealed.", health.waiting)
    behind = health.behind(at=at).total_seconds()
    yield _gauge("aigis_log_behind_seconds", "Seal lag: age of the oldest entry that waits to be sealed.", behind)
    age = status.age(at=at).total_seconds()
    yield _gauge("aigis_log_checkpoint_age_seconds", "Age of the last signed checkpoint.", age)
    yield _gauge("aigis_log_alarms", "Alarms of the log; /readyz names them.", len(status.alarms))


def _of_witnesses(status: Condition, at: datetime) -> Iterator[Metric]:
    seen = [
        (witness.name, (at - witness.seen_at).total_seconds() if witness.seen_at else -1)
        for witness in status.witnesses
    ]
    columns: list[tuple[str, str, list[tuple[str, float]]]] = [
        ("size", "Size of the log that the witness cosigned last.", [(w.name, w.size) for w in status.witnesses]),
        ("seen_seconds", "Time since the witness cosigned; -1: never.", seen),
        ("refuses", "1 if the witness refuses to cosign.", [(w.name, int(bool(w.refused))) for w in status.witnesses]),
        ("silent", "1 if the witness does not answer.", [(w.name, int(w.silent)) for w in status.witnesses]),
    ]
    for name, sentence, values in columns:
        yield _labelled(f"aigis_log_witness_{name}", sentence, "witness", values)


def _of_queues(status: Condition, at: datetime) -> Iterator[Metric]:
    """Depth and oldest of what waits: jobs of the worker by queue, notices by channel, entries for the sealer."""
    depths = dict.fromkeys((*_WORKER_QUEUES, *_CHANNELS), (0, at))
    due = ProcrastinateJob.objects.filter(Q(scheduled_at=None) | Q(scheduled_at__lte=at), status=_DUE_STATUS)
    jobs = due.values_list("queue_name").annotate(Count("id", distinct=True), Min("procrastinateevent__at"))
    notices = Notice.objects.filter(state=Notice.State.WAITING, due_at__lte=at)
    waiting = notices.values_list("channel").annotate(Count("id"), Min("due_at"))
    depths |= {name: (count, oldest or at) for name, count, oldest in [*jobs, *waiting]}
    depths["seal"] = (status.health.waiting, at - status.health.behind(at=at))
    ages = [(name, max(0.0, (at - oldest).total_seconds())) for name, (_, oldest) in depths.items()]
    counts = [(name, float(count)) for name, (count, _) in depths.items()]
    yield _labelled("aigis_queue_depth", "What is due and waits, by queue.", "queue", counts)
    yield _labelled("aigis_queue_oldest_seconds", "Age of the oldest that is due and waits, by queue.", "queue", ages)


def _of_notices(at: datetime) -> Iterator[Metric]:
    yield _gauge("aigis_notices_overdue", "Notices that are due and held by no worker.", len(delivery.overdue()))
    yield _gauge("aigis_notices_given_up", "Notices that were given up; they can be sent again.", _given_up())
    yield _gauge("aigis_recipients_failing", "Recipients whose last attempts failed.", len(recipients.failing()))


def _given_up() -> int:
    return delivery.given_up_count()


def _of_rosters(at: datetime) -> Iterator[Metric]:
    followed = Roster.objects.aggregate(version=Min("followed_version"), instant=Min("followed_at"))
    versions = _version() - followed["version"] if followed["version"] is not None else 0
    seconds = max(0.0, (at - followed["instant"]).total_seconds()) if followed["instant"] else 0.0
    yield _gauge("aigis_roster_lag_versions", "Changes of the register that a roster has not followed yet.", versions)
    yield _gauge("aigis_roster_lag_seconds", "Time since the roster that is furthest behind was followed.", seconds)


def _of_screenings() -> Iterator[Metric]:
    open_screenings = Screening.objects.filter(ended_at=None)
    lists = ListScreening.objects.filter(state__in=["waiting", "running", "paused"])
    for kind, rows in (("roster", open_screenings), ("list", lists)):
        totals = rows.aggregate(jobs=Count("id"), done=Sum("done"), total=Sum("total"))
        name, sentence = f"aigis_{kind}_screening", f"of unfinished screenings of a {kind}."
        yield _gauge(f"{name}_jobs", f"Number {sentence}", totals["jobs"])
        yield _gauge(f"{name}_done", f"Entries that are checked {sentence}", totals["done"] or 0)
        yield _gauge(f"{name}_entries", f"Entries {sentence}", totals["total"] or 0)


def _of_processes(at: datetime) -> Iterator[Metric]:
    ages = heartbeats.ages(at=at).items()
    values = [(process, -1.0 if age is None else max(age.total_seconds(), 0.0)) for process, age in ages]
    sentence = "Time since the process showed that it works; -1: never."
    yield _labelled("aigis_heartbeat_age_seconds", sentence, "process", values)


def _of_setup(at: datetime) -> Iterator[Metric]:
    gaps = installation_gaps(at=at)
    missing = [(gap.value, float(gap in gaps)) for gap in SetupGap]
    yield _labelled("aigis_setup_missing", "1 for what is not set up in production.", "what", missing)
    made_at = last_backup()
    age = (at - made_at).total_seconds() if made_at else -1
    yield _gauge("aigis_backup_age_seconds", "Age of the last known backup; -1: none.", age)
    offset = clock_offset().total_seconds()
    yield _gauge("aigis_clock_offset_seconds", "How far the database's clock is ahead of this machine's.", offset)


def _of_database() -> Iterator[Metric]:
    with connection.cursor() as cursor:
        cursor.execute(_CONNECTIONS)
        sessions = [(str(name), float(count)) for name, count in cursor.fetchall()]
        cursor.execute(_LIMITS)
        limit, size = cursor.fetchone()
    yield _labelled("aigis_database_connections", "Connections to the database, by role.", "role", sessions)
    yield _gauge("aigis_database_connections_limit", "Connections that the server accepts.", limit)
    yield _gauge("aigis_database_size_bytes", "Size of the database.", size)
