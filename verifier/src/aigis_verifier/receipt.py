"""Receipts: a C2SP tlog-proof file whose `extra` line opens what the holder may see.

`extra` is base64 of JSON in the form of RFC 8785: `leaf` (base64 of 139 bytes) and any of `core`, `actor`, `subject`
and `sequence`, each an object of `salt` (base64 of 32 bytes) and `value`. A leaf is: version 1 (one byte), event kind
(2 bytes, big endian), milliseconds since 1970 (8 bytes, big endian), then for core, actor, subject and sequence
SHA-256(salt || value as RFC 8785 bytes). The tree holds SHA-256(0x00 || leaf).
"""

import datetime
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from aigis_verifier.errors import Bad
from aigis_verifier.merkle import leaf_hash, root_by_path
from aigis_verifier.note import Trust, read_checkpoint
from aigis_verifier.text import number, octets

_HEADER = "c2sp.org/tlog-proof@v1"
_LEAF_LENGTH = 139
_COMMITMENTS = {"core": 11, "actor": 43, "subject": 75, "sequence": 107}  # where each begins in the leaf
_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Proven:
    """What a receipt that held says: where the leaf stands, the 139 bytes, the opened parts, and who saw it when."""

    origin: str
    index: int
    size: int
    leaf: bytes
    opened: dict[str, Any]
    seen: dict[str, int]

    def told(self) -> list[str]:
        """Lines that tell it."""
        seen = [f"cosigned by {name} at {_time(1000 * time)}" for name, time in self.seen.items()]
        return [f"leaf {self.index} of {self.size} in {self.origin}", *seen, *_tell(self.leaf, self.opened)]


def check_receipt(data: bytes, trust: Trust) -> Proven:
    """Proves a receipt; raises Bad where anything in it is not proven."""
    head, blank, note = data.partition(b"\n\n")
    lines = _text(head).split("\n")
    if not blank or len(lines) < 3 or lines[0] != _HEADER or not lines[1].startswith("extra "):
        raise Bad("this is not a receipt")
    if not lines[2].startswith("index "):
        raise Bad("the receipt has no index")
    leaf, opened = open_leaf(octets(lines[1][6:]))
    index, path = number(lines[2][6:]), [octets(line, 32) for line in lines[3:]]
    checkpoint = read_checkpoint(note, trust)
    if index >= checkpoint.size:
        raise Bad("the leaf index is outside the tree")
    if root_by_path(leaf_hash(leaf), index, checkpoint.size, path) != checkpoint.root:
        raise Bad("the inclusion proof does not lead to the signed root")
    return Proven(checkpoint.origin, index, checkpoint.size, leaf, opened, checkpoint.seen)


def open_leaf(extra: bytes) -> tuple[bytes, dict[str, Any]]:
    """Reads the extra line; raises Bad unless it is in the one spelling allowed and the leaf binds all of it."""
    try:
        found = json.loads(_text(extra))
        if not isinstance(found, dict) or _spelled(found) != extra:
            raise Bad("the opened parts are not in canonical form")
        leaf = octets(found.pop("leaf"), _LEAF_LENGTH)
        values = {name: _value(name, part, leaf) for name, part in found.items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Bad("the opened parts cannot be read") from None
    if leaf[0] != 1:
        raise Bad("the leaf is of a version this program does not know")
    return leaf, values


def _value(name: str, part: dict[str, Any], leaf: bytes) -> Any:
    if set(part) != {"salt", "value"} or name not in _COMMITMENTS:
        raise Bad(f"there is no such part: {name[:30]!r}")
    start = _COMMITMENTS[name]
    commitment = hashlib.sha256(octets(part["salt"], 32) + _spelled(part["value"])).digest()
    if commitment != leaf[start : start + 32]:
        raise Bad(f"the leaf does not commit to the {name} part")
    return part["value"]


def _spelled(value: Any) -> bytes:
    """Writes JSON as RFC 8785 does, by hand; raises ValueError on what a receipt may not hold."""
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return b"{" + b",".join(_spelled(name) + b":" + _spelled(value[name]) for name in names) + b"}"
    if isinstance(value, list):
        return b"[" + b",".join(map(_spelled, value)) + b"]"
    if isinstance(value, float) or (isinstance(value, int) and abs(value) > 2**53):
        raise ValueError(value)
    return json.dumps(value, ensure_ascii=False).encode()


def _tell(leaf: bytes, opened: dict[str, Any]) -> list[str]:
    told = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in opened.items()]
    return [f"event kind {int.from_bytes(leaf[1:3])}, sealed {_time(int.from_bytes(leaf[3:11]))}", *told]


def _time(milliseconds: int) -> str:
    try:
        return (_EPOCH + datetime.timedelta(milliseconds=milliseconds)).isoformat(timespec="milliseconds")
    except OverflowError:
        raise Bad("a time is beyond the calendar") from None


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise Bad("this is not text") from None
