"""A sealer whose clock ran a year ahead: the way out, what is proven after it, and that nobody back-dates by it."""

from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aigis import wiring
from aigis.adapters.signer import FileSigner
from aigis.apps.audit import checkpoint_signing, leaves, queries, rotation, sealer, witnesses
from aigis.apps.audit.actions import SYSTEM
from aigis.apps.audit.models import Cosignature, Erasure, Leaf, LogState, Pending
from aigis.apps.audit.verification import verify_live
from aigis.apps.retention import run as retention_run
from aigis.core.access.permissions import Role
from aigis.core.audit.entry import EntryLeaf as CoreLeaf
from aigis.core.crypto.uuid7 import milliseconds
from aigis.core.errors import Conflict, InvalidInput, LogRefuses, NotAllowed
from aigis.core.tlog.keys import log_files
from aigis.core.tlog.policy import Policy
from aigis.ops.commands import log as ops
from aigis.ops.commands import verify
from tests.apps.test_witnessing import configure, policy, servers
from tests.faults import Observer, go_on, require_whole, restart, write
from tests.verifier.running import verifier
from tests.world import World, entries

__all__ = ["configure", "policy", "servers"]
pytestmark = [pytest.mark.calendar, pytest.mark.usefixtures("fresh_log")]
YEAR = timedelta(days=365)
SUCCESSOR = "aigis.test/log/right"
WHY = "NTP server ntp1 was a year ahead from 22:50 on; found by the duty officer"


def run_ahead(at: datetime) -> None:
    """Seals a year ahead; then the clock is set right, entries wait and the sealer refuses."""
    write(2, at=at)
    go_on(at=at)
    write(3, at=at + YEAR)
    go_on(at=at + YEAR)
    write(4, at=at)
    with pytest.raises(LogRefuses, match="The clock stands 31536000 s before the last leaf"):
        go_on(at=at)


def leave(at: datetime, *, origin: str = SUCCESSOR, reason: str = WHY) -> FileSigner:
    keys = wiring.environment().keys
    stem = log_files(origin, first=wiring.environment().log_origin)
    made = FileSigner.create(keys / f"{stem}.key", keys / f"{stem}.state", origin)
    rotation.leave_clock_behind(origin=origin, vkey=made.vkey, reason=reason, actor=SYSTEM, at=at)
    return made


def times() -> list[int]:
    return [
        CoreLeaf.from_bytes(bytes(data)).time_ms
        for data in Leaf.objects.order_by("index").values_list("data", flat=True)
    ]


def test_the_log_goes_on_at_the_right_time_in_a_successor_and_says_why(db: None, at: datetime) -> None:
    run_ahead(at)
    right = at + timedelta(seconds=5)
    made = leave(right)
    go_on(at=right)
    old, new = LogState.objects.order_by("id")
    assert (old.size, new.first, new.origin, new.size) == (7, 7, SUCCESSOR, 5) and not Pending.objects.exists()
    ahead, now = milliseconds(at + YEAR), milliseconds(right)
    assert times()[3:] == [ahead] * 4 + [now] * 5
    (closed,) = entries("log.clock_ran_ahead")
    assert closed["core"] == {
        "event": "log.clock_ran_ahead",
        "at": right.isoformat(),
        "origin": "aigis.test/log",
        "successor": SUCCESSOR,
        "vkey": made.vkey,
        "last_leaf": "2027-11-22T22:50:00.000+00:00",
        "attested": None,
        "reason": WHY,
    }
    assert Leaf.objects.get(index=6).entry.kind == 186 and Leaf.objects.get(index=7).entry.kind == 185
    write(2, at=right)
    go_on(at=right)
    assert list(verify_live())[-1] == Leaf.objects.count() == 14


def test_both_logs_and_their_receipts_verify_with_both_programs(
    db: None, at: datetime, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run_ahead(at)
    first, second = wiring.signer().vkey, leave(at).vkey
    go_on(at=at)
    for origin, vkey, place in (("aigis.test/log", first, 6), (SUCCESSOR, second, 9)):
        folder, file = tmp_path / f"log {place}", tmp_path / f"receipt {place}"
        ops._export(Namespace(folder=folder, origin=origin, open=True), at=at)
        found = queries.receipt(Leaf.objects.get(index=place).entry_id, parts=("core", "sequence"))
        assert found is not None
        file.write_bytes(found)
        for what, of in (("log", folder), ("receipt", file)):
            done = verifier(what, of, "--vkey", vkey)
            assert done.returncode == 0, done.stdout + done.stderr
            assert ours(what, of, "--vkey", vkey) == 0, capsys.readouterr()


def ours(*arguments: object) -> int:
    parser = ArgumentParser()
    verify.add_arguments(parser)
    return verify.run(parser.parse_args([str(argument) for argument in arguments]))


@pytest.mark.parametrize("step", ["planned", "closed", "signed", "begun"])
def test_a_crash_at_any_point_of_it_is_made_good(db: None, at: datetime, step: str) -> None:
    observer = Observer()
    with observer.watching():
        run_ahead(at)
        leave(at)
        if step != "planned":
            sealer.extend(at=at)
        if step in ("signed", "begun"):
            checkpoint_signing.sign()
        if step == "begun":
            rotation.succeed(at=at)
        go_on(at=at)
        write(2, at=at)
        go_on(at=at)
    require_whole(observer)
    assert LogState.objects.count() == 2


def test_a_successor_that_was_planned_already_stays_the_one(db: None, at: datetime) -> None:
    write(1, at=at)
    go_on(at=at + YEAR)
    keys = wiring.environment().keys
    stem = log_files(SUCCESSOR, first=wiring.environment().log_origin)
    made = FileSigner.create(keys / f"{stem}.key", keys / f"{stem}.state", SUCCESSOR)
    rotation.plan_successor(origin=SUCCESSOR, vkey=made.vkey, actor=SYSTEM, at=at)
    with pytest.raises(LogRefuses, match="clock"):
        go_on(at=at)
    with pytest.raises(Conflict, match="already planned"):
        leave(at, origin="aigis.test/another")
    leave(at)
    go_on(at=at)
    assert LogState.objects.count() == 2 and list(verify_live())[-1] == Leaf.objects.count()


# What it is no way to do.


def test_a_clock_that_stands_right_leaves_nothing_behind(db: None, at: datetime) -> None:
    write(1, at=at)
    go_on(at=at)
    with pytest.raises(Conflict, match="goes on by itself"):
        leave(at)
    assert not Pending.objects.exists() and LogState.objects.get().successor == ""


def test_no_log_begins_before_what_a_witness_attested(policy: Policy, at: datetime) -> None:
    """The witnesses' clocks are right: they stand at this very moment."""
    now = datetime.now(UTC)
    write(1, at=now)
    go_on(at=now + YEAR)
    assert witnesses.ask(at=now + YEAR) == 3
    with pytest.raises(Conflict, match="no log begins before that"):
        leave(now - timedelta(days=1))
    assert LogState.objects.get().successor == ""
    right = datetime.now(UTC)
    leave(right)
    go_on(at=right)
    (closed,) = entries("log.clock_ran_ahead")
    seen = min(Cosignature.objects.values_list("signed_at", flat=True))
    assert closed["core"]["attested"] == datetime.fromtimestamp(seen, UTC).isoformat(timespec="milliseconds")
    assert witnesses.ask(at=right) == 0  # they do not know the successor yet: its line goes into their files
    assert list(verify_live())[-1] == Leaf.objects.count()


def test_a_clock_that_ran_ahead_erases_nothing_where_a_witness_knows_better(policy: Policy, at: datetime) -> None:
    """The keys of this very month would be due in eleven years."""
    now = datetime.now(UTC)
    write(2, at=now)
    go_on(at=now)
    assert witnesses.ask(at=now) == 3
    with pytest.raises(Conflict, match="nothing is erased while they are more than a day apart"):
        list(retention_run.run(actor=SYSTEM, at=now + 11 * YEAR, patience=0))
    assert not Erasure.objects.exists()
    assert list(retention_run.run(actor=SYSTEM, at=now + timedelta(hours=23), patience=0)) == []


def test_the_word_of_a_witness_that_left_the_policy_counts_no_longer(
    policy: Policy, configure: object, at: datetime
) -> None:
    now = datetime.now(UTC)
    write(1, at=now)
    go_on(at=now + YEAR)
    witnesses.ask(at=now + YEAR)
    assert witnesses.attested() is not None
    configure({"court": "http://127.0.0.1:1"})  # type: ignore[operator]
    Cosignature.objects.filter(witness="court").delete()
    assert witnesses.attested() is None


def test_without_a_reason_nothing_is_done(db: None, at: datetime) -> None:
    run_ahead(at)
    with pytest.raises(InvalidInput) as refused:
        leave(at, reason=" \n")
    assert refused.value.field == "reason"


def test_a_sealer_that_dates_back_is_found(db: None, at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Signed as it may be: a leaf is earlier than the one before it."""
    write(2, at=at)
    go_on(at=at)
    write(2, at=at)
    monkeypatch.setattr(leaves, "time_of_leaf", lambda last, now: now)
    go_on(at=at - timedelta(hours=1))
    with pytest.raises(LogRefuses, match="Leaf 3: .* is earlier than the leaf before it"):
        list(verify_live())


def test_a_successor_that_begins_earlier_than_what_was_said_is_found(
    db: None, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_ahead(at)
    leave(at)
    monkeypatch.setattr(leaves, "time_of_leaf", lambda last, now: now)
    go_on(at=at - timedelta(hours=1))
    with pytest.raises(LogRefuses, match="Leaf 7: .* is earlier"):
        list(verify_live())


def test_an_ordinary_successor_goes_not_back(db: None, at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    write(1, at=at)
    go_on(at=at)
    keys = wiring.environment().keys
    stem = log_files(SUCCESSOR, first=wiring.environment().log_origin)
    made = FileSigner.create(keys / f"{stem}.key", keys / f"{stem}.state", SUCCESSOR)
    rotation.plan_successor(origin=SUCCESSOR, vkey=made.vkey, actor=SYSTEM, at=at)
    monkeypatch.setattr(leaves, "time_of_leaf", lambda last, now: now)
    sealer.extend(at=at)
    checkpoint_signing.sign()
    rotation.succeed(at=at - timedelta(hours=1))
    checkpoint_signing.sign()
    with pytest.raises(LogRefuses, match="Leaf 3: .* is earlier"):
        list(verify_live())


# The command.


def command(*arguments: str) -> Namespace:
    parser = ArgumentParser()
    ops.add_arguments(parser)
    return parser.parse_args(["clock-ran-ahead", *arguments])


def test_only_who_manages_the_installation_does_it_and_is_named_in_the_log(world: World, at: datetime) -> None:
    run_ahead(at)
    admin, registrar = world.user(Role.ADMIN), world.user(Role.REGISTRAR)
    with pytest.raises(NotAllowed):
        ops._leave_clock_behind(command("--as", registrar.username, "--reason", WHY), at=at)
    said = ops._leave_clock_behind(command("--as", admin.username, "--reason", WHY), at=at)
    assert "goes on in aigis.test/log/2026" in said
    restart()
    go_on(at=at)
    (closed,) = entries("log.clock_ran_ahead")
    assert closed["actor"]["id"] == str(admin.pk) and closed["core"]["reason"] == WHY
