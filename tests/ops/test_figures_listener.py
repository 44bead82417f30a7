"""The listener for figures: its address, what it answers, and the processes of one server that share their figures."""

import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from prometheus_client import CollectorRegistry, Gauge

from aigis.telemetry import listener, process_listener, shared_folder
from aigis.telemetry.processes import build, resident_bytes
from aigis.telemetry.shared_folder import SHARED_FOLDER
from tests.running import comes_true, free_port

_COUNT = """
from aigis.telemetry.instruments import CHECKS, REQUEST_THREADS, registry
CHECKS.labels("clear", "gate").inc(2)
REQUEST_THREADS.inc(4)
print(registry().get_sample_value("aigis_checks_total", {"verdict": "clear", "source": "gate"}))
print(registry().get_sample_value("aigis_request_threads"))
"""


def answers(port: int, path: str) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}{path}", trust_env=False, timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


def counted(folder: Path) -> list[float]:
    environment = {**os.environ, SHARED_FOLDER: str(folder), "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", _COUNT], env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return [float(line) for line in done.stdout.split()]


@pytest.mark.parametrize(
    ("text", "address"),
    [("127.0.0.1:9464", ("127.0.0.1", 9464)), ("[::1]:9500", ("::1", 9500)), ("off", None)],
)
def test_an_address_is_read(text: str, address: tuple[str, int] | None) -> None:
    assert listener.parse_address(text) == address


@pytest.mark.parametrize("text", ["", "9464", "127.0.0.1:", ":9464", "127.0.0.1:0", "127.0.0.1:65535", "h:x"])
def test_another_text_is_refused_with_what_to_give(text: str) -> None:
    with pytest.raises(ValueError, match="give HOST:PORT"):
        listener.parse_address(text)


def test_a_process_without_pages_answers_its_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    port = free_port()
    monkeypatch.setenv("AIGIS_METRICS", f"127.0.0.1:{port - 1}")
    assert process_listener.start("work")
    assert comes_true(lambda: answers(port, "/metrics"), 30)
    text = httpx.get(f"http://127.0.0.1:{port}/metrics", trust_env=False).text
    assert 'aigis_process_resident_memory_bytes{process="work"}' in text and "aigis_build_info{" in text
    assert answers(port, "/healthz") and not answers(port, "/readyz")


def test_no_process_listens_when_it_is_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIGIS_METRICS", "off")
    assert process_listener.start("seal") is None


def test_whole_figures_are_written_as_such() -> None:
    registry = CollectorRegistry()
    Gauge("aigis_example", "An example.", registry=registry).set(7)
    assert b"\naigis_example 7\n" in listener.figures(registry)[2]


def test_processes_of_one_server_add_up_and_an_ended_one_leaves_its_counts_alone(tmp_path: Path) -> None:
    assert counted(tmp_path) == [2.0, 4.0]
    assert counted(tmp_path) == [4.0, 4.0]


def test_the_shared_folder_is_ours_and_empty_at_each_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path))
    monkeypatch.setenv(SHARED_FOLDER, "")
    shared_folder.prepare(8000)
    folder = Path(os.environ[SHARED_FOLDER])
    assert folder.parent == tmp_path and folder.stat().st_mode & 0o777 == 0o700
    (folder / "counter_1.db").write_bytes(b"old")
    shared_folder.prepare(8000)
    assert list(folder.iterdir()) == []


def test_folders_of_servers_that_ended_are_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path))
    monkeypatch.setenv(SHARED_FOLDER, "")
    for port, pid in ((1, 2**22), (2, os.getpid())):
        folder = tmp_path / f"aigis-figures-{os.geteuid()}-{port}"
        folder.mkdir()
        (folder / f"counter_{pid}.db").write_bytes(b"")
    shared_folder.prepare(3)
    assert {folder.name.rpartition("-")[2] for folder in tmp_path.iterdir()} == {"2", "3"}


def test_the_build_names_the_version_of_the_project(root: Path) -> None:
    assert f'\nversion = "{build()["version"]}"\n' in (root / "pyproject.toml").read_text()


def test_memory_is_that_of_the_process_and_nothing_for_one_that_ended() -> None:
    assert resident_bytes(os.getpid()) > 1_000_000 and resident_bytes(2**22) == 0
