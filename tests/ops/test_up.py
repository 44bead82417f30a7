"""`aigis up`, seen from outside: real processes, killed and started again."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.running import Running, comes_true, environment, free_port, processes_of

pytestmark = pytest.mark.acceptance


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "data"
    yield folder
    for process in processes_of(folder):
        os.kill(process, signal.SIGKILL)


def test_from_nothing_everything_starts_answers_and_stops_cleanly(data: Path) -> None:
    running = Running(data, from_nothing=True)
    assert running.ready(), running.said
    assert f"http://127.0.0.1:{running.port}" in running.said
    assert httpx.get(f"http://127.0.0.1:{running.port}/healthz").status_code == 200
    assert data.stat().st_mode & 0o777 == 0o700
    assert running.stop() == 0, running.said
    assert processes_of(data) == []
    assert "database system is shut down" in (data / "postgresql.log").read_text()


def test_killed_with_all_its_children_it_starts_again(data: Path) -> None:
    running = Running(data)
    assert running.ready(), running.said
    assert len(processes_of(data)) > 5
    running.process.kill()
    running.process.wait()
    assert comes_true(lambda: processes_of(data) == [])
    again = Running(data, port=running.port)
    assert again.ready(), again.said
    assert again.stop() == 0, again.said


def test_a_process_that_is_killed_comes_back(data: Path) -> None:
    running = Running(data)
    assert running.ready(), running.said
    before = set(processes_of(data))
    children = Path(f"/proc/{running.process.pid}/task/{running.process.pid}/children").read_text().split()
    for child in map(int, children):
        os.kill(child, signal.SIGKILL)

    def all_new_and_answering() -> bool:
        now = Path(f"/proc/{running.process.pid}/task/{running.process.pid}/children").read_text().split()
        return len(now) == len(children) and not set(map(int, now)) & before and answers(running.port)

    assert comes_true(all_new_and_answering), running.said
    assert running.stop() == 0, running.said


def answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/healthz").status_code == 200
    except httpx.HTTPError:
        return False


def test_one_that_is_not_ready_in_time_is_ended_with_all_it_started(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.running.READY_WITHIN", 0.0)
    running = Running(data)
    assert comes_true(lambda: processes_of(data) != []), running.said
    assert not running.ready()
    assert running.process.poll() is not None
    assert processes_of(data) == []


def test_a_taken_port_is_refused_before_anything_starts(data: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        running = Running(data, port=taken.getsockname()[1])
        assert running.process.wait(timeout=120) == 2
    assert "--port" in running.said
    assert "Traceback" not in running.said
    assert not data.exists()


def test_one_folder_is_started_once(data: Path) -> None:
    running = Running(data)
    assert running.ready(), running.said
    second = subprocess.run(
        [sys.executable, "-m", "aigis.ops.cli", "up", "--data", str(data), "--port", str(free_port())],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert second.returncode == 2
    assert "--data" in second.stderr
    assert answers(running.port)
    assert running.stop() == 0, running.said
