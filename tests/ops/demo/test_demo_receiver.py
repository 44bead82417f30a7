"""The demo's receiver as a real process: mail and webhooks sent to it are kept and can be read."""

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

import httpx
import pytest

from aigis.adapters.mail import SmtpMessenger
from aigis.adapters.webhook import WebhookMessenger
from aigis.core.webhooks.signature import format_secret

SECRET = format_secret(bytes(range(40)))


@dataclass
class Notice:
    id: str = "0193-notice"
    kind: str = "alert"
    subject: str = "Een één"
    body: str = '{"alert": "één"}'
    secret: str = SECRET


@dataclass
class Running:
    process: "subprocess.Popen[str]"
    folder: Path
    smtp_port: int
    http_port: int

    def line(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline()

    def get(self, path: str) -> httpx.Response:
        return httpx.get(f"http://127.0.0.1:{self.http_port}{path}", timeout=120)


def free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[Running]:
    smtp, http = free_ports()
    options = ["--folder", str(tmp_path / "outbox"), "--smtp-port", str(smtp), "--http-port", str(http)]
    command = [sys.executable, "-m", "aigis_demo.receiver", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        running = Running(process, tmp_path / "outbox", smtp, http)
        assert running.line().startswith("ready: ")
        yield running
        process.kill()


def post(receiver: Running) -> dict[str, object]:
    messenger = WebhookMessenger(clock=lambda: datetime.now(UTC), allow_loopback=True)
    messenger.deliver(f"http://127.0.0.1:{receiver.http_port}/desk", Notice())
    kept: dict[str, object] = json.loads((receiver.folder / receiver.line().split()[0]).read_text())
    return kept


def test_a_mail_is_kept_listed_and_served(receiver: Running) -> None:
    said = SmtpMessenger(f"smtp://127.0.0.1:{receiver.smtp_port}", "aigis@justice.example").deliver(
        "desk@police.example", Notice()
    )
    name = receiver.line().split()[0]
    assert said.endswith(name)
    assert message_from_bytes((receiver.folder / name).read_bytes(), policy=policy.default)["Subject"] == "Een één"
    assert receiver.get("/").text == f"{name}\n"
    assert "Message-ID: <0193-notice@justice.example>" in receiver.get(f"/{name}").text


def test_a_webhook_is_verified_with_the_secrets_of_the_folder(receiver: Running) -> None:
    assert post(receiver)["verified"] is False
    (receiver.folder / "webhook-secrets").write_text(f"not-a-secret\n{SECRET}\n")
    kept = post(receiver)
    assert (kept["verified"], kept["body"], kept["path"]) == (True, {"alert": "één"}, "/desk")


def test_nothing_but_the_list_is_served(receiver: Running) -> None:
    (receiver.folder / "webhook-secrets").write_text(SECRET)
    for path in ("/webhook-secrets", "/../outbox/webhook-secrets", "/%2e%2e/x", "/x.json"):
        assert receiver.get(path).status_code == 404


def test_it_ends_by_itself_when_told(receiver: Running) -> None:
    receiver.process.send_signal(signal.SIGTERM)
    assert receiver.process.wait(timeout=120) == 0
