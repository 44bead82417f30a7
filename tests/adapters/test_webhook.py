"""Webhooks to a real HTTP server on loopback."""

import json
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from aigis.adapters.webhook import WebhookMessenger, checked_addresses
from aigis.core.ports import DeliveryFailed
from aigis.core.webhooks.signature import ReceiverGone, format_secret, verify
from aigis.core.webhooks.target import Target, parse_target, read_networks

pytestmark = pytest.mark.calendar

AT = datetime(2026, 11, 22, 6, 12, tzinfo=UTC)
SECRET = format_secret(b"a secret of the receiver of 36 bytes")


@dataclass
class Notice:
    id: str = field(default_factory=lambda: str(uuid4()))
    kind: str = "alert"
    subject: str = ""
    body: str = '{"type": "alert.raised", "één": 1}'
    secret: str = SECRET


class Receiver(ThreadingHTTPServer):
    """Answers `/STATUS` with that status, `/drip` a byte at a time, and keeps what came."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.kept: list[tuple[str, dict[str, str], bytes]] = []
        self.closing = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.kept.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
        if self.path == "/drip":
            return self._drip()
        self.send_response(int(self.path.strip("/").split("?")[0]))
        self.send_header("Location", f"{self.server.url}/200")
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"taken")

    def _drip(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        for _ in range(600):  # a whole answer in the end, for who waits for it
            if self.server.closing.wait(0.1):
                return
            try:
                self.wfile.write(b"x")
            except OSError:
                return
        self.wfile.write(b"\r\nContent-Length: 0\r\n\r\n")

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server
        server.closing.set()
        server.shutdown()


def messenger(*, allow_loopback: bool = True) -> WebhookMessenger:
    return WebhookMessenger(clock=lambda: AT, allow_loopback=allow_loopback)


def test_a_notice_arrives_signed_and_as_it_was_written(receiver: Receiver) -> None:
    notice = Notice()
    assert messenger().deliver(f"{receiver.url}/200?a=b", notice) == "200 taken"
    path, headers, body = receiver.kept[0]
    assert (path, body) == ("/200?a=b", notice.body.encode())
    assert headers["content-type"] == "application/json"
    assert headers["host"] == f"127.0.0.1:{receiver.server_port}"
    assert headers["webhook-id"] == notice.id
    assert verify(SECRET, headers, body, at=AT)


def test_a_second_attempt_carries_the_same_id(receiver: Receiver) -> None:
    notice = Notice()
    for _ in range(2):
        messenger().deliver(f"{receiver.url}/204", notice)
    assert {headers["webhook-id"] for _, headers, _ in receiver.kept} == {notice.id}


@pytest.mark.parametrize("status", [301, 302, 307, 308, 400, 401, 404, 429, 500, 503])
def test_only_2xx_is_success_and_a_redirect_is_not_followed(receiver: Receiver, status: int) -> None:
    with pytest.raises(DeliveryFailed, match=str(status)) as failed:
        messenger().deliver(f"{receiver.url}/{status}", Notice())
    assert not isinstance(failed.value, ReceiverGone)
    assert len(receiver.kept) == 1


def test_a_receiver_that_is_gone_says_so(receiver: Receiver) -> None:
    with pytest.raises(ReceiverGone):
        messenger().deliver(f"{receiver.url}/410", Notice())


def test_a_receiver_that_answers_a_byte_at_a_time_is_left_alone(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aigis.adapters.webhook.SECONDS", 0.5)
    with pytest.raises(DeliveryFailed, match="did not answer"):  # and not the answer that comes after a minute
        messenger().deliver(f"{receiver.url}/drip", Notice())


def resolve_once(monkeypatch: pytest.MonkeyPatch, name: str, address: str) -> None:
    """Lets the world's name service know a name, and answer for it one time only."""
    real, answers = socket.getaddrinfo, [address]

    def answer(host: Any, port: Any, *others: Any, **options: Any) -> Any:
        return real(answers.pop() if host == name else host, port, *others, **options)

    monkeypatch.setattr(socket, "getaddrinfo", answer)


def test_a_name_is_asked_for_once_and_the_checked_address_is_used(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve_once(monkeypatch, "receiver.example", "127.0.0.1")
    messenger().deliver(f"http://receiver.example:{receiver.server_port}/200", Notice())
    assert receiver.kept[0][1]["host"] == f"receiver.example:{receiver.server_port}"


@pytest.fixture
def secure(receiver: Receiver, tls_server: ssl.SSLContext, certificate: Path) -> WebhookMessenger:
    """Puts the receiver behind TLS and gives a messenger that trusts its certificate, for `receiver.example`."""
    receiver.socket = tls_server.wrap_socket(receiver.socket, server_side=True)
    trusting = ssl.create_default_context(cafile=str(certificate))
    return WebhookMessenger(clock=lambda: AT, allow_loopback=True, tls=trusting)


@pytest.mark.parametrize("inside", ["10.0.0.1", "169.254.169.254", "::ffff:192.168.1.1"])
def test_a_name_that_points_inside_is_not_followed(monkeypatch: pytest.MonkeyPatch, inside: str) -> None:
    def answer(host: Any, port: Any, *others: Any, **options: Any) -> Any:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in ("93.184.216.34", inside)]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    with pytest.raises(DeliveryFailed, match="not on the public Internet"):
        messenger().deliver("https://metadata.example/", Notice())


def test_a_certificate_for_the_name_is_accepted(
    receiver: Receiver, secure: WebhookMessenger, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve_once(monkeypatch, "receiver.example", "127.0.0.1")
    secure.deliver(f"https://receiver.example:{receiver.server_port}/200", Notice())
    assert len(receiver.kept) == 1


def test_a_certificate_for_another_name_is_not(
    receiver: Receiver, secure: WebhookMessenger, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve_once(monkeypatch, "other.example", "127.0.0.1")
    with pytest.raises(DeliveryFailed, match="certificate"):
        secure.deliver(f"https://other.example:{receiver.server_port}/200", Notice())
    assert receiver.kept == []


def test_nothing_reaches_the_machine_itself_unless_allowed(receiver: Receiver) -> None:
    for host in ("127.0.0.1", "localhost", "[::ffff:127.0.0.1]"):
        with pytest.raises(DeliveryFailed, match="not on the public Internet"):
            messenger(allow_loopback=False).deliver(f"http://{host}:{receiver.server_port}/200", Notice())
    assert receiver.kept == []


@pytest.mark.parametrize("host", ["169.254.169.254", "10.0.0.1", "0.0.0.0", "fd00:ec2::254", "::ffff:10.0.0.1"])
def test_loopback_allowed_opens_no_other_address(host: str) -> None:
    with pytest.raises(DeliveryFailed, match="not on the public Internet"):
        checked_addresses(Target("http", host, 80, "/"), allow_loopback=True)


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/", "http://u:p@127.0.0.1/", "http://2130706433/", "http://127.1/"])
def test_a_url_of_another_form_is_a_failed_delivery(url: str) -> None:
    with pytest.raises(DeliveryFailed):
        messenger().deliver(url, Notice())


def test_a_receiver_that_is_away_is_a_failed_delivery(unused_port: int) -> None:
    with pytest.raises(DeliveryFailed, match="could not be reached"):
        messenger().deliver(f"http://127.0.0.1:{unused_port}/200", Notice())


def test_a_host_without_address_is_a_failed_delivery(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(DeliveryFailed, match="has no address"):
        messenger().deliver("http://no-such-host.invalid/", Notice())


def test_a_body_that_is_not_json_or_a_missing_secret_is_not_sent(receiver: Receiver) -> None:
    for notice in (Notice(body="Dear all"), Notice(secret=""), Notice(body='"\ud800"')):
        with pytest.raises(DeliveryFailed):
            messenger().deliver(f"{receiver.url}/200", notice)
    assert receiver.kept == []


def test_the_published_body_is_what_was_signed(receiver: Receiver) -> None:
    messenger().deliver(f"{receiver.url}/200", Notice())
    assert json.loads(receiver.kept[0][2])["één"] == 1


def test_while_a_secret_is_replaced_both_sign(receiver: Receiver) -> None:
    other = format_secret(bytes(range(32, 64)))
    messenger().deliver(f"{receiver.url}/200", Notice(secret=f"{other} {SECRET}"))
    _, headers, body = receiver.kept[0]
    assert verify(SECRET, headers, body, at=AT) and verify(other, headers, body, at=AT)
    assert not verify(format_secret(bytes(32)), headers, body, at=AT)


def test_a_private_network_is_reached_only_if_the_operator_allows_it() -> None:
    target = parse_target("https://10.1.2.3/hook")
    with pytest.raises(DeliveryFailed):
        checked_addresses(target, allow_loopback=False, allowed=read_networks("10.2.0.0/16"))
    assert checked_addresses(target, allow_loopback=False, allowed=read_networks("10.1.0.0/16")) == ["10.1.2.3"]
