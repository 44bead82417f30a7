"""`aigis bench idle`: the CPU time that an installation at rest uses, for each of its processes."""

import time
from pathlib import Path
from typing import Any

from aigis.ops.command_context import enter
from aigis_bench.demo_installation import running_demo
from aigis_bench.figures import say
from aigis_bench.process_times import cpu_seconds, supervisor_of

_AT_REST_WITHIN = 900.0  # seconds: rosters may be screened first
_QUIET_LOOKS = 3  # in a row
_LOOK_EVERY = 1.0
_ENDED = ("succeeded", "failed", "cancelled", "aborted")


def measure(*, data: Path | None, seconds: float) -> dict[str, Any]:
    """Measures a running installation, or a demo that it starts and ends; percent of one core over the seconds."""
    if data is not None:
        return _measured(data.absolute(), seconds)
    with running_demo() as demo:
        return _measured(demo.data, seconds)


def _measured(data: Path, seconds: float) -> dict[str, Any]:
    enter(data)
    supervisor = supervisor_of(data)
    wait_until_at_rest()
    say(f"at rest; measuring {seconds:.0f} s")
    before, began = cpu_seconds(supervisor), time.monotonic()
    time.sleep(seconds)
    after, took = cpu_seconds(supervisor), time.monotonic() - began
    used = {name: after[name] - before.get(name, 0.0) for name in sorted(after)}
    return {
        "seconds": round(took, 1),
        "cpu_percent": {name: round(100 * value / took, 2) for name, value in used.items()},
        "total_percent": round(100 * sum(used.values()) / took, 2),
    }


def wait_until_at_rest() -> None:
    """Waits until nothing is left to screen, seal or deliver; raises TimeoutError if that takes too long.

    The connection is closed afterwards, so that our own questions are not measured.
    """
    from django.db import connections

    deadline, quiet = time.monotonic() + _AT_REST_WITHIN, 0
    while quiet < _QUIET_LOOKS:
        if time.monotonic() > deadline:
            raise TimeoutError(f"The installation is not at rest after {_AT_REST_WITHIN:.0f} s: {_work_left()}")
        time.sleep(_LOOK_EVERY)
        quiet = 0 if any(_work_left().values()) else quiet + 1
    connections.close_all()
    time.sleep(_LOOK_EVERY)  # the server has counted the closed session's time by then


def _work_left() -> dict[str, int]:
    """Counts the screenings, entries and jobs that are not done, and the roster entries without a verdict."""
    from django.db.models import Q
    from django.utils import timezone
    from procrastinate.contrib.django.models import ProcrastinateJob

    from aigis.apps.audit.models import Pending
    from aigis.apps.rosters.models import RosterEntry, Screening

    due = Q(scheduled_at=None) | Q(scheduled_at__lte=timezone.now())
    return {
        "screenings": Screening.objects.filter(ended_at=None).count(),
        "unscreened": RosterEntry.objects.filter(verdict="", removed_at=None).count(),
        "unsealed": Pending.objects.count(),
        "jobs": ProcrastinateJob.objects.filter(due).exclude(status__in=_ENDED).count(),
    }
