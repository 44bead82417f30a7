"""The calendar itself: its settings are the days they say, and under each of them everything reads one clock."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from aigis.ops.postgres_binaries import clean_environment
from tests.moved_clock.clock import moved, real_now
from tests.moved_clock.settings import NAMES, SETTINGS, Setting, of_the_day

NOW = datetime(2026, 11, 30, 15, 20, tzinfo=UTC)
BRUSSELS = ZoneInfo("Europe/Brussels")
BY_NAME = {setting.name: setting for setting in SETTINGS}

pytestmark = pytest.mark.calendar


def start(name: str, now: datetime = NOW) -> datetime:
    return BY_NAME[name].start(now)


@pytest.mark.parametrize(
    ("name", "instant"),
    [
        ("tomorrow", "2026-12-01T15:20:00+00:00"),
        ("later", "2027-01-14T15:20:00+00:00"),
        ("leap-day", "2028-02-29T15:20:00+00:00"),
        ("spring", "2027-03-28T00:58:00+00:00"),
        ("autumn", "2027-10-31T00:58:00+00:00"),
        ("new-year", "2026-12-31T22:59:00+00:00"),
        ("next-year", "2028-01-04T15:20:00+00:00"),
        ("kiritimati", "2026-11-30T15:20:00+00:00"),
    ],
)
def test_each_setting_starts_at_its_instant(name: str, instant: str) -> None:
    assert start(name).isoformat() == instant


@pytest.mark.parametrize("year", range(2026, 2046))
def test_the_clocks_of_brussels_change_in_the_minutes_after_both_nights_begin(year: int) -> None:
    for name in ("spring", "autumn"):
        before = start(name, NOW.replace(year=year))
        offsets = [(before + timedelta(minutes=m)).astimezone(BRUSSELS).utcoffset() for m in (1, 2)]
        assert offsets[0] != offsets[1] and before.year == year + 1


@pytest.mark.parametrize(
    ("now", "year"), [("2028-02-28", 2028), ("2028-02-29", 2032), ("2026-01-01", 2028), ("2096-03-01", 2104)]
)
def test_the_next_leap_day_is_found_from_any_day(now: str, year: int) -> None:
    assert start("leap-day", datetime.fromisoformat(now).replace(tzinfo=UTC)).date().isoformat() == f"{year}-02-29"


def test_every_setting_has_its_turn_in_as_many_days_as_there_are_settings() -> None:
    assert {of_the_day(NOW + timedelta(days=day)).name for day in range(len(SETTINGS))} == set(NAMES)
    assert of_the_day(NOW) == of_the_day(NOW.replace(hour=0)) == of_the_day(NOW.replace(hour=23, minute=59))


def test_a_setting_of_a_zone_leaves_the_clock_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LD_PRELOAD", "FAKETIME"):
        monkeypatch.delenv(name, raising=False)
    environment = moved(Setting("zone", lambda now: now, "Pacific/Kiritimati"), preload="x", now=real_now())
    assert environment["TZ"] == "Pacific/Kiritimati" and "FAKETIME" not in environment


def subprocess_time() -> float:
    done = subprocess.run([sys.executable, "-c", "import time; print(time.time())"], capture_output=True, check=True)
    return float(done.stdout)


def server_time() -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        return float(cursor.fetchone()[0])


@pytest.mark.parametrize("read", [subprocess_time, server_time])
def test_every_process_of_a_test_reads_one_clock(db: None, read: Callable[[], float]) -> None:
    before = time.time()
    assert before - 1 <= read() <= time.time() + 1


def test_a_moved_clock_is_where_its_setting_says() -> None:
    before, real, after = time.time(), real_now().timestamp(), time.time()
    seconds = int(os.environ.get("FAKETIME", "0"))
    assert before - 1 <= real + seconds <= after + 1


def test_sleeps_and_the_patience_of_locks_end_under_any_clock() -> None:
    began = time.monotonic()
    time.sleep(0.01)
    assert not threading.Event().wait(0.01)
    assert time.monotonic() - began >= 0.02


def test_a_postgresql_process_gets_the_moved_clock_and_nothing_else_of_the_caller(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PGPORT", "1")
    monkeypatch.setenv("FAKETIME", "+5")
    monkeypatch.setenv("LD_PRELOAD", str(tmp_path / "other.so"))
    assert clean_environment().keys() == {"PATH", "LC_ALL", "TZ"}
    monkeypatch.setenv("LD_PRELOAD", str(tmp_path / "libfaketime.so.1"))
    assert clean_environment().keys() >= {"PATH", "LC_ALL", "TZ", "LD_PRELOAD", "FAKETIME"}
    assert "PGPORT" not in clean_environment()
