"""`aigis bench check`: how many durable, logged checks a second, how long each takes, how soon the police know."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import islice
from typing import Any

import httpx

from aigis.core.person.person import Person
from aigis_bench.alerts import AlertReceiver
from aigis_bench.ceiling import Ceiling
from aigis_bench.figures import milliseconds, say
from aigis_bench.place import GATE, BenchTarget, place, processes
from aigis_demo.identities import as_request
from aigis_demo.population import BANNED, people

_STRANGERS = 2_000
_CHUNK = 5_000


def measure(
    *,
    subjects: Sequence[int],
    connections: Sequence[int],
    rounds: Sequence[int],
    seconds: float,
    alerts: int,
    skip: frozenset[str],
) -> dict[str, Any]:
    """Measures on a throw-away installation: HTTP and alerts at the smallest register, `perform` at every size.

    `rounds` are the calls of `perform` with one query and those with a thousand.
    """
    receiver = AlertReceiver()
    with place(webhook=receiver.url, answer_grid_ms=0) as where:  # what the work takes, not what hides it
        strangers, banned = list(people(_STRANGERS, 7)), banned_people()
        figures: dict[str, Any] = {"http": [], "perform": [], "alert": {}}
        known = register_people(banned, subjects[0], 0)
        hits = known[:alerts]
        with processes(where):
            if "http" not in skip:
                figures["http"] = list(_http(where, strangers, connections, seconds))
            if "alert" not in skip:
                figures["alert"] = _alerts(where, receiver, hits)
        if "perform" not in skip:
            figures["perform"] = list(_perform(banned, subjects, strangers, rounds))
    return figures


def banned_people() -> Iterator[Person]:
    """People for the register, generation after generation: a seed has only so many numbers to give out."""
    for generation in range(1_000):
        yield from people(20_000, 1_000 + generation, counters=BANNED if generation == 0 else (1, 993))


def register_people(banned: Iterator[Person], target: int, have: int) -> list[Person]:
    """Registers bans until the register has `target` subjects; returns the new ones."""
    from django.utils import timezone

    from aigis.apps.audit.actions import SYSTEM
    from aigis.apps.register.bans.registration import BanDraft, register
    from aigis.core.bans.versions import BanKind

    added: list[Person] = []
    now = timezone.now()
    first, last = now.date() - timedelta(days=1), now.date() + timedelta(days=900)
    while have + len(added) < target:
        chunk = list(islice(banned, min(_CHUNK, target - have - len(added))))
        drafts = [BanDraft(person, BanKind.PENALTY, "court", first, first, last, "", "bench") for person in chunk]
        register(drafts, actor=SYSTEM, at=timezone.now())
        added += chunk
        say(f"register: {have + len(added):,} subjects")
    return added


def _http(where: BenchTarget, strangers: Sequence[Person], connections: Sequence[int], seconds: float) -> Iterator[Any]:
    """The load at each number of connections, and right after it the bare inserts with as many."""
    ceiling = Ceiling(where.database_url, where.folder)
    bodies = [{"gate": GATE, "purpose": "visitor", "person": as_request(stranger)} for stranger in strangers]
    load_checks(where, bodies, connections=4, seconds=2.0)  # warm: keys, index, prepared statements
    for count in connections:
        done = load_checks(where, bodies, connections=count, seconds=seconds)
        if done["wrong"]:
            raise RuntimeError(f"{done['wrong']} requests had no verdict")
        row = {
            "connections": count,
            "checks_per_second": round(len(done["seconds"]) / done["elapsed"], 1),
            **milliseconds(done["seconds"], 0.5, 0.99),
            "ceiling_per_second": ceiling.per_second(connections=count, seconds=seconds),
        }
        say(f"http: {row}")
        yield row


def load_checks(where: BenchTarget, bodies: Sequence[Any], *, connections: int, seconds: float) -> dict[str, Any]:
    """Runs the load in a process of its own: its work must not wait for ours."""
    job = {
        "host": "127.0.0.1",
        "port": where.port,
        "key": where.guard_key,
        "bodies": bodies,
        "connections": connections,
        "seconds": seconds,
    }
    command = [sys.executable, "-m", "aigis_bench.load"]
    done = subprocess.run(command, input=json.dumps(job), capture_output=True, text=True, check=True)
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def _alerts(where: BenchTarget, receiver: AlertReceiver, hits: Sequence[Person]) -> dict[str, float]:
    """One hit after the other, each followed from its request to its webhook."""
    took = []
    headers = {"Authorization": f"Bearer {where.guard_key}"}
    with httpx.Client(base_url=f"http://127.0.0.1:{where.port}", headers=headers, trust_env=False) as client:
        for hit in hits:
            before, begun = len(receiver.arrived), time.perf_counter()
            body = {"gate": GATE, "purpose": "visitor", "person": as_request(hit)}
            answer = client.post("/api/v1/checks", json=body)
            if answer.json().get("verdict") == "denied":
                took.append(receiver.wait_for(before + 1, seconds=30) - begun)
    figures = {"hits": len(took), **milliseconds(took, 0.5, 0.95, 0.99)}
    say(f"alert: {figures}")
    return figures


def _perform(
    banned: Iterator[Person], sizes: Sequence[int], strangers: Sequence[Person], rounds: Sequence[int]
) -> Iterator[Any]:
    """`perform` in this process with one query and with a thousand, as the register grows."""
    from django.utils import timezone

    from aigis.apps.register.in_memory import current as current_register

    have = sizes[0]
    for size in sizes:
        have += len(register_people(banned, size, have))
        begun = time.perf_counter()
        current_register.clear()
        current_register.current(at=timezone.now())
        say(f"index of {size:,} subjects loaded in {time.perf_counter() - begun:.1f} s")
        for queries, calls in zip((1, 1_000), rounds, strict=True):
            row = {"subjects": size, "queries": queries, **_rounds(strangers, queries, calls)}
            say(f"perform: {row}")
            yield row


def _rounds(strangers: Sequence[Person], queries: int, rounds: int) -> dict[str, float]:
    from django.utils import timezone

    from aigis.apps.audit.actions import SYSTEM
    from aigis.apps.checks.actions import perform
    from aigis.apps.checks.query import Query
    from aigis.apps.facilities.queries import gate
    from aigis.core.values import GateCode, Purpose

    facts = gate(GateCode.parse(GATE), actor=SYSTEM)
    took = []
    for turn in range(-2, rounds):
        first = turn * queries % len(strangers)
        queries_of_round = [
            Query(strangers[(first + at) % len(strangers)], facts, Purpose.VISITOR, SYSTEM) for at in range(queries)
        ]
        begun = time.perf_counter()
        perform(queries_of_round, at=timezone.now())
        if turn >= 0:
            took.append(time.perf_counter() - begun)
    return {"checks_per_second": round(queries * rounds / sum(took), 1), **milliseconds(took, 0.5, 0.99)}
