"""A listener of its own for figures and health, on an address that only operators reach."""

import logging
import os
import re
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

logger = logging.getLogger("aigis.metrics")

VARIABLE = "AIGIS_METRICS"
USUAL = "127.0.0.1:9464"
OFF = "off"
# Processes of one machine listen on ports that follow one another: web, worker, sealer, reconciler, deliveries.
OFFSETS = {"serve": 0, "work": 1, "seal": 2, "reconcile": 3, "work deliveries": 4}
_AGAIN = 5.0  # seconds: another process of the same kind holds the port; when it ends, this one takes over
_REQUEST_SECONDS = 10.0
_WHOLE = re.compile(rb"(?m) (-?\d+)\.0$")  # whole figures are written as such

Reply = tuple[int, str, bytes]
Routes = Mapping[str, Callable[[], Reply]]


def parse_address(text: str) -> tuple[str, int] | None:
    """Reads `HOST:PORT`; None for `off`.

    Raises:
        ValueError: it is neither; the sentence says what to give.
    """
    if text == OFF:
        return None
    host, colon, port = text.rpartition(":")
    highest = 65_535 - max(OFFSETS.values())
    if not colon or not host or not port.isascii() or not port.isdecimal() or not 1 <= int(port) <= highest:
        raise ValueError(f"{VARIABLE} is '{text}': give HOST:PORT such as {USUAL}, or off.")
    return host.strip("[]"), int(port)


def address_of(process: str) -> tuple[str, int] | None:
    """Returns where a process listens; None if it does not."""
    base = parse_address(os.environ.get(VARIABLE, USUAL))
    return base and (base[0], base[1] + OFFSETS[process])


def figures(registry: CollectorRegistry) -> Reply:
    """Returns the figures of a registry in the text format of Prometheus."""
    return 200, CONTENT_TYPE_LATEST, _WHOLE.sub(rb" \1", generate_latest(registry))


def start(process: str, routes: Routes) -> threading.Thread | None:
    """Listens for `routes` in a thread that ends with this process; None if `off`."""
    address = address_of(process)
    if address is None:
        return None
    thread = threading.Thread(target=_serve, args=(address, routes), daemon=True, name="metrics")
    thread.start()
    return thread


def _serve(address: tuple[str, int], routes: Routes) -> None:
    wait, refused = threading.Event(), False
    while True:
        try:
            with _FiguresServer(address, _handler(routes)) as server:
                server.serve_forever()
        except OSError as taken:
            if not refused:
                logger.debug("figures: %s port %d is taken (%s); trying again", *address, taken.strerror)
            refused = True
        wait.wait(_AGAIN)


class _FiguresServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        self.address_family = 10 if ":" in address[0] else 2  # AF_INET6, AF_INET
        super().__init__(address, handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Drops a connection that broke: nobody is told less than by a missing figure."""


def _handler(routes: Routes) -> type[BaseHTTPRequestHandler]:
    class FiguresHandler(BaseHTTPRequestHandler):
        """Answers GET for the routes alone."""

        timeout = _REQUEST_SECONDS
        server_version, sys_version = "aigis", ""

        def do_GET(self) -> None:
            """Answers one of the routes."""
            route = routes.get(self.path.partition("?")[0])
            try:
                status, kind, body = route() if route else (404, "text/plain", b"Not found.\n")
            except Exception as fault:
                logger.exception("figures could not be read")
                status, kind, body = 500, "text/plain", f"{type(fault).__name__}\n".encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing about each scrape."""

    return FiguresHandler
