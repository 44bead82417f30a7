"""A witness's door: `add-checkpoint` and the last cosigned checkpoints over HTTP, as C2SP tlog-witness says."""

import logging
import re
import socket
import time
from collections.abc import Callable, Sequence
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from aigis.adapters.witness_record import WitnessRecord
from aigis.core.errors import DomainError, InvalidInput
from aigis.core.tlog.keys import VerifierKey
from aigis.core.tlog.witness import LARGEST_REQUEST, AddCheckpoint, WitnessJudgement

logger = logging.getLogger("aigis.witness")

_SIZE = "text/x.tlog.size"
_TEXT = "text/plain; charset=utf-8"
_MONITORED = re.compile(r"/([0-9a-f]{64})/checkpoint")
_SILENT_SECONDS = 30.0
_LONGEST_LINE = 1_024
_CHUNK_SIZE = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;[^\n]*)?\r\n")
_STATUS = {
    WitnessJudgement.COSIGN: HTTPStatus.OK,
    WitnessJudgement.UNKNOWN_LOG: HTTPStatus.NOT_FOUND,
    WitnessJudgement.NOT_SIGNED: HTTPStatus.FORBIDDEN,
    WitnessJudgement.OLD_BEYOND: HTTPStatus.BAD_REQUEST,
    WitnessJudgement.OTHER_SIZE: HTTPStatus.CONFLICT,
    WitnessJudgement.OTHER_ROOT: HTTPStatus.CONFLICT,
    WitnessJudgement.NOT_CONSISTENT: HTTPStatus.UNPROCESSABLE_ENTITY,
}

Answer = tuple[HTTPStatus, str, str]


class WitnessServer(ThreadingHTTPServer):
    """Serves one witness for the logs whose keys it trusts; a thread for each connection, which may stay open."""

    daemon_threads = True

    def __init__(
        self, record: WitnessRecord, logs: Callable[[], Sequence[VerifierKey]], *, address: tuple[str, int]
    ) -> None:
        self.record = record
        self.logs = logs
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        super().__init__(address, _WitnessHandler)

    def add(self, body: bytes) -> Answer:
        """Answers one add-checkpoint request: status, content type and body."""
        try:
            request = AddCheckpoint.from_bytes(body)
        except InvalidInput as wrong:
            return HTTPStatus.BAD_REQUEST, _TEXT, f"{wrong.sentence}\n"
        try:
            judgement, seen, cosignature = self.record.add(request, logs=self.logs(), time=int(time.time()))
        except (DomainError, OSError, ValueError) as failed:  # a file of logs that is no text is a ValueError
            logger.error("nothing was cosigned: %s", failed)
            return HTTPStatus.INTERNAL_SERVER_ERROR, _TEXT, "The witness cannot cosign now.\n"
        logger.info("%s size %s: %s", request.checkpoint.origin, request.checkpoint.size, judgement.value)
        if judgement is WitnessJudgement.OTHER_SIZE:
            return HTTPStatus.CONFLICT, _SIZE, f"{seen.size}\n"
        return _STATUS[judgement], _TEXT, cosignature or f"{judgement.value}\n"

    def get(self, path: str) -> Answer:
        """Answers a reader: the key at the root, the last cosigned checkpoint of a log under its origin's SHA-256."""
        if path == "/":
            return HTTPStatus.OK, _TEXT, f"{self.record.vkey}\n"
        match = _MONITORED.fullmatch(path)
        try:
            note = self.record.checkpoint(match[1]) if match else None
        except DomainError as failed:
            logger.error("the record cannot be read: %s", failed)
            return HTTPStatus.INTERNAL_SERVER_ERROR, _TEXT, "The witness cannot be read now.\n"
        if note is None:
            return HTTPStatus.NOT_FOUND, _TEXT, "There is nothing here. A witness takes add-checkpoint.\n"
        return HTTPStatus.OK, _TEXT, note


class _WitnessHandler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    server_version = "aigis-witness"
    sys_version = ""
    timeout = _SILENT_SECONDS
    server: WitnessServer

    def do_POST(self) -> None:
        """Takes a checkpoint."""
        if self.path != "/add-checkpoint":
            self.close_connection = True  # its body was not read
            return self._send((HTTPStatus.NOT_FOUND, _TEXT, "POST to add-checkpoint.\n"))
        length, coding = self.headers.get("Content-Length"), self.headers.get("Transfer-Encoding")
        chunked = length is None and (coding or "").strip().lower() == "chunked"
        if not chunked and (coding or length is None or not length.isascii() or not length.isdigit()):
            self.close_connection = True
            return self._send((HTTPStatus.LENGTH_REQUIRED, _TEXT, "Say how long the request is.\n"))
        body = self._chunks() if length is None else self._whole(length)
        if body is None:
            self.close_connection = True
            return self._send((HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _TEXT, "The request is too large.\n"))
        return self._send(self.server.add(body))

    def _whole(self, length: str) -> bytes | None:
        """Reads so many bytes; None where that is more than a request may have."""
        return self.rfile.read(int(length)) if len(length) < 9 and int(length) <= LARGEST_REQUEST else None

    def _chunks(self) -> bytes | None:
        """Reads a body in chunks (RFC 9112, section 7.1); None where it is larger than a request may be."""
        closing, self.close_connection = self.close_connection, True  # unless all of it can be read
        body = b""
        while size := _chunk_size(self.rfile.readline(_LONGEST_LINE)):
            if len(body) + size > LARGEST_REQUEST:
                return None
            body += self.rfile.read(size)
            if self.rfile.read(2) != b"\r\n":
                return body
        if size == 0 and self.rfile.readline(_LONGEST_LINE) == b"\r\n":  # trailers would say nothing to us
            self.close_connection = closing
        return body

    def do_GET(self) -> None:
        """Shows what anybody may see."""
        self._send(self.server.get(self.path))

    def do_HEAD(self) -> None:
        """Says how it would be shown."""
        self._send(self.server.get(self.path))

    def _send(self, answer: Answer) -> None:
        status, kind, text = answer
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: what matters is said above."""


def _chunk_size(line: bytes) -> int | None:
    """Reads the line in front of a chunk, of which 0 is the last; None where it is no such line."""
    match = _CHUNK_SIZE.fullmatch(line)
    return int(match[1], 16) if match else None
