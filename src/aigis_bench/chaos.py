"""`aigis bench chaos`: checks go on while the processes under them are killed; what was answered is counted afterwards.

A kill takes any process of the installation but its supervisor: web and its workers, sealer, worker, reconciler,
receiver, PostgreSQL and its backends. Clients send a request again under its key until it is answered.
"""

import contextlib
import json
import os
import random
import signal
import threading
import time
import uuid
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg

from aigis.ops.postgres import url_at
from aigis_bench.demo_installation import DemoInstallation, running_demo
from aigis_bench.figures import say
from aigis_bench.process_times import processes_below, supervisor_of

_CLIENTS = 4
_REQUEST_SECONDS = 20.0
_AGAIN_AFTER = 0.2  # seconds between two sendings of one request
_CALM_SECONDS = 300.0  # what was killed has so long to come back and to deliver what waits
_UNLOGGED = """
    SELECT count(*) FROM unnest(%s::uuid[]) AS answered (id)
      LEFT JOIN checks_check c ON c.id = answered.id LEFT JOIN audit_leaf l ON l.entry_id = c.entry
     WHERE l.entry_id IS NULL
"""
_WAITING = "SELECT count(*) FROM notices_notice WHERE state = 'waiting'"
_SEALING = "SELECT count(*) FROM audit_pending"


def measure(*, data: Path | None, seconds: float, kills_per_minute: float, seed: int) -> dict[str, Any]:
    """Kills at the rate for the seconds; returns what was answered and how much of it is lost, doubled or untold.

    Without a folder of a demo that runs, one is started and removed again.
    """
    with running_demo() if data is None else nullcontext(_of(data.absolute())) as demo:
        api = _Api(demo, json.loads((demo.data / "demo.json").read_text()))
        load = _Load(api, until=time.monotonic() + seconds)
        with ThreadPoolExecutor(_CLIENTS + 1) as pool:
            killing = pool.submit(_kill, demo, load.until, 60.0 / kills_per_minute, random.Random(seed))
            for client in [pool.submit(load.run, random.Random(f"{seed} {number}")) for number in range(_CLIENTS)]:
                client.result()
            killed = killing.result()
        say(f"killed {dict(killed)}; sent again {load.repeated} times")
        return {"seconds": seconds, "kills": sum(killed.values()), **_count(api, load)}


def _of(data: Path) -> DemoInstallation:
    return DemoInstallation(data, json.loads((data / "demo.json").read_text())["url"], supervisor_of(data))


@dataclass(slots=True)
class _Load:
    """Clients that ask without pause; every answer under the key of its request."""

    api: "_Api"
    until: float
    answers: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    wrong: int = 0
    repeated: int = 0

    def run(self, choice: random.Random) -> None:
        """Asks until the time is over, and finishes the request under way."""
        while time.monotonic() < self.until:
            expected = choice.choice(["clear", "clear", "clear", "denied"])
            key = str(uuid.UUID(int=choice.getrandbits(128)))
            answer = self._ask(expected, key)
            if answer is None:
                return
            self.wrong += answer["verdict"] != expected
            self.answers[key] = answer

    def _ask(self, expected: str, key: str) -> Mapping[str, Any] | None:
        deadline = time.monotonic() + _CALM_SECONDS
        body = {
            "gate": self.api.described["gate"],
            "purpose": "visitor",
            "person": self.api.described["persons"][expected],
        }
        while time.monotonic() < deadline:
            with contextlib.suppress(httpx.HTTPError, ValueError):
                answer = self.api.call("guard", "POST", "/api/v1/checks", body, key=key)
                if answer.status_code == 201:
                    body_of_answer: Mapping[str, Any] = answer.json()
                    return body_of_answer
            self.repeated += 1
            time.sleep(_AGAIN_AFTER)
        return None


@dataclass(frozen=True, slots=True)
class _Api:
    """The demo's API, by the keys of its description."""

    demo: DemoInstallation
    described: Mapping[str, Any]

    def call(self, role: str, method: str, path: str, body: Any = None, *, key: str = "") -> httpx.Response:
        """Sends one request as a role; with a key it may be sent again."""
        headers = {"Authorization": f"Bearer {self.described['keys'][role]}"}
        headers |= {"Idempotency-Key": key} if key else {}
        url = f"{self.demo.url}{path}"
        return httpx.request(method, url, json=body, headers=headers, timeout=_REQUEST_SECONDS, trust_env=False)


def _kill(demo: DemoInstallation, until: float, pause: float, chance: random.Random) -> Counter[str]:
    """Kills one process after the other, whichever it is, but for the supervisor."""
    killed, tick = Counter[str](), threading.Event()
    while time.monotonic() < until:
        victims = processes_below(demo.supervisor)
        if victims:
            victim, part = chance.choice(sorted(victims.items()))
            with contextlib.suppress(ProcessLookupError):
                os.kill(victim, signal.SIGKILL)
                killed[part] += 1
        tick.wait(pause)
    return killed


def _count(api: _Api, load: _Load) -> dict[str, Any]:
    """Waits for calm, then counts."""
    identifiers = [answer["id"] for answer in load.answers.values()]
    _wait_for_calm(api.demo)
    lost = sum(not _is_kept(api, answer) for answer in load.answers.values())
    return {
        "answered": len(identifiers),
        "wrong": load.wrong,
        "lost": lost,
        "doubled": len(identifiers) - len(set(identifiers)),
        "unlogged": _figure(api.demo, _UNLOGGED, identifiers),
        "undelivered": _untold(api, load) + _figure(api.demo, _WAITING),
    }


def _is_kept(api: _Api, answer: Mapping[str, Any]) -> bool:
    stored = api.call("guard", "GET", f"/api/v1/checks/{answer['id']}")
    return stored.status_code == 200 and all(stored.json()[name] == value for name, value in answer.items())


def _untold(api: _Api, load: _Load) -> int:
    """How many denied checks no alert of the desk names."""
    denied = {answer["id"] for answer in load.answers.values() if answer["verdict"] == "denied"}
    alerted: set[str] = set()
    last = 0
    while True:
        items = api.call("desk", "GET", f"/api/v1/alerts?after={last}").json()["items"]
        if not items:
            return len(denied - alerted)
        alerted |= {check for item in items for check in item["checks"]}
        last = items[-1]["number"]


def _wait_for_calm(demo: DemoInstallation) -> None:
    deadline = time.monotonic() + _CALM_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(psycopg.Error, httpx.HTTPError):
            ready = httpx.get(f"{demo.url}/readyz", timeout=_REQUEST_SECONDS, trust_env=False).status_code == 200
            if ready and not _figure(demo, _WAITING) and not _figure(demo, _SEALING):
                return
        time.sleep(1.0)


def _figure(demo: DemoInstallation, statement: str, *values: Any) -> int:
    with psycopg.connect(url_at(Path(demo.data, "postgres", "sock")), connect_timeout=5) as connection:
        row = connection.execute(statement, values).fetchone()
        return int(row[0]) if row else 0
