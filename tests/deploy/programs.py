"""Programs that check what an operator gets: those of this machine, or those that `./aigis test` fetched."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
_FETCHED = ROOT / ".venv" / "tools" / "usr"


def program(name: str) -> str:
    """The path of a program; without it the test is skipped, and says so."""
    folders = [str(_FETCHED / "bin"), str(_FETCHED / "sbin"), "/usr/sbin"]
    path = shutil.which(name) or shutil.which(name, path=":".join(folders))
    if path is None:
        pytest.skip(f"no {name} here")
    return path


def run(*command: str | Path, timeout: float = 120.0) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=timeout)
