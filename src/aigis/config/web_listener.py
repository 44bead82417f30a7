"""The listener of the web process: figures, and health in detail."""

import json
import threading
from collections.abc import Callable

from django.db import connections
from django.utils import timezone

from aigis.apps.insight.readiness import readiness
from aigis.telemetry import listener
from aigis.telemetry.listener import Reply
from aigis.web.public.views import web_figures


def start_web_listener() -> threading.Thread | None:
    """Listens; of several processes one answers for all, and another takes over when it ends."""
    routes = {"/metrics": _closing(web_figures), "/healthz": _healthy, "/readyz": _closing(_ready)}
    return listener.start("serve", routes)


def _healthy() -> Reply:
    return 200, "application/json", b'{"status": "ok"}\n'


def _ready() -> Reply:
    state = readiness(at=timezone.now())
    body = {"ready": state.ready, "problems": state.problems, "alarms": state.alarms, "setup": state.setup}
    return 200 if state.ready else 503, "application/json", json.dumps(body).encode() + b"\n"


def _closing(route: Callable[[], Reply]) -> Callable[[], Reply]:
    """Closes the database's connections after the answer: each request has a thread of its own, which ends with it."""

    def answer() -> Reply:
        try:
            return route()
        finally:
            connections.close_all()

    return answer
