"""A witness over HTTP, ours asked by ours: statuses, what is on disk, and the race the specification warns of."""

import gzip
import hashlib
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from aigis.adapters import witness_record
from aigis.adapters.witness import HttpWitness
from aigis.adapters.witness_record import WitnessRecord
from aigis.adapters.witness_server import WitnessServer
from aigis.core.errors import LogRefuses
from aigis.core.tlog.checkpoint import Checkpoint
from aigis.core.tlog.keys import SigningKey, VerifierKey
from aigis.core.tlog.note import Note, sign_note
from aigis.core.tlog.proofs import consistency_proof
from aigis.core.tlog.tree import root_from_tiles
from aigis.core.tlog.witness import (
    LARGEST_REQUEST,
    AddCheckpoint,
    Cosigned,
    Knows,
    Refused,
    WitnessAnswer,
    cosignatures_in,
)
from aigis.ops.commands.witness import Trusted
from tests.core.tlog.logs import KEY, MemoryLog, log_of
from tests.witnesses import answering, running, url, witness

LOG = log_of(40)
PATIENCE = 60.0


def request(old: int, size: int, log: MemoryLog = LOG) -> AddCheckpoint:
    root = root_from_tiles(size=size, read=log.read)
    note = sign_note(Checkpoint(log.key.name, size, root).text, key=log.key)
    return AddCheckpoint(old, tuple(consistency_proof(old=min(old, size), new=size, read=log.read)), note)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[WitnessServer]:
    with witness(tmp_path / "court", "court", KEY.verifier) as found:
        yield found


def asking(address: str, request: AddCheckpoint, *, patience: float = PATIENCE) -> WitnessAnswer:
    with closing(HttpWitness(address, patience=patience)) as client:
        return client.add_checkpoint(request)


def post(server: WitnessServer, body: bytes) -> httpx.Response:
    return httpx.post(f"{url(server)}/add-checkpoint", content=body, timeout=120, trust_env=False)


def test_the_log_gets_a_cosignature_that_verifies(server: WitnessServer) -> None:
    answer = asking(url(server), request(0, 5))
    assert isinstance(answer, Cosigned)
    text = Note.parse(request(0, 5).note).text
    assert cosignatures_in(answer.lines, text=text, key=VerifierKey.parse(server.record.vkey))


def test_each_refusal_has_the_status_of_the_specification(server: WitnessServer) -> None:
    stranger, other = MemoryLog(key=SigningKey(KEY.name, bytes(32))), MemoryLog(key=SigningKey("x.example", KEY.seed))
    for log in (stranger, other):
        log.append([b"x"])
    assert post(server, request(0, 5).to_bytes()).status_code == 200
    assert post(server, b"old 5\n\n").status_code == 400
    assert post(server, request(9, 8).to_bytes()).status_code == 400
    assert post(server, request(0, 1, other).to_bytes()).status_code == 404
    assert post(server, request(0, 1, stranger).to_bytes()).status_code == 403
    forked = log_of(4)
    forked.append([b"another"])
    assert post(server, request(5, 5, forked).to_bytes()).status_code == 409
    forked.append([b"more"])
    assert post(server, request(5, 6, forked).to_bytes()).status_code == 422


def test_a_conflict_says_the_size_in_the_form_of_the_specification(server: WitnessServer) -> None:
    assert post(server, request(0, 5).to_bytes()).status_code == 200
    answer = post(server, request(3, 9).to_bytes())
    assert (answer.status_code, answer.headers["content-type"], answer.text) == (409, "text/x.tlog.size", "5\n")
    assert asking(url(server), request(3, 9)) == Knows(5)


def test_what_convicts_a_log_is_kept(server: WitnessServer) -> None:
    post(server, request(0, 5).to_bytes())
    forked = log_of(4)
    forked.append([b"another"])
    post(server, request(5, 5, forked).to_bytes())
    (kept,) = (server.record.folder / "evidence").iterdir()
    assert AddCheckpoint.from_bytes(kept.read_bytes()) == request(5, 5, forked)


def test_a_witness_started_again_goes_on_from_what_it_cosigned(tmp_path: Path) -> None:
    for old, size in ((0, 5), (5, 9), (9, 9), (9, 40)):
        with witness(tmp_path / "w", "court", KEY.verifier) as server:
            assert post(server, request(old, size).to_bytes()).status_code == 200
            assert server.record.seen(KEY.name).size == size


def test_of_many_at_once_none_takes_the_witness_back(server: WitnessServer) -> None:
    """The race of the specification: the size only ever grows, and every cosignature continues the last."""
    sizes = list(range(1, 41, 5))
    done, seen = [], []

    def grow(size: int) -> None:
        known = 0
        while known < size:
            answer = asking(url(server), request(known, size))
            seen.append(server.record.seen(KEY.name).size)
            if not isinstance(answer, Knows):
                done.append((known, size, answer))
                return
            known = answer.size

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(grow, sizes))
    assert done and all(isinstance(answer, Cosigned) for _, _, answer in done)
    cosigned = sorted((known, size) for known, size, _ in done)
    assert [size for _, size in cosigned[:-1]] == [known for known, _ in cosigned[1:]] and max(seen) == 36


def test_a_lost_or_damaged_record_cosigns_nothing(server: WitnessServer) -> None:
    post(server, request(0, 5).to_bytes())
    (kept,) = (server.record.folder / "seen").iterdir()
    kept.write_text(kept.read_text()[:-9])
    assert post(server, request(5, 9).to_bytes()).status_code == 500
    kept.unlink()
    kept.parent.rmdir()
    assert post(server, request(0, 9).to_bytes()).status_code == 500
    with pytest.raises(LogRefuses, match="record|key|without"):
        server.record.seen(KEY.name)


def test_a_lost_key_is_not_replaced_where_a_record_is(tmp_path: Path) -> None:
    WitnessRecord.create(tmp_path, name="w")
    (tmp_path / "witness.key").unlink()
    with pytest.raises(LogRefuses, match="key"):
        WitnessRecord.create(tmp_path, name="w")


def test_readers_find_the_last_cosigned_checkpoint_by_its_origin(server: WitnessServer) -> None:
    post(server, request(0, 5).to_bytes())
    digest = hashlib.sha256(KEY.name.encode()).hexdigest()
    found = httpx.get(f"{url(server)}/{digest}/checkpoint", trust_env=False).text
    assert found.startswith(request(0, 5).note) and "— court.example/w " in found
    assert httpx.get(f"{url(server)}/{'0' * 64}/checkpoint", trust_env=False).status_code == 404
    assert httpx.get(f"{url(server)}/", trust_env=False).text.strip() == server.record.vkey


@pytest.mark.parametrize(
    ("head", "status"),
    [
        ("Content-Length: 100000000000\r\n", 413),
        (f"Content-Length: {LARGEST_REQUEST + 1}\r\n", 413),
        (f"Transfer-Encoding: chunked\r\n\r\n{LARGEST_REQUEST + 1:x}\r\n", 413),
        ("Content-Length: -1\r\n", 411),
        ("Content-Length: \u0663\r\n", 411),
        ("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", 411),
        ("Transfer-Encoding: gzip, chunked\r\n", 411),
        ("Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
        ("", 411),
    ],
)
def test_a_request_of_unknown_or_great_length_is_not_read(server: WitnessServer, head: str, status: int) -> None:
    with socket.create_connection(("127.0.0.1", server.server_port), timeout=120) as caller:
        caller.sendall(f"POST /add-checkpoint HTTP/1.1\r\nHost: x\r\n{head}\r\n".encode())
        assert caller.recv(100).startswith(f"HTTP/1.1 {status} ".encode())


def test_a_request_may_come_in_chunks_and_the_connection_stays_open(server: WitnessServer) -> None:
    parts = [request(0, 5).to_bytes()[at : at + 50] for at in range(0, len(request(0, 5).to_bytes()), 50)]
    with httpx.Client(trust_env=False) as client:
        for old, status in ((0, 200), (5, 409)):
            assert client.post(f"{url(server)}/add-checkpoint", content=iter(parts)).status_code == status, old
        assert client.head(f"{url(server)}/").status_code == 200
        assert client.get(f"{url(server)}/").text.strip() == server.record.vkey


def test_proofs_of_nothing_sent_again_and_again_do_not_fill_the_disk(
    server: WitnessServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(witness_record, "_MOST_EVIDENCE", 3)
    post(server, request(0, 5).to_bytes())
    for size in range(6, 16):
        assert post(server, replace(request(5, size), proof=(bytes(32),)).to_bytes()).status_code == 422
    assert len(list((server.record.folder / "evidence").iterdir())) == 3


def test_a_list_of_logs_that_cannot_be_read_is_an_error_of_the_witness(tmp_path: Path) -> None:
    (tmp_path / "logs").write_bytes(b"\xff\xfe")
    record = WitnessRecord.create(tmp_path / "w", name="w.example")
    with running(WitnessServer(record, Trusted(tmp_path / "logs", []), address=("127.0.0.1", 0))) as server:
        assert post(server, request(0, 5).to_bytes()).status_code == 500
        (tmp_path / "logs").write_text(f"{KEY.verifier}\n")
        assert post(server, request(0, 5).to_bytes()).status_code == 200


@pytest.mark.parametrize("address", ["http://\u2603.invalid", "http://x\x00y", "nonsense", "ftp://x"])
def test_an_address_that_is_none_is_an_answer_too(address: str) -> None:
    assert isinstance(asking(address, request(0, 5), patience=PATIENCE), Refused)


def test_a_packed_answer_is_not_unpacked() -> None:
    with answering(200, gzip.compress(bytes(10**7)), encoding="gzip") as address:
        assert isinstance(asking(address, request(0, 5)), Refused | Cosigned)
        assert len(getattr(asking(address, request(0, 5)), "lines", "")) < LARGEST_REQUEST


def test_a_witness_that_is_slow_silent_or_talks_nonsense_is_an_answer_too() -> None:
    cases = [
        (answering(500, b"broken"), False),
        (answering(200, b"\xff\xfe"), False),
        (answering(409, b"007\n", kind="text/x.tlog.size"), False),
        (answering(200, b"x" * 200_000), False),
        (answering(302, b""), False),
        (answering(403, b"not you"), True),
        (answering(409, b"another root"), True),
    ]
    for case, lasting in cases:
        with case as address:
            answer = asking(address, request(0, 5))
            assert isinstance(answer, Refused) and answer.lasting is lasting, answer
    with answering(200, b"", pause=300) as address:
        answer = asking(address, request(0, 5), patience=0.3)
        assert isinstance(answer, Refused) and not answer.lasting
    assert isinstance(asking("http://127.0.0.1:1", request(0, 5)), Refused)
