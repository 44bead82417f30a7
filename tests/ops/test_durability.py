"""A process refuses to start on a database that may lose what it has confirmed."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from aigis.config import environment
from aigis.ops.durability import NotDurable, require_durable
from aigis.ops.postgres import THROW_AWAY, Server


@pytest.fixture(scope="module")
def weak(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server.start(tmp_path_factory.mktemp("weak"), settings=THROW_AWAY)
    yield server
    server.kill()
    server.stop()


def production(url: str) -> dict[str, str]:
    return {"AIGIS_DATABASE_URL": url, "AIGIS_MODE": "production"}


def test_a_weak_database_is_named_with_every_setting_that_is_off(weak: Server) -> None:
    with pytest.raises(NotDurable) as refused:
        require_durable(production(weak.url))
    for name in ("fsync", "full_page_writes", "synchronous_commit"):
        assert f"{name} is off" in refused.value.sentence


@pytest.mark.parametrize("command", ["serve", "work", "seal"])
def test_no_process_starts_on_it(weak: Server, command: str, tmp_path: Path) -> None:
    ours = {**os.environ, **production(weak.url), "AIGIS_DATA": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "aigis.ops.cli", command], env=ours, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 2 and "may lose what it has confirmed" in done.stderr


def test_a_durable_database_without_a_synchronous_standby_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server = Server.start(tmp_path / "data")
    try:
        require_durable(production(server.url))
        assert "no synchronous standby" in capsys.readouterr().err
        require_durable({**production(server.url), "AIGIS_DATA": str(server.data)})  # the one that `up` started itself
        assert capsys.readouterr().err == ""
        server.settings["synchronous_standby_names"] = "ANY 1 (other)"
        server.settings["synchronous_commit"] = "local"
        server.kill()
        server.resume()
        with pytest.raises(NotDurable, match="synchronous_commit is local"):
            require_durable(production(server.url))
    finally:
        server.kill()
        server.stop()


def test_a_database_that_cannot_be_reached_is_waited_for_later(tmp_path: Path) -> None:
    require_durable(production(f"postgresql://aigis@/aigis?host={tmp_path}"))


def test_several_servers_need_to_say_that_the_primary_is_meant() -> None:
    several = "postgresql://aigis@db1,db2/aigis"
    with pytest.raises(ImproperlyConfigured, match="target_session_attrs=read-write"):
        environment.read({"AIGIS_DATABASE_URL": several})
    read = environment.read({"AIGIS_DATABASE_URL": f"{several}?target_session_attrs=read-write"})
    assert read.database["HOST"] == "db1,db2"
