"""`aigis bench log`: the last line is the JSON that the contract names, ours beside the bare inserts and the chain."""

import json
import subprocess
import sys

import pytest

from tests.running import environment

pytestmark = pytest.mark.bench


def test_bench_log_prints_its_figures_in_one_json_object() -> None:
    command = [sys.executable, "-m", "aigis.ops.cli", "bench", "log", "--clients", "1,4", "--seconds", "1"]
    done = subprocess.run(
        [*command, "--receipts", "5", "--entries", "20000"],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout.splitlines()[-1])
    assert [row["clients"] for row in figures["append"]] == [1, 4]
    for row in figures["append"]:
        assert all(row[f"{name}_per_second"] > 0 for name in ("ours", "bare", "chain"))
    assert figures["seal"].keys() >= {"p50_ms", "p99_ms"} and figures["receipt"]["p99_ms"] > 0
    assert figures["verify_entries_per_second"] > 0
