"""Compiling the matcher's search once on a machine."""

import fcntl
import os

import pytest

from aigis.core.matching import kernel
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
