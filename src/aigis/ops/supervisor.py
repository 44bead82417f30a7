"""Keeps the parts of an installation running: starts them in order, restarts what ends, stops them in reverse."""

import contextlib
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from aigis.ops.process import end, kill_group, spawn

_LOOK_EVERY = 0.2  # seconds
_GRACE = 6.0
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 30.0
_STEADY = 30.0  # after so long, a part that ends is restarted without a pause again


class Component(Protocol):
    """Something that runs: a process of ours, or PostgreSQL."""

    name: str

    def resume(self) -> None:
        """Starts it where it is not running."""

    def running(self) -> bool:
        """Tells whether it is there."""

    def stop(self) -> None:
        """Ends it, cleanly where that goes within seconds."""


class Child:
    """A process that is a part; it speaks into `log` where one is given, otherwise where we do."""

    def __init__(self, name: str, command: Sequence[str], *, env: Mapping[str, str], log: Path | None = None) -> None:
        self.name = name
        self.command = command
        self.env = env
        self.log = log
        self._process: subprocess.Popen[bytes] | None = None

    def resume(self) -> None:
        """Starts the process, after removing what the last one left in its session."""
        if self._process is not None:
            kill_group(self._process)
        with self.log.open("ab") if self.log else contextlib.nullcontext() as output:
            self._process = spawn(self.command, env=self.env, output=output)

    def running(self) -> bool:
        """Tells whether the process is there."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """Ends the process: asked first, killed after its grace."""
        if self._process is not None:
            end(self._process, grace=_GRACE)
            kill_group(self._process)

    def finish(self, stop: threading.Event) -> int | None:
        """Runs the process to its end and returns its exit code; None where `stop` was set meanwhile."""
        self.resume()
        while self.running() and not stop.wait(0.05):
            pass
        if self.running() or self._process is None:
            self.stop()
            return None
        return self._process.returncode


class Errand(Child):
    """A process that does one thing and ends: only one that failed is started again."""

    def running(self) -> bool:
        """Tells whether the process is there, or has done what it was for."""
        return super().running() or (self._process is not None and self._process.returncode == 0)


@dataclass(slots=True)
class _Watched:
    part: Component
    started: float = 0.0
    pause: float = 0.0
    due: float | None = None


@dataclass(slots=True)
class Supervisor:
    """Holds parts in the order of their start."""

    _watched: list[_Watched] = field(default_factory=list)

    def add(self, part: Component) -> None:
        """Takes a part over, starting it where it is not running."""
        self._watched.append(_Watched(part, started=time.monotonic()))
        if not part.running():
            part.resume()

    def run(self, stop: threading.Event) -> None:
        """Tends the parts until `stop` is set."""
        while not stop.wait(_LOOK_EVERY):
            for watched in self._watched:
                _tend(watched, now=time.monotonic())

    def stop(self) -> None:
        """Stops every part, the last started first; one that resists does not keep the others from it."""
        while self._watched:
            part = self._watched.pop().part
            try:
                part.stop()
            except OSError as failed:
                _say(f"{part.name} did not stop: {failed}")


def _tend(watched: _Watched, *, now: float) -> None:
    """Restarts a part that ended; the pause doubles while it keeps ending soon after its start."""
    if watched.part.running():
        return
    if watched.due is None:
        steady = now - watched.started > _STEADY
        watched.pause = 0.0 if steady else min(_LONGEST_PAUSE, max(_FIRST_PAUSE, 2 * watched.pause))
        watched.due = now + watched.pause
        _say(f"{watched.part.name} ended and is started again in {watched.pause:g} s")
    if now >= watched.due:
        _restart(watched)


def _restart(watched: _Watched) -> None:
    watched.due = None
    watched.started = time.monotonic()
    try:
        watched.part.resume()
    except Exception as failed:  # the pause doubles and the next round tries again: giving up would stop the gates
        _say(f"{watched.part.name} could not be started: {failed}")


def _say(sentence: str) -> None:
    print(f"aigis: {sentence}", file=sys.stderr, flush=True)
