"""Who may import whom: the contracts in pyproject.toml, and houses built wrongly on purpose."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

FLOORS = ("config", "web", "api", "ops", "apps", "adapters", "core")
ROOMS = ("insight", "rosters", "checks", "alerts", "register", "facilities", "notices", "people", "audit")
BESIDE = ("aigis_bench", "aigis_demo")
INNER = (
    "apps/register/bans",
    "apps/register/proposals",
    "web/labels",
    "web/reception",
    "core/bans",
    "core/checks",
    "core/access",
    "core/matching",
    "core/matching/compiled_search",
    "core/matching/kernel",
    "core/person",
    "ops/commands",
    "ops/commands/reconcile",
    "ops/reconcile",
)


def lint(root: Path, source: Path, cache: Path) -> "subprocess.CompletedProcess[str]":
    """Holds the contracts against the package under `source`."""
    program = "import sys; from importlinter.cli import lint_imports_command; lint_imports_command()"
    arguments = ["--config", str(root / "pyproject.toml"), "--cache-dir", str(cache)]
    environment = {**os.environ, "PYTHONPATH": str(source), "COLUMNS": "200"}
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.run(command, env=environment, cwd=source, capture_output=True, text=True, timeout=120)


def add_package(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "__init__.py").touch()


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """An empty house with the floors and rooms of ours."""
    for folder in ["", *FLOORS, *(f"apps/{room}" for room in ROOMS), *INNER]:
        add_package(tmp_path / "aigis" / folder)
    for package in BESIDE:
        add_package(tmp_path / package)
    (tmp_path / "aigis" / "wiring.py").touch()
    return tmp_path


def test_our_house_stands_as_it_was_drawn(root: Path, tmp_path: Path) -> None:
    done = lint(root, root / "src", tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_an_empty_house_passes(root: Path, house: Path, tmp_path: Path) -> None:
    done = lint(root, house, tmp_path / "cache")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("core/bans/versions.py", "import django"),
        ("core/bans/versions.py", "import aigis.apps.audit"),
        ("apps/audit/actions.py", "import aigis.apps.people"),
        ("apps/alerts/actions.py", "from aigis.apps import checks"),
        ("apps/facilities/models.py", "import aigis.apps.register"),
        ("apps/notices/delivery.py", "import aigis.adapters"),
        ("apps/checks/actions.py", "import aigis.web"),
        ("web/reception/views.py", "import aigis.api"),
        ("apps/register/bans/changes.py", "import aigis.apps.register.proposals"),
        ("web/labels/vocabulary.py", "import aigis.web.reception"),
        ("core/bans/versions.py", "import aigis.core.checks"),
        ("adapters/mail.py", "import aigis.apps.notices"),
        ("core/access/masking.py", "import aigis.core.matching.kernel"),
        ("core/matching/kernel/runner.py", "import aigis.core.matching.compiled_search"),
        ("ops/supervisor.py", "import aigis_demo"),
        ("apps/checks/actions.py", "import aigis_bench"),
        ("ops/reconcile/tables.py", "import aigis.apps.register"),
        ("ops/reconcile/simple_matcher.py", "import aigis.core.matching"),
        ("apps/cellar/__init__.py", ""),  # a room nobody has placed
    ],
)
def test_a_wrong_import_is_found(root: Path, house: Path, tmp_path: Path, file: str, line: str) -> None:
    path = house / "aigis" / file
    path.parent.mkdir(exist_ok=True)
    path.write_text(line + "\n")
    done = lint(root, house, tmp_path / "cache")
    assert done.returncode == 1, done.stdout + done.stderr
