"""The signer of files: what it refuses, and what is on disk after each step."""

import json
import os
import stat
from pathlib import Path

import pytest

from aigis.adapters.signer import FileSigner
from aigis.core.errors import LogRefuses
from aigis.core.tlog.checkpoint import Checkpoint, open_checkpoint
from aigis.core.tlog.keys import VerifierKey
from aigis.core.tlog.proofs import consistency_proof
from aigis.core.tlog.tree import empty_root
from tests.core.tlog.logs import MemoryLog, log_of

ORIGIN = "port.example/log"


@pytest.fixture
def signer(tmp_path: Path) -> FileSigner:
    return create(tmp_path)


def create(folder: Path, origin: str = ORIGIN) -> FileSigner:
    return FileSigner.create(folder / "key", folder / "state", origin)


def sign(signer: FileSigner, log: MemoryLog) -> str:
    old, _ = signer.last
    proof = consistency_proof(old=min(old, log.size), new=log.size, read=log.read)
    text = Checkpoint(ORIGIN, log.size, log.root).text
    return signer.sign(text, size=log.size, root=log.root, proof=proof)


def test_a_new_signer_has_signed_nothing_and_keeps_its_key_to_itself(signer: FileSigner, tmp_path: Path) -> None:
    assert signer.last == (0, empty_root())
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    assert signer.vkey.startswith("port.example/log+")


def test_what_it_signs_verifies_with_its_published_key(signer: FileSigner) -> None:
    log = log_of(5)
    assert open_checkpoint(sign(signer, log), key=VerifierKey.parse(signer.vkey)).root == log.root


def test_it_follows_a_growing_log_and_remembers_across_restarts(signer: FileSigner, tmp_path: Path) -> None:
    log = log_of(300)
    sign(signer, log)
    log.append([b"more"] * 7)
    again = create(tmp_path)
    assert again.vkey == signer.vkey
    sign(again, log)
    assert again.last == signer.last == (307, log.root)


def test_the_same_checkpoint_again_gives_the_same_bytes(signer: FileSigner, tmp_path: Path) -> None:
    log = log_of(9)
    first = sign(signer, log)
    assert sign(signer, log) == first
    assert sign(create(tmp_path), log) == first


def test_a_restored_older_database_is_refused_as_a_rollback(signer: FileSigner) -> None:
    sign(signer, log_of(9))
    with pytest.raises(LogRefuses, match=r"ROLLBACK.*size 5.*size 9"):
        sign(signer, log_of(5))
    assert signer.last == (9, log_of(9).root)


def test_another_log_of_the_same_or_a_larger_size_is_refused(signer: FileSigner) -> None:
    sign(signer, log_of(9))
    forked = MemoryLog()
    for size in (9, 20):
        forked.append([b"forked"] * (size - forked.size))
        with pytest.raises(LogRefuses, match="ROLLBACK"):
            sign(signer, forked)


def test_growth_without_a_proof_is_refused(signer: FileSigner) -> None:
    log = log_of(9)
    sign(signer, log)
    log.append([b"more"])
    with pytest.raises(LogRefuses, match="ROLLBACK"):
        signer.sign(Checkpoint(ORIGIN, 10, log.root).text, size=10, root=log.root, proof=[])


def test_a_text_that_says_something_else_than_announced_is_refused(signer: FileSigner) -> None:
    log = log_of(3)
    for text in ("anything\n", Checkpoint("quay.example/log", 3, log.root).text, Checkpoint(ORIGIN, 4, log.root).text):
        with pytest.raises(LogRefuses, match="Nothing was signed"):
            signer.sign(text, size=3, root=log.root, proof=[])
    assert signer.last == (0, empty_root())


def test_where_the_state_cannot_be_stored_nothing_is_signed(
    signer: FileSigner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(source: str, target: Path) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        sign(signer, log_of(3))
    assert signer.last == (0, empty_root())
    assert {file.name for file in tmp_path.iterdir()} == {"key", "state", "state.vkeys"}


def test_a_state_stored_though_it_seemed_to_fail_is_signed_the_next_time(
    signer: FileSigner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError("power is going")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", fail)
        with pytest.raises(OSError, match="power"):
            sign(signer, log_of(3))
    assert signer.last == (3, log_of(3).root)
    assert sign(signer, log_of(3)).startswith(ORIGIN)
    with pytest.raises(LogRefuses, match="ROLLBACK"):
        sign(signer, log_of(2))


def test_lost_or_damaged_state_is_refused_because_a_fork_would_go_unseen(signer: FileSigner, tmp_path: Path) -> None:
    sign(signer, log_of(3))
    state = tmp_path / "state"
    other = json.dumps({"origin": "quay.example/log", "size": 0, "root": "AAAA"})
    for damaged in ("", "{}", "[]", state.read_text()[:-9], other):
        state.write_text(damaged)
        with pytest.raises(LogRefuses, match="state"):
            create(tmp_path)
    state.unlink()
    with pytest.raises(LogRefuses, match="state"):
        create(tmp_path)
    with pytest.raises(LogRefuses, match="state"):
        sign(signer, log_of(5))


def test_a_lost_key_is_not_replaced_where_something_was_signed(signer: FileSigner, tmp_path: Path) -> None:
    sign(signer, log_of(3))
    (tmp_path / "key").unlink()
    with pytest.raises(LogRefuses, match="signing key"):
        create(tmp_path)


def test_a_crash_between_state_and_key_is_made_good(signer: FileSigner, tmp_path: Path) -> None:
    (tmp_path / "key").unlink()
    assert create(tmp_path).last == (0, empty_root())


def test_a_key_of_another_origin_is_refused(signer: FileSigner, tmp_path: Path) -> None:
    with pytest.raises(LogRefuses, match="quay.example/log"):
        create(tmp_path, "quay.example/log")


def test_a_damaged_key_is_refused_without_showing_it(signer: FileSigner, tmp_path: Path) -> None:
    key = tmp_path / "key"
    secret = key.read_text()
    key.write_text(secret[:-5])
    with pytest.raises(LogRefuses, match="signing key") as refused:
        create(tmp_path)
    assert secret[-20:-5] not in str(refused.value)


def test_nothing_is_left_behind_beside_key_and_state(signer: FileSigner, tmp_path: Path) -> None:
    sign(signer, log_of(3))
    assert {file.name for file in tmp_path.iterdir()} == {"key", "state", "state.vkeys"}


def test_the_published_test_key_of_another_program_gives_its_checkpoints(tmp_path: Path, dev_data: Path) -> None:
    keys = json.loads(dev_data.joinpath("log", "tessera-testlog", "keys.json").read_text())
    create(tmp_path, keys["origin"])
    (tmp_path / "key").write_text(keys["signer_key"])
    signer, log = FileSigner(tmp_path / "key", tmp_path / "state", keys["origin"]), MemoryLog()
    assert signer.vkey == keys["verifier_key"]
    for entry in keys["entries"]:
        log.append([entry.encode()])
        proof = consistency_proof(old=log.size - 1, new=log.size, read=log.read)
        text = Checkpoint(keys["origin"], log.size, log.root).text
        note = signer.sign(text, size=log.size, root=log.root, proof=proof)
        assert note == dev_data.joinpath("log", "tessera-testlog", "log", f"checkpoint.{log.size}").read_text()
