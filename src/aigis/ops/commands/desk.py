"""`aigis desk verify`: checks what a desk received: no message missing, changed or numbered twice.

Exit 0 good, 1 bad, 2 could not tell.
"""

import json
import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx

from aigis.core.alerts.chain import ChainedMessage, ChainReport, ReceivedMessage, verify_chain
from aigis.core.errors import InvalidInput

GOOD, BAD, CANNOT_TELL = 0, 1, 2
_TIMEOUT = 30.0
_LARGEST = 64 * 1024 * 1024  # bytes of a kept feed


def add_arguments(parser: ArgumentParser) -> None:
    """Declares `verify FILE_OR_FEED` on the parser of `aigis desk`."""
    what = parser.add_subparsers(dest="what", required=True)
    verify = what.add_parser("verify", help="check a saved feed or webhooks, or the feed itself")
    verify.add_argument(
        "source", metavar="FILE_OR_FEED", help="a file (JSON, or JSON lines), or https://…/api/v1/alerts"
    )
    verify.add_argument("--key", default=os.environ.get("AIGIS_KEY"), help="or AIGIS_KEY: the desk's key, for a feed")
    verify.add_argument("--desk", default="", help="the desk, where the organisation has several")


def run(args: Namespace) -> int:
    """Checks the messages and prints a line for each desk; returns the exit code."""
    try:
        is_feed = args.source.startswith(("http://", "https://"))
        bodies = _feed(args.source, args.key, args.desk) if is_feed else _file(Path(args.source))
        reports = verify_chain(_received(bodies))
    except (InvalidInput, OSError, ValueError, httpx.HTTPError, httpx.InvalidURL) as failure:
        sentence = failure.sentence if isinstance(failure, InvalidInput) else f"{type(failure).__name__}: {failure}"
        print(f"COULD NOT TELL: {sentence}", file=sys.stderr)
        return CANNOT_TELL
    if not reports:
        print("COULD NOT TELL: there is no message.", file=sys.stderr)
        return CANNOT_TELL
    for report in reports:
        _print(report)
    return BAD if any(report.faults for report in reports) else GOOD


def _print(report: ChainReport) -> None:
    span = f"desk {report.desk}: {report.count} messages, {report.first} to {report.last}"
    print(f"{'BAD' if report.faults else 'GOOD'}: {span}")
    for fault in report.faults:
        print(f"  {fault}")


def _received(bodies: Iterator[Mapping[str, Any]]) -> Iterator[ReceivedMessage]:
    """The messages of bodies: of a feed's items, of webhooks, and of bundles of webhooks."""
    for body in bodies:
        data = body.get("data", body)
        if not isinstance(data, Mapping):
            raise InvalidInput("A body's data is not an object.")
        if isinstance(data.get("items"), list):
            yield from _received(iter(data["items"]))
        elif "hash" in data:
            message = data.get("message", data)
            if not isinstance(message, Mapping):
                raise InvalidInput("A message is not an object.")
            yield ReceivedMessage(ChainedMessage.from_dict(message), str(data["hash"]))


def _file(path: Path) -> Iterator[Mapping[str, Any]]:
    if path.stat().st_size > _LARGEST:
        raise InvalidInput("The file is larger than 64 MB. Split it by number.")
    text = path.read_text(encoding="utf-8")
    try:
        return iter(_bodies(json.loads(text)))
    except ValueError:
        lines = [line for line in text.splitlines() if line.strip()]
        return (body for line in lines for body in _bodies(json.loads(line)))


def _bodies(value: Any) -> list[Mapping[str, Any]]:
    bodies = value.get("items", [value]) if isinstance(value, dict) else value
    if not isinstance(bodies, list) or not all(isinstance(body, dict) for body in bodies):
        raise InvalidInput("The file is neither a feed nor a list of webhook bodies.")
    return bodies


def _feed(address: str, key: str | None, desk: str) -> Iterator[Mapping[str, Any]]:
    """Reads the feed page by page, from the first number on."""
    if not key:
        raise InvalidInput("Give the desk's key with --key or in AIGIS_KEY.")
    after = 0
    while True:
        query: dict[str, str | int] = {"after": after} | ({"desk": desk} if desk else {})
        answer = httpx.get(address, params=query, headers={"Authorization": f"Bearer {key}"}, timeout=_TIMEOUT)
        if answer.status_code != httpx.codes.OK:
            raise InvalidInput(f"The feed answered {answer.status_code}.")
        page = answer.json()
        yield from _bodies(page)
        if not page["items"]:
            return
        after = int(page["next"])
