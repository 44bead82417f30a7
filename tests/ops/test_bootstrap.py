"""`./aigis`, the bootstrap: its rings, its set-up and what it says when it cannot."""

import importlib.machinery
import importlib.util
import os
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def bootstrap(root: Path) -> ModuleType:
    """The bootstrap as a module: it has no suffix, so that it can be called by its name."""
    loader = importlib.machinery.SourceFileLoader("aigis_bootstrap", str(root / "aigis"))
    spec = importlib.util.spec_from_loader("aigis_bootstrap", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


@pytest.fixture
def clone(root: Path, tmp_path: Path) -> Path:
    """A clone with an environment that has nothing to install, and a Python that says what it was asked to run."""
    (tmp_path / "aigis").write_bytes((root / "aigis").read_bytes())
    (tmp_path / "aigis").chmod(0o755)
    (tmp_path / "requirements").mkdir()
    for name in ("uv", "base", "test"):
        (tmp_path / "requirements" / f"{name}.txt").write_text("")
    site = tmp_path / ".venv" / "lib" / "python3.11" / "site-packages"
    site.mkdir(parents=True)
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir()
    log = tmp_path / "calls"
    python.write_text(f'#!/bin/sh\necho "$@" >> {log}\necho "$PWD: $@"\n')
    python.chmod(0o755)
    return tmp_path


def start(
    clone: Path, *arguments: str, cwd: Path | None = None, variables: Mapping[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "AIGIS_NO_APT": "1", **(variables or {})}
    command = [sys.executable, str(clone / "aigis"), *arguments]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=300)


def calls(clone: Path) -> list[str]:
    return (clone / "calls").read_text().splitlines()


def test_a_command_runs_where_it_was_called(clone: Path) -> None:
    assert start(clone, "check", "--gate", "x", cwd=Path("/")).stdout == "/: -m aigis.ops.cli check --gate x\n"


def test_demo_is_up_with_a_demo(clone: Path) -> None:
    assert start(clone, "demo", "--port", "8001").stdout.endswith("-m aigis.ops.cli up --demo --port 8001\n")


def test_a_first_command_installs_by_hash_and_the_second_one_nothing(clone: Path) -> None:
    start(clone, "match")
    installs = [call for call in calls(clone) if "install" in call]
    assert ["-m pip install" in installs[0], "-m uv pip install" in installs[1]] == [True, True]
    assert all("--require-hashes" in call for call in installs)
    start(clone, "match")
    assert [call for call in calls(clone) if "install" in call] == installs


def test_a_changed_lock_is_installed_again(clone: Path) -> None:
    start(clone, "match")
    (clone / "requirements" / "base.txt").write_text("# another\n")
    start(clone, "match")
    installs = [call for call in calls(clone) if "install" in call]
    assert [Path(call.split()[-1]).name for call in installs] == ["uv.txt", "base.txt", "base.txt"]


def test_two_first_commands_started_together_install_once(clone: Path) -> None:
    command = [sys.executable, str(clone / "aigis"), "match"]
    both = [subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for _ in range(2)]
    assert [process.wait(timeout=300) for process in both] == [0, 0]
    assert len([call for call in calls(clone) if "install" in call]) == 2


def test_a_failed_set_up_is_no_verdict_and_is_tried_again(clone: Path) -> None:
    python = clone / ".venv" / "bin" / "python"
    good = python.read_text()
    python.write_text('#!/bin/sh\ncase "$*" in *install*) echo "no route"; exit 1;; esac\n')
    failed = start(clone, "check")
    assert failed.returncode == 3
    assert "no route" in failed.stderr
    python.write_text(good)
    assert start(clone, "check").returncode == 0


def test_tests_run_in_the_project_with_the_lock_for_tests(clone: Path) -> None:
    (clone / "tests" / "core").mkdir(parents=True)
    done = start(clone, "test", "tests/core", "-q", cwd=Path("/"))
    (call,) = done.stdout.splitlines()[-1:]
    assert call.startswith(f"{clone}: -m pytest -n auto -m (not acceptance and not browser")
    assert call.endswith(") or story tests/core -q")
    assert any("test.txt" in call for call in calls(clone))


def test_tools_that_check_what_operators_get_are_fetched_and_not_installed(clone: Path) -> None:
    programs = clone / "programs"
    programs.mkdir()
    for name, lines in {"apt-get": 'case "$*" in *download*) touch "$3.deb";; esac', "dpkg-deb": ""}.items():
        (programs / name).write_text(f'#!/bin/sh\necho "{name} $@" >> {clone}/fetched\n{lines}\n')
        (programs / name).chmod(0o755)
    for name in ("chromium", "faketime"):
        (programs / name).symlink_to("/bin/true")
    start(clone, "test", "-q", variables={"AIGIS_NO_APT": "0", "PATH": f"{programs}:/bin"})
    fetched = (clone / "fetched").read_text()
    assert "apt-get -qq download prometheus" in fetched and "install" not in fetched
    unpacked = f"dpkg-deb -x {clone}/.venv/tools/packages/prometheus.deb {clone}/.venv/tools"
    assert unpacked in fetched and not list((clone / ".venv/tools/packages").iterdir())


def test_every_run_ends_with_the_clock_moved_unless_files_are_chosen(clone: Path) -> None:
    whole = start(clone, "test", "-q", "-k", "bans").stdout.splitlines()[-3:]
    assert [line.partition(": ")[2].partition(" -q")[0] for line in whole[1:]] == [
        "-m pytest -m story",
        "-m tests.moved_clock --today",
    ]
    (clone / "tests").mkdir()
    (clone / "tests" / "test_bans.py").write_text("")
    chosen = start(clone, "test", "tests/test_bans.py::test_in_force").stdout
    assert "tests.moved_clock" not in chosen and "or story tests/test_bans.py::test_in_force" in chosen


def test_a_ring_is_run_by_its_name(clone: Path) -> None:
    assert start(clone, "test", "acceptance", "-x").stdout.endswith("-m pytest -m acceptance -x\n")


def test_the_calendar_is_run_at_the_settings_named(clone: Path) -> None:
    done = start(clone, "test", "calendar", "leap-day", "-x")
    assert done.stdout.endswith("-m tests.moved_clock leap-day -x\n")


@pytest.mark.parametrize(("ring", "package"), [("calendar", "faketime"), ("browser", "chromium")])
def test_a_missing_program_is_named_with_what_is_left_out(clone: Path, ring: str, package: str) -> None:
    said = start(clone, "test", ring, variables={"PATH": str(clone / "empty")}).stderr
    assert f"no {package}, so " in said and f"apt install {package}" in said


def test_a_moved_clock_is_handed_on_in_the_form_that_works(clone: Path) -> None:
    (clone / ".venv" / "bin" / "python").write_text("#!/bin/sh\n/usr/bin/env\n")
    moved = {"LD_PRELOAD": "libfaketime-of-no-file.so", "FAKETIME": "+86400", "FAKETIME_SHARED": "/sem /shm"}
    told = start(clone, "check", variables=moved).stdout.splitlines()
    assert {"FAKETIME=+86400", "FAKETIME_DONT_FAKE_MONOTONIC=1", "NO_FAKE_STAT=1"} <= set(told)
    assert not [line for line in told if line.startswith("FAKETIME_SHARED=")]
    (path,) = [line for line in told if line.startswith("PYTHONPATH=")]
    assert path.startswith(f"PYTHONPATH={clone}/tests/moved_clock/site")


def test_the_rings_are_the_markers_of_pytest(bootstrap: ModuleType, root: Path) -> None:
    settings = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["pytest"]["ini_options"]
    markers = {marker.partition(":")[0] for marker in settings["markers"]}
    assert set(bootstrap.RINGS) - {"short"} == markers - {"story"}
    assert bootstrap.RINGS["short"] in settings["addopts"]


def test_a_missing_venv_module_is_named_with_what_to_install(
    bootstrap: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bootstrap, "PYTHON", tmp_path / "python")
    monkeypatch.setattr(bootstrap.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SystemExit) as left:
        bootstrap.make_venv()
    assert left.value.code == 3
    assert "apt install python3-venv" in capsys.readouterr().err


def test_commands_keep_their_compiled_sources_in_the_environment_whatever_the_machine_says(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (clone / ".venv" / "bin" / "python").write_text("#!/bin/sh\nenv\n")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.delenv("PYTHONPYCACHEPREFIX", raising=False)
    told = start(clone, "check").stdout.splitlines()
    assert f"PYTHONPYCACHEPREFIX={clone}/.venv/pycache" in told
    assert not [line for line in told if line.startswith("PYTHONDONTWRITEBYTECODE=")]
