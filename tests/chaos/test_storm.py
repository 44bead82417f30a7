"""Checks go on while everything under them is killed: what was answered is there, once, and proven."""

import os
import random
import signal
import threading
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.harbour import Harbour
from tests.running import comes_true, processes_of

pytestmark = pytest.mark.chaos

STORM_SECONDS = 75.0
PAUSE_SECONDS = 5.0  # what was killed has time to come back before the next one goes
ASKERS = 6


class Asker:
    """Asks without pause; sends a request again under its key until it is answered, as a client should."""

    def __init__(self, harbour: Harbour, until: float) -> None:
        self.harbour = harbour
        self.until = until
        self.answers: dict[str, dict[str, Any]] = {}
        self.failures: Counter[str] = Counter()

    def run(self, number: int) -> None:
        choice = random.Random(number)
        while time.monotonic() < self.until:
            verdict = choice.choice(["clear", "clear", "clear", "denied"])
            self._until_answered(verdict, str(uuid.UUID(int=choice.getrandbits(128))))

    def _until_answered(self, verdict: str, key: str) -> None:
        tick = threading.Event()
        for _ in range(200):
            try:
                answer = self.harbour.check(self.harbour.demo["persons"][verdict], key=key)
            except (httpx.HTTPError, AssertionError) as failed:
                self.failures[type(failed).__name__] += 1
                tick.wait(0.2)
                continue
            assert answer["verdict"] == verdict
            self.answers[key] = answer
            return
        raise AssertionError("never answered")


def storm(harbour: Harbour, until: float) -> Counter[str]:
    """Kills one process after the other, whichever it is, but for the supervisor."""
    chance, killed, tick = random.Random(4), Counter[str](), threading.Event()
    while time.monotonic() < until:
        victims = [pid for pid in processes_of(harbour.data) if pid != harbour.running.process.pid]
        victim = chance.choice(victims)
        try:
            name = Path(f"/proc/{victim}/cmdline").read_bytes().replace(b"\0", b" ").decode()[:120]
            os.kill(victim, signal.SIGKILL)
            killed[name.split("aigis.")[-1][:40]] += 1
        except OSError:
            continue
        tick.wait(PAUSE_SECONDS)
    return killed


def test_what_was_answered_in_a_storm_is_there_once_and_proven(harbour: Harbour) -> None:
    until = time.monotonic() + STORM_SECONDS
    asker = Asker(harbour, until)
    with ThreadPoolExecutor(ASKERS + 1) as pool:
        killing = pool.submit(storm, harbour, until)
        for done in [pool.submit(asker.run, number) for number in range(ASKERS)]:
            done.result()
        killed = killing.result()
    print(f"killed {killed}; answered {len(asker.answers)}; failed meanwhile {asker.failures}")
    assert sum(killed.values()) > 8
    assert len(asker.answers) > 50
    assert comes_true(lambda: ready(harbour))
    nothing_lost(harbour, asker.answers)
    each_told_once(harbour, asker.answers)
    live = harbour.aigis("verify", "live")
    assert live.returncode == 0, live.stdout + live.stderr


def ready(harbour: Harbour) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{harbour.running.port}/readyz", timeout=10).status_code == 200
    except httpx.HTTPError:
        return False


def nothing_lost(harbour: Harbour, answers: dict[str, dict[str, Any]]) -> None:
    assert len({answer["id"] for answer in answers.values()}) == len(answers)
    for answer in answers.values():
        kept = harbour.call("guard", "GET", f"/api/v1/checks/{answer['id']}").json()
        assert {name: kept[name] for name in answer} == answer


def each_told_once(harbour: Harbour, answers: dict[str, dict[str, Any]]) -> None:
    """Every denied check is one alert at the desk, under a number without gaps, and every notice went out."""
    denied = {answer["id"] for answer in answers.values() if answer["verdict"] == "denied"}
    feed: list[dict[str, Any]] = []
    while page := harbour.call("desk", "GET", f"/api/v1/alerts?after={len(feed)}").json()["items"]:
        feed += page
    assert [row["number"] for row in feed] == list(range(1, len(feed) + 1))
    told = Counter(check for row in feed for check in row["checks"])
    assert all(told[check] == 1 for check in denied)
    assert comes_true(lambda: overdue(harbour) == 0)
    hooked = Counter(hook["body"]["data"]["alert"] for hook in harbour.received() if "alert.raised" in str(hook))
    assert {row["id"] for row in feed if row["check"] in denied} <= hooked.keys()


def overdue(harbour: Harbour) -> int:
    text = httpx.get(f"http://127.0.0.1:{harbour.running.port}/metrics", timeout=10).text
    return int(next(line.split()[1] for line in text.splitlines() if line.startswith("aigis_notices_overdue ")))
