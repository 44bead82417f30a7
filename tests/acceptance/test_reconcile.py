"""The reconciler beside a real installation: nothing differs, until somebody with the database changes something."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from aigis.ops.postgres import url_at
from tests.harbour import Harbour
from tests.running import comes_true

pytestmark = pytest.mark.acceptance


@contextmanager
def owner(harbour: Harbour) -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    """The database as whoever owns it has it."""
    with psycopg.connect(url_at(harbour.data / "postgres" / "sock"), autocommit=True) as connection:
        yield connection


def differences(harbour: Harbour) -> list[str]:
    """The kinds of difference that one whole comparison names."""
    done = harbour.aigis("reconcile", "--once", "--memory", harbour.data / "once.json")
    lines = [line for line in done.stdout.splitlines() if line.startswith("DIFFERENCE ")]
    assert done.returncode == (1 if lines else 0), done.stderr
    return [line.split()[1] for line in lines]


def test_what_the_installation_does_is_what_its_log_holds(harbour: Harbour) -> None:
    for person in ("clear", "denied", "refer"):
        assert harbour.check(harbour.demo["persons"][person])["verdict"] == person
    assert comes_true(lambda: differences(harbour) == []), differences(harbour)


def test_a_desk_led_elsewhere_is_named_and_two_addresses_are_told(harbour: Harbour) -> None:
    assert comes_true(lambda: differences(harbour) == [])
    with owner(harbour) as connection:
        row = connection.execute("SELECT id, mailbox FROM alerts_desk ORDER BY id LIMIT 1").fetchone()
        assert row is not None
        connection.execute("UPDATE alerts_desk SET mailbox = 'sink@example.org' WHERE id = %s", [row[0]])
        try:
            assert differences(harbour) == ["desk.address"]
            assert comes_true(lambda: "DIFFERENCE desk.address" in harbour.running.said, 300)
            told = [mail for mail in harbour.mails() if "desk.address" in mail]
            assert comes_true(lambda: len([mail for mail in harbour.mails() if "desk.address" in mail]) >= 2), told
        finally:
            connection.execute("UPDATE alerts_desk SET mailbox = %s WHERE id = %s", [row[1], row[0]])
    assert comes_true(lambda: differences(harbour) == [])


def test_a_ban_that_ends_by_hand_is_named(harbour: Harbour) -> None:
    with owner(harbour) as connection:
        rows = connection.execute("SELECT id, ends_at FROM register_ban WHERE standing = 'stands' AND ends_at > now()")
        ban, ends_at = rows.fetchall()[0]
        connection.execute("UPDATE register_ban SET ends_at = '2000-01-01' WHERE id = %s", [ban])
        try:
            assert "ban.ended" in differences(harbour)
        finally:
            connection.execute("UPDATE register_ban SET ends_at = %s WHERE id = %s", [ends_at, ban])


def test_every_process_has_its_own_role(harbour: Harbour) -> None:
    harbour.check(harbour.demo["persons"]["clear"])
    with owner(harbour) as connection:
        rows = connection.execute("SELECT DISTINCT usename FROM pg_stat_activity WHERE datname = 'aigis'").fetchall()
    names = {str(name) for (name,) in rows}
    assert {"aigis_web", "aigis_worker", "aigis_sealer"} <= names <= {"aigis", *names - {"aigis_owner"}}
