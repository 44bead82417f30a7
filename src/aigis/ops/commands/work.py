"""`aigis work`: the worker, which delivers, reminds, screens and sweeps."""

import logging
import os
import threading
from argparse import ArgumentParser, Namespace

from aigis.ops.database.role_check import require_own_role
from aigis.ops.durability import require_durable
from aigis.ops.start_check import require_set_up
from aigis.telemetry import process_listener, traces

logger = logging.getLogger("aigis.register")
_POLL = 5.0  # seconds: the fallback where a notification from the database was missed; retries are due to so much
_DELIVERIES = 8  # twice what each channel may hold: mail that hangs leaves half of them for webhooks
_GRACE = 4.0  # seconds a running job has to end when asked to stop; it is run again otherwise


def add_arguments(parser: ArgumentParser) -> None:
    """Adds how many jobs run at once."""
    parser.add_argument("--concurrency", type=int, help="jobs that run at once (AIGIS_JOBS or 4; deliveries alone: 8)")
    parser.add_argument("--queues", help="only these, separated by commas: deliveries, default")


def run(args: Namespace) -> int:
    """Works until SIGTERM or Ctrl-C, then lets running jobs end."""
    require_durable()
    require_own_role()
    require_set_up("work")
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aigis.config.settings")
    django.setup()
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    queues = args.queues.split(",") if args.queues else None
    traces.start("worker")
    process_listener.start("work deliveries" if queues == ["deliveries"] else "work")
    if queues is None or "default" in queues:
        _warm()
    connector = app.connector
    if not isinstance(connector, DjangoConnector):
        raise TypeError("the settings name another connector than Django's")
    with app.replace_connector(connector.get_worker_connector()) as working:
        working.run_worker(
            queues=queues,
            concurrency=args.concurrency or _usual_concurrency(queues),
            fetch_job_polling_interval=_POLL,
            shutdown_graceful_timeout=_GRACE,
        )
    traces.stop()
    return 0


def _usual_concurrency(queues: list[str] | None) -> int:
    """How many jobs run at once: a worker of deliveries waits for others most of the time, and may have more."""
    if queues == ["deliveries"]:
        return _DELIVERIES
    return int(os.environ.get("AIGIS_JOBS", "4"))


def _warm() -> None:
    """Loads the register and the compiled search beside the first jobs: without it they take ten times as long.

    What was loaded is saved for processes that start later.
    """
    from django.db import connection
    from django.utils import timezone

    from aigis.apps.register.in_memory import current as current_register
    from aigis.ops.compile_lock import compiling_in_turn

    def load() -> None:
        current_register.warm(at=timezone.now(), turn=compiling_in_turn())
        try:
            current_register.save(at=timezone.now())
        except Exception:  # tried again by the job in ten minutes
            logger.exception("the register was not saved")
        finally:
            connection.close()

    threading.Thread(target=load, daemon=True).start()
