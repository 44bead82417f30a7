"""Measures each request: how long it took, through which door, and with which outcome."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from aigis.telemetry.instruments import NO_ANSWERS, REQUEST_SECONDS, REQUESTS_IN_PROGRESS

_GATE = ("/api/v1/checks", "/reception/")
_UNMEASURED = ("/static/", "/log/", "/healthz", "/readyz", "/metrics")


@dataclass(slots=True)
class RequestTimer:
    """What is measured of a request; 500 until its status is known."""

    status: int = 500


@contextmanager
def timed(path: str) -> Iterator[RequestTimer]:
    """Measures what runs inside, unless it is a file or a probe."""
    timer, started = RequestTimer(), time.perf_counter()
    REQUESTS_IN_PROGRESS.inc()
    try:
        yield timer
    finally:
        REQUESTS_IN_PROGRESS.dec()
        if is_measured(path):
            _observe(door(path), timer.status, time.perf_counter() - started)


def is_measured(path: str) -> bool:
    """Tells whether a request is one of people or clients: no file, no probe."""
    return not path.startswith(_UNMEASURED)


def door(path: str) -> str:
    """Returns through which door a request comes: gate, api or pages."""
    if path.startswith(_GATE):
        return "gate"
    return "api" if path.startswith("/api/") else "pages"


def _observe(name: str, status: int, seconds: float) -> None:
    outcome = "no_answer" if status >= 500 else "refused" if status >= 400 else "answered"
    REQUEST_SECONDS.labels(name, outcome).observe(seconds)
    if outcome == "no_answer":
        NO_ANSWERS.labels(name).inc()
