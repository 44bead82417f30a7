"""A server that is killed is forked again with what was loaded; one that ends, or dies at its start, is not."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.running import comes_true

_PROGRAM = """
import os, sys, time
from aigis.ops import forked_server
forked_server._SOON = float(sys.argv[2])
loaded = os.getpid()
def serve():
    print(os.getpid(), os.getppid() == loaded, file=open(sys.argv[1], "a"), flush=True)
    if len(sys.argv) > 3:
        sys.exit(int(sys.argv[3]))
    time.sleep(600)
sys.exit(forked_server.keep_forked(serve))
"""


class Kept:
    """The program under test, and the servers that it forked."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.notes = folder / "servers"
        command = [sys.executable, "-c", _PROGRAM, str(self.notes), *arguments]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        self.keeper = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)

    @property
    def servers(self) -> list[int]:
        lines = self.notes.read_text().splitlines() if self.notes.exists() else []
        assert all(line.endswith("True") for line in lines)
        return [int(line.split()[0]) for line in lines]


def is_there(process: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


def test_a_server_that_is_killed_is_forked_again(tmp_path: Path) -> None:
    kept = Kept(tmp_path, "0")
    try:
        for number in (1, 2, 3):
            assert comes_true(lambda number=number: len(kept.servers) == number)  # type: ignore[misc]
            os.kill(kept.servers[-1], signal.SIGKILL)
        assert comes_true(lambda: len(kept.servers) == 4)
        assert kept.keeper.poll() is None
    finally:
        kept.keeper.send_signal(signal.SIGTERM)
    assert kept.keeper.wait(60) == signal.SIGTERM
    assert not any(map(is_there, kept.servers))


def test_its_server_dies_with_it(tmp_path: Path) -> None:
    kept = Kept(tmp_path, "0")
    assert comes_true(lambda: len(kept.servers) == 1)
    kept.keeper.kill()
    kept.keeper.wait(60)
    assert comes_true(lambda: not is_there(kept.servers[0]))


@pytest.mark.parametrize("code", ["0", "3"])
def test_a_server_that_ends_by_itself_is_not_forked_again(tmp_path: Path, code: str) -> None:
    kept = Kept(tmp_path, "0", code)
    assert kept.keeper.wait(60) == int(code)
    assert len(kept.servers) == 1


def test_a_server_killed_at_its_start_is_left_to_the_supervisor(tmp_path: Path) -> None:
    kept = Kept(tmp_path, "600")
    assert comes_true(lambda: len(kept.servers) == 1)
    os.kill(kept.servers[0], signal.SIGKILL)
    assert kept.keeper.wait(60) == signal.SIGKILL
    assert len(kept.servers) == 1
