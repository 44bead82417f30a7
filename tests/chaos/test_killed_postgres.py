"""PostgreSQL killed at every step of the sealer: afterwards the log is whole and nothing that was signed is untrue."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults import CASES
from tests.running import environment

pytestmark = pytest.mark.chaos
ROOT = Path(__file__).parents[2]


def test_a_postgresql_killed_at_any_step_leaves_a_log_that_goes_on_whole(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.chaos.killed_postgres", str(tmp_path / "data")]
    done = subprocess.run(command, env=environment(), cwd=ROOT, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stdout + done.stderr
    said = re.search(r"killed (\d+) sealed (\d+)", done.stdout)
    assert said is not None, done.stdout
    # The last step touches no database after it; every other kill is felt by the sealer.
    assert int(said[1]) >= len(CASES) - 2 and int(said[2]) == 1 + 2 * len(CASES)
