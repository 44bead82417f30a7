"""The sealer's failure matrix: every step failed two ways, killed, doubled, set back; and the harness can fail."""

import os
import shutil
import signal
import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from aigis import wiring
from aigis.adapters import signer as signer_module
from aigis.adapters.signer import FileSigner
from aigis.apps.audit import checkpoint_signing, leaves, sealer, tiles
from aigis.apps.audit.models import Checkpoint, Entry, Leaf, LogState, Pending, Tile
from aigis.apps.audit.verification import verify_live
from aigis.core.errors import LogRefuses
from aigis.core.tlog.checkpoint import Checkpoint as CoreCheckpoint
from tests import faults
from tests.faults import CASES, STEPS, Fault, Observer, failing, go_on, require_whole, restart, survive, write
from tests.world import World

pytestmark = pytest.mark.usefixtures("fresh_log")


@pytest.mark.parametrize(("step", "when"), CASES)
def test_whichever_step_fails_the_log_goes_on_whole(db: None, at: datetime, step: str, when: str) -> None:
    require_whole(survive(step, when, at=at))


def killed_at(step: str, when: str, *, at: datetime) -> None:
    """Seals in a process of its own that is killed at a step."""
    connection.close()  # or the child would share our session
    child = os.fork()
    if child == 0:
        try:
            restart()
            with failing(step, when, do=lambda: os.kill(os.getpid(), signal.SIGKILL)):
                sealer.seal(at=at)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL, f"it was not killed {when} '{step}'"


IN_THE_MIDDLE = [("state swapped", "after"), ("commit", "after"), ("signer's state stored", "after")]


@pytest.mark.parametrize("cases", [IN_THE_MIDDLE, pytest.param(CASES, marks=pytest.mark.chaos)])
def test_a_sealer_killed_at_any_step_leaves_a_log_that_goes_on_whole(
    transactional_db: None, at: datetime, cases: list[tuple[str, str]]
) -> None:
    observer = Observer()
    with observer.watching():
        go_on(at=at)
        for turn, (step, when) in enumerate(cases):
            write(2, at=at)
            killed_at(step, when, at=at + timedelta(milliseconds=10 * turn))
            go_on(at=at + timedelta(milliseconds=10 * turn + 5))
        require_whole(observer)


def test_two_sealers_at_once_never_fork_the_log_even_without_the_lock(committed: World, at: datetime) -> None:
    sealer.open_log(at=at)
    write(100, at=at)
    observer, refused, old_batch = Observer(), [], sealer.BATCH
    sealer.BATCH = 7

    def work() -> None:
        for _ in range(200):
            try:
                if not sealer.seal(at=at) and not Pending.objects.exists():
                    break
            except (LogRefuses, IntegrityError) as told:
                refused.append(told)
        connection.close()

    try:
        with observer.watching():
            threads = [threading.Thread(target=work) for _ in range(2)]
            for one in threads:
                one.start()
            for one in threads:
                one.join()
            go_on(at=at)
    finally:
        sealer.BATCH = old_batch
    require_whole(observer)


def test_a_database_restored_from_an_hour_ago_is_refused_whatever_it_did_since(
    db: None, at: datetime, fresh_log: Path
) -> None:
    write(5, at=at)
    go_on(at=at)
    kept = snapshot()
    write(9, at=at)
    go_on(at=at)
    restore(kept)
    with pytest.raises(LogRefuses, match="ROLLBACK: the log holds 6 entries, but 15 were signed"):
        go_on(at=at)
    with pytest.raises(LogRefuses, match="ROLLBACK"):
        list(verify_live())
    # It grows beyond the size that was signed, as if a sealer without the check had run.
    write(20, at=at)
    sealer.extend(at=at)
    with pytest.raises(LogRefuses, match="ROLLBACK: the first 15 entries of the log are not those that were signed"):
        go_on(at=at)
    with pytest.raises(LogRefuses, match="ROLLBACK"):
        checkpoint_signing.sign()


TABLES = (Entry, Pending, Leaf, Tile, LogState, Checkpoint)


def snapshot() -> dict[Any, list[Any]]:
    return {model: list(model.objects.all()) for model in TABLES}


def restore(kept: dict[Any, list[Any]]) -> None:
    for model in reversed(TABLES):
        model.objects.all().delete()
    for model, rows in kept.items():
        model.objects.bulk_create(rows)


def test_a_lost_state_of_the_signer_is_refused_with_what_to_do(db: None, at: datetime, fresh_log: Path) -> None:
    write(5, at=at)
    go_on(at=at)
    (fresh_log / "log.state").unlink()
    with pytest.raises(LogRefuses, match="signer's state is not in .*log.state"):
        go_on(at=at)


def test_an_older_state_of_the_signer_still_signs_only_what_extends_it(db: None, at: datetime, fresh_log: Path) -> None:
    observer = Observer()
    with observer.watching():
        write(5, at=at)
        go_on(at=at)
        shutil.copy(fresh_log / "log.state", fresh_log / "kept")
        write(5, at=at)
        go_on(at=at)
        shutil.copy(fresh_log / "kept", fresh_log / "log.state")
        write(5, at=at)
        go_on(at=at)
    require_whole(observer)


def test_a_clock_set_back_stops_the_sealer_until_it_is_right(db: None, at: datetime) -> None:
    observer = Observer()
    with observer.watching():
        write(1, at=at)
        go_on(at=at)
        write(1, at=at)
        with pytest.raises(LogRefuses, match="clock stands 3600 s before"):
            go_on(at=at - timedelta(hours=1))
        assert Pending.objects.count() == 1
        go_on(at=at)
    require_whole(observer)


def test_an_entry_taken_away_while_it_waited_stops_the_sealer(db: None, at: datetime) -> None:
    go_on(at=at)
    write(3, at=at)
    gone = Pending.objects.order_by("entry")[1].entry
    Entry.objects.filter(pk=gone).delete()
    with pytest.raises(LogRefuses, match=f"Entry {gone} waits to be sealed, but it was taken away"):
        go_on(at=at)


# The harness can fail: each of these variants is a sealer that somebody might have written.


def red(step: str, when: str, *, at: datetime) -> bool:
    """Tells whether the harness finds a sealer wrong."""
    try:
        require_whole(survive(step, when, at=at))
    except (AssertionError, LogRefuses, Fault, IntegrityError):
        return True
    return False


def test_a_sealer_that_signs_before_its_commit_is_found(
    db: None, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = sealer.extend

    def hasty(*, at: datetime) -> int:
        with transaction.atomic():
            count = real.__wrapped__(at=at)  # type: ignore[attr-defined]
            checkpoint_signing.sign()
            if due:  # the commit comes last, and a crash just before it takes the leaves back
                raise due.pop()
        return int(count)

    due: list[Exception] = []

    monkeypatch.setattr(sealer, "extend", hasty)
    observer = Observer()
    with observer.watching():
        write(3, at=at)
        go_on(at=at)
        write(2, at=at)
        due.append(Fault())
        with pytest.raises(Fault):
            sealer.seal(at=at)
        with pytest.raises(LogRefuses, match="ROLLBACK"):
            go_on(at=at + timedelta(seconds=1))
    assert observer.contradictions()


def test_a_signer_without_memory_is_found(db: None, at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signer_module, "_require_extension", lambda *_: None)
    monkeypatch.setattr(checkpoint_signing, "require_history", lambda _: None)
    observer = Observer()
    with observer.watching():
        write(5, at=at)
        go_on(at=at)
        kept = snapshot()
        write(2, at=at)
        go_on(at=at)
        restore(kept)
        write(2, at=at)
        sealer.extend(at=at + timedelta(seconds=2))
        latest = Checkpoint.objects.order_by("-size")[0]
        origin, root = wiring.environment().log_origin, bytes(latest.root)
        text = CoreCheckpoint(origin, latest.tree_size, root).text
        wiring.signer().sign(text, size=latest.tree_size, root=root, proof=[])
    assert observer.contradictions()


def test_a_sealer_that_forgets_its_tiles_is_found(db: None, at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiles, "store", lambda log, changed: None)
    assert red("commit", "before", at=at)


def test_a_sealer_that_takes_what_comes_after_the_last_entry_is_found(
    db: None, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Entries get their ids before their transactions commit: one that commits late is behind the last one."""
    past = leaves._TAKE.replace(
        "WHERE entry <> ALL(%s)",
        "WHERE entry <> ALL(%s) AND entry > COALESCE((SELECT entry_id FROM audit_leaf ORDER BY index DESC LIMIT 1),"
        " '00000000-0000-0000-0000-000000000000')",
    )
    monkeypatch.setattr(leaves, "_TAKE", past)
    observer = Observer()
    with observer.watching():
        write(2, at=at + timedelta(seconds=1))
        go_on(at=at + timedelta(seconds=1))
        write(1, at=at)  # committed late
        go_on(at=at + timedelta(seconds=2))
    with pytest.raises(AssertionError):
        require_whole(observer)


def test_a_sealer_that_takes_entries_twice_is_found(db: None, at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = leaves._TAKE.replace("DELETE FROM", "SELECT entry FROM").replace("RETURNING entry", "")
    monkeypatch.setattr(leaves, "_TAKE", kept)
    with pytest.raises(IntegrityError):
        write(2, at=at)
        go_on(at=at)


def test_a_harness_whose_fault_never_comes_says_so(db: None, at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(STEPS, "never", (faults, "raise_fault"))
    with pytest.raises(AssertionError, match="nothing went wrong"):
        survive("never", "before", at=at)
    assert isinstance(wiring.signer(), FileSigner)
