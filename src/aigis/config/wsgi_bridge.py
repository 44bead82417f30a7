"""Bodies are read in the event loop, then a WSGI application answers in a thread.

RSGI is granian's own interface (its documentation, "RSGI specification 1.5"); Django is called by WSGI (PEP 3333).
"""

import asyncio
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any
from wsgiref.types import WSGIApplication, WSGIEnvironment

from aigis.config import request_timer
from aigis.config.answer_grid import is_on_grid, pad, wait_for_step
from aigis.config.request_body import BodyReader, BodyTooLong, SlowBody
from aigis.telemetry.instruments import REQUEST_THREADS

_BASE: WSGIEnvironment = {
    "SCRIPT_NAME": "",
    "wsgi.version": (1, 0),
    "wsgi.errors": sys.stderr,
    "wsgi.multithread": True,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
    "wsgi.input_terminated": True,
}

Headers = list[tuple[str, str]]
Answer = tuple[int, Headers, bytes]


class Application:
    """Answers one request after another: `scope` and `protocol` are granian's."""

    def __init__(self, wsgi: WSGIApplication, *, threads: int, reader: BodyReader | None = None) -> None:
        self._wsgi = wsgi
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="request")
        self._reader = reader or BodyReader()
        REQUEST_THREADS.inc(threads)

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        """Answers one request."""
        try:
            body = await self._body(scope, protocol)
        except (SlowBody, BodyTooLong) as refused:
            status, headers, answer = _refusal(refused)
        else:
            environ = environ_of(scope, body)
            loop = asyncio.get_running_loop()
            begun = loop.time()
            with request_timer.timed(scope.path) as timer:
                status, headers, answer = await loop.run_in_executor(self._pool, call, self._wsgi, environ)
                timer.status = status
            if is_on_grid(scope.method, scope.path):
                headers, answer = pad(scope.path, headers, answer)
                await wait_for_step(scope.path, begun)  # in the event loop: no thread waits
        protocol.response_bytes(status, headers, answer)

    async def _body(self, scope: Any, protocol: Any) -> bytes:
        length = scope.headers.get("content-length")
        if length in (None, "0") and scope.headers.get("transfer-encoding") is None:
            return b""
        return await self._reader.read(protocol, address=scope.client.rpartition(":")[0])


def environ_of(scope: Any, body: bytes) -> WSGIEnvironment:
    """Returns the environment of a request as PEP 3333 has it; header names with an underscore are left out.

    `X_Forwarded_Proto` would otherwise arrive under the same name as the proxy's `X-Forwarded-Proto`.
    """
    host, _, port = scope.server.rpartition(":")
    environ: WSGIEnvironment = {
        **_BASE,
        "REQUEST_METHOD": scope.method,
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0],
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": BytesIO(body),
    }
    for name, value in scope.headers.items():
        if "_" in name:
            continue
        key = name.upper().replace("-", "_")
        key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
        environ[key] = f"{environ[key]},{value}" if key in environ else value
    if body or "CONTENT_LENGTH" in environ:
        environ["CONTENT_LENGTH"] = str(len(body))
    return environ


def call(wsgi: WSGIApplication, environ: WSGIEnvironment) -> Answer:
    """Returns the status, the headers and the whole body of what a WSGI application answers."""
    started: list[tuple[str, Headers]] = []

    def start_response(status: str, headers: Headers, exc_info: object = None) -> Any:
        started.append((status, headers))

    parts: Iterable[bytes] = wsgi(environ, start_response)
    try:
        body = b"".join(parts)
    finally:
        if hasattr(parts, "close"):
            parts.close()
    status, headers = started[-1]
    return int(status.partition(" ")[0]), headers, body


def _refusal(refused: SlowBody | BodyTooLong) -> Answer:
    from aigis.api import (  # ninja reads the settings, which the application has set up by now
        problems,
        security_headers,
        strict_json,
    )

    response = problems.respond(
        strict_json.BodyTooSlow() if isinstance(refused, SlowBody) else strict_json.BodyTooLarge()
    )
    headers = {**dict(response.items()), **security_headers.SECURITY_HEADERS, "Connection": "close"}
    return response.status_code, list(headers.items()), response.content
