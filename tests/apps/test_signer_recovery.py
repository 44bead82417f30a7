"""A signer that lost its memory gets it back from the log and the witnesses, and never less than was signed."""

import argparse
from datetime import datetime
from pathlib import Path

import pytest

from aigis import wiring
from aigis.adapters.signer import FileSigner
from aigis.apps.audit import signer_recovery, witnesses
from aigis.apps.audit.actions import SYSTEM
from aigis.apps.audit.models import Checkpoint, Cosignature
from aigis.core.access.permissions import Role
from aigis.core.errors import Conflict, InvalidInput, LogRefuses, NotFound, RolledBack
from aigis.core.tlog.keys import SigningKey
from aigis.core.tlog.policy import Policy
from aigis.ops.commands import log
from tests.apps.test_sealing import restart, seal_all, write
from tests.apps.test_witnessing import NAMES, configure, policy, servers
from tests.world import World, entries

__all__ = ["configure", "policy", "servers"]
pytestmark = pytest.mark.usefixtures("fresh_log")
REASON = "the disk of the sealer broke"


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    log.add_arguments(parser)
    return log.run(parser.parse_args(words))


def recover(at: datetime, *, reason: str = REASON, without: bool = False) -> signer_recovery.Recovered:
    vkey = wiring.signer().vkey
    return signer_recovery.recover(vkey=vkey, reason=reason, without_witnesses=without, actor=SYSTEM, at=at)


def state_file() -> Path:
    return wiring.signer_files()[1]


def test_what_was_signed_last_is_found_and_recorded_with_who_confirmed_it(policy: Policy, at: datetime) -> None:
    write(3, at=at)
    seal_all(at=at)
    witnesses.ask(at=at)
    seal_all(at=at)
    last = wiring.signer().last
    recovered = recover(at)
    assert (recovered.size, recovered.root) == last
    assert set(recovered.confirmed_by) == set(NAMES)
    (entry,) = entries("log.signer_recovered")
    assert (entry["core"]["size"], entry["core"]["reason"]) == (last[0], REASON)


def test_nothing_is_recovered_that_no_witness_confirms_unless_that_is_stated(at: datetime, db: None) -> None:
    write(3, at=at)
    seal_all(at=at)
    with pytest.raises(LogRefuses, match="No witness confirms"):
        recover(at)
    assert entries("log.signer_recovered") == []
    assert recover(at, without=True).size == wiring.signer().last[0]


def test_a_database_that_is_older_than_what_was_cosigned_is_refused(policy: Policy, at: datetime) -> None:
    write(3, at=at)
    seal_all(at=at)
    witnesses.ask(at=at)
    size = Checkpoint.objects.order_by("-size")[0].size
    write(4, at=at)
    seal_all(at=at)
    witnesses.ask(at=at)
    Cosignature.objects.filter(checkpoint__size__gt=size).delete()
    Checkpoint.objects.filter(size__gt=size).delete()
    with pytest.raises(RolledBack, match="were cosigned"):
        recover(at)


@pytest.mark.parametrize("reason", ["", "  "])
def test_the_reason_is_stated(reason: str, at: datetime, db: None) -> None:
    write(1, at=at)
    seal_all(at=at)
    with pytest.raises(InvalidInput, match="how the signer's memory was lost"):
        recover(at, reason=reason, without=True)


def test_a_checkpoint_of_another_key_or_of_other_entries_is_refused(at: datetime, db: None) -> None:
    write(3, at=at)
    seal_all(at=at)
    other = str(SigningKey(wiring.environment().log_origin, bytes(32)).verifier)
    with pytest.raises(LogRefuses, match="not signed by this key"):
        signer_recovery.recover(vkey=other, reason=REASON, without_witnesses=True, actor=SYSTEM, at=at)
    Checkpoint.objects.update(root=b"\x01" * 32)
    with pytest.raises(LogRefuses, match="does not fit its entries"):
        recover(at, without=True)


def test_the_command_writes_the_state_and_the_sealer_goes_on(
    committed: World, at: datetime, fresh_log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(3, at=at)
    seal_all(at=at)
    last = wiring.signer().last
    admin = committed.user(Role.ADMIN).username
    words = ("recover-signer", "--as", admin, "--reason", REASON, "--without-witnesses")
    with pytest.raises(Conflict, match="nothing was changed"):
        run(*words)
    state_file().unlink()
    wiring.signer.cache_clear()
    with pytest.raises(NotFound, match="no user"):
        run("recover-signer", "--as", "nobody", "--reason", REASON, "--without-witnesses")
    assert run(*words) == 0
    assert f"signed {last[0]} entries; confirmed by no witness" in capsys.readouterr().out
    assert wiring.signer().last == last
    restart()
    write(2, at=at)
    seal_all(at=at)
    assert wiring.signer().last[0] > last[0]


def test_a_state_that_is_there_is_never_replaced(tmp_path: Path) -> None:
    FileSigner.create(tmp_path / "key", tmp_path / "state", "port.example/log")
    with pytest.raises(Conflict, match="nothing was changed"):
        FileSigner.restore(tmp_path / "key", tmp_path / "state", "port.example/log", size=9, root=bytes(32))
