"""Units of systemd: each runs a command that exists, with settings that exist, and may do little."""

import re
import shlex
from pathlib import Path

import pytest

from aigis.ops.cli import COMMANDS
from aigis.ops.settings_table import ROWS
from tests.deploy.programs import DEPLOY, program, run

UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
WORST_EXPOSURE = 2.5


def lines_of(unit: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in unit.read_text().splitlines():
        name, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            found.setdefault(name, []).append(value)
    return found


def commands_of(unit: Path) -> list[str]:
    (started,) = lines_of(unit)["ExecStart"]
    words = shlex.split(started)
    assert words[:3] == ["/opt/aigis/.venv/bin/python", "-m", "aigis.ops.cli"]
    return words[3:]


def test_there_is_a_unit_for_each_process() -> None:
    assert {commands_of(unit)[0] for unit in UNITS} == {"serve", "work", "seal", "reconcile", "witness"}


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_runs_a_command_that_exists(unit: Path) -> None:
    assert commands_of(unit)[0] in COMMANDS


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_writes_where_its_user_may(unit: Path) -> None:
    lines = lines_of(unit)
    (user,) = lines["User"]
    assert f"\nu {user} " in (DEPLOY / "systemd" / "aigis.sysusers.conf").read_text()
    assert lines["StateDirectory"] == [user]
    assert f"NUMBA_CACHE_DIR=/var/cache/{lines['CacheDirectory'][0]} " in lines["Environment"][0]


def test_the_key_of_the_log_belongs_to_an_account_of_its_own() -> None:
    users = {unit.stem: lines_of(unit)["User"][0] for unit in UNITS}
    assert [stem for stem, user in users.items() if user == users["aigis-sealer"]] == ["aigis-sealer"]
    assert f"\nAIGIS_SIGNER_KEYS=/var/lib/{users['aigis-sealer']}\n" in (DEPLOY / "systemd" / "aigis.env").read_text()


@pytest.mark.parametrize("process", ["sealer", "reconciler"])
def test_a_process_of_another_account_gets_the_keys_from_systemd(process: str) -> None:
    lines = lines_of(DEPLOY / "systemd" / f"aigis-{process}.service")
    *_, folders = lines["EnvironmentFile"]  # the last one counts
    text = (DEPLOY / "systemd" / Path(folders).name).read_text()
    assert f"\nAIGIS_KEYS=/run/credentials/aigis-{process}.service\n" in text
    assert [line.partition(":")[0] for line in lines["LoadCredential"]] == ["master.key", "django.key"]


def test_the_environment_names_settings_that_exist() -> None:
    text = (DEPLOY / "systemd" / "aigis.env").read_text()
    named = re.findall(r"^(AIGIS_\w+)=", text, re.MULTILINE)
    assert named and set(named) <= {row.name for row in ROWS}


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_is_little_exposed(unit: Path) -> None:
    assert exposure(unit) <= WORST_EXPOSURE


def exposure(unit: Path) -> float:
    analysed = run(program("systemd-analyze"), "security", "--offline=yes", "--no-pager", unit)
    level = re.search(r"Overall exposure level for \S+: ([\d.]+)", analysed.stdout)
    assert level is not None, analysed.stderr
    return float(level[1])


def test_a_unit_without_limits_is_exposed(tmp_path: Path) -> None:
    unit = tmp_path / "aigis-open.service"
    unit.write_text("[Service]\nExecStart=/bin/true\n")
    assert exposure(unit) > WORST_EXPOSURE


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_systemd_understands_a_unit(unit: Path, tmp_path: Path) -> None:
    text = unit.read_text().replace("/opt/aigis/.venv/bin/python", "/bin/true").replace("/opt/aigis", "/")
    (tmp_path / unit.name).write_text(text)
    (tmp_path / "aigis.target").write_text((DEPLOY / "systemd" / "aigis.target").read_text())
    verified = run(program("systemd-analyze"), "verify", tmp_path / unit.name, tmp_path / "aigis.target")
    ours = [line for line in verified.stderr.splitlines() if str(tmp_path) in line or unit.name in line]
    assert ours == []
