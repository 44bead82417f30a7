"""The chain of a desk's messages: what a desk stored shows whether a message is missing, was changed or numbered twice.

The hash of a message is SHA-256 over its canonical JSON (RFC 8785); the first message names 64 zeros before it.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from typing import Any

FIELDS = ("alert", "desk", "drill", "gate", "number", "previous", "raised_at")
GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What the check of a desk's messages showed; `faults` are sentences, none if the chain is whole."""

    desk: str
    first: int
    last: int
    count: int
    faults: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Tells whether nothing is missing or changed."""
        return not self.faults


def verify_chain(messages: Iterable[Mapping[str, Any]]) -> list[ChainReport]:
    """Checks stored messages: items of the feed, or the `data` of webhooks, in any order and as often as received.

    Raises ValueError for something that is no message.
    """
    by_desk: dict[str, list[tuple[dict[str, Any], str]]] = {}
    for stored in messages:
        source = stored.get("message", stored)
        message = {name: source.get(name) for name in FIELDS}
        _require_message(message, stored.get("hash"))
        by_desk.setdefault(message["desk"], []).append((message, stored["hash"]))
    return [_report(desk, rows) for desk, rows in sorted(by_desk.items())]


def _require_message(message: Mapping[str, Any], stated: object) -> None:
    number = message["number"]
    texts = all(isinstance(message[name], str) for name in FIELDS if name not in ("drill", "number"))
    is_number = isinstance(number, int) and not isinstance(number, bool) and number > 0
    if not (texts and is_number and isinstance(message["drill"], bool) and isinstance(stated, str)):
        raise ValueError(f"A message has {', '.join(FIELDS)}, and its hash next to it.")


def _hash(message: Mapping[str, Any]) -> str:
    text = json.dumps(message, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def _report(desk: str, rows: list[tuple[dict[str, Any], str]]) -> ChainReport:
    faults: list[str] = []
    by_number: dict[int, dict[str, Any]] = {}
    for message, stated in rows:
        number = message["number"]
        if _hash(message) != stated:
            faults.append(f"message {number} was changed: its hash is not the one that came with it")
        if by_number.setdefault(number, message) != message:
            faults.append(f"number {number} was given twice, to different messages")
    numbers = sorted(by_number)
    if numbers[0] == 1 and by_number[1]["previous"] != GENESIS:
        faults.append("message 1 names a message before it")
    for before, number in pairwise(numbers):
        if number != before + 1:
            faults.append(f"messages {before + 1} to {number - 1} are missing")
        elif by_number[number]["previous"] != _hash(by_number[before]):
            faults.append(f"message {number} does not follow message {before}: one was removed or changed")
    return ChainReport(desk, numbers[0], numbers[-1], len(numbers), tuple(faults))
