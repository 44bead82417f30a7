"""The figures that processes count as they work: requests, checks, deliveries.

Names follow the conventions of Prometheus ("Metric and label naming"): base units, `_total` for counters.
With PROMETHEUS_MULTIPROC_DIR set before this module is imported, the processes of one server share their values.
"""

import os
from collections.abc import Iterable
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from aigis.telemetry.shared_folder import SHARED_FOLDER

REGISTRY = CollectorRegistry()
DOORS = ("gate", "api", "pages")
OUTCOMES = ("answered", "refused", "no_answer")
# Seconds. 0.3 is the limit of the objective for checks, 5 that of alerts.
_REQUEST_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.5, 5.0, 10.0)
_DELIVERY_BUCKETS = (0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 30.0, 60.0, 300.0)

REQUEST_SECONDS = Histogram(
    "aigis_request_duration_seconds",
    "Time from the whole request to its answer, by door (gate, api, pages) and outcome.",
    ["door", "outcome"],
    buckets=_REQUEST_BUCKETS,
    registry=REGISTRY,
)
NO_ANSWERS = Counter(
    "aigis_no_answers_total",
    "Requests that got no answer (5xx), by door.",
    ["door"],
    registry=REGISTRY,
)
REQUESTS_IN_PROGRESS = Gauge(
    "aigis_requests_in_progress",
    "Requests that wait for a thread or are being answered.",
    multiprocess_mode="livesum",
    registry=REGISTRY,
)
REQUEST_THREADS = Gauge(
    "aigis_request_threads",
    "Threads that answer requests, in all web processes.",
    multiprocess_mode="livesum",
    registry=REGISTRY,
)
CHECKS = Counter(
    "aigis_checks_total",
    "Checks by verdict (clear, denied, refer; no_answer) and source (gate, roster, list).",
    ["verdict", "source"],
    registry=REGISTRY,
)
DELIVERY_ATTEMPTS = Counter(
    "aigis_delivery_attempts_total",
    "Attempts to deliver a notice, by channel and result (delivered, failed).",
    ["channel", "result"],
    registry=REGISTRY,
)
ALERT_DELIVERY_SECONDS = Histogram(
    "aigis_alert_delivery_duration_seconds",
    "Time from the commit of an alert's notice to its delivery at the desk, by channel.",
    ["channel"],
    buckets=_DELIVERY_BUCKETS,
    registry=REGISTRY,
)

for _door in DOORS:
    NO_ANSWERS.labels(_door)
    for _outcome in OUTCOMES:
        REQUEST_SECONDS.labels(_door, _outcome)


def registry(collectors: Iterable[object] = ()) -> CollectorRegistry:
    """Returns a registry of everything counted so far, in all processes that share a folder, and of `collectors`."""
    gathered = CollectorRegistry()
    if folder := os.environ.get(SHARED_FOLDER):
        _forget_ended(Path(folder))
        MultiProcessCollector(gathered)  # type: ignore[no-untyped-call]
    else:
        gathered.register(REGISTRY)
    for collector in collectors:
        gathered.register(collector)  # type: ignore[arg-type]
    return gathered


def _forget_ended(folder: Path) -> None:
    """Takes the gauges of processes that ended out of the sums; what they counted stays."""
    for file in folder.glob("gauge_live*_*.db"):
        pid = file.stem.rpartition("_")[2]
        if pid.isdecimal() and not Path("/proc", pid).exists():
            mark_process_dead(int(pid), str(folder))  # type: ignore[no-untyped-call]
