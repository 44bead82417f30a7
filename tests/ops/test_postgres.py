"""The launcher of the embedded PostgreSQL, with real servers."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from aigis.ops.postgres import THROW_AWAY, AlreadyRunning, Server, _alive, _end_orphans
from aigis.ops.postgres_binaries import PostgresUnusable, bindir
from tests.running import comes_true

QUICK = {"fsync": "off", "shared_buffers": "32MB"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with one row in it, whose server was stopped."""
    data = tmp_path_factory.mktemp("made")
    server = Server.start(data, settings=QUICK)
    with psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS row")
    server.stop()
    return data


@pytest.fixture
def data(made: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of that folder for one test; no server of it outlives the test."""
    copy = tmp_path / "data"
    subprocess.run(["cp", "-a", made, copy], check=True)
    yield copy
    if (copy / "postgres").exists():
        _end_orphans(copy / "postgres")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user can enter, unlike pytest's own."""
    with tempfile.TemporaryDirectory(prefix="aigis-", dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def rows(server: Server) -> int:
    with psycopg.connect(server.url) as connection:
        found = connection.execute("SELECT count(*) FROM kept").fetchone()
    return found[0] if found else 0


def hold(data: Path) -> "subprocess.Popen[bytes]":
    """Another process that has the server running and waits."""
    program = (
        "import sys, time; from pathlib import Path; from aigis.ops.postgres import Server\n"
        f"server = Server.start(Path({str(data)!r}), settings={QUICK!r})\n"
        "print('up', flush=True); time.sleep(60)"
    )
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    assert process.stdout is not None and process.stdout.readline() == b"up\n"
    return process


def test_a_stopped_server_starts_with_everything_still_there(data: Path) -> None:
    server = Server.start(data, settings=QUICK)
    assert rows(server) == 1
    server.stop()


def test_a_server_is_durable_unless_a_test_asks_for_less(data: Path) -> None:
    server = Server.start(data)
    with psycopg.connect(server.url) as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            assert connection.execute(f"SHOW {setting}").fetchone() == ("on",)
    server.stop()
    assert THROW_AWAY["fsync"] == "off"


def test_nothing_listens_on_the_network_and_the_socket_folder_is_private(data: Path) -> None:
    server = Server.start(data, settings=QUICK)
    with psycopg.connect(server.url) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    assert (data / "postgres" / "sock").stat().st_mode & 0o077 == 0
    server.stop()


def test_the_database_sorts_by_bytes_and_speaks_utf_8(data: Path) -> None:
    server = Server.start(data, settings=QUICK)
    with psycopg.connect(server.url) as connection:
        query = "SELECT datcollate, pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()"
        assert connection.execute(query).fetchone() == ("C", "UTF8")
    server.stop()


def test_a_power_cut_of_the_server_loses_nothing(data: Path) -> None:
    server = Server.start(data, settings=QUICK)
    with psycopg.connect(server.url) as connection:
        connection.execute("INSERT INTO kept VALUES (2)")
    server.kill()
    assert not server.running()
    server.resume()
    assert rows(server) == 2
    server.stop()


def test_what_outlives_the_leading_process_of_a_server_does_not_hold_up_the_next_start(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aigis.ops.postgres._ORDERLY", 600.0)
    server = Server.start(data, settings=QUICK)
    with psycopg.connect(server.url) as connection:
        stuck = connection.info.backend_pid
        os.kill(stuck, signal.SIGSTOP)  # it minds no signal but the last
        leader = int((data / "postgres" / "postmaster.pid").read_text().split()[0])
        os.kill(leader, signal.SIGKILL)
        assert comes_true(lambda: not server.running())
        began = time.monotonic()
        server.resume()
        assert time.monotonic() - began < 600  # the time that an orderly end alone would have had
    assert stuck not in _alive(data / "postgres")
    assert rows(server) == 1
    server.stop()


def test_the_server_dies_with_its_holder_and_the_next_start_works(data: Path) -> None:
    holder = hold(data)
    assert _alive(data / "postgres")
    holder.kill()
    holder.wait()
    assert holder.stdout is not None
    holder.stdout.close()
    server = Server.start(data, settings=QUICK)
    assert rows(server) == 1
    server.stop()
    assert not _alive(data / "postgres")


def test_a_stale_pid_file_that_names_a_living_stranger_does_not_stop_a_start(data: Path) -> None:
    (data / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n/elsewhere\n0\n5432\n\n\n0 0\nready\n")
    (data / "postgres" / "sock").mkdir(exist_ok=True)
    (data / "postgres" / "sock" / ".s.PGSQL.5432").touch()
    server = Server.start(data, settings=QUICK)
    assert rows(server) == 1
    server.stop()


def test_one_folder_has_one_holder(data: Path) -> None:
    server = Server.start(data, settings=QUICK)
    with pytest.raises(AlreadyRunning, match="--data"):
        Server.start(data, settings=QUICK)
    assert rows(server) == 1
    server.stop()


def test_an_interrupted_set_up_is_begun_again(tmp_path: Path) -> None:
    half = tmp_path / "postgres.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    server = Server.start(tmp_path, settings=QUICK)
    server.stop()
    assert not half.exists()


def test_a_folder_too_deep_for_a_socket_gets_a_short_way_in(data: Path, tmp_path: Path) -> None:
    deep = tmp_path / ("deep" * 30)
    data.rename(deep)
    server = Server.start(deep, settings=QUICK)
    assert len(server.url) < 80
    assert rows(server) == 1
    server.stop()


def test_a_cluster_of_another_major_version_is_refused_with_what_to_do(data: Path) -> None:
    (data / "postgres" / "PG_VERSION").write_text("9\n")
    with pytest.raises(PostgresUnusable, match="AIGIS_PG_BINDIR"):
        Server.start(data, settings=QUICK)


def test_settings_of_the_callers_environment_do_not_reach_the_server(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGDATA", "/elsewhere")
    monkeypatch.setenv("PGPORT", "6543")
    server = Server.start(data, settings=QUICK)
    assert rows(server) == 1
    server.stop()


def test_the_programs_can_be_given(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIGIS_PG_BINDIR", "/nowhere")
    with pytest.raises(PostgresUnusable, match="AIGIS_PG_BINDIR"):
        Server.start(data, settings=QUICK)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_root_runs_it_as_somebody_else_in_a_folder_only_root_can_enter(data: Path) -> None:
    data.chmod(0o700)
    server = Server.start(data, settings=QUICK)
    assert all(Path(f"/proc/{process}").stat().st_uid != 0 for process in _alive(data / "postgres"))
    assert data.stat().st_mode & 0o777 == 0o700
    server.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_programs_that_the_other_user_cannot_reach_are_copied(
    tmp_path: Path, open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = bindir(user=None).parent.parent
    hidden = tmp_path / "hidden"
    for name in (source.name, f"{source.name}.libs"):
        if source.with_name(name).exists():
            shutil.copytree(source.with_name(name), hidden / name, symlinks=True)
    hidden.chmod(0o700)
    monkeypatch.setattr("aigis.ops.postgres_binaries._SHARED_COPIES", open_folder / "copies")
    monkeypatch.setattr(sys, "path", [str(hidden)])
    assert bindir(user=65534).is_relative_to(open_folder / "copies")
