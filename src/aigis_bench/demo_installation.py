"""A demo installation that a bench starts for itself and removes again."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from aigis.ops.process import end, spawn
from aigis_bench.place import free_port

_STARTS_WITHIN = 900.0  # seconds: invents a harbour and screens its rosters
_LOOK_EVERY = 0.2
_STOPS_WITHIN = 30.0


@dataclass(frozen=True, slots=True)
class DemoInstallation:
    """Its folder, its address, and the process that supervises it."""

    data: Path
    url: str
    supervisor: int


@contextmanager
def running_demo() -> Iterator[DemoInstallation]:
    """Runs `aigis up --demo` in a folder of its own and removes it."""
    with tempfile.TemporaryDirectory(prefix="aigis-bench-") as folder:
        data, output = Path(folder, "data"), Path(folder, "output")
        command = [sys.executable, "-m", "aigis.ops.cli", "up", "--demo", "--data", str(data)]
        port = free_port()
        with output.open("wb") as log:
            child = spawn([*command, "--port", str(port)], env=_environment(), output=log)
        try:
            _wait_until_answered(child, port, output)
            yield DemoInstallation(data, f"http://127.0.0.1:{port}", child.pid)
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
