"""A reader of published logs by somebody else, written from the specifications alone: RFC 9162 and C2SP.

The standard library and `cryptography`, and no line of ours: what it proves, anybody can prove.
"""

import base64
import hashlib
import json
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

Get = Callable[[str], bytes | None]


class NotProven(Exception):
    """Something is not as it must be."""


def demand(holds: bool, why: str) -> None:
    if not holds:
        raise NotProven(why)


def leaf_hash(entry: bytes) -> bytes:
    return hashlib.sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def tree_hash(hashes: list[bytes]) -> bytes:
    """MTH over leaf hashes, level by level: a last one without a sibling goes up as it is."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    while len(hashes) > 1:
        pairs = [node_hash(hashes[at], hashes[at + 1]) for at in range(0, len(hashes) - 1, 2)]
        hashes = pairs + hashes[len(pairs) * 2 :]
    return hashes[0]


def inclusion_root(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """RFC 9162, section 2.1.3.2."""
    demand(index < size, "index beyond the tree")
    fn, sn, r = index, size - 1, leaf
    for p in path:
        demand(sn != 0, "proof too long")
        if fn % 2 == 1 or fn == sn:
            r = node_hash(p, r)
            while fn % 2 == 0 and fn != 0:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = node_hash(r, p)
        fn, sn = fn >> 1, sn >> 1
    demand(sn == 0, "proof too short")
    return r


def consistency(first: int, second: int, first_hash: bytes, second_hash: bytes, path: list[bytes]) -> None:
    """RFC 9162, section 2.1.4.2, for 0 < first < second."""
    demand(0 < first < second and len(path) > 0, "no such proof")
    if first & (first - 1) == 0:
        path = [first_hash, *path]
    fn, sn = first - 1, second - 1
    while fn % 2 == 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for c in path[1:]:
        demand(sn != 0, "proof too long")
        if fn % 2 == 1 or fn == sn:
            fr, sr = node_hash(c, fr), node_hash(c, sr)
            while fn % 2 == 0 and fn != 0:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node_hash(sr, c)
        fn, sn = fn >> 1, sn >> 1
    demand(sn == 0 and fr == first_hash and sr == second_hash, "inconsistent")


def base64_strict(text: str) -> bytes:
    data = base64.b64decode(text, validate=True)
    demand(base64.b64encode(data).decode() == text, "not canonical base64")
    return data


def decimal(text: str) -> int:
    demand(text.isascii() and text.isdigit() and str(int(text)) == text, f"not a decimal: {text}")
    return int(text)


@dataclass(frozen=True)
class Key:
    """A verifier key in the form name+hash+key."""

    name: str
    id: bytes
    kind: int
    public: bytes

    @classmethod
    def of(cls, vkey: str) -> "Key":
        name, key_id, key = vkey.split("+", 2)
        data = base64_strict(key)
        demand(hashlib.sha256(name.encode() + b"\n" + data).digest()[:4].hex() == key_id, "id does not fit")
        return cls(name, bytes.fromhex(key_id), data[0], data[1:])

    def verify(self, text: bytes, signature: bytes) -> None:
        if self.kind == 4:
            (time,) = struct.unpack(">Q", signature[:8])
            text, signature = b"cosignature/v1\ntime %d\n%b" % (time, text), signature[8:]
        Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text)


@dataclass(frozen=True)
class Checkpoint:
    """Origin, size, root; and which of the keys given signed."""

    origin: str
    size: int
    root: bytes
    signers: frozenset[str]


def open_checkpoint(note: bytes, log: str, *witnesses: str) -> Checkpoint:
    """Reads a signed checkpoint; the log's key must have signed it, a wrong line of any known key refuses it."""
    text, _, below = note.decode().rpartition("\n\n")
    text += "\n"
    demand(below.endswith("\n"), "does not end in a newline")
    signers = set()
    for line in below[:-1].split("\n"):
        dash, name, data = line.split(" ")
        demand(dash == "—", "no dash")
        signature = base64_strict(data)
        for key in map(Key.of, (log, *witnesses)):
            if (name, signature[:4]) == (key.name, key.id):
                key.verify(text.encode(), signature[4:])
                signers.add(name)
    origin, size, root, *extensions, end = text.split("\n")
    demand(end == "" and not extensions, "more or less than three lines")
    demand(origin == Key.of(log).name and origin in signers, "not signed by the log")
    return Checkpoint(origin, decimal(size), base64_strict(root), frozenset(signers))


def tile_path(level: str, n: int, width: int) -> str:
    parts = [f"{n % 1000:03}"]
    while n >= 1000:
        n //= 1000
        parts.insert(0, f"x{n % 1000:03}")
    return f"tile/{level}/{'/'.join(parts)}" + (f".p/{width}" if width < 256 else "")


def fetch(get: Get, level: str, n: int, width: int) -> bytes:
    data = get(tile_path(level, n, width))
    demand(data is not None, f"{tile_path(level, n, width)} is missing")
    return data or b""


def entries_of(bundle: bytes) -> list[bytes]:
    found = []
    while bundle:
        (length,) = struct.unpack(">H", bundle[:2])
        demand(len(bundle) >= 2 + length, "bundle cut off")
        found.append(bundle[2 : 2 + length])
        bundle = bundle[2 + length :]
    return found


def read_log(get: Get, checkpoint: Checkpoint) -> list[bytes]:
    """Recomputes the whole log of a checkpoint, all tiles included; gives its entries."""
    entries: list[bytes] = []
    for n in range(-(-checkpoint.size // 256)):
        width = min(256, checkpoint.size - 256 * n)
        bundle = entries_of(fetch(get, "entries", n, width))
        demand(len(bundle) == width, "a bundle of another width")
        entries += bundle
    hashes = [leaf_hash(entry) for entry in entries]
    demand(tree_hash(hashes) == checkpoint.root, "another root")
    level, row = 0, hashes
    while row:
        for n in range(-(-len(row) // 256)):
            part = row[256 * n : 256 * n + 256]
            demand(fetch(get, str(level), n, len(part)) == b"".join(part), "another tile")
        full = len(row) // 256
        level, row = level + 1, [tree_hash(row[256 * n : 256 * n + 256]) for n in range(full)]
    return entries


def read_proof(data: bytes, log: str, *witnesses: str) -> tuple[int, dict[str, Any], Checkpoint]:
    """Proves a receipt (tlog-proof; `extra` opens a leaf as docs/LOG.md says): index, opened parts, checkpoint."""
    head, _, note = data.decode().partition("\n\n")
    version, extra, index, *path = head.split("\n")
    demand(version == "c2sp.org/tlog-proof@v1", "another version")
    demand(extra.startswith("extra ") and index.startswith("index "), "lines in another order")
    opened = json.loads(base64_strict(extra[6:]))
    leaf = base64_strict(opened.pop("leaf"))
    demand(len(leaf) == 139 and leaf[0] == 1, "another leaf")
    for name, part in opened.items():
        spelled = json.dumps(part["value"], ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        at = {"core": 11, "actor": 43, "subject": 75, "sequence": 107}[name]
        demand(hashlib.sha256(base64_strict(part["salt"]) + spelled).digest() == leaf[at : at + 32], f"another {name}")
    checkpoint = open_checkpoint(note.encode(), log, *witnesses)
    place = decimal(index[6:])
    root = inclusion_root(leaf_hash(leaf), place, checkpoint.size, [base64_strict(line) for line in path])
    demand(root == checkpoint.root, "another root")
    return place, {name: part["value"] for name, part in opened.items()}, checkpoint
