"""The reconciler: whatever the owner of the database does to rows, it is named within one pass, by its kind."""

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo

from aigis import wiring
from aigis.apps.alerts.escalations import escalate_due
from aigis.apps.alerts.models import Alert, AlertState, Desk, DeskAlert, DeskAlertState, DeskCounter
from aigis.apps.audit.models import Entry, Leaf
from aigis.apps.checks.models import Check
from aigis.apps.notices import heartbeats
from aigis.apps.notices.models import Notice
from aigis.apps.register.models import Ban, BanVersion, Subject
from aigis.core.bans.versions import BanEvent
from aigis.core.values import Verdict
from aigis.ops.reconcile.beats import beat
from aigis.ops.reconcile.comparison import Difference
from aigis.ops.reconcile.memory import ReconcilerMemory
from aigis.ops.reconcile.reconciler import Reconciler
from tests.apps.retained import seal_all
from tests.world import BANNED, STRANGER, World, forget_everything

# The tests' world has no worker, and its triggers let tests through.
_OF_THE_TESTS = {"worker.silent", "guard.function", "notices.late", "notice.not_attempted"}


def register_url() -> str:
    settings = connection.settings_dict
    return make_conninfo("", dbname=settings["NAME"], host=settings["HOST"], port=settings["PORT"], user="aigis_reader")


def keys_url() -> str:
    return make_conninfo(wiring.key_store_conninfo(), connect_timeout=5)


@pytest.fixture
def sealed(committed: World, at: datetime, fresh_log: Path) -> World:
    """A world with a banned person who was denied, a stranger who was clear, all of it sealed."""
    committed.ban(BANNED)
    assert [committed.verdict(person) for person in (BANNED, STRANGER)] == [Verdict.DENIED, Verdict.CLEAR]
    seal_all(at=at)
    return committed


@pytest.fixture
def reconciler() -> Reconciler:
    return Reconciler(wiring.keyring(), ReconcilerMemory())


def kinds(reconciler: Reconciler, *, at: datetime) -> set[str]:
    return {difference.kind for difference in differences(reconciler, at=at)}


def differences(reconciler: Reconciler, *, at: datetime) -> list[Difference]:
    found = reconciler.compare(register_url(), keys_url(), at=at)
    return [difference for difference in found if difference.kind not in _OF_THE_TESTS]


def owner(statement: str, *values: Any) -> None:
    """Does what the owner of the database can, triggers and all."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_an_installation_that_does_what_its_log_holds_has_no_difference(
    sealed: World, reconciler: Reconciler, at: datetime
) -> None:
    assert differences(reconciler, at=at) == []
    sealed.change(Ban.objects.get().pk, BanEvent.EXTEND, last_day=sealed.today + timedelta(days=2000))
    sealed.verdict(BANNED)
    seal_all(at=at)
    assert differences(reconciler, at=at) == []
    assert differences(Reconciler(wiring.keyring(), ReconcilerMemory()), at=at) == []


def _thresholds() -> None:
    owner("SET session_replication_role = replica")
    owner(
        "INSERT INTO checks_thresholds (number, possible, certain, register_version, decided_at, proposal_id)"
        " VALUES (1, 60000, 90000, 1, now(), gen_random_uuid())"
    )
    owner("SET session_replication_role = origin")


def _transplanted() -> None:
    other = Subject.objects.create(
        pk="00000000-0000-7000-8000-000000000001",
        person=b"",
        version=1,
        changed_in=1,
        added_at=datetime.now().astimezone(),
    )
    Subject.objects.exclude(pk=other.pk).update(person=b"\x01" + bytes(80))


MOVES: dict[str, tuple[Callable[[], object], str]] = {
    "an alert is deleted": (lambda: _delete_alert(), "alert.missing"),
    "its place at one desk is deleted": (
        lambda: _delete_places(DeskAlert.objects.order_by("pk")[:1]),
        "alert.place_missing",
    ),
    "its notices are deleted": (lambda: Notice.objects.filter(kind="alert").delete(), "alert.untold"),
    "a notice is marked delivered": (lambda: Notice.objects.update(state="delivered"), "notice.not_delivered"),
    "an alert is acknowledged": (
        lambda: DeskAlertState.objects.update(acknowledged_at=datetime.now().astimezone()),
        "alert.acknowledged_unsealed",
    ),
    "an alert is closed": (
        lambda: DeskAlertState.objects.update(closed_at=datetime.now().astimezone()),
        "alert.closed_unsealed",
    ),
    "a desk's number is taken back": (
        lambda: DeskCounter.objects.filter(last_number=1).update(last_number=0),
        "desk.gap",
    ),
    "a message of a desk is changed": (lambda: DeskAlert.objects.update(hash="0" * 64), "desk.chain"),
    "a ban ends": (lambda: Ban.objects.update(ends_at="2000-01-01T00:00Z"), "ban.ended"),
    "a ban is lifted": (lambda: Ban.objects.update(standing="lifted"), "ban.altered"),
    "a ban's version is rewritten": (lambda: BanVersion.objects.update(standing="lifted"), "ban.version_altered"),
    "a ban moves to another subject": (lambda: _move_ban(), "ban.moved"),
    "an identity is spoilt": (lambda: _transplanted(), "subject.unreadable"),
    "thresholds are raised": (_thresholds, "threshold.invented"),
    "a check is back-dated": (lambda: Check.objects.update(checked_at="2026-01-01T00:00Z"), "check.altered"),
    "a verdict is changed": (lambda: Check.objects.filter(verdict="denied").update(verdict="clear"), "check.altered"),
    "an entry is rewritten": (lambda: Entry.objects.filter(kind=40).update(core=b"\x01" + bytes(60)), "entry.altered"),
    "a leaf is rewritten": (lambda: Leaf.objects.filter(index=0).update(data=bytes(139)), "log.root"),
    "a row is swallowed": (
        lambda: owner("CREATE TRIGGER quiet BEFORE INSERT ON notices_notice EXECUTE FUNCTION refuse_final_change()"),
        "guard.trigger_added",
    ),
    "a guard is switched off": (
        lambda: owner("ALTER TABLE checks_check DISABLE TRIGGER final_rows"),
        "guard.trigger_missing",
    ),
    "a role gets a right": (lambda: owner("GRANT DELETE ON alerts_alert TO aigis_web"), "guard.grant"),
}


def _delete_places(places: Any) -> None:
    chosen = [place.pk for place in places]
    DeskAlertState.objects.filter(pk__in=chosen).delete()
    DeskAlert.objects.filter(pk__in=chosen).delete()


def _delete_alert() -> None:
    _delete_places(DeskAlert.objects.all())
    AlertState.objects.all().delete()
    Alert.objects.all().delete()


def _move_ban() -> None:
    other = Subject.objects.create(
        pk="00000000-0000-7000-8000-000000000002",
        person=b"",
        version=1,
        changed_in=1,
        added_at=datetime.now().astimezone(),
    )
    Ban.objects.update(subject=other)


@pytest.mark.parametrize("move", MOVES)
def test_a_move_of_the_databases_owner_is_named(sealed: World, reconciler: Reconciler, at: datetime, move: str) -> None:
    do, kind = MOVES[move]
    assert differences(reconciler, at=at) == []
    try:
        do()
        if kind == "log.root":  # leaves already read are read again once an hour
            reconciler.passes = 0
        assert kind in kinds(reconciler, at=at)
    finally:
        owner("DROP TRIGGER IF EXISTS quiet ON notices_notice")
        owner("ALTER TABLE checks_check ENABLE ALWAYS TRIGGER final_rows")
        owner("REVOKE DELETE ON alerts_alert FROM aigis_web")


def test_one_altered_entry_and_one_moved_key_hide_nothing_else(
    sealed: World, reconciler: Reconciler, at: datetime
) -> None:
    entry = Entry.objects.filter(kind=50)[0]  # the registration of the ban
    Entry.objects.filter(pk=entry.pk).update(core=b"\x01" + bytes(60))
    Check.objects.filter(verdict="denied").update(verdict="clear")
    with psycopg.connect(keys_url(), autocommit=True) as store:
        store.execute("UPDATE data_key SET wrapped = %s WHERE scope = %s", [bytes(61), f"subject:{entry.about}"])
    assert {"entry.altered", "check.altered"} <= kinds(reconciler, at=at)


def test_lifting_checking_and_reinstating_leaves_a_wrong_green_that_is_named(
    sealed: World, reconciler: Reconciler, at: datetime
) -> None:
    """By the time anybody looks every row is back; what was answered meanwhile is in the log."""
    later = at + timedelta(minutes=1)
    Ban.objects.update(ends_at=at - timedelta(days=1))
    BanVersion.objects.update(end=at - timedelta(days=1))
    forget_everything()
    assert sealed.verdict(BANNED, at=later) is Verdict.CLEAR
    version = BanVersion.objects.get()
    BanVersion.objects.update(end=None)
    Ban.objects.update(ends_at=None)
    seal_all(at=later)
    named = kinds(reconciler, at=later)
    assert "check.wrong_clear" in named, (named, version.number)


def test_an_older_database_is_named_by_what_the_reconciler_remembers(
    sealed: World, reconciler: Reconciler, at: datetime, tmp_path: Path
) -> None:
    assert differences(reconciler, at=at) == []
    reconciler.memory.save(tmp_path / "memory.json")
    memory = ReconcilerMemory.load(tmp_path / "memory.json")
    assert os.stat(tmp_path / "memory.json").st_mode & 0o777 == 0o600
    memory.size += 3
    assert kinds(Reconciler(wiring.keyring(), memory), at=at) == {"log.older"}


def test_what_waits_to_be_sealed_for_a_minute_is_named(sealed: World, reconciler: Reconciler, at: datetime) -> None:
    sealed.verdict(STRANGER)
    assert kinds(reconciler, at=at + timedelta(seconds=30)) == set()
    assert kinds(reconciler, at=at + timedelta(seconds=90)) == {"sealer.late"}


def test_a_desk_whose_address_changes_without_an_entry_is_named(
    sealed: World, reconciler: Reconciler, at: datetime
) -> None:
    assert differences(reconciler, at=at) == []
    desk = Desk.objects.order_by("pk")[0]
    Desk.objects.filter(pk=desk.pk).update(mailbox="elsewhere@example.org")
    assert kinds(reconciler, at=at) == {"desk.address"}
    assert kinds(reconciler, at=at) == {"desk.address"}  # it is not taken for granted at the next pass
    Desk.objects.filter(pk=desk.pk).update(mailbox=desk.mailbox)
    assert differences(reconciler, at=at) == []


def test_an_alert_that_nobody_acknowledges_and_nobody_escalates_is_named(
    sealed: World, reconciler: Reconciler, at: datetime
) -> None:
    assert kinds(reconciler, at=at + timedelta(minutes=6)) == set()
    assert kinds(reconciler, at=at + timedelta(minutes=8)) == {"alert.not_escalated"}
    escalate_due(at=at + timedelta(minutes=8))
    seal_all(at=at + timedelta(minutes=8))
    assert kinds(reconciler, at=at + timedelta(minutes=8)) == set()


def test_a_pass_is_a_heartbeat_of_the_reconciler(sealed: World, at: datetime) -> None:
    beat(register_url(), at=at)
    assert heartbeats.ages(at=at + timedelta(minutes=1))["reconciler"] == timedelta(minutes=1)


def test_a_database_that_does_not_answer_is_no_good_answer(reconciler: Reconciler, at: datetime) -> None:
    with pytest.raises(psycopg.OperationalError):
        reconciler.compare("postgresql:///nobody?host=/nowhere", "postgresql:///nobody?host=/nowhere", at=at)


def test_workers_that_start_with_the_reconciler_have_a_minute(sealed: World, at: datetime) -> None:
    def is_silent(began: datetime | None) -> bool:
        reconciler = Reconciler(wiring.keyring(), ReconcilerMemory(), began=began)
        return "worker.silent" in {row.kind for row in reconciler.compare(register_url(), keys_url(), at=at)}

    assert is_silent(None)
    assert not is_silent(at - timedelta(seconds=59))
    assert is_silent(at - timedelta(seconds=61))
