"""`aigis bench recovery`: how soon checks are answered, and rightly, after a process of the web server was killed.

The processes run under the supervisor of `aigis up`. Everybody asked about is banned: an answer that does not deny is
an error, and so is any status but 201 once the server listens.
"""

import http.client
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aigis.core.person.person import Person
from aigis.ops.supervisor import Child, Supervisor
from aigis_bench.check import banned_people, register_people
from aigis_bench.figures import percentile, say
from aigis_bench.place import GATE, BenchTarget, place
from aigis_bench.process_times import processes_below
from aigis_demo.identities import as_request

_ANSWERS_WITHIN = 600.0  # seconds
_ASKED_EVERY = 0.02
_TIMEOUT = 120.0
_STEADY = 6.0
_KILLED = {"process": 2, "server": 1, "all": 0}  # by generation: `serve` forks a server, and that its processes
_NOWHERE = "http://127.0.0.1:9/"  # no desk is told: only the answers count


def measure(*, subjects: int, kills: int) -> dict[str, Any]:
    """Kills `aigis serve` itself, the server that it forked and one of its processes, so many times each.

    The register of the size is saved before.
    """
    with place(webhook=_NOWHERE, answer_grid_ms=0) as where:
        known = register_people(banned_people(), subjects, 0)
        saved = _save()
        with _supervised(where):
            asking = _Asking(where, known)
            seconds: dict[str, list[float]] = {"start": [asking.until_denied()], **{part: [] for part in _KILLED}}
            memory = []
            for _ in range(kills):
                memory.append(_memory(_web_processes()))
                for part, generation in _KILLED.items():
                    os.kill(_web_processes()[generation], signal.SIGKILL)
                    seconds[part].append(asking.until_denied())
                    time.sleep(_STEADY)  # otherwise it is left to the supervisor, which waits
        figures = {
            "subjects": subjects,
            **saved,
            **{f"{part}_seconds": round(percentile(took, 0.5), 2) for part, took in seconds.items()},
            "longest_seconds": round(max(max(took) for took in seconds.values()), 2),
            **max(memory, key=lambda each: each["further_process_mb"]),
            "wrong": asking.wrong,
        }
        say(f"recovery: {figures}")
        return figures


def _save() -> dict[str, float]:
    """Loads the register from the database and saves it; returns what each took and how large the file is."""
    from django.utils import timezone

    from aigis.apps.register.in_memory import current as current_register
    from aigis.apps.register.in_memory import saved_view

    steps = {}
    for step in ("build_seconds", "save_seconds", "map_seconds"):
        if step != "save_seconds":
            current_register.clear()
        begun = time.perf_counter()
        if step == "save_seconds":
            current_register.save(at=timezone.now())
        else:
            current_register.current(at=timezone.now())
        steps[step] = round(time.perf_counter() - begun, 2)
    current_register.clear()
    return {**steps, "file_mb": round(saved_view.path().stat().st_size / 1e6, 1)}


@contextmanager
def _supervised(where: BenchTarget) -> Iterator[None]:
    """Runs sealer and web server under a supervisor; ends them."""
    supervisor, stop, log = Supervisor(), threading.Event(), where.folder / "processes.log"
    tending = threading.Thread(target=supervisor.run, args=(stop,))
    try:
        for name, *words in (("sealer", "seal"), ("web", "serve", "--port", str(where.port))):
            command = [sys.executable, "-m", "aigis.ops.cli", *words]
            supervisor.add(Child(name, command, env=dict(os.environ), log=log))
        tending.start()
        yield
    finally:
        stop.set()
        if tending.is_alive():
            tending.join()
        supervisor.stop()


class _Asking:
    """Asks about banned people, one after the other."""

    def __init__(self, where: BenchTarget, known: Sequence[Person]) -> None:
        self._where, self._known, self._turn, self.wrong = where, known, 0, 0

    def until_denied(self) -> float:
        """Asks until a check is answered; returns the seconds it took."""
        begun = time.monotonic()
        while time.monotonic() - begun < _ANSWERS_WITHIN:
            try:
                status, answer = self._ask()
            except (OSError, http.client.HTTPException):
                time.sleep(_ASKED_EVERY)
                continue
            if status == 201:
                self.wrong += answer["verdict"] != "denied"
                return time.monotonic() - begun
            time.sleep(_ASKED_EVERY)
        raise TimeoutError((self._where.folder / "processes.log").read_text()[-2000:])

    def _ask(self) -> tuple[int, dict[str, Any]]:
        person, self._turn = self._known[self._turn % len(self._known)], self._turn + 1
        body = json.dumps({"gate": GATE, "purpose": "visitor", "person": as_request(person)})
        headers = {"Authorization": f"Bearer {self._where.guard_key}", "Content-Type": "application/json"}
        connection = http.client.HTTPConnection("127.0.0.1", self._where.port, timeout=_TIMEOUT)
        try:
            connection.request("POST", "/api/v1/checks", body, headers)
            response = connection.getresponse()
            return response.status, json.loads(response.read() or b"{}")
        finally:
            connection.close()


def _web_processes() -> list[int]:
    """`aigis serve`, the server that it forked, and the processes that that forked."""
    web = [process for process, part in processes_below(os.getpid()).items() if part == "web"]
    return sorted(web, key=lambda process: (_generation(process, web), process))


def _generation(process: int, web: Sequence[int]) -> int:
    """How many of the processes are ancestors of one."""
    parent = int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
    return 1 + _generation(parent, web) if parent in web else 0


def _memory(processes: Sequence[int]) -> dict[str, float]:
    """What all web processes have in memory, shared pages once, and what the largest forked one has for itself."""
    rows = [_megabytes(process) for process in processes]
    own = [row["Private_Clean"] + row["Private_Dirty"] for row in rows[2:]]
    return {"web_mb": round(sum(row["Pss"] for row in rows), 1), "further_process_mb": round(max(own), 1)}


def _megabytes(process: int) -> dict[str, float]:
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()[1:]
    return {line.partition(":")[0]: int(line.split()[1]) / 1_024 for line in lines}
