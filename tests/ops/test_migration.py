"""Migrating beside running processes: a lock is waited for briefly and again, and machines take turns."""

import threading
from contextlib import closing

import psycopg
import pytest
from django.conf import settings
from django.db import OperationalError, connection

from aigis.config.environment import Environment
from aigis.ops.database.migration import OPTIONS, MigrationBlocked, alone, patiently
from tests.running import comes_true

_ALTER = "ALTER TABLE register_registerstate ADD COLUMN IF NOT EXISTS example int"
_HOLD = "LOCK TABLE register_registerstate IN ACCESS SHARE MODE"


def url() -> str:
    assert isinstance(settings.ENVIRONMENT, Environment)
    parts = connection.get_connection_params()
    return psycopg.conninfo.make_conninfo(host=parts["host"], user=parts["user"], dbname=parts["dbname"])


def alter() -> None:
    """What a migration does, on a connection of its own, giving up on the lock as one does; undone at once."""
    with closing(psycopg.connect(url(), options=OPTIONS.replace("2s", "50ms"))) as session:
        try:
            session.execute(_ALTER)
        except psycopg.errors.LockNotAvailable as taken:
            raise OperationalError(str(taken)) from taken
        session.rollback()


def test_a_migration_gives_up_on_a_lock_and_says_what_to_do(transactional_db: None) -> None:
    with closing(psycopg.connect(url())) as reader:
        reader.execute(_HOLD)
        with pytest.raises(MigrationBlocked, match="run 'aigis migrate' again"):
            patiently(alter, tries=2, pause=0)


def test_a_migration_succeeds_once_the_transaction_in_front_has_ended(transactional_db: None) -> None:
    tries: list[int] = []
    with closing(psycopg.connect(url())) as reader:
        reader.execute(_HOLD)

        def step() -> None:
            tries.append(1)
            if len(tries) == 3:
                reader.rollback()
            alter()

        patiently(step, tries=5, pause=0)
    assert len(tries) == 3


def test_another_failure_is_not_tried_again(transactional_db: None) -> None:
    tries: list[int] = []

    def step() -> None:
        tries.append(1)
        raise OperationalError("the server is gone")

    with pytest.raises(OperationalError, match="gone"):
        patiently(step, tries=5, pause=0)
    assert tries == [1]


def test_two_machines_migrate_one_after_the_other(transactional_db: None) -> None:
    order: list[str] = []

    def second() -> None:
        with alone(url()):
            order.append("second")

    with alone(url()):
        thread = threading.Thread(target=second)
        thread.start()
        assert comes_true(lambda: waits_for_a_lock(), 30)
        order.append("first")
    thread.join(timeout=30)
    assert order == ["first", "second"]


def waits_for_a_lock() -> bool:
    with closing(psycopg.connect(url(), autocommit=True)) as session:
        row = session.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted").fetchone()
    return row == (1,)
