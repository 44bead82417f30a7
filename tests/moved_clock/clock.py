"""The environment under which a command and all it starts read a moved clock."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from tests.moved_clock.settings import Setting

SITE = Path(__file__).with_name("site")
_SAME = 60  # seconds
_REAL = "import time; print(time.time())"


def library() -> str | None:
    """The path under which libfaketime is preloaded; None where it is not installed."""
    program = shutil.which("faketime")
    if program is None:
        return None
    command = [program, "-m", "-f", "+0", "printenv", "LD_PRELOAD"]
    done = subprocess.run(command, env=unmoved(os.environ), capture_output=True, text=True)
    return done.stdout.strip() or None


def real_now() -> datetime:
    """The time of the machine, however the clock of this process is moved."""
    done = subprocess.run([sys.executable, "-c", _REAL], env=unmoved(os.environ), capture_output=True, check=True)
    return datetime.fromtimestamp(float(done.stdout), UTC)


def unmoved(environ: Mapping[str, str]) -> dict[str, str]:
    """An environment without what moves the clock."""
    clean = {name: value for name, value in environ.items() if not name.startswith("FAKETIME")}
    if "libfaketime" in clean.get("LD_PRELOAD", ""):
        del clean["LD_PRELOAD"]
    return clean


def moved(setting: Setting, *, preload: str, now: datetime) -> dict[str, str]:
    """This process's environment with the clock of a setting, computed from `now`.

    Files keep their real times: what is compiled is not compiled again.
    """
    environment = unmoved(os.environ)
    if setting.zone:
        environment["TZ"] = setting.zone
    seconds = round((setting.start(now) - real_now()).total_seconds())
    if abs(seconds) < _SAME:
        return environment
    paths = [str(SITE), *filter(None, [environment.get("PYTHONPATH")])]
    return environment | {
        "LD_PRELOAD": preload,
        "FAKETIME": f"{seconds:+d}",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "NO_FAKE_STAT": "1",
        "PYTHONPATH": os.pathsep.join(dict.fromkeys(paths)),
    }
