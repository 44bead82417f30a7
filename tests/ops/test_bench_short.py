"""Every bench in its short form, by the real command: one that no longer runs is red in every run of the tests.

The shapes are those of the contract ("Figures"); the sizes are so small that the figures themselves mean nothing.
"""

import json
import subprocess
import sys
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import aigis_bench
from aigis_bench import chaos
from aigis_bench.ceiling import check_models, insert_statement
from tests.running import Running, environment

NUMBER = (int, float)
CHECK = "--subjects 20 --connections 1 --seconds 1 --alerts 2 --rounds 20,1".split()
IMPORT = "--rows 20 --subjects 0,60".split()
LOG = "--clients 1 --seconds 0.3 --receipts 2 --entries 1000".split()
MATCH = "--persons 60 --subjects 60 --numbers 200 --limit 600".split()


def bench(*words: str | Path) -> Any:
    """The figures on the last line that a bench prints."""
    command = [sys.executable, "-m", "aigis.ops.cli", "bench", *map(str, words)]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, timeout=3600)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def has(row: dict[str, Any], *names: str) -> bool:
    """Tells whether a row has a number under each name."""
    return all(isinstance(row.get(name), NUMBER) for name in names)


def test_bench_deliveries_runs_in_its_short_form() -> None:
    figures = bench("deliveries", "--alerts", "2", "--queued", "70")
    for case in ("healthy", "one_hangs", "behind_queue"):
        assert has(figures[case], "hits", "p50_ms", "p95_ms", "p99_ms") and figures[case]["hits"] == 2


def test_bench_check_runs_in_its_short_form() -> None:
    figures = bench("check", *CHECK)
    (http,) = figures["http"]
    assert has(http, "connections", "checks_per_second", "p50_ms", "p99_ms", "ceiling_per_second")
    assert http["checks_per_second"] > 0 < http["ceiling_per_second"]
    assert [(row["subjects"], row["queries"]) for row in figures["perform"]] == [(20, 1), (20, 1_000)]
    assert all(has(row, "checks_per_second", "p50_ms", "p99_ms") for row in figures["perform"])
    assert has(figures["alert"], "p50_ms", "p95_ms", "p99_ms") and figures["alert"]["hits"] == 2


def test_bench_recovery_runs_in_its_short_form() -> None:
    figures = bench("recovery", "--subjects", "20", "--kills", "1")
    assert has(figures, "start_seconds", "process_seconds", "server_seconds", "all_seconds")
    assert has(figures, "build_seconds", "save_seconds", "map_seconds", "file_mb", "web_mb", "further_process_mb")
    assert (figures["subjects"], figures["wrong"]) == (20, 0)


def test_bench_timing_runs_in_its_short_form() -> None:
    figures = bench("timing", "--rounds", "4")
    for part in (figures, figures["page"]):
        assert has(part["welch_t"], "clear_denied", "clear_refer", "denied_refer")
        assert len(set(part["bytes"].values())) == 1, "the length of an answer tells its verdict"


def test_bench_screen_runs_in_its_short_form() -> None:
    figures = bench("screen", "--entries", "60", "--subjects", "20", "--bans", "2", "--syncs", "1")
    assert has(figures["full"], "entries", "subjects", "seconds", "bytes_per_row", "polars_join_seconds")
    assert has(figures["follow"], "entries", "p50_s", "p95_s", "stranger_cpu_s")
    assert has(figures["sync"], "p95_ms") and has(figures, "gate_p99_ms")


def test_bench_import_runs_in_its_short_form() -> None:
    figures = bench("import", *IMPORT)["import"]
    assert [(row["rows"], row["subjects"]) for row in figures] == [(20, 0), (20, 60)]
    assert all(has(row, "seconds", "rows_per_second", "register_seconds", "again_seconds") for row in figures)


def test_bench_log_runs_in_its_short_form() -> None:
    figures = bench("log", *LOG)
    (append,) = figures["append"]
    assert has(append, "clients", "ours_per_second", "bare_per_second", "chain_per_second")
    assert has(figures["seal"], "p50_ms", "p99_ms") and has(figures["receipt"], "p99_ms")
    assert has(figures, "verify_entries_per_second")


def test_bench_match_runs_in_its_short_form() -> None:
    figures = bench("match", *MATCH)
    assert all(has(row, "persons", "subjects", "seconds", "max_rss_mb", "recall") for row in figures["speed"])
    assert all(has(row, "f1", "recall_at_p99") for row in figures["accuracy"])
    assert {row["system"] for row in figures["speed"]} >= {"aigis", "rapidfuzz", "polars join"}
    assert {row["system"] for row in figures["accuracy"]} >= {"aigis"}


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Path]:
    """The folder of an installation that runs."""
    running = Running(tmp_path / "data")
    try:
        assert running.ready(), running.said
        yield running.data
    finally:
        running.end()


def test_bench_idle_names_what_every_process_of_a_running_installation_used(installation: Path) -> None:
    figures = bench("idle", "--seconds", "5", "--data", installation)
    assert figures["seconds"] >= 5
    assert figures["cpu_percent"].keys() >= {"postgresql", "sealer", "supervisor", "web"}
    assert all(value >= 0 for value in figures["cpu_percent"].values())
    assert figures["total_percent"] == pytest.approx(sum(figures["cpu_percent"].values()), abs=0.1)


def test_bench_idle_of_a_folder_without_an_installation_says_what_to_do(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "aigis.ops.cli", "bench", "idle", "--data", str(tmp_path)]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, timeout=3600)
    assert done.returncode == 2 and "aigis up --data" in done.stderr and "Traceback" not in done.stderr


def test_the_rows_of_the_ceiling_have_every_column_that_must_have_a_value() -> None:
    for model in check_models():
        columns = insert_statement(model).partition("(")[2].partition(")")[0].split(", ")
        assert {field.column for field in model._meta.concrete_fields if not field.null} <= set(columns)


@pytest.mark.parametrize("figure", ["wrong", "lost", "doubled", "unlogged", "undelivered"])
def test_bench_chaos_leaves_with_1_whatever_is_lost(figure: str, monkeypatch: pytest.MonkeyPatch) -> None:
    figures = {"kills": 3, "answered": 9, "wrong": 0, "lost": 0, "doubled": 0, "unlogged": 0, "undelivered": 0}
    args = Namespace(what="chaos", data=None, seconds=1.0, kills=30.0, seed=1, only="")
    monkeypatch.setattr(chaos, "measure", lambda **_: figures)
    assert aigis_bench.run(args) == 0
    monkeypatch.setattr(chaos, "measure", lambda **_: {**figures, figure: 1})
    assert aigis_bench.run(args) == 1
