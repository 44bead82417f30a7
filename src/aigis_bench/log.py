"""`aigis bench log`: what the provable log costs, and how soon an entry is proven.

Three ways of writing the same entries, by as many processes as there are clients, with the real sealer running beside
the first: ours; `bare`, the same inserts and nothing else; `chain`, a hash chain whose head is locked by each append.
"""

import hashlib
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from aigis.core.audit.event_names import Event
from aigis.ops.process import end, spawn
from aigis_bench.figures import milliseconds, say
from aigis_bench.place import GATE, BenchTarget, place, processes
from aigis_demo.identities import as_request
from aigis_demo.population import people

Writer = Callable[[], None]


def measure(*, clients: Sequence[int], seconds: float, receipts: int, entries: int) -> dict[str, Any]:
    """Measures on a throw-away installation: appends at each number of clients, then sealing, receipts, verifying."""
    with place(webhook="https://receiver.example/hook") as where:
        figures: dict[str, Any] = {"append": []}
        _make_tables()
        for count in clients:
            row = {"clients": count, **_appends(count, seconds)}
            say(f"append: {row}")
            figures["append"].append(row)
        with processes(where):
            figures |= _receipts(where, receipts)
        figures["verify_entries_per_second"] = _verified(entries)
    return figures


def _make_tables() -> None:
    """The tables of the two others: the entries without a queue, and a chain's head."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_bare (LIKE audit_entry INCLUDING ALL)")
        cursor.execute("CREATE TABLE bench_chained (LIKE audit_entry INCLUDING ALL)")
        cursor.execute("CREATE TABLE bench_chain (entry uuid PRIMARY KEY, hash bytea NOT NULL)")
        cursor.execute("CREATE TABLE bench_head (id int PRIMARY KEY, hash bytea NOT NULL)")
        cursor.execute("INSERT INTO bench_head VALUES (1, '\\x00')")


def _appends(clients: int, seconds: float) -> dict[str, float]:
    """Committed entries a second, the three in turn; ours with the sealer at work, which must also keep up."""
    with _sealer():
        ours = _rate(_ours, clients, seconds)
        waited = _until_sealed()
    measured = {
        "ours_per_second": ours,
        "bare_per_second": _rate(_bare, clients, seconds),
        "chain_per_second": _rate(_chain, clients, seconds),
    }
    return {**measured, "share_of_bare": round(ours / measured["bare_per_second"], 3), "sealed_after_seconds": waited}


def _rate(writer: Writer, clients: int, seconds: float) -> float:
    """Writes with so many processes at once, each on a connection of its own; all begin when all are there."""
    from django.db import connections

    connections.close_all()  # a child must not share our session
    fork = multiprocessing.get_context("fork")
    ready, done = fork.Barrier(clients), fork.SimpleQueue()
    children = [fork.Process(target=_write, args=(writer, seconds, ready, done)) for _ in range(clients)]
    for child in children:
        child.start()
    counts = [done.get() for _ in children]
    for child in children:
        child.join()
    return float(round(sum(count / elapsed for count, elapsed in counts), 1))


def _write(writer: Writer, seconds: float, ready: Any, done: Any) -> None:
    from django.db import connections

    for _ in range(5):  # connect, prepare, fetch the month's key
        writer()
    ready.wait()
    begun, count = time.perf_counter(), 0
    while time.perf_counter() - begun < seconds:
        writer()
        count += 1
    done.put((count, time.perf_counter() - begun))
    connections.close_all()


def _row() -> tuple[Any, ...]:
    """The row of an entry of a check, closed as always: the work that all three have."""
    from django.utils import timezone

    from aigis.apps.audit.actions import SYSTEM, EntryDraft, row_of

    core: dict[str, Any] = {
        "check": "0" * 36,
        "gate": GATE,
        "purpose": "visitor",
        "verdict": "clear",
        "reason": "no_match",
    }
    core["register_version"] = 17
    subject = {"person": {"names": [["Vandenbroucke", "Zoë", False]], "birth": "1981-04-03"}, "note": "PO 4411"}
    return row_of(EntryDraft(Event.CHECK_ANSWERED, SYSTEM, timezone.now(), core, subject))


def _ours() -> None:
    from django.db import transaction

    from aigis.apps.audit import actions, bulk_insert

    row = _row()
    with transaction.atomic(), bulk_insert.together(1):
        bulk_insert.insert("audit_entry", actions.COLUMNS, [row])
        bulk_insert.insert("audit_pending", {"entry": "uuid"}, [row[:1]])


def _bare() -> None:
    from django.db import transaction

    from aigis.apps.audit import actions, bulk_insert

    row = _row()
    with transaction.atomic(), bulk_insert.together(1):
        bulk_insert.insert("bench_bare", actions.COLUMNS, [row])


def _chain() -> None:
    """Each entry's hash is over the one before it, so each append waits for the last one's commit."""
    from django.db import connection, transaction

    from aigis.apps.audit import actions, bulk_insert

    row = _row()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT hash FROM bench_head WHERE id = 1 FOR UPDATE")
            last = bytes(cursor.fetchone()[0])
        digest = hashlib.sha256(last + b"".join(row[-3:])).digest()
        with bulk_insert.together(1):
            bulk_insert.insert("bench_chained", actions.COLUMNS, [row])
            bulk_insert.insert("bench_chain", {"entry": "uuid", "hash": "bytea"}, [(row[0], digest)])
            bulk_insert.execute("UPDATE bench_head SET hash = $1::bytea WHERE id = 1", [digest])


@contextmanager
def _sealer() -> Iterator[None]:
    """The real sealer, as a process."""
    child = spawn([sys.executable, "-m", "aigis.ops.cli", "seal"], env=os.environ)
    try:
        _ours()
        _until_sealed()  # so it is there and at work
        yield
    finally:
        end(child, grace=10.0)


def _until_sealed() -> float:
    """Waits until nothing waits to be sealed; how long that took in seconds."""
    from aigis.apps.audit import queries

    begun = time.perf_counter()
    while (health := queries.health()).waiting or health.note is None:
        time.sleep(0.05)
    return round(time.perf_counter() - begun, 2)


def _receipts(where: BenchTarget, count: int) -> dict[str, Any]:
    """Checks over HTTP, each waited for until its receipt is there; and from its entry to the signed checkpoint."""
    took, sealed = [], []
    strangers = list(people(count, 7))
    headers = {"Authorization": f"Bearer {where.guard_key}"}
    with httpx.Client(
        base_url=f"http://127.0.0.1:{where.port}", headers=headers, trust_env=False, timeout=30
    ) as client:
        for stranger in strangers:
            body = {"gate": GATE, "purpose": "visitor", "person": as_request(stranger)}
            address = client.post("/api/v1/checks", json=body).json()["receipt"]
            begun = time.perf_counter()
            answer = client.get(address, headers={"Prefer": "wait=5"})
            took.append(time.perf_counter() - begun)
            if answer.status_code != 200:
                raise RuntimeError(f"no receipt: {answer.status_code} {answer.text[:200]}")
            sealed.append(_entry_to_leaf(answer.content))
    figures = {
        "seal": {"receipts": count, **milliseconds(sealed, 0.5, 0.99)},
        "receipt": milliseconds(took, 0.5, 0.99),
    }
    say(f"receipts: {figures}")
    return figures


def _entry_to_leaf(receipt: bytes) -> float:
    """Seconds between a check and the time in its leaf, both as the receipt says them."""
    from datetime import datetime

    from aigis.apps.audit import queries
    from aigis.core.audit.receipt import verify_by_policy

    opened = verify_by_policy(receipt, policy=queries.trust()).opened
    happened = datetime.fromisoformat(opened.values["core"]["at"]).timestamp()
    return max(0.0, opened.leaf.time_ms / 1_000 - happened)


def _verified(entries: int) -> float:
    """Entries a second of the separate verifier over a whole published log, its start included."""
    from aigis.core.tlog.checkpoint import Checkpoint
    from aigis.core.tlog.keys import SigningKey
    from aigis.core.tlog.note import sign_note

    key = SigningKey("aigis.bench/log", bytes(32))
    with tempfile.TemporaryDirectory(prefix="aigis-bench-log-") as folder:
        root = _publish(Path(folder), entries)
        note = sign_note(Checkpoint(key.name, entries, root).text, key=key)
        Path(folder, "checkpoint").write_text(note)
        begun = time.perf_counter()
        command = [sys.executable, "-m", "aigis.ops.cli", "verify", "log", folder, "--vkey", str(key.verifier)]
        subprocess.run(command, check=True, capture_output=True)
        return round(entries / (time.perf_counter() - begun))


def _publish(folder: Path, entries: int) -> bytes:
    """Writes a log of invented leaves as it is published; gives its root."""
    from aigis.core.audit.entry import LEAF_LENGTH
    from aigis.core.tlog.tiles import bundles_of, compose_bundle, tiles_of
    from aigis.core.tlog.tree import HASH_LENGTH, Tiles, extend, hash_leaf

    held: Tiles = {}
    leaves = [os.urandom(LEAF_LENGTH) for _ in range(entries)]
    _, root, held = extend(size=0, leaf_hashes=[hash_leaf(leaf) for leaf in leaves], read=lambda level, n: b"")
    for path in tiles_of(entries):
        _put(folder / str(path), held[path.level or 0, path.n][: path.width * HASH_LENGTH])
    for path in bundles_of(entries):
        _put(folder / str(path), compose_bundle(leaves[path.n * 256 : path.n * 256 + path.width]))
    return root


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
