"""The listener of a process that serves no pages: its figures, and that it lives."""

import threading

from aigis.telemetry import listener
from aigis.telemetry.instruments import registry
from aigis.telemetry.listener import Reply
from aigis.telemetry.processes import ProcessCollector


def start(process: str) -> threading.Thread | None:
    """Listens for a process: `work`, `work deliveries`, `seal` or `reconcile`."""

    def figures() -> Reply:
        return listener.figures(registry([ProcessCollector(process)]))

    return listener.start(process, {"/metrics": figures, "/healthz": _healthy})


def _healthy() -> Reply:
    return 200, "application/json", b'{"status": "ok"}\n'
