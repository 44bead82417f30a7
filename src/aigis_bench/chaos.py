"""`aigis bench chaos`: checks go on while the processes under them are killed; what was answered is counted afterwards.

A kill takes any process of the installation but its supervisor: web and its workers, sealer, worker, reconciler,
receiver, PostgreSQL and its backends. Clients send a request again under its key until it is answered. A registrar
enters bans meanwhile, and some webhooks are refused, lost after they arrived, or left hanging.
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
from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import psycopg

from aigis.ops.command_context import enter
from aigis.ops.postgres import url_at
from aigis_bench.demo_installation import DemoInstallation, running_demo
from aigis_bench.figures import say
from aigis_bench.idle import wait_until_at_rest
from aigis_bench.process_times import processes_below, supervisor_of

_CLIENTS = 4
_REQUEST_SECONDS = 20.0
_AGAIN_AFTER = 0.2  # seconds between two sendings of one request
_CALM_SECONDS = 300.0  # what was killed has so long to come back and to deliver what waits
_BAN_EVERY = 1.5  # seconds: below the rate at which alerts of one organisation become one message
_TROUBLE = "trouble"  # the demo's receiver fails at times while its folder has this file
_MADE = """
    SELECT count(*) FROM checks_check
     WHERE checked_at >= %s AND actor_key = (SELECT actor_key FROM checks_check WHERE id = %s)
"""
_UNLOGGED = """
    SELECT count(*) FROM unnest(%s::uuid[]) AS answered (id)
      LEFT JOIN checks_check c ON c.id = answered.id LEFT JOIN audit_leaf l ON l.entry_id = c.entry
     WHERE l.entry_id IS NULL
"""
_WAITING = "SELECT count(*) FROM notices_notice WHERE state = 'waiting'"
_SEALING = "SELECT count(*) FROM audit_pending"


def measure(
    *, data: Path | None, seconds: float, kills_per_minute: float, seed: int, only: Collection[str] = ()
) -> dict[str, Any]:
    """Kills at the rate for the seconds; returns what was answered and how much of it is lost, doubled or untold.

    Without a folder of a demo that runs, one is started and removed again. `only` names the parts that are killed.
    """
    with running_demo() if data is None else nullcontext(_of(data.absolute())) as demo:
        if (
            data is None
        ):  # its badge holders are being screened: whoever asks would wait for that, not for what is killed
            enter(demo.data)
            wait_until_at_rest()
        api = _Api(demo, json.loads((demo.data / "demo.json").read_text()))
        load = _Load(api, until=time.monotonic() + seconds, began=datetime.now(UTC))
        with ThreadPoolExecutor(_CLIENTS + 2) as pool, _trouble(demo):
            killing = pool.submit(_kill, demo, load.until, 60.0 / kills_per_minute, random.Random(seed), only)
            clients = [pool.submit(load.run, random.Random(f"{seed} {number}")) for number in range(_CLIENTS)]
            for client in [*clients, pool.submit(load.ban_people, seed)]:
                client.result()
            killed = killing.result()
        say(f"killed {dict(killed)}; sent again {load.repeated} times; {len(load.banned)} persons banned")
        return {"seconds": seconds, "kills": sum(killed.values()), **_count(api, load)}


@contextlib.contextmanager
def _trouble(demo: DemoInstallation) -> Iterator[None]:
    """Has the demo's receiver fail at times."""
    switch = demo.data / "outbox" / _TROUBLE
    switch.touch()
    try:
        yield
    finally:
        switch.unlink()


def _of(data: Path) -> DemoInstallation:
    return DemoInstallation(data, json.loads((data / "demo.json").read_text())["url"], supervisor_of(data))


@dataclass(slots=True)
class _Load:
    """Clients that ask without pause; every answer under the key of its request."""

    api: "_Api"
    until: float
    began: datetime
    answers: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    banned: list[Mapping[str, Any]] = field(default_factory=list)
    wrong: int = 0
    repeated: int = 0

    def run(self, choice: random.Random) -> None:
        """Checks people until the time is over, and finishes the request under way."""
        while time.monotonic() < self.until:
            expected = choice.choice(["clear", "denied"])
            recent = self.banned[-3:]
            person = (
                choice.choice(recent) if expected == "denied" and recent else self.api.described["persons"][expected]
            )
            body = {"gate": self.api.described["gate"], "purpose": "visitor", "person": person}
            key = str(uuid.UUID(int=choice.getrandbits(128)))
            answer = self._answer("guard", "/api/v1/checks", body, key)
            if answer is None:
                return
            self.wrong += answer["verdict"] != expected
            self.answers[key] = answer

    def ban_people(self, seed: int) -> None:
        """Enters a ban at each interval; who is banned is checked from the answer on."""
        days = {"decision_date": f"{self.began:%Y-%m-%d}", "starts_on": f"{self.began:%Y-%m-%d}"}
        days |= {"ends_on": f"{self.began + timedelta(days=400):%Y-%m-%d}"}
        number, tick = 0, threading.Event()
        while time.monotonic() < self.until:
            number += 1
            person = {
                "family_name": f"Verstormd {_word(number)}",
                "given_names": _word(seed + number),
                "birth_date": _day(number),
            }
            ban = {"person": person, "kind": "penalty", "authority": "corr-antwerpen", **days}
            ban["ground"] = {"case_reference": f"CHAOS/{seed}/{number}"}
            if self._answer("registrar", "/api/v1/bans", ban, f"chaos-{self.began:%H%M%S}-{seed}-{number}") is None:
                return
            self.banned.append(person)
            tick.wait(_BAN_EVERY)

    def _answer(self, role: str, path: str, body: Mapping[str, Any], key: str) -> Mapping[str, Any] | None:
        """Sends a request again under its key until it is answered; None if that takes too long."""
        deadline = time.monotonic() + _CALM_SECONDS
        while time.monotonic() < deadline:
            with contextlib.suppress(httpx.HTTPError, ValueError):
                answer = self.api.call(role, "POST", path, body, key=key)
                if answer.status_code == 201:
                    body_of_answer: Mapping[str, Any] = answer.json()
                    return body_of_answer
                if answer.status_code == 422:
                    raise RuntimeError(f"{path} refuses what the bench sends: {answer.text}")
            self.repeated += 1
            time.sleep(_AGAIN_AFTER)
        return None


def _word(number: int) -> str:
    """Returns a name of letters alone, another one for each number."""
    letters = "aeiou", "bdfgklmnprstv"
    word = ""
    for index in range(6):
        alphabet = letters[(index + 1) % 2]
        number, letter = divmod(number * 7 + 3, len(alphabet))
        word += alphabet[letter]
    return word.capitalize()


def _day(number: int) -> str:
    return f"{date(1960, 1, 1) + timedelta(days=137 * number)}"


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


def _kill(
    demo: DemoInstallation, until: float, pause: float, chance: random.Random, only: Collection[str]
) -> Counter[str]:
    """Kills one process after the other, whichever it is, but for the supervisor and what it runs once."""
    killed, tick = Counter[str](), threading.Event()
    while time.monotonic() < until:
        parts = processes_below(demo.supervisor)
        victims = {pid: part for pid, part in parts.items() if part != "supervisor" and (not only or part in only)}
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
    made = _figure(api.demo, _MADE, load.began, identifiers[0]) if identifiers else 0
    return {
        "answered": len(identifiers),
        "wrong": load.wrong,
        "lost": lost,
        "doubled": max(0, made - len(set(identifiers))),
        "unlogged": _figure(api.demo, _UNLOGGED, identifiers),
        "undelivered": _untold(api, load) + _figure(api.demo, _WAITING),
    }


def _is_kept(api: _Api, answer: Mapping[str, Any]) -> bool:
    stored = api.call("guard", "GET", f"/api/v1/checks/{answer['id']}")
    return stored.status_code == 200 and all(stored.json()[name] == value for name, value in answer.items())


def _untold(api: _Api, load: _Load) -> int:
    """Counts the denied checks that no alert of the desk names, and the alerts whose webhook never arrived."""
    denied = {answer["id"] for answer in load.answers.values() if answer["verdict"] == "denied"}
    alerted: set[str] = set()
    alerts: set[tuple[str, str]] = set()
    last = 0
    while items := api.call("desk", "GET", f"/api/v1/alerts?after={last}").json()["items"]:
        alerted |= {check for item in items for check in item["checks"]}
        alerts |= {(item["desk"], item["id"]) for item in items if not denied.isdisjoint(item["checks"])}
        last = items[-1]["number"]
    return len(denied - alerted) + len(alerts - _arrived(api.demo))


def _arrived(demo: DemoInstallation) -> set[tuple[str, str]]:
    """Returns desk and alert of each first message that lies in the receiver's folder, alone or in a bundle."""
    arrived: set[tuple[str, str]] = set()
    for file in (demo.data / "outbox").glob("[0-9]*.json"):
        body = json.loads(file.read_text())["body"]
        for message in [body, *body["data"].get("items", [])]:
            if message["type"] == "alert.raised":
                arrived.add((message["data"]["desk"], message["data"]["alert"]))
    return arrived


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
