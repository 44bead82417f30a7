"""Answers to checks leave on a grid of time and in sizes of few kinds, so that neither tells which verdict they hold.

A denied check writes an alert and says more than a clear one: whoever only watches the encrypted traffic, or when a
lock opens, could otherwise tell them apart.
"""

import asyncio
import math
import os
from collections.abc import Iterator

STEP_SECONDS = float(os.environ.get("AIGIS_ANSWER_GRID_MS", "25")) / 1000
# Nearly all answers are ready by then, a denied one with its alert too; a page is drawn after the check.
_API_STEPS, _PAGE_STEPS = 2, 4
_JSON_BYTES = 1024  # more than any single answer has in any language
_PAGE_BYTES = 16 * 1024
_SPACE = b" "  # white space at the end means nothing in JSON (RFC 8259, section 2) and in HTML


def is_on_grid(method: str, path: str) -> bool:
    """Tells whether requests like this one are answered with a verdict."""
    return method == "POST" and (path in ("/api/v1/checks", "/api/v1/checks/batch") or path == "/reception/")


async def wait_for_step(path: str, begun: float) -> None:
    """Waits until an answer may leave; `begun` is the event loop's time in seconds at which its request was whole."""
    await asyncio.sleep(seconds_to_step(path, asyncio.get_running_loop().time() - begun))


def seconds_to_step(path: str, passed: float, *, step: float = STEP_SECONDS) -> float:
    """Returns how long an answer waits that is ready `passed` seconds after its request.

    Args:
        path: of the request; it leaves after two steps at the earliest, a page after four.
        passed: seconds.
        step: seconds; 0 waits for nothing.
    """
    if step <= 0:
        return 0.0
    first = _API_STEPS if path.startswith("/api/") else _PAGE_STEPS
    return max(math.floor(passed / step) + 1, first) * step - passed


def pad(path: str, headers: list[tuple[str, str]], body: bytes) -> tuple[list[tuple[str, str]], bytes]:
    """Returns the headers and the body, filled with white space.

    An answer of one check has always 1 KiB, one of many the next power of two; a page is a multiple of 16 KiB.
    """
    size = _padded_size(path, len(body))
    return list(_with_length(headers, size)), body.ljust(size, _SPACE)


def _padded_size(path: str, length: int) -> int:
    if path.startswith("/api/"):
        return max(_JSON_BYTES, 1 << (length - 1).bit_length())
    return -(-length // _PAGE_BYTES) * _PAGE_BYTES


def _with_length(headers: list[tuple[str, str]], size: int) -> Iterator[tuple[str, str]]:
    for name, value in headers:
        yield (name, str(size)) if name.lower() == "content-length" else (name, value)
