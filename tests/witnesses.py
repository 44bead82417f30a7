"""Witnesses run for real on this machine, and servers that behave as a witness should not."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TypeVar

import pytest

from aigis import wiring
from aigis.adapters.witness_record import WitnessRecord
from aigis.adapters.witness_server import WitnessServer
from aigis.apps.audit import witnesses
from aigis.core.tlog.keys import VerifierKey

PATIENCE = 60.0  # seconds that a witness has where its test is not about slow ones: this machine may be slow itself
Server = TypeVar("Server", bound=ThreadingHTTPServer)


@contextmanager
def witness(folder: Path, name: str, *logs: VerifierKey) -> Iterator[WitnessServer]:
    """A witness that trusts the logs; it goes on from what its folder remembers."""
    record = WitnessRecord.create(folder, name=f"{name}.example/w")
    with running(WitnessServer(record, lambda: logs, address=("127.0.0.1", 0))) as server:
        yield server


@contextmanager
def answering(
    status: int, body: bytes, *, kind: str = "text/plain", pause: float = 0.0, encoding: str = "identity"
) -> Iterator[str]:
    """The address of a server that says the same to everybody, after a pause in seconds."""
    waiting = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            waiting.wait(pause)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Encoding", encoding)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # whoever asked had no patience
    with running(server) as started:
        yield url(started)
        waiting.set()


def wait_for_witnesses(monkeypatch: pytest.MonkeyPatch, seconds: float = PATIENCE) -> None:
    """Lets the log wait so long for each witness, and for all of them."""
    monkeypatch.setattr(wiring, "_WITNESS_PATIENCE", seconds)
    monkeypatch.setattr(witnesses, "PATIENCE_SECONDS", seconds)


@contextmanager
def running(server: Server) -> Iterator[Server]:
    with server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def url(server: ThreadingHTTPServer) -> str:
    return f"http://127.0.0.1:{server.server_port}"
