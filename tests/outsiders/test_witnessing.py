"""Our log before a witness of somebody else, and a log of somebody else before ours."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from pytest_django import Settings

from aigis import wiring
from aigis.adapters.witness_server import WitnessServer
from aigis.apps.audit import queries, witnesses
from aigis.apps.audit.models import Leaf, WitnessSize
from aigis.core.tlog.keys import VerifierKey
from aigis.core.tlog.policy import Policy
from tests.faults import go_on, write
from tests.outsiders.asker import Asker, Log
from tests.outsiders.reader import open_checkpoint, read_proof
from tests.outsiders.witness import Witness
from tests.witnesses import running, wait_for_witnesses, witness

pytestmark = pytest.mark.calendar


@pytest.fixture
def theirs(
    db: None, fresh_log: Path, settings: Settings, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Witness]:
    """A witness of somebody else that our installation asks, the only one of its quorum; its clock is the world's."""
    wait_for_witnesses(monkeypatch)
    with running(Witness("wit.example/é", wiring.signer().vkey, clock=lambda: at)) as server:
        policy = f"log {wiring.signer().vkey}\nwitness w {server.vkey} {server.url}\nquorum w\n"
        settings.ENVIRONMENT = replace(django_settings.ENVIRONMENT, witness_policy=Policy.parse(policy))
        wiring.witnesses.cache_clear()
        witnesses.end_rests()
        yield server
        for client in wiring.witnesses().values():
            client.close()  # type: ignore[attr-defined]
    wiring.witnesses.cache_clear()
    witnesses.end_rests()


def test_our_log_works_with_a_witness_written_by_others(theirs: Witness, at: datetime) -> None:
    for count in (1, 3, 300):
        write(count, at=at)
        go_on(at=at)
        assert witnesses.ask(at=at) == 1
        go_on(at=at)
    assert theirs.asked == [200, 200, 200]
    receipt = queries.receipt(Leaf.objects.get(index=7).entry_id, parts=("core", "sequence"))
    assert receipt is not None
    _, _, checkpoint = read_proof(receipt, wiring.signer().vkey, theirs.vkey)
    assert theirs.name in checkpoint.signers
    published = queries.published(witnessed=True)
    assert published is not None
    assert open_checkpoint(queries.signed_note(published).encode(), wiring.signer().vkey, theirs.vkey).signers


def test_our_log_finds_its_place_again_when_it_forgot_what_they_know(theirs: Witness, at: datetime) -> None:
    write(3, at=at)
    go_on(at=at)
    witnesses.ask(at=at)
    WitnessSize.objects.all().delete()
    write(5, at=at)
    go_on(at=at)
    assert witnesses.ask(at=at) == 1
    assert theirs.asked == [200, 409, 200]


@pytest.fixture
def ours(tmp_path: Path) -> Iterator[Callable[..., WitnessServer]]:
    """Our witness, for the logs named."""
    started = []

    def start(*logs: Log) -> WitnessServer:
        started.append(witness(tmp_path / "w", "court", *(VerifierKey.parse(log.vkey) for log in logs)))
        return started[-1].__enter__()

    yield start
    for one in started:
        one.__exit__(None, None, None)


def test_a_log_written_by_others_works_with_our_witness(ours: Callable[..., WitnessServer]) -> None:
    log, stranger = Log("log.example/é"), Log("log.example/stranger")
    log.grow(300)
    stranger.grow(9)
    server = ours(log)
    asker = Asker(server.server_port, server.record.vkey)
    with closing(asker.connection):
        for old, new in ((0, 0), (0, 1), (1, 1), (1, 2), (2, 255), (255, 256), (256, 257), (257, 300), (300, 300)):
            assert asker.cosigned(log.body(old, new)) > 1_600_000_000
        assert asker.ask(log.body(0, 300)) == (409, b"300\n")
        assert asker.ask(log.body(299, 300)) == (409, b"300\n")
        assert asker.ask(log.body(301, 300))[0] == 400
        assert asker.ask(stranger.body(0, 9))[0] == 404
        forged = Log(log.origin, hashes=log.hashes)
        assert asker.ask(forged.body(300, 300))[0] == 403
        log.hashes[7] = bytes(32)
        assert asker.ask(log.body(300, 300))[0] == 409
        log.grow(5)
        assert asker.ask(log.body(300, 305))[0] == 422
        assert asker.ask(b"old 300\n" + b"\n" + log.note(log.text(305)))[0] == 422


def test_extensions_other_signatures_and_two_logs_are_no_matter(ours: Callable[..., WitnessServer]) -> None:
    one, other = Log("log.example/one"), Log("log.example/other")
    one.grow(5)
    other.grow(8)
    server = ours(one, other)
    asker = Asker(server.server_port, server.record.vkey)
    with closing(asker.connection):
        asker.cosigned(one.body(0, 4, "an extension", "another"))
        asker.cosigned(other.body(0, 8))
        note = one.body(4, 5)
        lines = [other.note(one.text(5)).rpartition(b"\n\n")[2], "— x.example/w AAAAAAAA\n".encode() * 14]
        asker.cosigned(note + b"".join(lines))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"old 4\n", b"old 04\n"),
        (b"old 4\n", b"old 4 \n"),
        (b"old 4\n", b"old 9223372036854775808\n"),
        (b"old 4\n", b"old -4\n"),
        (b"old 4\n", b"OLD 4\n"),
        (b"\n", b"\r\n"),
        (b"\n\n", b"\n"),
        (b"=\n", b"\n"),
        (b"\n5\n", b"\n05\n"),
        (b"\n5\n", b"\n5.0\n"),
        (b"\n5\n", "\n٥\n".encode()),
        (b"log.example", b"\xff\xfe"),
        (b"log.example", b"log\x00example"),
    ],
)
def test_what_is_no_request_is_a_bad_one_and_changes_nothing(
    ours: Callable[..., WitnessServer], old: bytes, new: bytes
) -> None:
    log = Log("log.example/one")
    log.grow(5)
    server = ours(log)
    asker = Asker(server.server_port, server.record.vkey)
    with closing(asker.connection):
        asker.cosigned(log.body(0, 4))
        assert old in log.body(4, 5)
        assert asker.ask(log.body(4, 5).replace(old, new))[0] == 400
        for body in (b"", b"\n", b"old 4\n", b"old 4\n\n", log.body(4, 5)[:-1], log.body(4, 5) + b"\n"):
            assert asker.ask(body)[0] == 400, body
        asker.cosigned(log.body(4, 5))
