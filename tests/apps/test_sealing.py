"""From an entry to a signed checkpoint and a receipt, through crashes, rollbacks, clocks and altered rows."""

import json
import shutil
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction

from aigis import wiring
from aigis.apps.audit import leaves, queries, sealer
from aigis.apps.audit.actions import SYSTEM, EntryDraft, append
from aigis.apps.audit.models import Checkpoint, Entry, Leaf, LogState, Pending
from aigis.apps.audit.verification import verify_live
from aigis.apps.checks.actions import perform
from aigis.apps.checks.models import Check
from aigis.apps.checks.queries import receipt
from aigis.apps.checks.query import Answer
from aigis.core.access.permissions import Role
from aigis.core.audit.entry import PARTS
from aigis.core.audit.event_names import Event
from aigis.core.audit.receipt import verify_receipt
from aigis.core.errors import InvalidInput, LogRefuses, NotFound
from aigis.core.tlog.checkpoint import open_checkpoint
from aigis.core.tlog.keys import VerifierKey
from tests.verifier.running import verifier
from tests.world import BANNED, STRANGER, World, entries, holds

pytestmark = pytest.mark.usefixtures("fresh_log")


def key() -> VerifierKey:
    return VerifierKey.parse(wiring.signer().vkey)


def write(count: int, *, at: datetime) -> None:
    with transaction.atomic():
        append([EntryDraft(Event.LOG_READ, SYSTEM, at, {"what": f"{place}"}) for place in range(count)])


def seal_all(*, at: datetime) -> int:
    sealer.open_log(at=at)
    return sum(iter(lambda: sealer.seal(at=at), 0))


def restart() -> None:
    """What a new process finds: its memory of the signer is empty."""
    wiring.signer.cache_clear()


def test_every_entry_becomes_a_leaf_under_a_signed_checkpoint(db: None, at: datetime) -> None:
    write(3, at=at)
    assert seal_all(at=at) == 4  # with the entry that the log was begun
    checkpoint = queries.published()
    assert checkpoint is not None and checkpoint.note is not None
    signed = open_checkpoint(checkpoint.note, key=key())
    assert (signed.size, signed.root) == (4, bytes(LogState.objects.get().root))
    assert Leaf.objects.count() == 4 and not Pending.objects.exists()
    assert list(verify_live())[-1] == 4


def test_the_log_grows_over_many_batches_and_tiles(db: None, at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealer, "BATCH", 150)
    for _ in range(2):
        write(300, at=at)
        seal_all(at=at)
    assert LogState.objects.get().size == 601
    assert list(verify_live())[-1] == 601


def test_each_organisations_numbers_have_no_gap(world: World, at: datetime) -> None:
    for _ in range(2):
        perform([world.query(STRANGER), world.query(STRANGER)], at=at)
        seal_all(at=at)
    home = world.actor(Role.GUARD).organisation
    numbers = Leaf.objects.filter(organisation=home).order_by("index").values_list("number", flat=True)
    assert list(numbers) == [1, 2, 3, 4]


def test_sealing_nothing_changes_nothing(db: None, at: datetime) -> None:
    seal_all(at=at)
    before = Checkpoint.objects.count()
    assert sealer.seal(at=at + timedelta(hours=1)) == 0
    assert Checkpoint.objects.count() == before


@pytest.mark.parametrize("zone", ["UTC", "Europe/Brussels", "Pacific/Auckland"])
def test_an_entry_at_the_turn_of_a_month_opens_whatever_clock_it_was_written_by(db: None, zone: str) -> None:
    at = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
    write(1, at=at.astimezone(ZoneInfo(zone)))
    seal_all(at=at)
    assert list(verify_live())[-1] == 2


# Receipts.


@pytest.fixture
def check(world: World, at: datetime) -> Answer:
    world.ban()
    (answer,) = perform([world.query(BANNED, note="PO 4411")], at=at)
    assert isinstance(answer, Answer)
    return answer


def _receipt(world: World, check: Answer) -> bytes:
    found = receipt(check.id, actor=world.actor(Role.GUARD), at=check.checked_at)
    assert found is not None
    return found


def test_there_is_no_receipt_until_the_check_is_sealed(world: World, check: Answer) -> None:
    assert receipt(check.id, actor=world.actor(Role.GUARD), at=check.checked_at) is None
    assert not entries("receipt.read")


def test_a_receipt_proves_the_question_and_the_answer(world: World, check: Answer, at: datetime) -> None:
    seal_all(at=at)
    proven = verify_receipt(_receipt(world, check), key=key()).opened.values
    assert proven.keys() == set(PARTS)
    assert proven["core"]["check"] == str(check.id) and proven["core"]["verdict"] == "denied"
    assert proven["subject"]["note"] == "PO 4411"
    assert entries("receipt.read")[0]["core"]["check"] == str(check.id)


def test_a_receipt_tells_nothing_of_the_register(world: World, check: Answer, at: datetime) -> None:
    seal_all(at=at)
    row = Check.objects.get(pk=check.id)
    opened = verify_receipt(_receipt(world, check), key=key()).opened.values
    why = entries("check.matched")[0]["subject"]["matches"][0]
    assert row.matches is not None
    assert not holds(opened, why["ban"]) and not holds(opened, why["subject"]) and not holds(opened, "AN 12/345")


def test_a_receipt_verifies_with_the_separate_verifier(
    world: World, check: Answer, at: datetime, tmp_path: Path
) -> None:
    seal_all(at=at)
    file = tmp_path / "check.tlog-proof"
    file.write_bytes(_receipt(world, check))
    good = verifier("receipt", file, "--vkey", str(key()))
    assert good.returncode == 0, good.stdout + good.stderr
    bent = bytearray(file.read_bytes())
    bent[len(bent) // 3] ^= 1
    file.write_bytes(bent)
    assert verifier("receipt", file, "--vkey", str(key())).returncode == 1


def test_a_receipt_stays_good_while_the_log_grows(world: World, check: Answer, at: datetime) -> None:
    seal_all(at=at)
    early = _receipt(world, check)
    write(300, at=at)
    seal_all(at=at)
    assert verify_receipt(early, key=key()).index == verify_receipt(_receipt(world, check), key=key()).index


def test_a_bent_receipt_proves_nothing(world: World, check: Answer, at: datetime) -> None:
    seal_all(at=at)
    whole = bytearray(_receipt(world, check))
    whole[len(whole) // 3] ^= 1
    with pytest.raises(InvalidInput):
        verify_receipt(bytes(whole), key=key())


def test_another_organisation_gets_no_receipt(world: World, check: Answer, at: datetime) -> None:
    seal_all(at=at)
    with pytest.raises(NotFound):
        receipt(check.id, actor=world.actor(Role.GUARD, "other-quay"), at=at)
    assert receipt(check.id, actor=world.actor(Role.AUDITOR), at=at) is not None


# Crashes and rollbacks.


def test_a_crash_between_commit_and_signature_is_made_good(db: None, at: datetime) -> None:
    seal_all(at=at)
    write(2, at=at)
    sealer.extend(at=at)  # and the process dies
    restart()
    before = queries.published()
    assert before is not None and before.size == 1
    sealer.seal(at=at)
    after = queries.published()
    assert after is not None and after.size == 3
    assert open_checkpoint(str(after.note), key=key()).size == 3


def test_a_crash_between_signature_and_its_row_is_made_good(db: None, at: datetime) -> None:
    write(2, at=at)
    seal_all(at=at)
    note = Checkpoint.objects.order_by("-size")[0].note
    Checkpoint.objects.update(note=None)  # signed, but never written down
    restart()
    sealer.seal(at=at)
    assert Checkpoint.objects.order_by("-size")[0].note == note


def test_a_leaf_is_taken_back_with_its_checkpoint_when_sealing_fails(
    db: None, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal_all(at=at)
    write(2, at=at)
    monkeypatch.setattr(leaves, "_SWAP", leaves._SWAP.replace("size = %s,", "size = %s / 0,"))
    with pytest.raises(Exception, match="division by zero"):
        sealer.seal(at=at)
    assert (Leaf.objects.count(), Pending.objects.count()) == (1, 2)
    monkeypatch.undo()
    assert sealer.seal(at=at) == 2


def test_a_database_behind_the_signer_is_refused(db: None, at: datetime) -> None:
    write(5, at=at)
    seal_all(at=at)
    size = LogState.objects.get().size
    for model in (Checkpoint, Leaf):
        model.objects.all().delete()
    LogState.objects.update(size=3)
    restart()
    with pytest.raises(LogRefuses, match=rf"ROLLBACK.*3 entries, but {size}"):
        sealer.open_log(at=at)


def test_a_restored_database_that_grew_again_is_not_signed(db: None, at: datetime, fresh_log: Path) -> None:
    seal_all(at=at)
    old = shutil.copy(fresh_log / "log.state", fresh_log / "kept")
    write(2, at=at)
    seal_all(at=at)
    signed = (fresh_log / "log.state").read_text()
    # Another history of the same size, as a restored database would grow it.
    shutil.copy(old, fresh_log / "log.state")
    last = Checkpoint.objects.order_by("-size")[0]
    state = json.loads(signed)
    (fresh_log / "log.state").write_text(json.dumps(state | {"root": json.loads(Path(old).read_text())["root"]}))
    Checkpoint.objects.filter(size=last.size).update(note=None)
    restart()
    with pytest.raises(LogRefuses, match="ROLLBACK"):
        sealer.seal(at=at)


def test_a_clock_that_went_back_stops_the_sealer(db: None, at: datetime) -> None:
    seal_all(at=at)
    write(1, at=at)
    with pytest.raises(LogRefuses, match="clock"):
        sealer.seal(at=at - timedelta(seconds=3))
    assert Pending.objects.count() == 1


def test_a_clock_a_little_back_keeps_the_time_of_the_last_leaf(db: None, at: datetime) -> None:
    seal_all(at=at)
    write(1, at=at)
    before = LogState.objects.get().leaf_time
    assert sealer.seal(at=at - timedelta(seconds=1)) == 1
    assert LogState.objects.get().leaf_time == before


@pytest.mark.parametrize("column", ["core", "actor", "subject"])
def test_an_altered_column_is_not_sealed(db: None, at: datetime, column: str) -> None:
    sealer.open_log(at=at)
    write(1, at=at)
    row = Entry.objects.order_by("-id")[0]
    bent = bytearray(getattr(row, column))
    bent[-1] ^= 1
    Entry.objects.filter(pk=row.pk).update(**{column: bytes(bent)})
    with pytest.raises(LogRefuses, match="altered"):
        sealer.seal(at=at)
    assert not Leaf.objects.exists()


@pytest.mark.parametrize("change", [{"core": b""}, {"kind": 44}, {"at": datetime(2020, 1, 1, tzinfo=UTC)}])
def test_an_entry_altered_after_it_was_sealed_is_found(db: None, at: datetime, change: dict[str, object]) -> None:
    write(1, at=at)
    seal_all(at=at)
    Entry.objects.filter(kind=110).update(**change)
    with pytest.raises(LogRefuses):
        list(verify_live())


def test_an_entry_taken_away_is_found(db: None, at: datetime) -> None:
    write(3, at=at)
    seal_all(at=at)
    Leaf.objects.filter(index=2).delete()
    with pytest.raises(LogRefuses, match="missing"):
        list(verify_live())


def test_an_entry_slipped_past_the_queue_is_found(db: None, at: datetime) -> None:
    seal_all(at=at)
    write(1, at=at)
    Pending.objects.all().delete()
    with pytest.raises(LogRefuses, match="neither sealed nor waiting"):
        list(verify_live())


# One sealer at a time.


def test_a_sealer_whose_state_was_moved_by_another_refuses(db: None, at: datetime) -> None:
    seal_all(at=at)
    with pytest.raises(LogRefuses, match="Another sealer"), transaction.atomic():
        leaves.swap(LogState(id=1, size=99), size=100, root=bytes(32), time_ms=1)


def test_a_second_sealer_waits_for_the_first_to_go(committed: World) -> None:
    first = connection.copy()
    stop, told = threading.Event(), threading.Event()
    with first.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(6962)")

    def second() -> None:
        sealer._hold_lock(stop)
        told.set()
        connection.close()

    thread = threading.Thread(target=second)
    thread.start()
    assert not told.wait(0.2)
    first.close()
    assert told.wait(120)
    thread.join()


def test_the_sealer_seals_what_is_written_meanwhile_and_ends_when_told(committed: World, at: datetime) -> None:
    stop = threading.Event()
    thread = threading.Thread(target=sealer.run_forever, args=(stop,))
    thread.start()
    try:
        write(1, at=at)
        for _ in range(200):
            published = queries.published()
            if not Pending.objects.exists() and published is not None:
                break
            stop.wait(0.02)
        assert published is not None and not Pending.objects.exists()
    finally:
        stop.set()
        thread.join(timeout=120)
    assert not thread.is_alive()


def test_tiles_beyond_the_published_tree_are_not_given_out(db: None, at: datetime) -> None:
    write(300, at=at)
    seal_all(at=at)
    assert len(queries.tile("tile/0/000")) == 256 * 32 and len(queries.tile("tile/0/001.p/45")) == 45 * 32
    for place in ("tile/0/001", "tile/0/001.p/46", "tile/1/000.p/2", "tile/entries/002.p/1"):
        with pytest.raises(NotFound):
            queries.tile(place)
