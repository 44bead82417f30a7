"""`aigis config`, `aigis init` and the table of settings, which the documents and the code share."""

import re
from pathlib import Path

import pytest

from aigis.ops import cli
from aigis.ops.settings_table import HIDDEN, ROWS, setting_origins
from tests.apps.fixtures import at, forgetful, world
from tests.world import World

__all__ = ["at", "forgetful", "world"]

# What commands on a client's machine read; no installation has them.
_OF_CLIENTS = ("AIGIS_KEY", "AIGIS_LOG_VKEY")

SECRET = "postgresql://aigis:hunter2@db/aigis"


def test_every_setting_that_the_environment_reads_is_in_the_table(root: Path) -> None:
    code = "".join(path.read_text() for path in (root / "src/aigis").rglob("*.py"))
    read = set(re.findall(r'"(AIGIS_[A-Z_]+)"', code)) - {"AIGIS_REMINDERS_", *_OF_CLIENTS}
    assert read <= {row.name for row in ROWS}


def test_the_documents_list_the_same_settings(root: Path) -> None:
    listed = re.findall(r"^\| `(AIGIS_\w+)` \| (.*?) \| (.*?) \|$", (root / "docs/ADMIN.md").read_text(), re.MULTILINE)
    assert listed == [(row.name, row.sentence, row.default or "-") for row in ROWS]


def test_a_secret_is_hidden_and_the_origin_is_told() -> None:
    settings = {
        setting.name: setting for setting in setting_origins({"AIGIS_DATABASE_URL": SECRET, "AIGIS_MODE": "demo"})
    }
    assert settings["AIGIS_DATABASE_URL"].shown == HIDDEN
    assert (settings["AIGIS_MODE"].shown, settings["AIGIS_MODE"].origin) == ("demo", "environment")
    assert settings["AIGIS_RETENTION"].origin == "default"


def test_the_command_prints_every_setting_without_a_secret(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AIGIS_DATABASE_URL", SECRET)
    monkeypatch.setenv("AIGIS_SENDER", "aigis@example.org")
    assert cli.main(["config"]) == 0
    printed = capsys.readouterr().out
    assert "hunter2" not in printed and re.search(r"AIGIS_SENDER +aigis@example.org +environment", printed)
    assert len(printed.splitlines()) == len(ROWS)


def test_an_empty_installation_prints_the_link_of_the_first_administrator(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["init", "--link-only"]) == 0
    assert re.search(r"/start/[\w-]{43}/", capsys.readouterr().out)


def test_an_installation_with_users_prints_none(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    from aigis.core.access.permissions import Role

    world.user(Role.GUARD)
    assert cli.main(["init", "--link-only"]) == 0
    assert "/start/" not in capsys.readouterr().out
