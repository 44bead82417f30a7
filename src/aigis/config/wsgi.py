"""The WSGI application that granian serves."""

import os
import sys
import threading
from wsgiref.types import WSGIApplication

from django.core.wsgi import get_wsgi_application

from aigis.config.request_context import with_request_context
from aigis.ops.compile_lock import compiling_in_turn
from aigis.ops.process import die_with_parent
from aigis.telemetry import traces

# Whoever leads a round of checks waits for PostgreSQL six times, and each time for the interpreter's lock after it:
# with Python's 5 ms a thread that parses could hold all others up for longer than their whole transaction takes.
_SWITCH_SECONDS = 0.0005


def _application() -> WSGIApplication:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aigis.config.settings")
    die_with_parent()
    sys.setswitchinterval(_SWITCH_SECONDS)
    django = get_wsgi_application()
    from django.conf import settings
    from django.utils import timezone

    from aigis.api.fast_path import with_fast_path  # its models need Django set up
    from aigis.apps.register.in_memory import current as current_register
    from aigis.config.web_listener import start_web_listener

    arguments = {"at": timezone.now(), "turn": compiling_in_turn()}
    threading.Thread(target=current_register.warm, kwargs=arguments, daemon=True).start()
    start_web_listener()
    traces.start("web")
    return with_request_context(with_fast_path(django), trusts_proxy=bool(settings.ENVIRONMENT.trusted_proxies))


application = _application()
