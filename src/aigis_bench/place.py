"""A throw-away installation to measure on: a durable PostgreSQL, a harbour of one gate, the real processes."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx

from aigis.ops import keys
from aigis.ops.postgres import Server
from aigis.ops.process import end, spawn

ORIGIN = "aigis.bench/log"
GATE = "BEANR-0001/main"


@dataclass(frozen=True, slots=True)
class BenchTarget:
    """Where it is: the folder, the web address, the database, and the guard's key."""

    folder: Path
    port: int
    database_url: str
    guard_key: str


@contextmanager
def place(*, webhook: str, answer_grid_ms: int = 25) -> Iterator[BenchTarget]:
    """Makes the installation and removes it; desks tell `webhook` of every hit."""
    os.environ["AIGIS_ANSWER_GRID_MS"] = str(answer_grid_ms)
    folder = Path(tempfile.mkdtemp(prefix="aigis-bench-"))
    server: Server | None = None
    try:
        server = Server.start(folder, settings={"max_connections": "200"})  # the load and the limit side by side
        port = free_port()
        _settle(folder, server.url, port)
        yield BenchTarget(folder, port, server.url, _furnish(webhook))
    finally:
        if server is not None:
            _disconnect()
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def _settle(folder: Path, database_url: str, port: int) -> None:
    """Points this process and its children at the installation, and makes its tables."""
    import django
    from django.core.management import call_command

    keys.ensure(folder / "keys", origin=ORIGIN)
    os.environ.update(
        AIGIS_DATABASE_URL=database_url,
        AIGIS_DATABASE_ROLES="single",
        AIGIS_DATA=str(folder),
        AIGIS_KEYS=str(folder / "keys"),
        AIGIS_MODE="demo",
        AIGIS_KEY_LIMIT="1000000",  # one key stands for many
        AIGIS_KEY_CHECK_LIMIT="1000000",
        AIGIS_LOG_ORIGIN=ORIGIN,
        AIGIS_URL=f"http://127.0.0.1:{port}",
        DJANGO_SETTINGS_MODULE="aigis.config.settings",
    )
    django.setup()
    call_command("migrate", verbosity=0)


def _disconnect() -> None:
    from django.db import connections

    connections.close_all()


def _furnish(webhook: str) -> str:
    """One facility with a gate, two desks, one authority; returns a guard's key."""
    from django.utils import timezone

    from aigis.apps.alerts.actions import DeskDraft, add_desk
    from aigis.apps.audit.actions import SYSTEM
    from aigis.apps.audit.sealer import verify_history
    from aigis.apps.facilities.actions import FacilityDraft, add_facilities
    from aigis.apps.people.actions import NewClient, add_client, add_organisation
    from aigis.apps.register.authorities import AuthorityDraft, add_authorities
    from aigis.core.access.permissions import Role
    from aigis.core.bans.versions import BanKind
    from aigis.core.checks.alert_routing import DeskKind

    now = timezone.now()
    verify_history(at=now)  # as a sealer does at its start: benches without one check and register too
    company, prosecutor, police = (
        add_organisation(actor=SYSTEM, at=now, code=kind, name=kind, kind=kind)
        for kind in ("company", "prosecutor", "police")
    )
    facility = FacilityDraft("BEANR-0001", "Bench", company.pk, ("main",))
    add_facilities(actor=SYSTEM, at=now, ports={"BEANR": "Antwerpen"}, facilities=[facility])
    secret = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    law = DeskDraft("om", "Desk", DeskKind.PROSECUTOR, prosecutor.pk, mailbox="om@bench.example")
    add_desk(law, actor=SYSTEM, at=now)
    draft = DeskDraft("police", "Desk", DeskKind.POLICE, police.pk, webhook=webhook, secret=secret)
    add_desk(draft, actor=SYSTEM, at=now)
    names = dict.fromkeys(("nl", "fr", "de", "en"), "Court")
    add_authorities([AuthorityDraft("court", BanKind.PENALTY, names)], actor=SYSTEM, at=now)
    _, key = add_client(NewClient(company, Role.GUARD, "bench", now + timedelta(days=1)), actor=SYSTEM, at=now)
    return key


@contextmanager
def processes(where: BenchTarget, *, workers: int = 1) -> Iterator[None]:
    """Runs web, sealer and workers of the installation; ends them."""
    commands = (["serve", "--port", str(where.port)], ["seal"], *[["work"]] * workers)
    with open(where.folder / "processes.log", "wb") as log:
        children = [
            spawn([sys.executable, "-m", "aigis.ops.cli", *command], env=os.environ, output=log) for command in commands
        ]
        try:
            _wait_until_ready(where, children)
            yield
        finally:
            for child in children:
                end(child, grace=5.0)


def _wait_until_ready(where: BenchTarget, children: "list[subprocess.Popen[bytes]]") -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if any(child.poll() is not None for child in children):
            break
        try:
            if httpx.get(f"http://127.0.0.1:{where.port}/readyz", timeout=60, trust_env=False).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.2)
    raise RuntimeError((where.folder / "processes.log").read_text()[-2000:])
