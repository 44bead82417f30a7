"""A backup of a running installation: tried by itself, restored into another folder, started there."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running import Running, comes_true, environment


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    running = Running(tmp_path_factory.mktemp("installation") / "data")
    try:
        assert running.ready(), running.said
        yield running
    finally:
        running.end()


@pytest.fixture(scope="module")
def backup(installation: Running, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("backups") / "first"
    done = aigis(installation.data, "backup", folder)
    assert done.returncode == 0, done.stderr
    return folder


def aigis(data: Path, *words: str | Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "aigis.ops.cli", *map(str, words)]
    env = {**environment(), "AIGIS_DATA": str(data)}
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=600)


def test_a_backup_holds_both_databases_and_no_key(installation: Running, backup: Path) -> None:
    manifest = json.loads((backup / "aigis.json").read_text())
    assert manifest["size"] > 0 and manifest["root"]
    master = (installation.data / "keys" / "master.key").read_bytes()
    assert not [path for path in backup.rglob("*") if path.is_file() and master in path.read_bytes()]
    assert backup.stat().st_mode & 0o777 == 0o700


def test_a_good_backup_passes_its_drill(installation: Running, backup: Path) -> None:
    done = aigis(installation.data, "drill", backup)
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr


def test_a_backup_that_lacks_what_was_written_down_fails_its_drill(
    installation: Running, backup: Path, tmp_path: Path
) -> None:
    altered = tmp_path / "altered"
    shutil.copytree(backup, altered, symlinks=True)
    manifest = json.loads((altered / "aigis.json").read_text())
    (altered / "aigis.json").write_text(json.dumps({**manifest, "root": "00" * 32, "register_version": 10_000}))
    done = aigis(installation.data, "drill", altered)
    assert done.returncode == 1
    assert "older than version 10000" in done.stdout and "do not make the root" in done.stdout


def test_a_restored_installation_goes_on(installation: Running, backup: Path, tmp_path: Path) -> None:
    data = tmp_path / "restored" / "data"
    done = aigis(installation.data, "restore", backup, "--data", data)
    assert done.returncode == 0, done.stderr
    shutil.copytree(installation.data / "keys", data / "keys")
    restored = Running(data)
    try:
        # The sealer may have signed since the backup: then it says so, and no gate is answered from the older one.
        ready = restored.ready()
        assert ready or "ROLLBACK" in restored.said, restored.said
    finally:
        restored.end()


def test_nothing_is_overwritten(installation: Running, backup: Path, tmp_path: Path) -> None:
    again = aigis(installation.data, "backup", backup)
    assert again.returncode == 2 and "is not empty" in again.stderr
    over = aigis(installation.data, "restore", backup, "--data", installation.data)
    assert over.returncode == 2 and "holds a database already" in over.stderr
    none = aigis(installation.data, "restore", tmp_path, "--data", tmp_path / "x")
    assert none.returncode == 2 and "holds no finished backup" in none.stderr
    assert comes_true(lambda: not (tmp_path / "x").exists())
