"""A witness by somebody else, written from C2SP tlog-witness and tlog-cosignature alone: no line of ours."""

import base64
import hashlib
import struct
import threading
from collections.abc import Callable
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tests.outsiders.reader import Key, NotProven, consistency

Answer = tuple[int, str, bytes]
_TEXT = "text/plain"


class Witness(ThreadingHTTPServer):
    """Cosigns what continues what it cosigned last, at the time its clock shows; it forgets all when it ends."""

    daemon_threads = True

    def __init__(self, name: str, *logs: str, clock: Callable[[], datetime]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.name = name
        self.clock = clock
        self.logs = [Key.of(log) for log in logs]
        self.private = Ed25519PrivateKey.generate()
        self.seen: dict[str, tuple[int, bytes]] = {}
        self.asked: list[int] = []
        self.lock = threading.Lock()

    @property
    def public(self) -> bytes:
        return b"\x04" + self.private.public_key().public_bytes_raw()

    @property
    def key_id(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n" + self.public).digest()[:4]

    @property
    def vkey(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(self.public).decode()}"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def add(self, body: bytes) -> Answer:
        head, _, note = body.partition(b"\n\n")
        old_line, *proof = head.decode().split("\n")
        word, old_text = old_line.split(" ")
        if word != "old" or not note.endswith(b"\n") or str(int(old_text)) != old_text or len(proof) > 63:
            return 400, _TEXT, b""
        text = note.rpartition(b"\n\n")[0] + b"\n"
        origin, size_text, root_text = text.decode().split("\n")[:3]
        size, root = int(size_text), base64.b64decode(root_text, validate=True)
        trusted = [key for key in self.logs if key.name == origin]
        if not trusted:
            return 404, _TEXT, b""
        if not any(_signed(note, text, key) for key in trusted):
            return 403, _TEXT, b""
        if int(old_text) > size:
            return 400, _TEXT, b""
        with self.lock:
            return self._judge(origin, int(old_text), size, root, [base64.b64decode(line) for line in proof], text)

    def _judge(self, origin: str, old: int, size: int, root: bytes, proof: list[bytes], text: bytes) -> Answer:
        known, known_root = self.seen.get(origin, (0, b""))
        if old != known:
            return 409, "text/x.tlog.size", b"%d\n" % known
        if old == size and old and root != known_root:
            return 409, _TEXT, b""
        try:
            if 0 < old < size:
                consistency(old, size, known_root, root, proof)
            elif proof:
                return 422, _TEXT, b""
        except NotProven:
            return 422, _TEXT, b""
        self.seen[origin] = (size, root)
        return 200, _TEXT, self._cosign(text)

    def _cosign(self, text: bytes) -> bytes:
        now = int(self.clock().timestamp())
        signature = self.private.sign(b"cosignature/v1\ntime %d\n%b" % (now, text))
        data = base64.b64encode(self.key_id + struct.pack(">Q", now) + signature).decode()
        stranger = base64.b64encode(bytes(76)).decode()
        return f"— somebody.example/else {stranger}\n— {self.name} {data}\n".encode()


def _signed(note: bytes, text: bytes, key: Key) -> bool:
    for line in note.rpartition(b"\n\n")[2].decode().split("\n")[:-1]:
        _, name, encoded = line.split(" ")
        data = base64.b64decode(encoded)
        if (name, data[:4]) == (key.name, key.id):
            try:
                Ed25519PublicKey.from_public_bytes(key.public).verify(data[4:], text)
                return True
            except InvalidSignature:
                return False
    return False


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Witness

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status, kind, answer = self.server.add(body) if self.path == "/add-checkpoint" else (404, _TEXT, b"")
        self.server.asked.append(status)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""
