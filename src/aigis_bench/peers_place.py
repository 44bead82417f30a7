"""The environment of the peers, beside ours and never mixed with it."""

import subprocess
import sys
from pathlib import Path

from aigis.core.errors import InvalidInput
from aigis_bench.figures import say

_ROOT = Path(__file__).parents[2]
_LOCK = _ROOT / "requirements" / "peers.txt"
_PLACE = _ROOT / ".venv-peers"
HOW = "aigis bench match --peers installs splink and nomenklatura into an environment of their own"
_FAILED = "The peers could not be installed: {cause}. On Debian they need: apt install build-essential libicu-dev"


def peers_python(*, install: bool) -> Path | None:
    """The peers' Python, installed from its lock where that is asked for; None where there is none.

    Raises InvalidInput where it cannot be installed: away from a checkout there is no lock.
    """
    python = _PLACE / "bin" / "python"
    if _installed():
        return python
    if not install:
        return None
    if not _LOCK.exists():
        raise InvalidInput("The peers are installed from requirements/peers.txt of a checkout.", field="peers")
    say("installing the peers from requirements/peers.txt …")
    uv = [sys.executable, "-m", "uv"]
    _run([*uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(_PLACE)])
    _run([*uv, "pip", "install", "--quiet", "--python", str(python), "--require-hashes", "-r", str(_LOCK)])
    (_PLACE / "installed").write_bytes(_LOCK.read_bytes())
    return python


def _installed() -> bool:
    """Whether the environment was made from the lock as it is now."""
    mark = _PLACE / "installed"
    return _LOCK.exists() and mark.exists() and mark.read_bytes() == _LOCK.read_bytes()


def _run(command: list[str]) -> None:
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        cause = (done.stderr.strip().splitlines() or ["no word"])[-1]
        raise InvalidInput(_FAILED.format(cause=cause), field="peers")
