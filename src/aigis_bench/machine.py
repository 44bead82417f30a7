"""What the figures were measured on, and with which versions."""

import json
import os
import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_OURS = ("aigis", "rapidfuzz", "polars")
_PEERS = ("splink", "nomenklatura")
_ASK = "import json, importlib.metadata as m, sys; print(json.dumps({n: m.version(n) for n in sys.argv[1:]}))"


def machine() -> str:
    """Cores, memory, Python and what else was running, without a name of the place."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    kind = f"{os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GB, Python {platform.python_version()}"
    return f"{kind}, on which {os.getloadavg()[0]:.1f} other processes ran on average when it began"


def versions(peers: Path | None) -> dict[str, str]:
    """The versions of ours and, where they are installed, of the peers."""
    installed = {name: _version(name) for name in _OURS}
    if peers:
        done = subprocess.run([peers, "-c", _ASK, *_PEERS], capture_output=True, text=True, check=True)
        installed |= json.loads(done.stdout)
    return installed


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:  # ours runs from where it stands
        return ""
