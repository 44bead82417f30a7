"""ruff and mypy --strict find nothing, and would find something."""

import subprocess
import sys
from pathlib import Path


def tool(*arguments: str | Path, cwd: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=300)


def test_ruff_finds_nothing(root: Path) -> None:
    done = tool("ruff", "check", "--quiet", "--output-format=concise", ".", "aigis", cwd=root)
    assert done.returncode == 0, done.stdout


def test_every_file_is_formatted(root: Path) -> None:
    done = tool("ruff", "format", "--check", "--quiet", ".", "aigis", cwd=root)
    assert done.returncode == 0, done.stdout


def test_ruff_can_find_something(root: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text("import os\n\n\ndef now(x):\n    return eval(x)\n")
    done = tool("ruff", "check", "--output-format=concise", "--config", root / "pyproject.toml", bad, cwd=root)
    assert all(rule in done.stdout for rule in ("F401", "ANN001", "S307"))


def test_mypy_finds_nothing(root: Path) -> None:
    own = ["src/aigis", "src/aigis_bench", "src/aigis_demo", "tests", "verifier/src", "client/src", "client/examples"]
    done = tool("mypy", *own, cwd=root)
    assert done.returncode == 0, done.stdout


def test_mypy_can_find_something(root: Path, tmp_path: Path) -> None:
    bad = tmp_path / "wrong_types.py"
    bad.write_text("def verdict(bits: float) -> str:\n    return bits\n\n\ndef untyped(x): ...\n")
    done = tool("mypy", "--config-file", root / "pyproject.toml", bad, cwd=root)
    assert "return-value" in done.stdout
    assert "no-untyped-def" in done.stdout
