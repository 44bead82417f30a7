"""Processes that never outlive their parent, and a stop that can be asked for by signal."""

import ctypes
import multiprocessing
import os
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True)


def die_with_parent(*, parent: int | None = None, with_signal: int = signal.SIGKILL) -> None:
    """Makes the kernel send this process a signal when its parent ends, however it ends.

    Without `parent`, a process started by `multiprocessing` knows its own; prctl(2), PR_SET_PDEATHSIG.
    """
    _LIBC.prctl(_PR_SET_PDEATHSIG, int(with_signal))
    expected = parent or _parent_by_multiprocessing()
    if expected is not None and os.getppid() != expected:  # it ended before the line above
        os.kill(os.getpid(), with_signal)


def _parent_by_multiprocessing() -> int | None:
    parent = multiprocessing.parent_process()
    return parent.pid if parent else None


def spawn(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str],
    cwd: Path | None = None,
    user: int | None = None,
    output: IO[bytes] | None = None,
    end_with: int = signal.SIGKILL,
) -> "subprocess.Popen[bytes]":
    """Starts a process in its own session that gets `end_with` when the calling thread's process ends.

    `user` is the uid to become (only root can), in that user's own group and no other.
    """
    parent = os.getpid()
    return subprocess.Popen(
        [str(part) for part in command],
        env=dict(env),
        cwd=cwd,
        user=user,
        group=None if user is None else primary_group(user),
        extra_groups=None if user is None else [],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
        start_new_session=True,  # Ctrl-C reaches only who started it: the order of stopping is his
        preexec_fn=lambda: die_with_parent(parent=parent, with_signal=end_with),
    )


def primary_group(user: int) -> int:
    """Finds the group of a user; one without an account has the group of the same number."""
    import pwd

    try:
        return pwd.getpwuid(user).pw_gid
    except KeyError:
        return user


def end(process: "subprocess.Popen[bytes]", *, grace: float, with_signal: int = signal.SIGTERM) -> None:
    """Asks a spawned process to stop and, `grace` seconds later, kills it with everything in its session."""
    if process.poll() is None:
        process.send_signal(with_signal)
        try:
            process.wait(timeout=grace)
        except subprocess.TimeoutExpired:
            kill_group(process)
    process.wait()


def kill_group(process: "subprocess.Popen[bytes]") -> None:
    """Kills a spawned process and all in its session at once."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def stop_on_signals() -> threading.Event:
    """Returns an event that SIGTERM or Ctrl-C sets; call it from the main thread."""
    stop = threading.Event()

    def asked(_number: int, _frame: object) -> None:
        # Set from another thread: the handler may have interrupted a wait that holds the event's own lock.
        threading.Thread(target=stop.set, daemon=True).start()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, asked)
    return stop
