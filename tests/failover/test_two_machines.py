"""Two machines on one PostgreSQL, each with web, worker and sealer; one of each is killed while checks are asked."""

import json
import os
import shutil
import signal
import tempfile
import threading
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from aiosmtpd.controller import Controller

from aigis.ops import keys
from aigis.ops.postgres import Server
from tests.failover.machines import LATER, LOST, ORIGIN, Country, Machine
from tests.failover.servers import QUICK
from tests.plugins.clusters import put_migrated_cluster
from tests.running import comes_true, free_port

WITHIN = 300.0
CLIENTS = 4


class MailServer:
    """Takes every mail on loopback and counts them."""

    def __init__(self) -> None:
        self.mails = 0
        self.port = free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    async def handle_DATA(self, _server: object, _session: object, _envelope: object) -> str:
        self.mails += 1
        return "250 taken"

    def stop(self) -> None:
        self._controller.stop()


class Twins:
    """Two machines that share the keys and the signer's state, as two on one volume do."""

    def __init__(self, folder: Path) -> None:
        self.place = Path(tempfile.mkdtemp(prefix="aigis-twins-", dir="/tmp"))
        self.place.chmod(0o711)
        put_migrated_cluster(self.place / "one")
        self.server = Server.start(self.place / "one", settings=QUICK)
        self.mail = MailServer()
        shared = folder / "keys"
        keys.ensure(shared, origin=ORIGIN)
        self.machines = []
        for name in ("a", "b"):
            (folder / name).mkdir()
            machine = Machine(folder / name, self)  # type: ignore[arg-type]
            machine.environment |= {
                "AIGIS_KEYS": str(shared),
                "AIGIS_SMTP_URL": f"smtp://127.0.0.1:{self.mail.port}",
                "AIGIS_METRICS": f"127.0.0.1:{machine.port + 1}" if name == "b" else "off",
            }
            self.machines.append(machine)
        self.a, self.b = self.machines
        self.logins: dict[str, str] = json.loads(self.a.run("tests.failover.world_in_place"))
        for machine in self.machines:
            machine.start("seal")
            machine.start("work", "--concurrency", "4")
            machine.serve()
        ready = comes_true(lambda: self.a.ready() and self.b.ready(), WITHIN)
        assert ready, self.a.output.read_text() + self.b.output.read_text()

    @property
    def url(self) -> str:
        return self.server.url

    def count(self, statement: str) -> int:
        with psycopg.connect(self.url, autocommit=True) as session:
            row = session.execute(statement).fetchone()
        assert row is not None
        return int(row[0])

    def ask(self, person: dict[str, str], key: str) -> dict[str, Any]:
        """Asks as a proxy in front does: one machine, and the other if it gives no answer; the same key each time."""
        body = {"gate": "BEANR-0001/main", "purpose": "visitor", "person": person}
        headers = {"Authorization": f"Bearer {self.logins['guard']}", "Idempotency-Key": key}
        for turn in range(600):
            machine = self.machines[turn % 2]
            try:
                url = f"http://127.0.0.1:{machine.port}/api/v1/checks"
                answer = httpx.post(url, headers=headers, json=body, timeout=30, trust_env=False)
            except httpx.HTTPError:
                threading.Event().wait(0.05)
                continue
            if answer.status_code == 201:
                return dict(answer.json())
            assert answer.status_code >= 500, answer.text
            threading.Event().wait(0.1)
        raise AssertionError("no machine answered")

    def kill_one_of_each(self) -> None:
        """Kills web, worker and sealer of the first machine at once, as a power cut would."""
        for process in self.a.processes:
            os.killpg(process.pid, signal.SIGKILL)
        for process in self.a.processes:
            process.wait()

    def end(self) -> None:
        for machine in self.machines:
            for process in machine.processes:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.mail.stop()
        self.server.kill()
        self.server.stop()
        shutil.rmtree(self.place, ignore_errors=True)


@pytest.fixture
def twins(tmp_path: Path) -> Iterator[Twins]:
    made = Twins(tmp_path)
    yield made
    made.end()


def ask_many(twins: Twins, number: int, kill_after: int) -> dict[str, dict[str, Any]]:
    """Asks about a banned and another person in turn from several clients; kills in the middle of it."""
    answers: dict[str, dict[str, Any]] = {}
    asked = threading.Semaphore(0)

    def ask(turn: int) -> None:
        key = uuid.uuid4().hex
        answers[key] = twins.ask(LOST if turn % 2 else LATER, key) | {"expected": "denied" if turn % 2 else "clear"}
        asked.release()

    with ThreadPoolExecutor(CLIENTS) as pool:
        turns = [pool.submit(ask, turn) for turn in range(number)]
        for _ in range(kill_after):
            assert asked.acquire(timeout=WITHIN)
        twins.kill_one_of_each()
        for turn in turns:
            turn.result()
    return answers


def require_nothing_lost(twins: Twins, answers: dict[str, dict[str, Any]]) -> None:
    """Each answer is right, stored once, sealed; each notice is delivered, and settled once."""
    assert all(answer["verdict"] == answer["expected"] for answer in answers.values())
    assert len({answer["id"] for answer in answers.values()}) == len(answers)
    assert twins.count("SELECT count(*) FROM checks_check WHERE source = 'gate'") == len(answers)
    assert comes_true(lambda: twins.count("SELECT count(*) FROM audit_pending") == 0, WITHIN)
    assert twins.count("SELECT count(*) FROM audit_leaf") == twins.count("SELECT count(*) FROM audit_entry")
    waiting = "SELECT count(*) FROM notices_notice WHERE channel = 'mail' AND state = 'waiting'"
    assert comes_true(lambda: twins.count(waiting) == 0, WITHIN), twins.b.output.read_text()
    assert twins.count("SELECT count(*) FROM notices_notice WHERE state = 'given_up'") == 0
    settled = twins.count("SELECT count(*) FROM notices_attemptresult WHERE delivered")
    assert settled == twins.count("SELECT count(*) FROM notices_notice WHERE state = 'delivered'") <= twins.mail.mails


@pytest.mark.parametrize(
    ("number", "kill_after"), [(60, 20), pytest.param(1_500, 500, marks=pytest.mark.chaos)], ids=["short", "long"]
)
def test_one_web_one_worker_and_one_sealer_are_killed_and_nothing_is_lost(
    twins: Twins, number: int, kill_after: int
) -> None:
    assert Country.ban(twins, LOST, at=twins.b).status_code == 201  # type: ignore[arg-type]
    answers = ask_many(twins, number, kill_after)
    assert Counter(answer["verdict"] for answer in answers.values()) == {"denied": number // 2, "clear": number // 2}
    require_nothing_lost(twins, answers)
    figures = httpx.get(f"http://127.0.0.1:{twins.b.port + 1}/metrics", trust_env=False).text
    assert 'aigis_checks_total{source="gate",verdict="denied"}' in figures and "aigis_database_up 1" in figures
