"""CPU time of the processes of one installation, read from /proc (Linux, proc(5))."""

import os
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from aigis.core.errors import NotFound

_PROC = Path("/proc")
_TICKS = os.sysconf("SC_CLK_TCK")
_POSTGRESQL = "postgresql"
# The word of a command line that tells which part of the installation a process is.
_PARTS = {
    "up": "supervisor",
    "serve": "web",
    "seal": "sealer",
    "work": "worker",
    "reconcile": "reconciler",
    "aigis_demo.receiver": "receiver",
}


def supervisor_of(data: Path) -> int:
    """Returns the process id of the `aigis up` that holds the folder; raises NotFound if none does."""
    named = f"AIGIS_DATA={data}".encode()
    for process in _processes():
        if named in _words(process, "environ"):
            parent = _stat(process)[0]
            if "up" in map(bytes.decode, _words(parent, "cmdline")):
                return parent
    raise NotFound(f"No installation is running in {data}. Start it with 'aigis up --data {data}'.")


def cpu_seconds(supervisor: int) -> dict[str, float]:
    """Returns the CPU seconds of each part so far, of its ended children as well; backends count for PostgreSQL."""
    stats = {process: _stat(process) for process in _processes()}
    names = {supervisor: _PARTS["up"]}
    seconds: defaultdict[str, float] = defaultdict(float)
    for process, (_, used) in stats.items():
        name = _part(process, stats, names)
        if name is not None:
            seconds[name] += used
    return dict(seconds)


def processes_below(supervisor: int) -> dict[int, str]:
    """Returns the living processes of an installation by id, each with its part; its supervisor is left out."""
    stats = {process: _stat(process) for process in _processes()}
    names = {supervisor: _PARTS["up"]}
    parts = {process: _part(process, stats, names) for process in stats if process != supervisor}
    return {process: part for process, part in parts.items() if part is not None}


def _part(process: int, stats: Mapping[int, tuple[int, float]], names: dict[int, str]) -> str | None:
    """Names the part a process belongs to: its own or its nearest named ancestor's; None if it is not of ours."""
    chain = []
    while process in stats and process not in names:
        chain.append(process)
        process = stats[process][0]
    name = names.get(process)
    if name is None:
        return None
    for descendant in reversed(chain):
        name = names[descendant] = _own_name(descendant) or name
    return name


def _own_name(process: int) -> str | None:
    """Names the part that a process says it is by its command line, a worker with its queue."""
    words = [word.decode(errors="replace") for word in _words(process, "cmdline")]
    if words and Path(words[0].split(" ")[0].rstrip(":")).name == "postgres":
        return _POSTGRESQL
    name = next((_PARTS[word] for word in words if word in _PARTS), None)
    if name == "worker" and "--queues" in words[:-1]:
        return f"{name} {words[words.index('--queues') + 1]}"
    return name


def _processes() -> list[int]:
    return [int(entry.name) for entry in _PROC.iterdir() if entry.name.isdigit()]


def _stat(process: int) -> tuple[int, float]:
    """Returns a process's parent and its CPU seconds (fields 4 and 14 to 17); nothing once it has ended."""
    try:
        fields = (_PROC / str(process) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0, 0.0
    return int(fields[1]), sum(map(int, fields[11:15])) / _TICKS


def _words(process: int, file: str) -> list[bytes]:
    try:
        return (_PROC / str(process) / file).read_bytes().split(b"\0")
    except OSError:  # ended meanwhile, or another user's
        return []
