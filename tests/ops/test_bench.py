"""`aigis bench`: the last line is the JSON that the contract names, with the limit beside every figure."""

import json
import subprocess
import sys

import pytest

from tests.running import environment

pytestmark = pytest.mark.bench


def test_bench_check_prints_its_figures_in_one_json_object() -> None:
    command = [sys.executable, "-m", "aigis.ops.cli", "bench", "check", "--subjects", "235", "--seconds", "2"]
    done = subprocess.run(
        [*command, "--connections", "1,16", "--alerts", "10"],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout.splitlines()[-1])
    assert [row["connections"] for row in figures["http"]] == [1, 16]
    assert all(row["ceiling_per_second"] > 0 < row["checks_per_second"] for row in figures["http"])
    assert {(row["subjects"], row["queries"]) for row in figures["perform"]} == {(235, 1), (235, 1000)}
    assert figures["alert"].keys() >= {"p50_ms", "p95_ms", "p99_ms"}


def test_bench_import_prints_what_each_step_of_a_list_took() -> None:
    command = [sys.executable, "-m", "aigis.ops.cli", "bench", "import", "--rows", "500", "--subjects", "0,1000"]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout.splitlines()[-1])["import"]
    assert [(row["rows"], row["subjects"]) for row in figures] == [(500, 0), (500, 1_000)]
    steps = ("read_seconds", "rows_seconds", "compare_seconds", "register_seconds", "again_seconds")
    assert all(row[step] >= 0 for row in figures for step in steps)
    assert all(row["seconds"] >= row["register_seconds"] and row["rows_per_second"] > 0 for row in figures)
