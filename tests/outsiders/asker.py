"""A log of somebody else that asks a witness, written from the specifications alone and strict about every answer."""

import base64
import hashlib
import http.client
import struct
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.outsiders.reader import Key, base64_strict, decimal, demand, leaf_hash, tree_hash


@dataclass
class Log:
    """A small log in memory that signs by itself."""

    origin: str
    private: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    hashes: list[bytes] = field(default_factory=list)

    @property
    def _public(self) -> bytes:
        return b"\x01" + self.private.public_key().public_bytes_raw()

    @property
    def _id(self) -> bytes:
        return hashlib.sha256(self.origin.encode() + b"\n" + self._public).digest()[:4]

    @property
    def vkey(self) -> str:
        return f"{self.origin}+{self._id.hex()}+{base64.b64encode(self._public).decode()}"

    def grow(self, count: int) -> None:
        self.hashes += [leaf_hash(b"%d" % (len(self.hashes) + at)) for at in range(count)]

    def text(self, size: int, *extensions: str) -> bytes:
        root = base64.b64encode(tree_hash(self.hashes[:size])).decode()
        return "".join(f"{line}\n" for line in (self.origin, size, root, *extensions)).encode()

    def note(self, text: bytes) -> bytes:
        signature = base64.b64encode(self._id + self.private.sign(text)).decode()
        return text + f"\n— {self.origin} {signature}\n".encode()

    def proof(self, old: int, new: int) -> list[bytes]:
        """RFC 6962, section 2.1.2."""
        return _subproof(old, self.hashes[:new], whole=True) if 0 < old < new else []

    def body(self, old: int, new: int, *extensions: str) -> bytes:
        lines = "".join(f"{base64.b64encode(one).decode()}\n" for one in self.proof(old, new))
        return f"old {old}\n{lines}\n".encode() + self.note(self.text(new, *extensions))


def _subproof(m: int, hashes: list[bytes], *, whole: bool) -> list[bytes]:
    n = len(hashes)
    if m == n:
        return [] if whole else [tree_hash(hashes)]
    k = 1
    while k * 2 < n:
        k *= 2
    if m <= k:
        return [*_subproof(m, hashes[:k], whole=whole), tree_hash(hashes[k:])]
    return [*_subproof(m - k, hashes[k:], whole=False), tree_hash(hashes[:k])]


@dataclass
class Asker:
    """Asks over one connection that must stay open, as the specification says witnesses should let it."""

    port: int
    vkey: str

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)

    def ask(self, body: bytes) -> tuple[int, bytes]:
        self.connection.request("POST", "/add-checkpoint", body=body)
        socket = self.connection.sock
        answer = self.connection.getresponse()
        content = answer.read()
        demand(self.connection.sock is socket, "the connection was closed")
        if answer.status == 409 and answer.headers["Content-Type"] == "text/x.tlog.size":
            demand(content.endswith(b"\n"), "no newline")
            decimal(content[:-1].decode())
        return answer.status, content

    def cosigned(self, body: bytes) -> int:
        """The time of the cosignature that must come, and must verify for the checkpoint in the body."""
        status, content = self.ask(body)
        demand(status == 200 and content.endswith(b"\n"), f"{status} {content!r}")
        text = body.partition(b"\n\n")[2].rpartition(b"\n\n")[0] + b"\n"
        key = Key.of(self.vkey)
        times: list[int] = []
        for line in content.decode()[:-1].split("\n"):
            dash, name, data = line.split(" ")
            signature = base64_strict(data)
            demand((dash, name, signature[:4]) == ("—", key.name, key.id), "a line of somebody else")
            demand(len(signature) == 4 + 8 + 64, "another length")
            key.verify(text, signature[4:])
            times.append(struct.unpack(">Q", signature[4:12])[0])
        return min(times)
