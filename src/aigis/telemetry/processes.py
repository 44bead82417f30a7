"""Memory of the processes of this server, and which build they run."""

import os
import platform
import sys
from collections.abc import Iterator
from pathlib import Path

from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric

from aigis import __version__

_PAGE = os.sysconf("SC_PAGE_SIZE")
_PROC = Path("/proc")


class ProcessCollector:
    """Collects the memory of `name`: this process, or with `siblings` all that have the same parent, and that one."""

    def __init__(self, name: str, *, siblings: bool = False) -> None:
        self._name = name
        self._siblings = siblings

    def collect(self) -> Iterator[Metric]:
        """Yields memory by process and the build."""
        memory = GaugeMetricFamily(
            "aigis_process_resident_memory_bytes", "Resident memory, by process.", labels=["process"]
        )
        for number, pid in enumerate(self._pids()):
            memory.add_metric([f"{self._name} {number}" if self._siblings else self._name], resident_bytes(pid))
        yield memory
        yield InfoMetricFamily("aigis_build", "The build that runs.", value=build())

    def _pids(self) -> list[int]:
        return [os.getppid(), *sorted(children(os.getppid()))] if self._siblings else [os.getpid()]


def build() -> dict[str, str]:
    """Returns version, Python and machine."""
    python = ".".join(map(str, sys.version_info[:3]))
    return {"version": __version__, "python": python, "machine": platform.machine()}


def resident_bytes(pid: int) -> int:
    """Returns the resident memory of a process in bytes; 0 for one that ended (proc(5), statm)."""
    try:
        return int((_PROC / str(pid) / "statm").read_text().split()[1]) * _PAGE
    except (OSError, IndexError):
        return 0


def children(parent: int) -> list[int]:
    """Returns the processes whose parent it is (proc(5), stat: the fourth field; the second may hold blanks)."""
    pids = []
    for entry in _PROC.iterdir():
        try:
            if entry.name.isdigit() and int((entry / "stat").read_text().rpartition(")")[2].split()[1]) == parent:
                pids.append(int(entry.name))
        except (OSError, IndexError):
            continue
    return pids
