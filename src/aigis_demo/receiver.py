"""Where the demo's mail and webhooks arrive: a real SMTP and HTTP server on loopback that keeps all of it in a folder.

`python -m aigis_demo.receiver --folder DIR --smtp-port N --http-port N`. Each mail becomes a `.eml` file, each
webhook a `.json` file; `GET /` on the HTTP port lists them, newest first. Webhooks are verified with the secrets that
stand one a line in `DIR/webhook-secrets`, read anew each time. While the file `DIR/trouble` exists, some webhooks are
refused, some kept without an answer, and some left hanging. Ends on SIGTERM.
"""

import argparse
import json
import random
import signal
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from aigis.core.errors import InvalidInput
from aigis.core.webhooks.signature import ID, SIGNATURE, TIMESTAMP, verify

LOOPBACK = "127.0.0.1"
SECRETS = "webhook-secrets"
TROUBLE = "trouble"
_REFUSED, _UNANSWERED, _HANGING = 0.20, 0.05, 0.01  # shares of the webhooks while there is trouble
_HANGS_SECONDS = 8.0
_MAX_BYTES = 1_000_000
_KEPT_HEADERS = (ID, TIMESTAMP, SIGNATURE, "content-type", "host")


class Folder:
    """Keeps what arrives, one file each, under names that sort by time of arrival."""

    def __init__(self, path: Path) -> None:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._path = path
        self._numbers = count(1)

    def keep(self, suffix: str, content: bytes, description: str) -> str:
        """Writes a file and prints one line about it; returns the file's name."""
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%f}-{next(self._numbers):05d}{suffix}"
        unfinished = self._path / f".{name}"
        unfinished.write_bytes(content)
        unfinished.rename(self._path / name)  # whoever lists the folder sees whole files only
        print(f"{name} {' '.join(description.split())}", flush=True)
        return name

    def names(self) -> list[str]:
        """Lists the files, newest first."""
        stored_names = [
            path.name for path in self._path.iterdir() if path.suffix in (".eml", ".json") and path.name[0] != "."
        ]
        return sorted(stored_names, reverse=True)

    def read(self, name: str) -> bytes | None:
        """Gives the content of a file that is in the list."""
        return (self._path / name).read_bytes() if name in self.names() else None

    def in_trouble(self) -> bool:
        """Tells whether somebody wants webhooks to fail."""
        return (self._path / TROUBLE).exists()

    def secrets(self) -> list[str]:
        """Gives the secrets with which webhooks are verified."""
        path = self._path / SECRETS
        return path.read_text(encoding="ascii").split() if path.exists() else []


class MailHandler:
    """Accepts every mail."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keeps the message and tells under which name."""
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        subject = message_from_bytes(content, policy=policy.default)["Subject"]
        name = self._folder.keep(".eml", content, f"mail to {', '.join(envelope.rcpt_tos)}: {subject}")
        return f"250 2.0.0 kept as {name}"


class WebhookServer(ThreadingHTTPServer):
    """Accepts every webhook and says whether its signature fits."""

    daemon_threads = True

    def __init__(self, port: int, folder: Folder) -> None:
        super().__init__((LOOPBACK, port), WebhookHandler)
        self.folder = folder


class WebhookHandler(BaseHTTPRequestHandler):
    """One request: a webhook by POST, the list or a file by GET."""

    server: WebhookServer
    timeout = 10

    def do_POST(self) -> None:
        """Keeps a webhook with the headers that matter and whether it is authentic."""
        draw = random.random() if self.server.folder.in_trouble() else 1.0
        if draw < _REFUSED:
            return self._answer(503, b"In trouble.\n")
        if draw < _REFUSED + _HANGING:
            time.sleep(_HANGS_SECONDS)
            return None
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > _MAX_BYTES:
            return self._answer(413, b"Send at most a megabyte, with its length.\n")
        body = self.rfile.read(int(length))
        headers = {name: self.headers.get(name, "") for name in _KEPT_HEADERS}
        verified = any(_verified(secret, headers, body) for secret in self.server.folder.secrets())
        text = body.decode("utf-8", errors="replace")
        record = {"path": self.path, "headers": headers, "body": _as_json(text), "verified": verified}
        content = json.dumps(record, indent=1, ensure_ascii=False).encode("utf-8", errors="replace")
        self.server.folder.keep(".json", content, f"webhook {'verified' if verified else 'NOT VERIFIED'}: {text[:200]}")
        if draw > _REFUSED + _HANGING + _UNANSWERED:
            self._answer(204, b"")
        return None

    def do_GET(self) -> None:
        """Answers with the list, or with one file of it."""
        if self.path == "/":
            return self._answer(200, "".join(f"{name}\n" for name in self.server.folder.names()).encode())
        content = self.server.folder.read(self.path.removeprefix("/"))
        self._answer(404, b"Not in the list.\n") if content is None else self._answer(200, content)

    def _answer(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("X-Content-Type-Options", "nosniff")
        if status != 204:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: the folder prints a line for each thing kept."""


def _verified(secret: str, headers: dict[str, str], body: bytes) -> bool:
    try:
        return verify(secret, headers, body, at=datetime.now(UTC))
    except InvalidInput:  # a line of the file that is no secret
        return False


def _as_json(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return text


def serve(folder: Path, *, smtp_port: int, http_port: int) -> None:
    """Runs both servers until SIGTERM or SIGINT."""
    ends = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)  # before the threads, which inherit it: only sigwait sees them
    stored_files = Folder(folder)
    mail = Controller(MailHandler(stored_files), hostname=LOOPBACK, port=smtp_port)
    with WebhookServer(http_port, stored_files) as web:
        mail.start()
        threading.Thread(target=web.serve_forever, daemon=True).start()
        print(f"ready: smtp://{LOOPBACK}:{smtp_port} http://{LOOPBACK}:{http_port} {folder}", flush=True)
        signal.sigwait(ends)
        web.shutdown()
        mail.stop()


def main(arguments: Sequence[str] | None = None) -> None:
    """Reads the command line and serves."""
    parser = argparse.ArgumentParser(prog="aigis_demo.receiver", description="Keeps the demo's mail and webhooks.")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--smtp-port", type=int, required=True)
    parser.add_argument("--http-port", type=int, required=True)
    options = parser.parse_args(arguments)
    serve(options.folder, smtp_port=options.smtp_port, http_port=options.http_port)


if __name__ == "__main__":
    main()
