"""A load of checks over HTTP from a process of its own: `python -m aigis_bench.load`, requests as JSON on stdin.

Each connection sends its next request when the answer to the last is there. Only 201 with a verdict counts.
"""

import asyncio
import json
import sys
import time
from itertools import cycle
from typing import Any


class Caller(asyncio.Protocol):
    """One connection that asks without pause and notes how long each answer took."""

    def __init__(self, requests: "cycle[bytes]", until: float) -> None:
        self._requests = requests
        self._until = until
        self._buffer = b""
        self._sent_at = 0.0
        self.seconds: list[float] = []
        self.wrong = 0
        self.closed = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        """Sends the first request."""
        self._transport = transport
        self._ask()

    def data_received(self, data: bytes) -> None:
        """Notes a whole answer and asks again, until the time is over."""
        self._buffer += data
        head, separator, body = self._buffer.partition(b"\r\n\r\n")
        if not separator or len(body) < _length(head):
            return
        self._buffer = b""
        now = time.perf_counter()
        if head.startswith(b"HTTP/1.1 201") and b'"verdict"' in body:
            self.seconds.append(now - self._sent_at)
        else:
            self.wrong += 1
        if now < self._until:
            self._ask()
        else:
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Ends the caller."""
        if not self.closed.done():
            self.closed.set_result(None)

    def _ask(self) -> None:
        self._sent_at = time.perf_counter()
        self._transport.write(next(self._requests))


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line[15:])
    return 0


async def load(host: str, port: int, requests: list[bytes], *, connections: int, seconds: float) -> dict[str, Any]:
    """Runs the load; returns the latencies in seconds, how long it took, and how many answers were not a verdict."""
    loop, shared, begun = asyncio.get_running_loop(), cycle(requests), time.perf_counter()
    callers = []
    for _ in range(connections):
        _, caller = await loop.create_connection(lambda: Caller(shared, begun + seconds), host, port)
        callers.append(caller)
    await asyncio.gather(*(caller.closed for caller in callers))
    return {
        "elapsed": time.perf_counter() - begun,
        "seconds": [seconds for caller in callers for seconds in caller.seconds],
        "wrong": sum(caller.wrong for caller in callers),
    }


def compose(body: dict[str, Any], *, key: str, host: str) -> bytes:
    """A whole HTTP request of a check."""
    content = json.dumps(body).encode()
    head = (
        f"POST /api/v1/checks HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


def main() -> None:
    """Reads `{host, port, key, bodies, connections, seconds}` and prints what `load` returns."""
    job = json.load(sys.stdin)
    host = f"{job['host']}:{job['port']}"
    requests = [compose(body, key=job["key"], host=host) for body in job["bodies"]]
    loading = load(job["host"], job["port"], requests, connections=job["connections"], seconds=job["seconds"])
    json.dump(asyncio.run(loading), sys.stdout)


if __name__ == "__main__":
    main()
