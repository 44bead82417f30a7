"""The log's own life: a changed key, a successor, an export; every change a leaf."""

from argparse import Namespace
from datetime import datetime
from pathlib import Path

import pytest

from aigis import wiring
from aigis.adapters.signer import FileSigner
from aigis.apps.audit import checkpoint_signing, queries, rotation, sealer
from aigis.apps.audit.actions import SYSTEM
from aigis.apps.audit.inclusion_steps import proof
from aigis.apps.audit.models import Checkpoint, Entry, Leaf, LogKey, LogState
from aigis.apps.audit.verification import verify_live
from aigis.core.audit.receipt import verify_receipt
from aigis.core.errors import Conflict, InvalidInput, LogRefuses, NotFound
from aigis.core.tlog.checkpoint import open_checkpoint
from aigis.core.tlog.keys import VerifierKey, log_files
from aigis.ops.commands import log as ops
from aigis.ops.commands import verify_live as verify_live_command
from tests.faults import Observer, go_on, require_whole, write
from tests.verifier.running import verifier
from tests.world import entries

pytestmark = pytest.mark.usefixtures("fresh_log")
SUCCESSOR = "aigis.test/log/2027"


def signer() -> FileSigner:
    found = wiring.signer()
    assert isinstance(found, FileSigner)
    return found


def published() -> str:
    found = queries.published()
    assert found is not None and found.note is not None
    return found.note


def opens(note: str, vkey: str) -> bool:
    try:
        open_checkpoint(note, key=VerifierKey.parse(vkey))
    except InvalidInput:
        return False
    return True


# Keys.


def test_while_a_key_is_changed_both_sign_and_whoever_trusts_either_can_verify(db: None, at: datetime) -> None:
    write(1, at=at)
    go_on(at=at)
    old, new = signer().vkey, signer().add_key()
    write(1, at=at)
    go_on(at=at)
    assert opens(published(), old) and opens(published(), new)
    signer().end_key()
    write(1, at=at)
    go_on(at=at)
    assert opens(published(), new) and not opens(published(), old)
    assert signer().vkeys == (new,)


def test_every_change_of_a_key_is_a_leaf(db: None, at: datetime) -> None:
    write(1, at=at)
    go_on(at=at)
    old, new = signer().vkey, signer().add_key()
    go_on(at=at)
    signer().end_key()
    go_on(at=at)
    assert entries("log.opened")[0]["core"]["vkeys"] == [old]
    assert [entry["core"]["vkey"] for entry in entries("log.key_added")] == [new]
    assert [entry["core"]["vkey"] for entry in entries("log.key_ended")] == [old]
    assert list(verify_live())[-1] == 4
    assert LogKey.objects.get(vkey=old).ended_at == at and LogKey.objects.get(vkey=new).ended_at is None


def test_a_receipt_from_before_stays_good_with_the_old_key(db: None, at: datetime) -> None:
    write(1, at=at)
    go_on(at=at)
    entry, old = Leaf.objects.get(index=1).entry_id, signer().vkey
    before = queries.receipt(entry, parts=("core",))
    signer().add_key()
    signer().end_key()
    write(1, at=at)
    go_on(at=at)
    after = queries.receipt(entry, parts=("core",))
    assert before is not None and after is not None
    assert verify_receipt(before, key=VerifierKey.parse(old)).index == 1
    assert verify_receipt(after, key=VerifierKey.parse(signer().vkey)).index == 1
    shown = proof(entry)
    assert shown is not None and shown.holds


def test_a_third_key_or_none_at_all_is_refused(db: None, at: datetime) -> None:
    with pytest.raises(LogRefuses, match="one key only"):
        signer().end_key()
    signer().add_key()
    with pytest.raises(LogRefuses, match="being changed already"):
        signer().add_key()


def test_a_key_ends_only_after_its_successor_signed_what_is_published(db: None, at: datetime) -> None:
    write(1, at=at)
    go_on(at=at)
    ops._rotate(Namespace(), at=at)
    with pytest.raises(Conflict, match="not signed the published checkpoint"):
        ops._end(Namespace(), at=at)
    go_on(at=at)
    assert "stays good" in ops._end(Namespace(), at=at)


# A successor.


def succeed(at: datetime, *, origin: str = SUCCESSOR) -> FileSigner:
    keys = wiring.environment().keys
    stem = log_files(origin, first=wiring.environment().log_origin)
    made = FileSigner.create(keys / f"{stem}.key", keys / f"{stem}.state", origin)
    rotation.plan_successor(origin=origin, vkey=made.vkey, actor=SYSTEM, at=at)
    return made


def test_the_last_leaf_names_the_successor_whose_first_leaf_holds_the_last_checkpoint(db: None, at: datetime) -> None:
    write(5, at=at)
    go_on(at=at)
    made = succeed(at)
    write(3, at=at)
    go_on(at=at)
    old, new = LogState.objects.order_by("id")
    assert (old.first, old.size, new.first, new.origin) == (0, 10, 10, SUCCESSOR)
    (closed,), (begun,) = entries("log.closed"), entries("log.succeeded")
    assert (closed["core"]["successor"], closed["core"]["vkey"]) == (SUCCESSOR, made.vkey)
    last = Checkpoint.objects.get(size=10)
    assert begun["core"]["note"] == last.note and begun["core"]["vkeys"] == [made.vkey]
    assert Leaf.objects.get(index=9).entry.kind == 184 and Leaf.objects.get(index=10).entry.kind == 185


def test_receipts_of_both_logs_verify_each_with_its_own_key(db: None, at: datetime, tmp_path: Path) -> None:
    write(2, at=at)
    go_on(at=at)
    first = signer().vkey
    second = succeed(at).vkey
    go_on(at=at)
    write(300, at=at)
    go_on(at=at)
    for place, index, vkey in ((1, 1, first), (200, 196, second)):
        entry = Leaf.objects.get(index=place).entry_id
        found = queries.receipt(entry, parts=("core", "sequence"))
        assert found is not None and verify_receipt(found, key=VerifierKey.parse(vkey)).index == index
        shown = proof(entry)
        assert shown is not None and shown.holds and shown.index == index
        (tmp_path / "receipt").write_bytes(found)
        assert verifier("receipt", tmp_path / "receipt", "--vkey", vkey).returncode == 0
    assert queries.log_vkeys() == (second,)
    assert list(verify_live())[-1] == Leaf.objects.count()


def test_the_organisations_numbers_go_on_through_both_logs(db: None, at: datetime) -> None:
    write(2, at=at)
    go_on(at=at)
    succeed(at)
    write(2, at=at)
    go_on(at=at)
    write(2, at=at)
    go_on(at=at)
    numbers = Leaf.objects.order_by("index").values_list("number", flat=True)
    assert list(numbers) == list(range(1, Leaf.objects.count() + 1))


def test_a_closed_log_can_still_be_read_under_its_number(db: None, at: datetime) -> None:
    write(2, at=at)
    go_on(at=at)
    succeed(at)
    go_on(at=at)
    assert len(queries.tile("tile/0/000.p/4", log=1)) == 4 * 32
    assert len(queries.tile("tile/0/000.p/1")) == 32
    assert queries.tile("tile/0/000.p/1") != queries.tile("tile/0/000.p/4", log=1)[:32]
    with pytest.raises(NotFound):
        queries.tile("tile/0/000.p/4")


@pytest.mark.parametrize("step", ["close", "sign", "succeed"])
def test_a_crash_at_any_point_of_the_succession_is_made_good(
    db: None, at: datetime, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    observer = Observer()
    with observer.watching():
        write(2, at=at)
        go_on(at=at)
        succeed(at)
        sealer.extend(at=at)  # closed, not signed
        if step != "close":
            checkpoint_signing.sign()
        if step == "succeed":
            rotation.succeed(at=at)  # begun, not signed
        go_on(at=at)
        write(2, at=at)
        go_on(at=at)
    require_whole(observer)
    assert LogState.objects.count() == 2 and len(entries("log.succeeded")) == 1


def test_a_successor_without_the_key_that_was_named_is_refused(db: None, at: datetime) -> None:
    write(2, at=at)
    go_on(at=at)
    succeed(at)
    keys = wiring.environment().keys
    stem = log_files(SUCCESSOR, first=wiring.environment().log_origin)
    for ending in ("key", "state"):
        (keys / f"{stem}.{ending}").unlink()
    FileSigner.create(keys / f"{stem}.key", keys / f"{stem}.state", SUCCESSOR)
    with pytest.raises(LogRefuses, match="not the one named by the closed log"):
        go_on(at=at)


def test_a_second_successor_or_one_of_the_same_name_is_refused(db: None, at: datetime) -> None:
    write(2, at=at)
    go_on(at=at)
    with pytest.raises(InvalidInput, match="an origin for the successor"):
        rotation.plan_successor(origin="aigis.test/log", vkey=signer().vkey, actor=SYSTEM, at=at)
    succeed(at)
    with pytest.raises(Conflict, match="already planned"):
        succeed(at, origin="aigis.test/another")


def succeeded(at: datetime) -> Leaf:
    """A log and the one after it; gives the successor's first leaf."""
    write(2, at=at)
    go_on(at=at)
    succeed(at)
    go_on(at=at)
    return Leaf.objects.select_related("entry").get(index=LogState.objects.get(id=2).first)


def test_an_altered_last_checkpoint_of_a_closed_log_is_found(db: None, at: datetime) -> None:
    succeeded(at)
    last = Checkpoint.objects.get(size=4)
    Checkpoint.objects.filter(size=4).update(note=f"{last.note}\n")
    with pytest.raises(LogRefuses, match="^The checkpoint of size 4: "):
        list(verify_live())


def test_a_successor_that_says_nothing_of_the_log_before_it_is_found(db: None, at: datetime) -> None:
    first = succeeded(at)
    Entry.objects.filter(pk=first.entry_id).update(core=Entry.objects.exclude(pk=first.entry_id)[0].core)
    with pytest.raises(LogRefuses, match="does not go on from the last checkpoint of"):
        list(verify_live())


def test_a_successor_whose_opening_was_altered_is_named(db: None, at: datetime) -> None:
    first = succeeded(at)
    altered = bytearray(bytes(first.entry.core))
    altered[-1] ^= 1
    Entry.objects.filter(pk=first.entry_id).update(core=bytes(altered))
    with pytest.raises(LogRefuses, match=f"^Leaf {first.index}, entry {first.entry_id}: The stored field"):
        list(verify_live())


# An export.


def test_an_export_verifies_offline_with_both_programs_and_opens_what_it_may(
    db: None, at: datetime, tmp_path: Path
) -> None:
    write(300, at=at)
    go_on(at=at)
    folder = tmp_path / "export"
    told = ops._export(Namespace(folder=folder, origin="", open=True), at=at)
    assert told.startswith("301 entries of aigis.test/log")
    done = verifier("log", folder, "--vkey", (folder / "keys").read_text().strip())
    assert done.returncode == 0, done.stdout + done.stderr
    assert "301 entries" in done.stdout and "301 opened" in done.stdout
    assert (folder / "opened/000").read_bytes().count(b"\n") == 256
    with pytest.raises(InvalidInput, match="not empty"):
        ops._export(Namespace(folder=folder, origin="", open=True), at=at)
    go_on(at=at)
    (told_of,) = (entry["subject"]["about"] for entry in entries("log.read") if entry["core"]["what"] == "export")
    assert told_of == {"origin": "aigis.test/log", "size": 301, "opened": True}


def test_an_opening_that_was_altered_is_bad(db: None, at: datetime, tmp_path: Path) -> None:
    write(3, at=at)
    go_on(at=at)
    folder = tmp_path / "export"
    ops._export(Namespace(folder=folder, origin="", open=True), at=at)
    file = folder / "opened/000.p/4"
    file.write_bytes(file.read_bytes().replace(b'"what":"1"', b'"what":"7"'))
    vkey = (folder / "keys").read_text().strip()
    assert verifier("log", folder, "--vkey", vkey).returncode == 1


def test_without_the_signers_files_or_anything_signed_the_live_rows_cannot_be_judged(
    db: None, at: datetime, fresh_log: Path
) -> None:
    assert "no signed checkpoint yet" in verify_live_command._lacking()
    write(1, at=at)
    go_on(at=at)
    assert verify_live_command._lacking() == ""
    kept = (fresh_log / "log.state").read_text()
    (fresh_log / "log.state").write_text('{"origin": "aigis.test/log", "size": Infinity, "root": ""}')
    assert "signer's state is not in" in verify_live_command._lacking()
    (fresh_log / "log.state").write_text(kept)
    LogState.objects.all().delete()
    assert verify_live_command._lacking() == ""  # what is gone from the database is bad, and no lack
    with pytest.raises(LogRefuses, match="ROLLBACK: the database holds no log"):
        list(verify_live())


def test_an_export_goes_into_no_file(tmp_path: Path, db: None, at: datetime) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(InvalidInput, match="not empty"):
        ops._export(Namespace(folder=tmp_path / "file", origin="", open=False), at=at)


def test_an_entry_proven_by_a_checkpoint_that_an_ended_key_signed_holds(db: None, at: datetime) -> None:
    """The latest that witnesses saw may be older than the change of the key."""
    write(1, at=at)
    go_on(at=at)
    Checkpoint.objects.update(witnessed=True)
    entry = Leaf.objects.get(index=1).entry_id
    signer().add_key()
    go_on(at=at)
    signer().end_key()
    go_on(at=at)
    shown = proof(entry)
    assert shown is not None and shown.size == 2 and shown.holds
