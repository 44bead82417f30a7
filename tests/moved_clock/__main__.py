"""The calendar ring: `python -m tests.moved_clock [SETTING …] [pytest arguments]`; `--today`: the setting of the day.

Each setting runs the short ring; `--today` runs the tests that know time, and is a part of every run. Ends with 1 where
a setting failed and names each one that did.
"""

import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from tests.moved_clock.clock import library, moved
from tests.moved_clock.settings import NAMES, SETTINGS, Setting, of_the_day

NO_TESTS = int(pytest.ExitCode.NO_TESTS_COLLECTED)
SHORT = "not acceptance and not browser and not chaos and not bench and not sabotage"
KNOWS_TIME = f"calendar and {SHORT}"


def main(arguments: Sequence[str]) -> int:
    """Runs the settings named, all without a name, one after the other."""
    now, preload = datetime.now(UTC), library()
    today = "--today" in arguments
    names = [word for word in arguments if word in NAMES]
    rest = [word for word in arguments if word not in NAMES and word != "--today"]
    if preload is None:
        sys.stderr.write("aigis: no faketime, so NO TEST RAN WITH THE CLOCK MOVED. On Debian: apt install faketime\n")
        return 0 if today else 1
    chosen = [of_the_day(now)] if today else [one for one in SETTINGS if not names or one.name in names]
    codes = {one.name: _run(one, [*_selection(today), *rest], preload=preload, now=now) for one in chosen}
    failed = [name for name, code in codes.items() if code not in (0, NO_TESTS)]
    if failed:
        again = " ".join(failed)
        sys.stderr.write(f"aigis: failed with the clock moved: {again}. Again: ./aigis test calendar {again}\n")
        return 1
    return max(min(codes.values()), 0)


def _selection(today: bool) -> list[str]:
    return ["-n", "auto", "-m", KNOWS_TIME if today else SHORT]


def _run(setting: Setting, arguments: Sequence[str], *, preload: str, now: datetime) -> int:
    environment = moved(setting, preload=preload, now=now)
    about = f"{setting.start(now):%d %B %Y %H:%M} UTC, TZ={environment.get('TZ', '')}"
    sys.stderr.write(f"aigis: the tests with the clock of {setting.name} ({about})\n")
    return subprocess.run([sys.executable, "-m", "pytest", *arguments], env=environment).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
