"""An entry of the log: three parts and a sequence number, each behind a commitment, and the leaf that holds these."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from aigis.core.crypto.canonical_json import canonical, parse_canonical
from aigis.core.errors import InvalidInput
from aigis.core.tlog.encoding import decode64, encode64

SALT_LENGTH = 32
LEAF_LENGTH = 139
PARTS = ("core", "actor", "subject", "sequence")

_VERSION = 1
_HEAD = struct.Struct(">BHQ")
_HASH = 32
_WRONG_LEAF = f"A leaf has {LEAF_LENGTH} bytes and starts with version {_VERSION}. Use a newer program."
_WRONG_EXTRA = "The receipt cannot be read. Download it again and do not edit it."


@dataclass(frozen=True, slots=True)
class EntryPart:
    """The canonical bytes of one part of an entry, with the salt that keeps its commitment from being guessed."""

    salt: bytes
    data: bytes

    def __post_init__(self) -> None:
        if len(self.salt) != SALT_LENGTH:
            raise ValueError(f"A salt has {SALT_LENGTH} bytes.")

    @classmethod
    def of(cls, value: Mapping[str, Any], *, salt: bytes) -> "EntryPart":
        """Makes the part of a value; raises ValueError where the value has no canonical form."""
        return cls(salt, canonical(value))

    @property
    def commitment(self) -> bytes:
        """SHA-256(salt || data), 32 bytes: what stands in the leaf."""
        return sha256(self.salt + self.data).digest()

    @property
    def value(self) -> Any:
        """What the bytes say, as plain JSON types."""
        return parse_canonical(self.data)


def sequence_part(*, organisation: str, number: int, salt: bytes) -> EntryPart:
    """Makes the part that lets an organisation count its own entries without a gap."""
    return EntryPart.of({"organisation": organisation, "number": number}, salt=salt)


@dataclass(frozen=True, slots=True)
class EntryLeaf:
    """What the tree holds of an entry: event kind (its number in the catalogue), time, and four commitments.

    `time_ms` counts milliseconds since 1970-01-01T00:00Z. Bytes, big endian: version (1), kind (2), time (8), then the
    commitments to core, actor, subject and sequence (32 each).
    """

    kind: int
    time_ms: int
    core: bytes
    actor: bytes
    subject: bytes
    sequence: bytes

    def __post_init__(self) -> None:
        if any(len(commitment) != _HASH for commitment in (self.core, self.actor, self.subject, self.sequence)):
            raise ValueError(f"A commitment has {_HASH} bytes.")

    def to_bytes(self) -> bytes:
        """Writes the 139 bytes of the leaf; raises struct.error where kind or time do not fit their fields."""
        return _HEAD.pack(_VERSION, self.kind, self.time_ms) + self.core + self.actor + self.subject + self.sequence

    @classmethod
    def from_bytes(cls, data: bytes) -> "EntryLeaf":
        """Reads what `to_bytes` wrote; raises InvalidInput on any other length or version."""
        if len(data) != LEAF_LENGTH or data[0] != _VERSION:
            raise InvalidInput(_WRONG_LEAF, field="leaf")
        _, kind, time_ms = _HEAD.unpack_from(data)
        return cls(kind, time_ms, *(data[at : at + _HASH] for at in range(_HEAD.size, LEAF_LENGTH, _HASH)))


@dataclass(frozen=True, slots=True)
class Opened:
    """A leaf with those of its parts that the holder of a receipt may see, by name (`PARTS`).

    Cannot be made with a part that the leaf does not commit to: then InvalidInput names the part.
    """

    leaf: EntryLeaf
    parts: Mapping[str, EntryPart]

    def __post_init__(self) -> None:
        for name, part in self.parts.items():
            if name not in PARTS:
                raise InvalidInput(_WRONG_EXTRA, field=name)
            if getattr(self.leaf, name) != part.commitment:
                raise InvalidInput(f"The leaf does not commit to this {name} part. Do not rely on it.", field=name)

    @property
    def values(self) -> dict[str, Any]:
        """The opened parts as plain JSON types."""
        return {name: part.value for name, part in self.parts.items()}

    def to_extra(self) -> bytes:
        """Writes the `extra` of a receipt: canonical JSON of the leaf and the opened parts with their salts."""
        opened = {name: {"salt": encode64(part.salt), "value": part.value} for name, part in self.parts.items()}
        return canonical({"leaf": encode64(self.leaf.to_bytes()), **opened})

    @classmethod
    def from_extra(cls, extra: bytes) -> "Opened":
        """Reads what `to_extra` wrote; raises InvalidInput on other bytes or a part the leaf does not bind."""
        try:
            members = parse_canonical(extra)
            leaf = decode64(members.pop("leaf"))
            parts = {name: _part(**opened) for name, opened in members.items()}
        except (ValueError, TypeError, AttributeError, KeyError):
            raise InvalidInput(_WRONG_EXTRA, field="extra") from None
        return cls(EntryLeaf.from_bytes(leaf), parts)


def _part(*, salt: str, value: Any) -> EntryPart:
    return EntryPart.of(value, salt=decode64(salt))
