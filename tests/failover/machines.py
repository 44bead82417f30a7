"""Machines of one installation over one pair of servers: a sealer with the signer's state, web processes without it."""

import json
import os
import shutil
import subprocess
import sys
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from aigis.core.dates.brussels import day_of
from aigis.ops import keys
from tests.failover.servers import Pair
from tests.running import comes_true, environment, free_port
from tests.world import PENALTY

ORIGIN = "aigis.test/failover"
LOST = {"family_name": "Verhaegen", "given_names": "Kasper", "birth_date": "1951-02-03"}
LATER = {"family_name": "Dupuis", "given_names": "Odile", "birth_date": "1988-11-21"}
_WITHIN = 300.0
_SIGNER_FILES = ("log.key", "log.state")


class Machine:
    """A folder of keys, the processes that run with it, and how they are asked."""

    def __init__(self, folder: Path, pair: Pair) -> None:
        self.keys, self.port = folder / "keys", free_port()
        self.output = folder / "output"
        ours = {"AIGIS_DATABASE_URL": pair.url, "AIGIS_KEYS": str(self.keys), "AIGIS_DATA": str(folder)}
        ours |= {"AIGIS_MODE": "test", "AIGIS_LOG_ORIGIN": ORIGIN, "AIGIS_URL": f"http://127.0.0.1:{self.port}"}
        root = str(Path(__file__).resolve().parents[2])
        ours |= {"DJANGO_SETTINGS_MODULE": "aigis.config.settings", "PYTHONPATH": root}
        self.environment = {**environment(), **ours}
        self.processes: list[subprocess.Popen[bytes]] = []

    def run(self, *command: str) -> str:
        """Runs a command to its end and returns what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", *command], env=self.environment, capture_output=True, text=True, timeout=_WITHIN
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, *command: str) -> "subprocess.Popen[bytes]":
        """Starts one of the installation's commands."""
        with self.output.open("ab") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "aigis.ops.cli", *command],
                env=self.environment,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def serve(self) -> None:
        """Starts the web process."""
        self.start("serve", "--port", str(self.port), "--workers", "1", "--threads", "2")

    def ask(self, method: str, path: str, key: str = "", body: dict[str, Any] | None = None) -> httpx.Response:
        """Asks the machine's API."""
        headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": uuid.uuid4().hex} if key else {}
        return httpx.request(
            method, f"http://127.0.0.1:{self.port}{path}", headers=headers, json=body, timeout=30, trust_env=False
        )

    def ready(self) -> bool:
        """Tells whether `/readyz` says that checks can be made."""
        try:
            return self.ask("GET", "/readyz").status_code == 200
        except httpx.HTTPError:
            return False

    def problems(self) -> list[str]:
        """What `/readyz` names as problems."""
        answer = self.ask("GET", "/readyz")
        return list(answer.json()["problems"]) if answer.status_code == 503 else []

    def end(self) -> None:
        """Kills what it started."""
        for process in self.processes:
            process.kill()
            process.wait()


class Country:
    """Three machines over one pair: `seal` holds the signer's state, `a` and `b` serve without it."""

    def __init__(self, folder: Path) -> None:
        self.pair = Pair()
        names = ("seal", "a", "b")
        for name in names:
            (folder / name).mkdir()
        self.seal, self.a, self.b = (Machine(folder / name, self.pair) for name in names)
        keys.ensure(self.seal.keys, origin=ORIGIN)
        for machine in (self.a, self.b):
            shutil.copytree(self.seal.keys, machine.keys, ignore=shutil.ignore_patterns(*_SIGNER_FILES))
        self.logins: dict[str, str] = json.loads(self.seal.run("tests.failover.world_in_place"))
        self.sealer = self.seal.start("seal")
        for machine in (self.a, self.b):
            machine.serve()
        assert comes_true(lambda: self.a.ready() and self.b.ready(), _WITHIN), self.a.output.read_text()

    def ban(self, person: dict[str, str], *, at: Machine) -> httpx.Response:
        """Registers a penalty of a year at a machine."""
        today = day_of(datetime.now(UTC))
        body = {"person": person, "kind": "penalty", "authority": PENALTY, "ground": {"case_reference": "AN 1/1"}}
        days = {"decision_date": -2, "starts_on": -1, "ends_on": 365}
        body |= {name: str(today + timedelta(days=shift)) for name, shift in days.items()}
        return at.ask("POST", "/api/v1/bans", self.logins["registrar"], body)

    def check(self, person: dict[str, str], *, at: Machine) -> str:
        """The verdict about a person at a machine, or the code of the error."""
        body = {"gate": "BEANR-0001/main", "purpose": "visitor", "person": person}
        answer = at.ask("POST", "/api/v1/checks", self.logins["guard"], body).json()
        return str(answer.get("verdict") or answer["code"])

    def sealed(self) -> bool:
        """Tells whether everything written so far is signed."""
        return "aigis_log_waiting 0\n" in self.a.ask("GET", "/metrics").text

    def end_sealer(self) -> None:
        """Kills the sealer: what is committed from now on is signed by nobody."""
        os.kill(self.sealer.pid, 9)
        self.sealer.wait()

    def end(self) -> None:
        """Ends every process and both servers."""
        for machine in (self.a, self.b, self.seal):
            machine.end()
        self.pair.stop()
