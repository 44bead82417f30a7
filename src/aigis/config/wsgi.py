"""The WSGI application that granian serves: loaded once before the server forks, started in each of its processes."""

import os
import sys
import threading
from wsgiref.types import WSGIApplication

from django.core.wsgi import get_wsgi_application

from aigis.config.request_context import with_request_context
from aigis.core.matching import compiled_search
from aigis.ops.compile_lock import compiling_in_turn
from aigis.ops.process import die_with_parent
from aigis.telemetry import traces

# Whoever leads a round of checks waits for PostgreSQL six times, and each time for the interpreter's lock after it:
# with Python's 5 ms a thread that parses could hold all others up for longer than their whole transaction takes.
_SWITCH_SECONDS = 0.0005


def _load() -> WSGIApplication:
    """Imports what a check needs; no thread and no connection, for processes are forked with it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aigis.config.settings")
    django = get_wsgi_application()
    from django.conf import settings

    from aigis.api.fast_path import with_fast_path  # its models need Django set up
    from aigis.apps.register.in_memory import current as current_register

    current_register.preload()
    if compiled_search.is_kept():  # otherwise compiling would keep the server from listening for half a minute
        compiled_search.warm()
    return with_request_context(with_fast_path(django), trusts_proxy=bool(settings.ENVIRONMENT.trusted_proxies))


def start_process() -> None:
    """Starts what each process of the server has for itself; pages are loaded behind the first checks."""
    from aigis.config.web_listener import start_web_listener

    die_with_parent()
    sys.setswitchinterval(_SWITCH_SECONDS)
    threading.Thread(target=_warm, daemon=True).start()
    start_web_listener()
    traces.start("web")


def _warm() -> None:
    from django.urls import get_resolver
    from django.utils import timezone

    from aigis.apps.register.in_memory import current as current_register

    current_register.warm(at=timezone.now(), turn=compiling_in_turn())
    _ = get_resolver().url_patterns  # imports every view, which takes a second


application = _load()
