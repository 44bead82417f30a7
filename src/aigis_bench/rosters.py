"""`aigis bench screen`: a roster screened whole and following the register, by the real processes.

A check at the gate goes on beside the first screening; what a night costs in bytes is measured in a second one. Beside
them stands a bare join of the same people by polars, which knows neither spelling nor verdicts.
"""

import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import Any

import httpx

from aigis.core.person.person import Person
from aigis_bench.alerts import AlertReceiver
from aigis_bench.check import banned_people, load_checks, register_people
from aigis_bench.figures import milliseconds, percentile, say
from aigis_bench.place import GATE, BenchTarget, place, processes
from aigis_bench.process_times import cpu_seconds
from aigis_demo.identities import as_request
from aigis_demo.population import people

_CHUNK = 1_000
_WITHIN = 3_600.0  # seconds for a whole screening
_STRANGERS = 10
_SETTLED = 2.0  # seconds in which whatever a ban of a stranger causes is over
_ROSTER = "bench"


@dataclass(frozen=True, slots=True)
class RosterSizes:
    """How many entries and subjects there are, and how often each part is measured."""

    entries: int
    subjects: int
    bans: int
    syncs: int


def measure(sizes: RosterSizes) -> dict[str, Any]:
    """Measures in a throw-away installation with a worker for each processor core; returns the contract's figures."""
    receiver = AlertReceiver()
    with place(webhook=receiver.url, answer_grid_ms=0) as where:
        key = _add_issuer(receiver.url)
        banned = banned_people()
        register_people(banned, sizes.subjects, 0)
        with processes(where, workers=os.cpu_count() or 1):
            entries = list(people(sizes.entries, 77))
            _write(entries)
            first, gate = _screen_beside_gate(where)
            full = _screen_again(sizes)
            follow = _follow(receiver, entries[: sizes.bans], sizes)
            sync = _sync(where, key, sizes.syncs)
        joined = _polars_join(entries, sizes.subjects)
    full |= {"first_seconds": first, "polars_join_seconds": joined}
    return {"full": full, "follow": follow, "sync": sync, "gate_p99_ms": gate}


def _add_issuer(webhook: str) -> str:
    """Adds a badge issuer with a roster whose changes go to the receiver; returns its API key."""
    from datetime import timedelta

    from django.utils import timezone

    from aigis.apps.audit.actions import SYSTEM
    from aigis.apps.facilities.models import Gate
    from aigis.apps.people.actions import NewClient, add_client, add_organisation
    from aigis.apps.rosters.actions import RosterDraft, add_roster
    from aigis.core.access.permissions import Role
    from aigis.core.values import Purpose

    now = timezone.now()
    issuer = add_organisation(actor=SYSTEM, at=now, code="issuer", name="Issuer", kind="company")
    secret = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    draft = RosterDraft(issuer, _ROSTER, Gate.objects.get(), Purpose.BADGE, webhook, secret)
    add_roster(draft, actor=SYSTEM, at=now)
    client = NewClient(issuer, Role.BADGE_ISSUER, "bench", now + timedelta(days=1))
    return add_client(client, actor=SYSTEM, at=now)[1]


def _write(entries: Sequence[Person]) -> None:
    from django.utils import timezone

    from aigis.apps.audit.actions import SYSTEM
    from aigis.apps.rosters.actions import set_entries

    begun = time.perf_counter()
    for start in range(0, len(entries), _CHUNK):
        chunk = {f"B{start + offset}": person for offset, person in enumerate(entries[start : start + _CHUNK])}
        set_entries(_roster(), chunk, actor=SYSTEM, at=timezone.now())
    say(f"{len(entries):,} entries written in {time.perf_counter() - begun:.1f} s")


def _roster() -> Any:
    from aigis.apps.rosters.models import Roster

    return Roster.objects.select_related("gate__facility__port", "organisation").get(name=_ROSTER)


def _screen() -> float:
    """Begins a screening as somebody asks for it, waits for its end, and returns the seconds it took."""
    from django.utils import timezone

    from aigis.apps.rosters import screening
    from aigis.apps.rosters.models import Screening
    from aigis.apps.rosters.roster_checks import system_actor

    begun, roster = time.perf_counter(), _roster()
    job = screening.start(roster, actor=system_actor(roster), at=timezone.now()).pk
    while time.perf_counter() - begun < _WITHIN:
        if Screening.objects.filter(pk=job).exclude(ended_at=None).exists():
            return round(time.perf_counter() - begun, 2)
        time.sleep(0.05)
    raise TimeoutError("the screening did not end")


def _screen_beside_gate(where: BenchTarget) -> tuple[float, float]:
    """Screens while a gate checks one person after another; returns the seconds and the gate's p99 in milliseconds."""
    bodies = [{"gate": GATE, "purpose": "visitor", "person": as_request(person)} for person in people(500, 7)]
    load_checks(where, bodies, connections=1, seconds=2.0)  # warm
    with ThreadPoolExecutor(1) as pool:
        screened = pool.submit(_screen_and_disconnect)
        answers: list[float] = []
        while not screened.done():
            answers += load_checks(where, bodies, connections=1, seconds=1.0)["seconds"]
        seconds = screened.result()
    say(f"first screening {seconds} s beside {len(answers):,} checks at a gate")
    return seconds, round(percentile(answers, 0.99) * 1000, 1)


def _screen_and_disconnect() -> float:
    from django.db import connection

    try:
        return _screen()
    finally:
        connection.close()


def _screen_again(sizes: RosterSizes) -> dict[str, Any]:
    """Screens as every night; returns the seconds, and by how many bytes a row the database grew."""
    before = _database_bytes()
    seconds = _screen()
    grown = (_database_bytes() - before) / sizes.entries
    figures = {"entries": sizes.entries, "subjects": sizes.subjects, "seconds": seconds}
    say(f"nightly screening {seconds} s, {grown:.1f} bytes a row")
    return {**figures, "bytes_per_row": round(grown, 1)}


def _database_bytes() -> int:
    """The size of all tables and indexes, without room that vacuuming gives back to them."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c WHERE c.relkind IN ('r', 'm')")
        return int(cursor.fetchone()[0])


def _follow(receiver: AlertReceiver, met: Sequence[Person], sizes: RosterSizes) -> dict[str, Any]:
    """Registers bans of badge holders, one after another, each followed to the issuer's webhook; then of strangers."""
    strangers = islice(people(10_000, 991), _STRANGERS)
    times = []
    for person in met:
        before, begun = len(receiver.arrived_rosters), time.perf_counter()
        register_people(iter([person]), 1, 0)
        times.append(receiver.wait_for_roster(before + 1, seconds=120) - begun)
    idle = _cpu_while(lambda: time.sleep(_SETTLED * _STRANGERS))
    used = _cpu_while(lambda: _ban_each(strangers))
    say(f"follow: {milliseconds(times, 0.5, 0.95)}")
    return {
        "entries": sizes.entries,
        "p50_s": round(percentile(times, 0.5), 3),
        "p95_s": round(percentile(times, 0.95), 3),
        "stranger_cpu_s": round(max(0.0, used - idle) / _STRANGERS, 3),
    }


def _ban_each(strangers: Iterator[Person]) -> None:
    for person in strangers:
        register_people(iter([person]), 1, 0)
        time.sleep(_SETTLED)


def _cpu_while(act: Any) -> float:
    """The CPU seconds that the installation's processes spend meanwhile, this one's own left out."""
    before = _cpu()
    act()
    return _cpu() - before


def _cpu() -> float:
    return sum(seconds for part, seconds in cpu_seconds(os.getpid()).items() if part in ("worker", "postgresql"))


def _sync(where: BenchTarget, key: str, turns: int) -> dict[str, Any]:
    """Sends a thousand new entries by API, again and again: set, checked and answered."""
    headers, times = {"Authorization": f"Bearer {key}"}, list[float]()
    fresh = people(turns * _CHUNK, 1234)
    with httpx.Client(base_url=f"http://127.0.0.1:{where.port}", headers=headers, trust_env=False) as client:
        for turn in range(turns):
            items = [
                {"ref": f"S{turn}-{offset}", "person": as_request(person)}
                for offset, person in enumerate(islice(fresh, _CHUNK))
            ]
            begun = time.perf_counter()
            answer = client.post(f"/api/v1/rosters/{_ROSTER}/entries/batch", json={"items": items}, timeout=120)
            times.append(time.perf_counter() - begun)
            answer.raise_for_status()
    figures = milliseconds(times, 0.5, 0.95)
    say(f"sync: {figures}")
    return figures


def _polars_join(entries: Sequence[Person], subjects: int) -> float:
    """The seconds that polars takes to join the same people by equal names and birth dates, and by numbers."""
    import polars

    def frame(persons: Sequence[Person]) -> polars.DataFrame:
        return polars.DataFrame(
            {
                "name": [f"{person.names[0].family} {person.names[0].given}".casefold() for person in persons],
                "birth": [str(person.birth) for person in persons],
                "number": [next(iter(person.national_numbers), None) for person in persons],
            }
        )

    holders, banned = frame(entries), frame(list(islice(banned_people(), subjects)))
    begun = time.perf_counter()
    holders.join(banned, on=["name", "birth"], how="inner")
    holders.drop_nulls("number").join(banned.drop_nulls("number"), on="number", how="inner")
    return round(time.perf_counter() - begun, 3)
