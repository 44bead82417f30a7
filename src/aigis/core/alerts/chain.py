"""The chain of a desk's messages: each carries the desk's next number and the hash of the message before.

A desk that keeps what it received sees by itself whether a message was left out, changed, or numbered twice. The hash
is SHA-256 over the canonical JSON (RFC 8785) of the message; the first message names 64 zeros as the one before.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from itertools import pairwise
from typing import Any
from uuid import UUID

from aigis.core.crypto.canonical_json import canonical
from aigis.core.errors import InvalidInput

GENESIS = "0" * 64
_FORM = "Each message has alert, desk, drill, gate, number, previous and raised_at, with its hash next to it."


@dataclass(frozen=True, slots=True)
class ChainedMessage:
    """A numbered message to a desk, as it is hashed; `raised_at` is an ISO instant, `gate` empty for a drill."""

    alert: str
    desk: str
    drill: bool
    gate: str
    number: int
    previous: str
    raised_at: str

    def to_dict(self) -> dict[str, Any]:
        """Returns the JSON form."""
        return asdict(self)

    @property
    def hash(self) -> str:
        """The hash that the next message names, in hexadecimal."""
        return sha256(canonical(self.to_dict())).hexdigest()

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "ChainedMessage":
        """Reads the JSON form; fields beside it are passed over. Raises InvalidInput for another form."""
        fields = {name: data.get(name) for name in cls.__slots__}
        number = fields["number"]
        is_number = isinstance(number, int) and not isinstance(number, bool) and number > 0
        texts = all(isinstance(fields[name], str) for name in ("alert", "desk", "gate", "previous", "raised_at"))
        if not (is_number and texts and isinstance(fields["drill"], bool)):
            raise InvalidInput(_FORM)
        return cls(**fields)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class AlertFacts:
    """What a desk's message says of an alert."""

    alert: UUID
    gate: str
    raised_at: datetime
    drill: bool = False


def next_message(facts: AlertFacts, *, desk: str, number: int, previous: str) -> ChainedMessage:
    """Returns the message that follows at a desk after the one whose hash is `previous`."""
    return ChainedMessage(
        str(facts.alert), desk, facts.drill, facts.gate, number, previous, facts.raised_at.isoformat()
    )


@dataclass(frozen=True, slots=True)
class ReceivedMessage:
    """A message as a desk kept it, with the hash that came with it."""

    message: ChainedMessage
    stated: str


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What the check of a desk's kept messages showed; `faults` are sentences, none where the chain is whole."""

    desk: str
    first: int
    last: int
    count: int
    faults: tuple[str, ...]


def verify_chain(messages: Iterable[ReceivedMessage]) -> list[ChainReport]:
    """Checks kept messages, in any order and as often as they were received; returns a report for each desk."""
    by_desk: dict[str, list[ReceivedMessage]] = {}
    for received in messages:
        by_desk.setdefault(received.message.desk, []).append(received)
    return [_report(desk, rows) for desk, rows in sorted(by_desk.items())]


def _report(desk: str, rows: list[ReceivedMessage]) -> ChainReport:
    faults: list[str] = []
    by_number: dict[int, ChainedMessage] = {}
    for received in rows:
        message = received.message
        if message.hash != received.stated:
            faults.append(f"message {message.number} was changed: its hash is not the one that came with it")
        earlier = by_number.setdefault(message.number, message)
        if earlier != message:
            faults.append(f"number {message.number} was given twice, to different messages")
    numbers = sorted(by_number)
    if numbers[0] == 1 and by_number[1].previous != GENESIS:
        faults.append("message 1 names a message before it")
    for before, number in pairwise(numbers):
        if number != before + 1:
            faults.append(f"messages {before + 1} to {number - 1} are missing")
        elif by_number[number].previous != by_number[before].hash:
            faults.append(f"message {number} does not follow message {before}: one was removed or changed")
    return ChainReport(desk, numbers[0], numbers[-1], len(numbers), tuple(faults))
