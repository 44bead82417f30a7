"""A server forked by a process that only waits: where it is killed, another is forked with all that was loaded."""

import contextlib
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable

from aigis.ops.process import die_with_parent

_STOPS = {signal.SIGTERM, signal.SIGINT}
_HANDLED = _STOPS | {signal.SIGHUP, signal.SIGCHLD}
_SOON = 5.0  # seconds: a server killed so soon after its start is left to whoever supervises us


def keep_forked(serve: Callable[[], None]) -> int:
    """Forks a process that serves until SIGTERM or Ctrl-C, and another each time it is killed; returns its exit code.

    One that ends by itself is not replaced. There must be no thread and no connection here.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, _HANDLED)
    try:
        server, begun = _forked(serve), time.monotonic()
        while True:
            number = signal.sigwait(_HANDLED)
            if number == signal.SIGCHLD:
                code = _exit_code(server)
                if code is None:
                    continue
                if code >= 0 or time.monotonic() - begun < _SOON:
                    return abs(code)
                print("aigis: the web server was killed and is forked again", file=sys.stderr, flush=True)
                server, begun = _forked(serve), time.monotonic()
                continue
            with contextlib.suppress(ProcessLookupError):
                os.kill(server, number if number == signal.SIGHUP else signal.SIGTERM)
            if number in _STOPS:
                return abs(os.waitstatus_to_exitcode(os.waitpid(server, 0)[1]))
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _HANDLED)


def _exit_code(server: int) -> int | None:
    """Reaps who ended, in a container the processes of a killed server too; the server's exit code, None if it runs."""
    code = None
    with contextlib.suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            if ended[0] == server:
                code = os.waitstatus_to_exitcode(ended[1])
    return code


def _forked(serve: Callable[[], None]) -> int:
    """Forks a process that serves and ends; returns its id to the one that waits."""
    keeper = os.getpid()
    server = os.fork()
    if server:
        return server
    code = 1
    try:
        die_with_parent(parent=keeper)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _HANDLED)
        serve()
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
