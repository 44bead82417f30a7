"""Whatever bytes a log, a witness or a receipt brings: our two programs read the same in it, or both refuse it.

They share no line, so that where they differ one of them is wrong.
"""

import base64
import hashlib
import importlib
import sys
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import pytest

from aigis.core.audit.receipt import verify_by_policy, verify_receipt
from aigis.core.errors import InvalidInput
from aigis.core.tlog.checkpoint import Checkpoint, open_checkpoint
from aigis.core.tlog.keys import VerifierKey
from aigis.core.tlog.note import Note, Signature, sign_note
from aigis.core.tlog.policy import Policy
from aigis.core.tlog.proof_file import ProofFile
from aigis.core.tlog.tiles import compose_bundle, parse_bundle, parse_tile_path, tile_path
from aigis.core.tlog.witness import AddCheckpoint, parse_size
from tests.core.tlog.logs import AUDITOR, COURT, KEY, LABORATORY, cosigned, log_of, sample_parts, sample_receipt
from tests.verifier.running import SOURCES

RUNS = 700
_WORDS = (
    b"\n", b"\n\n", b"\r\n", b" ", b"  ", b"\t", b"+", b"=", b"==", b"\0", b"\xff", b"\x7f", b"\xc2\x85", b"\xc2\xa0",
    b"\xe2\x80\xa8", b"\xd9\xa3", b"0", b"00", b"-1", b"+1", b"1e3", b"9223372036854775807", b"9223372036854775808",
    b"18446744073709551616", b"none", b"any", b"all", b"#", b"\xe2\x80\x94 ", b"AAAA", b"{", b"}", b"null", b"true",
    b"1.0", b"-0", b'"\\u0061"', b'"\\ud800"', b'{"a":1,"a":1}', b"9007199254740993", b"[[[[",
)  # fmt: skip


def mutated(data: bytes, chance: Random) -> bytes:
    """The bytes, changed in one to three ways: a bit, a word of the formats, a piece gone, doubled or exchanged."""
    for _ in range(chance.randint(1, 3)):
        at, to = sorted(chance.randrange(len(data) + 1) for _ in range(2))
        piece = data[at:to][: chance.choice([1, 4, 60])]
        change = chance.randrange(5)
        if change == 0 and data:
            place = chance.randrange(len(data))
            data = data[:place] + bytes([data[place] ^ 1 << chance.randrange(8)]) + data[place + 1 :]
        elif change == 1:
            data = data[:at] + chance.choice(_WORDS) + data[at:]
        elif change == 2:
            data = data[:at] + chance.choice(_WORDS) + data[at + len(piece) :]
        elif change == 3:
            data = data[:at] + data[at + len(piece) :]
        else:
            data = data[:to] + piece + data[to:]
    return data


def many(*seeds: bytes, runs: int = RUNS) -> Iterator[bytes]:
    chance = Random(11)
    yield from seeds
    yield from (mutated(chance.choice(seeds), chance) for _ in range(runs))


@pytest.fixture(scope="module")
def other() -> Iterator[Callable[[str], Any]]:
    """The modules of the separate program, by their names."""
    sys.path.append(str(SOURCES))
    yield lambda name: importlib.import_module(f"aigis_verifier.{name}")
    sys.path.remove(str(SOURCES))


def ours(read: Callable[..., Any], *given: Any) -> Any:
    try:
        return read(*given)
    except InvalidInput:
        return None


def theirs(other: Callable[[str], Any], read: Callable[..., Any], *given: Any) -> Any:
    try:
        return read(*given)
    except (other("errors").Bad, other("errors").CannotTell):
        return None


def test_checkpoints_signed_whatever_they_say(other: Callable[[str], Any]) -> None:
    """The text is changed and then signed, so that only its form can refuse it."""
    accepted, note = 0, other("note")
    trust = note.Trust((note.Key.parse(str(KEY.verifier)),))
    for text in many(
        Note.parse(log_of(7).checkpoint()).text.encode(), b"port.example/log\n0\n" + b"A" * 43 + b"=\nx\n"
    ):
        signature = Signature.by(KEY.verifier, KEY.sign("")).key_id + _signed(text)
        data = text + f"\n— {KEY.name} {base64.b64encode(signature).decode()}\n".encode()
        mine = ours(lambda data: open_checkpoint(_text(data), key=KEY.verifier), data)
        found = theirs(other, lambda data: note.read_checkpoint(data, trust), data)
        assert (mine and (mine.origin, mine.size, mine.root)) == (found and (found.origin, found.size, found.root)), (
            data
        )
        accepted += mine is not None
    assert accepted > 20


def _signed(text: bytes) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(KEY.seed).sign(text)


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise InvalidInput("This is not text.", field="note") from None


def test_notes_with_signatures_of_whatever_kind(other: Callable[[str], Any]) -> None:
    note = other("note")
    keys = (KEY.verifier, COURT.cosigner)
    policy = Policy.parse(f"log {keys[0]}\nwitness w {keys[1]}\nquorum none\n")
    trust = other("policy").read_policy(f"log {keys[0]}\nwitness w {keys[1]}\nquorum none\n".encode())
    for data in many(cosigned(log_of(7).checkpoint(), COURT, AUDITOR).encode()):
        mine = ours(lambda data: policy.open(_text(data)), data)
        found = theirs(other, lambda data: note.read_checkpoint(data, trust), data)
        assert (mine and dict(mine.cosigned)) == (found and found.seen), data


def test_receipts(other: Callable[[str], Any]) -> None:
    receipt = other("receipt")
    trust = other("policy").read_policy(f"log {KEY.verifier}\nquorum none\n".encode())
    seeds = [sample_receipt(*names) for names in (["core", "subject", "sequence"], [], ["actor"])]
    for data in many(*seeds):
        mine = ours(lambda data: verify_receipt(data, key=KEY.verifier), data)
        found = theirs(other, lambda data: receipt.check_receipt(data, trust), data)
        assert (mine and (mine.index, mine.opened.values)) == (found and (found.index, found.opened)), data


def test_opened_parts_that_the_leaf_binds_whatever_they_say(other: Callable[[str], Any]) -> None:
    """A value in a spelling of its own, with a leaf, a tree and a signature made for it."""
    accepted, receipt = 0, other("receipt")
    trust = other("policy").read_policy(f"log {KEY.verifier}\nquorum none\n".encode())
    values = [part.data for part in sample_parts().values()] + [
        b'"\xc3\xa9\xe2\x80\xa8\\n\\u0001\x7f"',
        b"[1,-5,true,null,{}]",
    ]
    for value in many(*values):
        data = _bound(value)
        mine = ours(lambda data: verify_receipt(data, key=KEY.verifier), data)
        found = theirs(other, lambda data: receipt.check_receipt(data, trust), data)
        assert (mine is None) == (found is None), value
        accepted += mine is not None
    assert accepted > 50


def _bound(value: bytes) -> bytes:
    salt = bytes(32)
    leaf = bytes([1, 0, 3]) + bytes(8) + hashlib.sha256(salt + value).digest() + bytes(96)
    encoded = [base64.b64encode(one).decode().encode() for one in (salt, leaf)]
    extra = b'{"core":{"salt":"%b","value":%b},"leaf":"%b"}' % (encoded[0], value, encoded[1])
    root = hashlib.sha256(b"\0" + leaf).digest()
    return ProofFile(extra, 0, (), sign_note(Checkpoint(KEY.name, 1, root).text, key=KEY)).to_bytes()


POLICY = (
    f"# ours\nlog {KEY.verifier} https://port.example\nwitness court {COURT.cosigner}\n"
    f"\twitness  lab {LABORATORY.cosigner} https://lab.example\n"
    "group both 2 court lab\ngroup one any both\nquorum one\n"
)


def edged(data: bytes) -> Iterator[bytes]:
    """The bytes with each word of the formats at each edge of each line: there a reader is tempted to forgive."""
    edges = [at for at, byte in enumerate(data) if byte == ord("\n")]
    for at in [0, *edges, *(place + 1 for place in edges)]:
        yield from (data[:at] + word + data[at:] for word in _WORDS)


def test_policies(other: Callable[[str], Any]) -> None:
    accepted = 0
    none = POLICY.replace("quorum one", "quorum none").encode()
    for data in (*many(POLICY.encode(), none), *edged(POLICY.encode())):
        mine = ours(lambda data: Policy.from_bytes(data), data)
        found = theirs(other, lambda data: other("policy").read_policy(data), data)
        assert (mine is None or not mine.logs) == (found is None), data
        accepted += found is not None
        if mine is not None and found is not None:
            assert set(mine.witnesses) == set(found.witnesses)
            for seen in (set(), *({name} for name in mine.witnesses), set(mine.witnesses)):
                assert mine.satisfied_by(seen) == found.satisfied(seen), data
    assert accepted > 20


def test_keys(other: Callable[[str], Any]) -> None:
    for data in many(str(KEY.verifier).encode(), str(COURT.cosigner).encode()):
        text = data.decode(errors="surrogateescape")
        mine = ours(lambda text: VerifierKey.parse(text), text)
        found = theirs(other, lambda text: other("note").Key.parse(text), text)
        assert (mine is None) == (found is None), data


ROUND: dict[str, tuple[Callable[[bytes], Any], Callable[[Any], bytes], bytes]] = {
    "tile path": (
        lambda data: parse_tile_path(_text(data)),
        lambda found: str(found).encode(),
        tile_path(0, 1_234_067, 8).encode(),
    ),
    "bundle": (parse_bundle, compose_bundle, compose_bundle([b"one", b"", b"three" * 90])),
    "proof file": (ProofFile.from_bytes, ProofFile.to_bytes, sample_receipt("core")),
    "request": (
        AddCheckpoint.from_bytes,
        AddCheckpoint.to_bytes,
        AddCheckpoint(3, (bytes(32), bytes([255]) * 32), log_of(7).checkpoint()).to_bytes(),
    ),
    "size": (parse_size, lambda found: b"%d\n" % found, b"20852014\n"),
    "note": (
        lambda data: Note.parse(_text(data)),
        lambda found: str(found).encode(),
        cosigned(log_of(7).checkpoint(), COURT).encode(),
    ),
}


@pytest.mark.parametrize("what", ROUND)
def test_what_is_read_is_written_back_byte_for_byte(what: str) -> None:
    read, written, seed = ROUND[what]
    assert written(read(seed)) == seed
    for data in many(seed, runs=4 * RUNS):
        found = ours(lambda data: read(data), data)
        assert found is None or written(found) == data, data


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 200_000,
        b"{" * 200_000,
        b"A" * 3_000_000,
        b"\n" * 300_000,
        b"9" * 500_000,
        b"+" * 500_000,
        b"\xe2\x80\x94 " * 99_999,
    ],
)
def test_an_over_long_text_is_refused_and_soon(data: bytes, other: Callable[[str], Any]) -> None:
    extra = (
        b"c2sp.org/tlog-proof@v1\nextra " + base64.b64encode(data) + b"\nindex 0\n\n" + log_of(1).checkpoint().encode()
    )
    policy = Policy(logs=(KEY.verifier,))
    trust = other("policy").read_policy(f"log {KEY.verifier}\nquorum none\n".encode())
    for given in (data, extra):
        assert ours(lambda given: verify_by_policy(given, policy=policy), given) is None
        assert theirs(other, lambda given: other("receipt").check_receipt(given, trust), given) is None
    for read in (parse_size, AddCheckpoint.from_bytes, Policy.from_bytes, lambda one: VerifierKey.parse(_text(one))):
        assert ours(lambda read: read(data), read) is None


def test_the_comparison_can_fail(other: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that takes numbers with leading zeroes is found."""
    monkeypatch.setattr(other("note"), "number", lambda text: int(text))
    with pytest.raises((AssertionError, ValueError)):
        test_checkpoints_signed_whatever_they_say(other)
