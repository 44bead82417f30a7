"""Compiling the matcher's search once on a machine."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from aigis.core.matching import compiled_search, kernel
from aigis.ops.compile_lock import compiling_in_turn


def test_one_process_compiles_while_the_others_wait() -> None:
    folder = os.open(kernel.__path__[0], os.O_RDONLY)
    try:
        with compiling_in_turn(), pytest.raises(BlockingIOError):
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    finally:
        os.close(folder)


def test_where_nothing_can_be_kept_nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel, "__path__", ["/nowhere/at/all"])
    with compiling_in_turn():
        pass


def test_a_search_compiled_before_is_told_from_one_that_was_never_kept(tmp_path: Path) -> None:
    telling = "from aigis.core.matching import compiled_search; print(compiled_search.is_kept())"
    answers = []
    for folder in (tmp_path, None):
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        if folder:
            environment["NUMBA_CACHE_DIR"] = str(folder)
        else:
            compiled_search.warm()  # compiles it where this machine has not yet
        done = subprocess.run([sys.executable, "-c", telling], env=environment, capture_output=True, text=True)
        answers.append(done.stdout.strip())
    assert answers == ["False", "True"]
