"""The matchers that are measured side by side, each in a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from aigis_bench.figures import say

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class System:
    """A matcher as people use it.

    `cut` is the score from which its users call it a match (None: ours says so itself); `most_persons` and `most_rows`
    bound what a slow one is given in the speed part and as a known set; `by_peers` runs in the peers' environment.
    """

    name: str
    script: str
    cut: float | None = None
    most_persons: int | None = None
    most_rows: int | None = None
    by_peers: bool = False
    pairs: bool = True

    @property
    def ours(self) -> bool:
        return self.cut is None


OURS = System("aigis", "with_aigis.py")
POLARS = System("polars join", "with_polars.py", cut=1.0)
SYSTEMS = (
    OURS,
    System("rapidfuzz", "with_rapidfuzz.py", cut=90.0, most_persons=1_000, most_rows=25_000),
    # a match weight of 3.17 bits is its match probability of .9
    System("splink", "with_splink.py", cut=3.17, by_peers=True, pairs=False),
    System("nomenklatura logic-v2", "with_nomenklatura.py", cut=0.7, most_persons=250, most_rows=12_000, by_peers=True),
    POLARS,
)


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds from opening the lists to the written result, and the most memory the process ever had."""

    seconds: float
    max_rss_mb: float


def run_system(system: System, arguments: Sequence[str | Path], *, python: Path, limit: float) -> Measured | None:
    """Runs a system on its arguments; None, with a line of why, where it failed or took longer than `limit` seconds."""
    command = [str(python), "-P", str(_HERE / "measured.py"), str(_HERE / "peers" / system.script)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("AIGIS_", "DJANGO_"))}
    try:
        done = subprocess.run(
            [*command, *map(str, arguments)], env=environment, capture_output=True, text=True, timeout=limit
        )
    except subprocess.TimeoutExpired:
        say(f"{system.name}: not done within {limit:,.0f} s, left out")
        return None
    if done.returncode:
        say(f"{system.name} failed, left out: {(done.stderr.strip().splitlines() or ['no word'])[-1]}")
        return None
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


def python_of(system: System, peers: Path | None) -> Path | None:
    """The Python a system runs in; None where it needs the peers' and there is none."""
    return peers if system.by_peers else Path(sys.executable)
