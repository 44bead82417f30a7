"""The client package as an integrator has it: its wheel in an environment of its own, against a real server."""

import asyncio
import json
import os
import sqlite3
import subprocess
import sys
import threading
import venv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

import httpx
import pytest
from aigis_client import (
    SANDBOX,
    AigisClient,
    AsyncAigisClient,
    CheckItem,
    Document,
    FunctionCursor,
    Person,
    Refused,
    Verdict,
    verify_chain,
)
from aigis_client.signing import RequestSigner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pytest_django.live_server_helper import LiveServer

from aigis.apps.accounts import keys
from aigis.apps.checks.models import Check, Outcome
from aigis.apps.people import access
from aigis.apps.people.models import ClientKey
from aigis.core.access.permissions import Role
from aigis.core.person import person as core_person
from aigis.core.person.mrz.writer import compose_td1
from aigis.core.person.sandbox import SANDBOX_PERSONS
from aigis.core.values import Verdict as CoreVerdict
from aigis.core.webhooks.signature import format_secret, sign
from aigis.ops.client_examiner import Examiner, make_server
from tests.world import BANNED, GATE, STRANGER, World

STRANGER_IN = Person("Okonkwo", "Marguerite", birth_date="1975-12-30")
BANNED_IN = Person("Vandenbroucke", "Zoltan", birth_date="1981-04-03", documents=(Document("BEL", "592123456755"),))


@pytest.fixture
def at() -> datetime:
    """The world is made at the present instant: a server knows no other."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Programs:
    """The examples, run by the Python of an environment that has the wheel and nothing of ours."""

    python: Path
    examples: Path

    def start(self, name: str, *arguments: str, **environ: str) -> "subprocess.Popen[str]":
        command = [str(self.python), "-W", "error", str(self.examples / f"{name}.py"), *arguments]
        clean = {"PATH": os.defpath, "PYTHONUNBUFFERED": "1", **environ}
        pipe: int | IO[str] = subprocess.PIPE
        return subprocess.Popen(command, env=clean, stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT, text=True)

    def run(self, name: str, *arguments: str, sent: str = "", **environ: str) -> list[str]:
        output, _ = self.start(name, *arguments, **environ).communicate(sent, timeout=120)
        return output.splitlines()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=root / "client", check=True, capture_output=True, timeout=120)
    return next(folder.glob("aigis_client-*.whl"))


@pytest.fixture(scope="module")
def programs(wheel: Path, root: Path) -> Programs:
    """An environment with the wheel; `httpx` is that of the tests, by its path."""
    folder = wheel.parent / "environment"
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(install, check=True, capture_output=True, timeout=120)
    (packages,) = (folder / "lib").glob("python*/site-packages")
    (packages / "httpx_of_the_tests.pth").write_text(str(Path(httpx.__file__).parents[1]))
    return Programs(python, root / "client" / "examples")


@pytest.fixture
def served(live_server: LiveServer, committed: World) -> Iterator[tuple[World, str]]:
    yield committed, live_server.url


def key_of(world: World, role: Role) -> str:
    return world.client(role)[1]


def mrz(person: core_person.Person) -> str:
    documented = person if person.documents else replace(person, documents=(core_person.Document("BEL", "B1234567"),))
    expiry = datetime.now(UTC).date() + timedelta(days=900)
    return "|".join(compose_td1(replace(documented, national_numbers=()), expiry=expiry))


def test_the_wheel_is_typed_and_carries_its_licence(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        metadata = next(archive.read(name).decode() for name in names if name.endswith("METADATA"))
    assert "aigis_client/py.typed" in names and any(name.endswith("LICENCE") for name in names)
    assert "License-Expression: EUPL-1.2" in metadata
    required = [line for line in metadata.splitlines() if line.startswith("Requires-Dist") and "extra" not in line]
    assert [line.partition(":")[2].split("<")[0].strip() for line in required] == ["httpx"]


def test_a_turnstile_opens_for_a_clear_answer_alone(served: tuple[World, str], programs: Programs) -> None:
    world, url = served
    world.ban()
    drill = SANDBOX_PERSONS[CoreVerdict.CLEAR]
    scans = "\n".join([mrz(STRANGER), mrz(BANNED), mrz(drill), "P<GARBAGE"]) + "\n"
    lines = programs.run("gate_turnstile", url, GATE, sent=scans, AIGIS_KEY=key_of(world, Role.GUARD))
    assert [line.split(":")[0] for line in lines] == [
        "OPEN",
        "CLOSED denied",
        "CLOSED drill clear",
        "CLOSED scan again",
    ]
    assert [row.kind for row in Outcome.objects.all()] == ["entered"]


def test_the_conformance_kit_finds_nothing_wrong_with_the_turnstile(
    served: tuple[World, str], programs: Programs
) -> None:
    """The kit answers the first check *no answer* and loses the answer of the second."""
    world, url = served
    world.ban()
    key = key_of(world, Role.GUARD)
    examiner = Examiner(key=key)
    kit = make_server(url, examiner, port=0)
    threading.Thread(target=kit.serve_forever, daemon=True).start()
    scans = "\n".join([mrz(STRANGER), mrz(BANNED), mrz(STRANGER)]) + "\n"
    lines = programs.run("gate_turnstile", f"http://127.0.0.1:{kit.server_port}", GATE, sent=scans, AIGIS_KEY=key)
    kit.shutdown()
    kit.server_close()
    report = examiner.finish()
    assert [line.split(":")[0] for line in lines] == ["OPEN", "CLOSED denied", "OPEN"], "\n".join(report.lines())
    assert report.exit_code == 0 and report.faults == {}, "\n".join(report.lines())
    assert Check.objects.count() == 3


def test_a_turnstile_without_a_server_stays_closed(programs: Programs) -> None:
    lines = programs.run("gate_turnstile", "http://127.0.0.1:9", GATE, sent=mrz(STRANGER), AIGIS_KEY="aigis_key")
    assert lines == ["CLOSED no answer: follow the outage plan"]


def test_a_badge_issuer_mirrors_the_verdicts_of_its_roster(
    served: tuple[World, str], programs: Programs, tmp_path: Path
) -> None:
    world, url = served
    world.ban()
    world.roster()
    key, database = key_of(world, Role.BADGE_ISSUER), str(tmp_path / "badges.db")
    issue, follow = ("issue", url, "badges", database), ("follow", url, "badges", database, "--once")
    okonkwo = ("b-1", "Okonkwo", "Marguerite", "1975-12-30")
    assert programs.run("badge_issuer", *issue, *okonkwo, AIGIS_KEY=key) == ["unblock b-1"]
    with AigisClient(url, key) as client:
        client.set_entries("badges", {"b-2": BANNED_IN, "b-3": SANDBOX["denied"]})
    assert programs.run("badge_issuer", *follow, AIGIS_KEY=key) == ["block b-2", "block b-3"]
    with AigisClient(url, key) as client:
        client.set_entry("badges", "b-2", Person("Adeyemi", "Folasade", birth_date="1988-08-08"))
    assert programs.run("badge_issuer", *follow, AIGIS_KEY=key) == ["unblock b-2"]
    rows = sqlite3.connect(database).execute("SELECT ref, works FROM badge ORDER BY ref").fetchall()
    assert rows == [("b-1", 1), ("b-2", 1), ("b-3", 0)]


def test_a_visitor_system_announces_and_believes_signed_webhooks_alone(
    served: tuple[World, str], programs: Programs, tmp_path: Path
) -> None:
    world, url = served
    world.ban()
    key, secret = key_of(world, Role.PFSO), format_secret(b"s" * 32)
    visitors = tmp_path / "visitors.csv"
    people = [
        "ref,family_name,given_names,birth_date",
        "v-1,Okonkwo,Marguerite,1975-12-30",
        "v-2,Vandenbroucke,,nonsense",
    ]
    visitors.write_text("\n".join(people))
    tomorrow = (world.today + timedelta(days=1)).isoformat()
    lines = programs.run("visitor_system", "announce", url, "BEANR-0001", tomorrow, "An", str(visitors), AIGIS_KEY=key)
    assert lines[0] == "v-1 clear (announced)" and lines[1].startswith("v-2 not announced: ")
    data = {"announcement": lines[-1].split()[-1], "ref": "v-1"}
    body = json.dumps({"type": "announcement.arrived", "data": data}).encode()
    for signature, expected in ((None, "refused a webhook"), (secret, "announcement.arrived v-1")):
        process = programs.start(
            "visitor_system", "receive", url, "0", "--once", AIGIS_KEY=key, AIGIS_WEBHOOK_SECRET=secret
        )
        assert process.stdout is not None
        port = process.stdout.readline().split()[-1]
        stamp = int(datetime.now(UTC).timestamp())
        signed = sign(signature, message_id="m-1", timestamp=stamp, body=body) if signature else "v1,AAAA"
        headers = {"webhook-id": "m-1", "webhook-timestamp": str(stamp), "webhook-signature": signed}
        httpx.post(f"http://127.0.0.1:{port}/", content=body, headers=headers, timeout=60, trust_env=False)
        output, _ = process.communicate(timeout=60)
        assert output.startswith(expected)


def test_both_clients_check_one_and_many(served: tuple[World, str]) -> None:
    world, url = served
    world.ban()
    items = [CheckItem("a", STRANGER_IN), CheckItem("b", BANNED_IN), CheckItem("c", {"full_name": "X"})]
    key = key_of(world, Role.GUARD)
    with AigisClient(url, key) as client:
        answer = client.check(GATE, "visitor", BANNED_IN, key="once")
        assert answer.verdict is Verdict.DENIED and client.check(GATE, "visitor", BANNED_IN, key="once") == answer
        first, second, third = client.check_items(GATE, "visitor", items)
        assert (first.verdict, second.verdict) == (Verdict.CLEAR, Verdict.DENIED)
        assert third.answer is None and third.problem is not None
        with pytest.raises(Refused) as refused:
            client.check("BEANR-0009/main", "visitor", STRANGER_IN)
        assert refused.value.code == "unknown_gate"

    async def ask() -> bool:
        async with AsyncAigisClient(url, key) as asynchronous:
            return (await asynchronous.check(GATE, "visitor", STRANGER_IN)).may_enter

    assert asyncio.run(ask())


def test_a_roster_is_read_replaced_and_followed(served: tuple[World, str]) -> None:
    world, url = served
    world.roster()
    position = [0]
    cursor = FunctionCursor(lambda: position[0], lambda value: position.__setitem__(0, value))
    with AigisClient(url, key_of(world, Role.BADGE_ISSUER)) as client:
        persons = {f"b-{index}": replace(STRANGER_IN, family_name=f"Okonkwo{index}") for index in range(4)}
        assert {row.verdict for row in client.set_entries("badges", persons)} == {Verdict.CLEAR}
        page = client.entry_page("badges", limit=3)
        assert [entry.ref for entry in client.entries("badges")] == sorted(persons) and len(page.items) == 3
        with pytest.raises(Refused) as refused:
            client.replace_entries("badges", persons, page.version + 1)
        assert refused.value.code == "changed_since"
        done = client.replace_entries("badges", persons | {"b-9": SANDBOX["denied"]}, page.version)
        assert (done.added, done.unchanged, done.removed) == (1, 4, 0)
        assert [change.ref for change in client.changes("badges", cursor)][-1] == "b-9"
        large = client.replace_entries("badges", {}, client.entry_page("badges").version)
        assert large.waiting is not None and large.removed == 0
        assert client.remove_entries("badges", ["b-9", "b-10"]) == 1
        assert [(roster.name, roster.entries) for roster in client.rosters()] == [("badges", 4)]


def test_a_desk_reads_acknowledges_and_verifies_its_alerts(served: tuple[World, str]) -> None:
    world, url = served
    world.ban()
    assert world.verdict(BANNED) is CoreVerdict.DENIED
    with AigisClient(url, key_of(world, Role.DESK)) as client:
        (alert,) = client.alerts()
        assert (alert.number, alert.drill, alert.acknowledged) == (1, False, False)
        assert client.acknowledge(alert.id, by="An Peeters").acknowledged
        assert client.close_alert(alert.id, "taken over", by="An Peeters").acknowledged
        (report,) = verify_chain(row.content for row in client.alerts())
        assert report.is_whole and report.last == 1


def test_requests_are_signed_in_place_of_a_key(served: tuple[World, str]) -> None:
    world, url = served
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    row, secret = world.client(Role.GUARD)
    manager = access.actor_of_user(world.user(Role.ADMIN))
    keys.register_public_key(row.pk, public, actor=manager, at=datetime.now(UTC))
    signer = RequestSigner(private, ClientKey.objects.get().key_id)
    with AigisClient(url, auth=signer) as client:
        assert client.check(GATE, "visitor", STRANGER_IN).may_enter
    with AigisClient(url, secret) as client, pytest.raises(Refused):
        client.check(GATE, "visitor", STRANGER_IN)
