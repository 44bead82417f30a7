"""`aigis reconcile`: compares what the log holds with what the system does; outside the other processes."""

import os
import sys
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from prometheus_client import Gauge
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from aigis.adapters.keyring import FileKeyring
from aigis.core.errors import DomainError
from aigis.ops.process import stop_on_signals
from aigis.ops.reconcile.alarm import AlarmChannel, raise_alarm
from aigis.ops.reconcile.beats import LATE, beat
from aigis.ops.reconcile.comparison import Difference
from aigis.ops.reconcile.live_probe import Probe, compare_answers
from aigis.ops.reconcile.memory import ReconcilerMemory
from aigis.ops.reconcile.reconciler import PASS_EVERY, Reconciler
from aigis.ops.reconcile.synthetic_hit import make_hit
from aigis.telemetry import process_listener
from aigis.telemetry.instruments import REGISTRY

GOOD, BAD, COULD_NOT_TELL = 0, 1, 2
_DIFFERENCES = Gauge(
    "aigis_reconcile_differences", "Differences between the log and the tables in the last pass.", registry=REGISTRY
)
_NICE = 10  # the first pass reads the whole log, and no gate may wait for it


def add_arguments(parser: ArgumentParser) -> None:
    """Adds `--once` and where the reconciler keeps its memory."""
    parser.add_argument("--once", action="store_true", help="compare everything once; 1 and a line for each difference")
    parser.add_argument("--memory", type=Path, help="its own file (AIGIS_RECONCILE_MEMORY, AIGIS_DATA/reconcile.json)")


def run(args: Namespace) -> int:
    """Compares once, or every minute until SIGTERM or Ctrl-C."""
    register_url = os.environ.get("AIGIS_DATABASE_URL", "")
    if not register_url:
        raise DomainError("AIGIS_DATABASE_URL is missing: give the URL of the role 'reader'.")
    keys_url = os.environ.get("AIGIS_KEYS_DATABASE_URL") or _beside(register_url)
    path = args.memory or Path(os.environ.get("AIGIS_RECONCILE_MEMORY") or _data() / "reconcile.json")
    memory = ReconcilerMemory.load(path)
    if args.once:
        memory.checked = 0  # everything, however long that takes
    wait = timedelta(minutes=float(os.environ.get("AIGIS_ALERT_WAIT_MINUTES", "5")))
    reconciler = Reconciler(FileKeyring(_keys() / "master.key"), memory, wait)
    if args.once:
        return _once(reconciler, register_url, keys_url, path)
    _run_forever(reconciler, register_url, keys_url, path)
    return 0


def _once(reconciler: Reconciler, register_url: str, keys_url: str, path: Path) -> int:
    try:
        differences = _compare(reconciler, register_url, keys_url)
    except psycopg.Error as failed:
        print(f"could not tell: {failed}", file=sys.stderr)
        return COULD_NOT_TELL
    for difference in differences:
        print(f"DIFFERENCE {difference}")
    reconciler.memory.save(path)
    print(f"{len(differences)} differences; {reconciler.memory.size} entries compared")
    return BAD if differences else GOOD


def _run_forever(reconciler: Reconciler, register_url: str, keys_url: str, path: Path) -> None:
    channel = AlarmChannel.of(os.environ)
    if len(channel.addresses) < 2 or not channel.smtp_url:
        print("aigis: alarms reach fewer than two addresses: set AIGIS_ALARM_ADDRESSES and AIGIS_ALARM_SMTP_URL")
    stop = stop_on_signals()
    reconciler.began = datetime.now(UTC)
    process_listener.start("reconcile")
    os.nice(_NICE)
    while True:
        try:
            differences = _compare(reconciler, register_url, keys_url)
        except psycopg.Error as failed:
            differences = [Difference("database.silent", "database", f"It does not answer: {type(failed).__name__}.")]
        beat(register_url, at=datetime.now(UTC))
        raise_alarm(differences, reconciler.memory, channel, at=datetime.now(UTC))
        _DIFFERENCES.set(len(differences))
        reconciler.memory.save(path)
        if stop.wait(PASS_EVERY.total_seconds()):
            return


def _compare(reconciler: Reconciler, register_url: str, keys_url: str) -> list[Difference]:
    starting = reconciler.began is not None and datetime.now(UTC) < reconciler.began + LATE
    probe = None if starting else Probe.of(os.environ)  # the web processes start beside this one
    answered = list(compare_answers(probe)) if probe is not None else []
    differences = [*reconciler.compare(register_url, keys_url, at=datetime.now(UTC)), *answered]
    if probe is not None:
        differences += make_hit(probe, reconciler.memory, at=datetime.now(UTC))
    return differences


def _data() -> Path:
    return Path(os.environ.get("AIGIS_DATA", ".aigis/data")).absolute()


def _keys() -> Path:
    return Path(os.environ.get("AIGIS_KEYS", _data() / "keys")).absolute()


def _beside(register_url: str) -> str:
    """The database of the data keys on the same server, where none is named."""
    return make_conninfo(register_url, dbname=f"{conninfo_to_dict(register_url).get('dbname')}_keys")
