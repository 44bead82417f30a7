"""Exit 0 good, 1 bad, 2 could not tell: the same of both programs, whatever is broken, and never a traceback."""

import argparse
import gzip
import http.server
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from aigis.core.tlog.keys import SigningKey
from aigis.ops.commands import verify
from tests.core.tlog.logs import COURT, KEY
from tests.verifier.running import SOURCES, served
from tests.witnesses import running, url

VKEY = str(KEY.verifier)
POLICY = f"log {VKEY}\nwitness court {COURT.cosigner}\nquorum court\n"
Program = Callable[..., int]


def _aigis(*arguments: object) -> int:
    parser = argparse.ArgumentParser()
    verify.add_arguments(parser)
    return verify.run(parser.parse_args([str(argument) for argument in arguments]))


def _separate(*arguments: object) -> int:
    """The separate program, in this process: no exception may leave it."""
    from importlib import import_module

    sys.path.append(str(SOURCES))
    try:
        return int(import_module("aigis_verifier.cli").main([str(argument) for argument in arguments]))
    finally:
        sys.path.remove(str(SOURCES))


@pytest.fixture(params=[_aigis, _separate])
def program(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Program:
    monkeypatch.delenv("AIGIS_LOG_VKEY", raising=False)
    found: Program = request.param
    return found


RECEIPTS: dict[str, tuple[int, Callable[[Path], object]]] = {
    "good": (0, lambda file: None),
    "empty": (1, lambda file: file.write_bytes(b"")),
    "cut in half": (1, lambda file: file.write_bytes(file.read_bytes()[:200])),
    "no text": (1, lambda file: file.write_bytes(b"\xff" * 500)),
    "zeroes": (1, lambda file: file.write_bytes(bytes(500))),
    "with CRLF": (1, lambda file: file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))),
    "one newline more": (1, lambda file: file.write_bytes(file.read_bytes() + b"\n")),
    "no newline at its end": (1, lambda file: file.write_bytes(file.read_bytes()[:-1])),
    "a byte order mark": (1, lambda file: file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())),
    "absent": (2, lambda file: file.unlink()),
    "a folder": (2, lambda file: _folder(file)),
    "without an end": (2, lambda file: _endless(file)),
}


@pytest.mark.parametrize("what", RECEIPTS)
def test_a_receipt_in_whatever_state(program: Program, receipt: Path, what: str) -> None:
    code, spoil = RECEIPTS[what]
    spoil(receipt)
    assert program("receipt", receipt, "--vkey", VKEY) == code


TRUST: dict[str, tuple[int, bytes]] = {
    "two keys in a policy": (0, f"log {VKEY}\nlog {SigningKey(KEY.name, bytes(32)).verifier}\nquorum none\n".encode()),
    "another octet in a name": (0, f"log {VKEY}\nwitness \xe9 {COURT.cosigner}\nquorum none\n".encode("latin-1")),
    "a quorum that did not come": (1, POLICY.encode()),
    "another log": (1, f"log {SigningKey(KEY.name, bytes(32)).verifier}\nquorum none\n".encode()),
    "an empty policy": (2, b""),
    "no quorum": (2, f"log {VKEY}\n".encode()),
    "no log": (2, b"quorum none\n"),
    "CRLF": (2, f"log {VKEY}\r\nquorum none\r\n".encode()),
    "a bell in a comment": (2, f"# \a\nlog {VKEY}\nquorum none\n".encode()),
    "no text": (2, b"\xff\xfe\x00"),
}  # fmt: skip


@pytest.mark.parametrize("what", TRUST)
def test_a_policy_in_whatever_state(program: Program, receipt: Path, tmp_path: Path, what: str) -> None:
    code, content = TRUST[what]
    (tmp_path / "policy").write_bytes(content)
    assert program("receipt", receipt, "--policy", tmp_path / "policy") == code


@pytest.mark.parametrize(
    "vkey", ["", "x", VKEY[:-2], VKEY.upper(), "\udcff+00+00", "a+b+c+d", "+" * 5_000, str(COURT.cosigner) + "="]
)
def test_a_key_that_is_none_cannot_tell(program: Program, receipt: Path, vkey: str) -> None:
    assert program("receipt", receipt, f"--vkey={vkey}") == 2


LOGS: dict[str, tuple[int, Callable[[Path], object]]] = {
    "half a tile": (1, lambda log: (log / "tile/0/000").write_bytes((log / "tile/0/000").read_bytes()[:4_000])),
    "an empty tile": (1, lambda log: (log / "tile/1/000.p/2").write_bytes(b"")),
    "an empty bundle": (1, lambda log: (log / "tile/entries/001").write_bytes(b"")),
    "a bundle with more": (1, lambda log: _append(log / "tile/entries/002.p/88", b"\0\1x")),
    "a tile with more": (1, lambda log: _append(log / "tile/0/002.p/88", bytes(32))),
    "an empty checkpoint": (1, lambda log: (log / "checkpoint").write_bytes(b"")),
    "no checkpoint": (2, lambda log: (log / "checkpoint").unlink()),
    "a folder for a checkpoint": (2, lambda log: _folder(log / "checkpoint")),
    "a bundle without an end": (2, lambda log: _endless(log / "tile/entries/000")),
}


def _append(file: Path, more: bytes) -> None:
    file.write_bytes(file.read_bytes() + more)


def _folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def _endless(file: Path) -> None:
    file.unlink()
    file.symlink_to("/dev/zero")


@pytest.mark.parametrize("what", LOGS)
def test_a_log_in_whatever_state(program: Program, published: Path, what: str) -> None:
    code, spoil = LOGS[what]
    spoil(published)
    assert program("log", published, "--vkey", VKEY) == code


@pytest.mark.parametrize(
    "place", ["", "/nonexistent", "/dev/null", "http://", "http://127.0.0.1:1", "https://\u2603.invalid"]
)
def test_a_place_where_no_log_is_cannot_tell(program: Program, place: str) -> None:
    assert program("log", place, "--vkey", VKEY) == 2


class _Packing(http.server.SimpleHTTPRequestHandler):
    """Serves a folder packed, without being asked, and says of what is gone that it is gone."""

    def do_GET(self) -> None:
        path = Path(self.directory, self.path.lstrip("/"))
        found = path.read_bytes() if path.is_file() else None
        content = gzip.compress(found) if found is not None else b""
        self.send_response(410 if found is None else 200)
        if found is not None:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


def test_a_log_may_be_packed_and_its_old_partial_tiles_gone(program: Program, published: Path) -> None:
    """Both as C2SP tlog-tiles allows it."""
    (published / "tile/0/002").write_bytes((published / "tile/0/002.p/88").read_bytes() + bytes(32 * 168))
    (published / "tile/0/002.p/88").unlink()

    def handler(*args: object) -> _Packing:
        return _Packing(*args, directory=str(published))  # type: ignore[arg-type]

    with running(http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)) as server:
        assert program("log", url(server), "--vkey", VKEY) == 0
        (published / "tile/entries/001").unlink()
        assert program("log", url(server), "--vkey", VKEY) == 1


def test_a_fault_of_the_program_itself_proves_nothing(
    program: Program, receipt: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    assert program("receipt", receipt, "--vkey", VKEY) == 0
    for module in (verify, sys.modules["aigis_verifier.cli"] if program is _separate else verify):
        monkeypatch.setattr(module, "_trust", broken)
    assert program("receipt", receipt, "--vkey", VKEY) == 2


def test_an_address_that_only_errs_cannot_tell(program: Program, published: Path) -> None:
    with served(published) as address:
        assert program("log", f"{address}nowhere", "--vkey", VKEY) == 2


def test_numbers_far_apart_are_told_at_once_and_what_is_no_number_is_bad(tmp_path: Path) -> None:
    cases: list[tuple[list[dict[str, object]], int]] = [
        ([{"number": 1}, {"number": 2**53 - 1}], 1),
        ([{"number": 1}, {"number": 2}], 0),
        ([{"number": True}], 1),
        ([{"number": "1"}], 1),
        ([{"number": 0}], 1),
        ([{"number": 1, "organisation": ["kai"]}], 1),
        ([{"number": 1, "organisation": None}], 1),
    ]
    for at, (values, code) in enumerate(cases):
        files = [tmp_path / f"{at}-{place}" for place in range(len(values))]
        for place, (file, value) in enumerate(zip(files, values, strict=True)):
            file.write_bytes(counted({"organisation": "kai", **value}, place))
        assert _separate("numbers", *files, "--vkey", VKEY) == code, values


def counted(sequence: dict[str, object], place: int) -> bytes:
    """A receipt of the leaf at a place of a tree of two, both alike, that opens a number of whatever kind."""
    from aigis.core.audit.entry import EntryLeaf, EntryPart, Opened
    from aigis.core.audit.receipt import compose_receipt
    from aigis.core.tlog.checkpoint import Checkpoint
    from aigis.core.tlog.note import sign_note
    from aigis.core.tlog.tree import hash_leaf, hash_node

    part = EntryPart.of(sequence, salt=bytes(32))
    leaf = EntryLeaf(3, 1_800_000_000_000, bytes(32), bytes(32), bytes(32), part.commitment)
    found = hash_leaf(leaf.to_bytes())
    note = sign_note(Checkpoint(KEY.name, 2, hash_node(found, found)).text, key=KEY)
    return compose_receipt(opened=Opened(leaf, {"sequence": part}), index=place, hashes=[found], checkpoint=note)


def test_a_console_that_shows_no_accents_hides_no_proof(receipt: Path) -> None:
    import subprocess

    for encoding in ("ascii", "latin-1:strict"):
        environment = os.environ | {"PYTHONIOENCODING": encoding}
        command = [sys.executable, "-m", "aigis.ops.cli", "verify", "receipt", str(receipt), "--vkey", VKEY]
        done = subprocess.run(command, env=environment, capture_output=True, timeout=300, check=False)
        assert done.returncode == 0 and done.stdout.startswith(b"GOOD"), done.stderr
