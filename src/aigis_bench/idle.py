"""`aigis bench idle`: the CPU time that an installation at rest uses, for each of its processes."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from aigis.ops.command_context import enter
from aigis.ops.process import end, spawn
from aigis_bench.figures import say
from aigis_bench.place import free_port
from aigis_bench.process_times import cpu_seconds, supervisor_of

_STARTS_WITHIN = 900.0  # seconds: invents a harbour and screens its rosters
_QUIET_LOOKS = 3  # in a row
_LOOK_EVERY = 1.0
_STOPS_WITHIN = 30.0
_ENDED = ("succeeded", "failed", "cancelled", "aborted")


def measure(*, data: Path | None, seconds: float) -> dict[str, Any]:
    """Measures a running installation, or a demo that it starts and ends; percent of one core over the seconds."""
    if data is not None:
        return _measured(data.absolute(), seconds)
    with _demo() as started:
        return _measured(started, seconds)


@contextmanager
def _demo() -> Iterator[Path]:
    """Runs `aigis up --demo` in a folder of its own and removes it."""
    with tempfile.TemporaryDirectory(prefix="aigis-bench-idle-") as folder:
        data, output = Path(folder, "data"), Path(folder, "output")
        command = [sys.executable, "-m", "aigis.ops.cli", "up", "--demo", "--data", str(data)]
        port = free_port()
        with output.open("wb") as log:
            child = spawn([*command, "--port", str(port)], env=_environment(), output=log)
        try:
            _wait_until_answered(child, port, output)
            yield data
        finally:
            end(child, grace=_STOPS_WITHIN, with_signal=signal.SIGTERM)


def _environment() -> dict[str, str]:
    """Returns ours without what belongs to another installation."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("AIGIS_", "DJANGO_"))}


def _wait_until_answered(child: "subprocess.Popen[bytes]", port: int, output: Path) -> None:
    deadline = time.monotonic() + _STARTS_WITHIN
    while child.poll() is None and time.monotonic() < deadline:
        time.sleep(_LOOK_EVERY)
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=60, trust_env=False).status_code == 200:
                return
    raise RuntimeError(f"The demo did not start: {output.read_text()[-2000:]}")


def _measured(data: Path, seconds: float) -> dict[str, Any]:
    enter(data)
    supervisor = supervisor_of(data)
    _wait_until_at_rest()
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


def _wait_until_at_rest() -> None:
    """Waits until nothing is left to screen, seal or deliver; raises TimeoutError if that takes too long.

    The connection is closed afterwards, so that our own questions are not measured.
    """
    from django.db import connections

    deadline, quiet = time.monotonic() + _STARTS_WITHIN, 0
    while quiet < _QUIET_LOOKS:
        if time.monotonic() > deadline:
            raise TimeoutError(f"The installation is not at rest after {_STARTS_WITHIN:.0f} s: {_work_left()}")
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
