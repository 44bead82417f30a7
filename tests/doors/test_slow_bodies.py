"""Bodies that come slowly hold no thread: they are refused in time, by rate and by address, and others go on."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing

import httpx
import pytest

from aigis.config.request_body import MOST_SLOW_OF_AN_ADDRESS
from tests.running import comes_true, free_port

# Bytes that are no UTF-8 arrive as U+FFFD: no address of ours holds either.
PATHS = ["/a%20b", "/caf%C3%A9", "/%2Fx", "/a?b=%C3%A9&c", "/;x=1", "//double", "/%00"]


class Served:
    """The echo under granian."""

    def __init__(self, interface: str, *, grace: float = 30.0) -> None:
        self.port = free_port()
        command = [sys.executable, "-m", "granian", "--interface", interface, "--port", str(self.port), "--no-ws"]
        command += ["--log-level", "error", f"tests.doors.echo:{interface}"]
        self.process = subprocess.Popen(command, env={**os.environ, "ECHO_GRACE": str(grace)})
        assert comes_true(self.answers, 240)

    def answers(self) -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/", trust_env=False).status_code == 200
        except httpx.HTTPError:
            return False

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)

    def raw(self, path: str) -> tuple[int, bytes]:
        with closing(self.connect()) as connection:
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nX-One: 1\r\nConnection: close\r\n\r\n".encode())
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        head, _, body = answer.partition(b"\r\n\r\n")
        return int(head.split()[1]), body

    def begin(self, length: int) -> socket.socket:
        """Sends the head of a request and the first byte of its body."""
        connection = self.connect()
        connection.sendall(f"POST /slow HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n".encode() + b"a")
        return connection

    def end(self) -> None:
        self.process.terminate()
        self.process.wait(20)


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    server = Served("rsgi")
    yield server
    server.end()


@pytest.fixture(scope="module")
def impatient() -> Iterator[Served]:
    server = Served("rsgi", grace=1.0)
    yield server
    server.end()


def test_requests_reach_the_application_as_granian_itself_would_hand_them_on(served: Served) -> None:
    plain = Served("wsgi")
    try:
        for path in PATHS:
            (ours, our_body), (theirs, their_body) = served.raw(path), plain.raw(path)
            assert ours == theirs == 200, path
            assert json.loads(our_body) == json.loads(their_body), path
    finally:
        plain.end()


def test_a_body_arrives_whole_and_a_header_with_an_underscore_does_not(served: Served) -> None:
    answer = httpx.post(
        f"http://127.0.0.1:{served.port}/x?y=1", content=b"b" * 200_000, headers={"X_Two": "2"}, trust_env=False
    ).json()
    assert (answer["read"], answer["CONTENT_LENGTH"], answer["QUERY_STRING"]) == (200_000, "200000", "y=1")
    assert answer["HTTP_X_TWO"] is None and answer["REMOTE_ADDR"] == "127.0.0.1"


def test_forty_slow_bodies_keep_nobody_waiting(served: Served) -> None:
    slow = [served.begin(1_000) for _ in range(40)]
    try:
        time.sleep(0.5)  # they are counted as slow by now
        assert comes_true(served.answers, 20)  # the slow ones are waited for longer than that
        refused = sum(_status(connection) == 408 for connection in slow[MOST_SLOW_OF_AN_ADDRESS:])
        assert refused == 40 - MOST_SLOW_OF_AN_ADDRESS
        for connection in slow[:MOST_SLOW_OF_AN_ADDRESS]:
            connection.sendall(b"a" * 999)
        assert [_status(connection) for connection in slow[:MOST_SLOW_OF_AN_ADDRESS]] == [200] * MOST_SLOW_OF_AN_ADDRESS
    finally:
        for connection in slow:
            connection.close()


def test_a_body_that_stops_is_refused_with_a_problem_and_no_verdict(impatient: Served) -> None:
    with closing(impatient.begin(1_000)) as connection:
        answer = connection.recv(65536)
    assert answer.startswith(b"HTTP/1.1 408 ") and b'"code": "body_too_slow"' in answer and b"verdict" not in answer


def test_a_body_that_trickles_is_refused_although_it_never_stops(impatient: Served) -> None:
    with closing(impatient.begin(100_000)) as connection:
        connection.settimeout(0.05)
        answer = b""
        for _ in range(400):
            try:
                connection.sendall(b"a")
                answer = connection.recv(65536)
                break
            except TimeoutError:
                continue
            except OSError:
                break
    assert answer.startswith(b"HTTP/1.1 408 ")


def _status(connection: socket.socket) -> int:
    return int(connection.recv(65536).split()[1])
