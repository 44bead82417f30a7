"""Several processes give the file of one, byte for byte, though one of them is killed on the way."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from aigis.ops import cli
from aigis.ops.match.workers import WorkerLost
from aigis_bench.match_work import make_work
from tests.running import comes_true, environment


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("lists")
    make_work(folder, persons=2_600, subjects=300)
    return ["--register", str(folder / "register.csv"), "--queries", str(folder / "queries.csv")]


@pytest.fixture(scope="module")
def single(lists: list[str], tmp_path_factory: pytest.TempPathFactory) -> bytes:
    out = tmp_path_factory.mktemp("single") / "m.csv"
    assert cli.main(["match", *lists, "--out", str(out)]) == 0
    content = out.read_bytes()
    assert content.count(b"\n") > 20
    return content


def command(lists: list[str], out: Path) -> list[str]:
    return ["match", *lists, "--out", str(out), "--workers", "2", "--part-rows", "300"]


def test_two_workers_give_the_bytes_of_one_process(lists: list[str], single: bytes, tmp_path: Path) -> None:
    assert cli.main(command(lists, tmp_path / "m.csv")) == 0
    assert (tmp_path / "m.csv").read_bytes() == single
    assert [path.name for path in tmp_path.iterdir()] == ["m.csv"]


def children(parent: int) -> list[int]:
    text = Path(f"/proc/{parent}/task/{parent}/children").read_text()
    return [int(word) for word in text.split()]


def test_a_killed_worker_is_started_again_and_nothing_differs(lists: list[str], single: bytes, tmp_path: Path) -> None:
    words = [sys.executable, "-m", "aigis.ops.cli", *command(lists, tmp_path / "m.csv")]
    with subprocess.Popen(words, env=environment()) as process:
        assert comes_true(lambda: len(children(process.pid)) == 2)
        os.kill(children(process.pid)[0], signal.SIGKILL)
        assert process.wait(600) == 0
    assert (tmp_path / "m.csv").read_bytes() == single


def test_a_worker_that_never_succeeds_leaves_no_result(
    lists: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(WorkerLost):
        from aigis.ops.match import command as match_command

        parser = cli._parser("match")
        match_command.add_arguments(parser)
        match_command.run(parser.parse_args(command(lists, tmp_path / "m.csv")[1:]))
    assert list(tmp_path.iterdir()) == []


def test_no_worker_at_all_is_refused(lists: list[str], tmp_path: Path) -> None:
    words = ["match", *lists, "--out", str(tmp_path / "m.csv"), "--workers", "0"]
    assert cli.main(words) == 2 and list(tmp_path.iterdir()) == []
