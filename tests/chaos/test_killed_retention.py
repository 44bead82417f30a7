"""An erasure killed at each of its steps, and a process that still remembers a key that another one destroyed."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from aigis.apps.audit.actions import SYSTEM
from aigis.apps.audit.erasure_records import Erasures
from aigis.apps.audit.models import Erasure
from aigis.apps.audit.verification import verify_live
from aigis.apps.checks.actions import perform
from aigis.apps.checks.models import Check
from aigis.apps.checks.queries import asked
from aigis.apps.retention import actions
from aigis.core.errors import Erased
from tests.apps.fixtures import AT, forgetful, fresh_log
from tests.apps.retained import YEAR, empty_store, erase, seal_all, store
from tests.world import STRANGER, World, build, entries

__all__ = ["forgetful", "fresh_log"]
pytestmark = [pytest.mark.chaos, pytest.mark.usefixtures("fresh_log")]

LATER = AT + 2 * YEAR
_RUN = f"""
import os, signal, django
django.setup()
from datetime import datetime
from aigis.apps.audit import erasing, keys
from aigis.apps.audit.actions import SYSTEM
from aigis.apps.retention import actions, rows, running
def die(*given, **named):
    os.kill(os.getpid(), signal.SIGKILL)
module, name, when = os.environ["DIES_AT"].split()
module = dict(erasing=erasing, keys=keys, actions=actions, rows=rows)[module]
real = getattr(module, name)
def after(*given, **named):
    real(*given, **named)
    die()
setattr(module, name, die if when == "before" else after)
list(running.run(actor=SYSTEM, at=datetime.fromisoformat("{LATER.isoformat()}"), patience=0.5))
"""
_REMEMBERS = """
import sys, time, django
django.setup()
from aigis.apps.audit import keys
from aigis.apps.retention import actions
from aigis.core.errors import Erased
keys.REMEMBERED_SECONDS = 1.5
keys.key("persons:2026-11")
print("has it", flush=True)
until = time.monotonic() + 30
try:
    while time.monotonic() < until:
        keys.key("persons:2026-11")
        time.sleep(0.02)
except Erased:
    print("erased", flush=True)
"""


@pytest.fixture
def committed(transactional_db: None) -> Iterator[World]:
    empty_store()
    yield build(AT)
    empty_store()


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Another process's: the test's database and keys."""
    named = connection.settings_dict
    url = f"postgresql://{named['USER']}@/{named['NAME']}?host={named['HOST']}&port={named['PORT'] or 5432}"
    ours = {"AIGIS_DATABASE_URL": url, "AIGIS_KEYS": str(folder), "DJANGO_SETTINGS_MODULE": "aigis.config.settings"}
    return {**os.environ, **ours, **more}


@pytest.mark.parametrize(
    "step",
    [
        "erasing decide before",
        "actions decide after",
        "keys destroy before",
        "keys destroy after",
        "rows remove before",
        "erasing finish before",
        "erasing finish after",
        "actions _finish after",
    ],
)
def test_a_run_killed_at_any_step_is_finished_by_the_next(committed: World, fresh_log: Path, step: str) -> None:
    perform([committed.query(STRANGER)], at=AT)
    seal_all(at=AT)
    (fresh_log / "django.key").write_text("a key of the test")
    if step != "erasing decide before" and not step.startswith("actions decide"):
        actions.decide(actor=SYSTEM, at=LATER)
        seal_all(at=LATER)
    env = environment(fresh_log, DIES_AT=step)
    killed = subprocess.run(
        [sys.executable, "-c", _RUN], env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    erase(at=LATER)
    (row,) = Erasure.objects.all()
    assert row.state == Erasure.State.DONE
    assert len(entries("erasure.decided")) == len(entries("erasure.carried_out")) == 1
    with pytest.raises(Erased):
        asked(Check.objects.get())
    erasures = Erasures()
    list(verify_live(erasures))
    assert erasures.found == {str(row.pk): 1}


def test_another_process_forgets_a_destroyed_key_within_its_time(committed: World, fresh_log: Path) -> None:
    perform([committed.query(STRANGER)], at=AT)
    seal_all(at=AT)
    (fresh_log / "django.key").write_text("a key of the test")
    command = [sys.executable, "-c", _REMEMBERS]
    with subprocess.Popen(command, env=environment(fresh_log), stdout=subprocess.PIPE) as other:
        assert other.stdout is not None and other.stdout.readline() == b"has it\n"
        erase(at=LATER)
        assert "persons:2026-11" not in store().living("persons")
        assert other.stdout.readline() == b"erased\n" and other.wait(timeout=30) == 0
