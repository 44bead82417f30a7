"""An installation run for real: `aigis up` as a process, seen from outside."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import httpx

from tests.plugins.clusters import put_migrated_cluster

# What is waited for comes within a second or two on a quiet machine; how long a busy one may take says nothing.
PATIENCE = 120.0
READY_WITHIN = 600.0
STOPS_WITHIN = 60.0


def environment() -> dict[str, str]:
    """Ours without what belongs to the test session's own installation."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("AIGIS_", "PYTEST_", "DJANGO_"))}


def comes_true(condition: Callable[[], bool], within: float = PATIENCE) -> bool:
    deadline = time.monotonic() + within
    tick = threading.Event()
    while not condition():
        if time.monotonic() > deadline:
            return False
        tick.wait(0.05)
    return True


def processes_of(data: Path) -> list[int]:
    """Every process that belongs to the installation: by its environment, or by working in its folder."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            ours = f"AIGIS_DATA={data}".encode() in (entry / "environ").read_bytes().split(b"\0")
            if ours or (entry / "cwd").readlink().is_relative_to(data):
                found.append(int(entry.name))
        except (OSError, ValueError):
            continue
    return found


class Running:
    """One `aigis up` over a folder, whose database is made and migrated already unless it starts from nothing."""

    def __init__(self, data: Path, *, port: int | None = None, demo: bool = False, from_nothing: bool = False) -> None:
        if not from_nothing:
            put_migrated_cluster(data)
        self.data = data
        self.port = port or free_port()
        self.output = data.parent / "output"
        command = [sys.executable, "-m", "aigis.ops.cli", "up", "--data", str(data), "--port", str(self.port)]
        command += ["--demo"] if demo else []
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(command, env=environment(), stdout=output, stderr=output)

    @property
    def said(self) -> str:
        return self.output.read_text()

    def ready(self) -> bool:
        """Waits until it says where it is, or that it goes on trying and answers after all.

        One that ended, or is not there in time, is ended with all it started.
        """
        there = False
        try:
            comes_true(lambda: self._answers() or self.process.poll() is not None, READY_WITHIN)
            there = self._answers() and self.process.poll() is None
        finally:
            if not there:
                self.end()
        return there

    def _answers(self) -> bool:
        """It says so; on a busy machine it may have given up announcing itself and be there nevertheless."""
        if "Stop with" in self.said or "still trying" not in self.said:
            return "Stop with" in self.said
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/healthz", timeout=60, trust_env=False).status_code == 200
        except httpx.HTTPError:
            return False

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=STOPS_WITHIN)

    def end(self) -> None:
        """Kills it and whatever belongs to it: first what would start the rest again."""
        self.process.kill()
        self.process.wait()
        comes_true(lambda: _killed(self.data) == 0, STOPS_WITHIN)


def _killed(data: Path) -> int:
    """How many processes of the installation there were to kill."""
    left = processes_of(data)
    for process in left:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    return len(left)


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
    return port
