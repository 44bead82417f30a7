"""`aigis bench match`: speed, memory and accuracy of the matcher beside its peers, on the same work in one call."""

import json
import subprocess
import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from aigis_bench import match_accuracy, peers_place
from aigis_bench.figures import say
from aigis_bench.machine import machine, versions
from aigis_bench.match_details import add_details
from aigis_bench.match_sets import KnownSet, known_sets
from aigis_bench.match_systems import OURS, POLARS, SYSTEMS, System, python_of, run_system
from aigis_bench.match_work import make_numbers, make_work

_FULL = {"persons": 1_000_000, "subjects": 100_000}
_SMALL = {"persons": 50_000, "subjects": 20_000}
_GENERATED = 10_000  # persons, and as many subjects, of the generated set: no more than the speed part has
_SINGLE_SUBJECTS, _CHECKS = 100_000, 3_000


@dataclass(frozen=True, slots=True)
class _Bench:
    """One call: where its files go, the peers' Python if there is one, and how long a system may take."""

    folder: Path
    peers: Path | None
    limit: float

    def run(self, system: System, arguments: Sequence[str | Path]) -> Any:
        python = python_of(system, self.peers)
        return run_system(system, arguments, python=python, limit=self.limit) if python else None


def measure(args: Namespace) -> dict[str, Any]:
    """Measures what the arguments ask for; the figures are those of the last line, with the curves beside."""
    if args.kept:
        stored_report: dict[str, Any] = json.loads(args.kept.read_text())
        return stored_report
    sizes = _FULL if args.full else _SMALL
    persons, subjects = args.persons or sizes["persons"], args.subjects or sizes["subjects"]
    skip = frozenset(args.skip.split(","))
    figures: dict[str, Any] = {"speed": [], "accuracy": [], "single": {}, "left_out": []}
    with TemporaryDirectory(prefix="aigis-bench-") as made:
        bench = _Bench(
            Path(made), peers_place.peers_python(install=args.peers), args.limit or (900 if args.full else 60)
        )
        figures |= {"left_out": _left_out(bench), "machine": machine(), "versions": versions(bench.peers)}
        _compile()
        if "speed" not in skip:
            figures["speed"] += _speed(bench, persons, subjects)
            figures["speed"] += _details(bench, persons, subjects)
        if "numbers" not in skip:
            figures["speed"] += _numbers(bench, args.numbers)
        if "single" not in skip:
            figures["single"] = _single(bench, _SINGLE_SUBJECTS if args.full else subjects)
        if "accuracy" not in skip:
            sets = _sets(_made(bench.folder / "sets"), args.data, min(persons, _GENERATED))
            figures["accuracy"] += _accuracy(bench, sets, full=args.full)
    return figures


def _compile() -> None:
    """Has the search compiled and kept, once after a change; from then on every process loads it within its time."""
    say("compiling the search, where that is not done yet")
    subprocess.run(
        [sys.executable, "-c", "from aigis.core.matching import compiled_search; compiled_search.warm()"], check=True
    )


def without_curves(figures: dict[str, Any]) -> dict[str, Any]:
    """The figures as they stand on the last line."""
    rows = [{name: value for name, value in row.items() if name != "curve"} for row in figures["accuracy"]]
    return {**figures, "accuracy": rows}


def _left_out(bench: _Bench) -> list[dict[str, str]]:
    missing = [system for system in SYSTEMS if python_of(system, bench.peers) is None]
    for system in missing:
        say(f"{system.name} is not installed and left out; {peers_place.HOW}")
    return [{"system": system.name, "how": peers_place.HOW} for system in missing]


def _speed(bench: _Bench, persons: int, subjects: int) -> Iterator[dict[str, Any]]:
    """All systems on names and birth dates; a slow one gets the first of the same queries, as its row says."""
    folder = _made(bench.folder / "work")
    say(f"inventing {persons:,} persons and {subjects:,} subjects")
    make_work(folder, persons=persons, subjects=subjects)
    for system in SYSTEMS:
        query_count = min(persons, system.most_persons or persons)
        queries, truth = _first(folder, query_count)
        lists = [folder / "register.csv", queries] if system.ours else [folder / "register.parquet", queries]
        scores = folder / f"{system.name}.parquet"
        if done := bench.run(system, [*lists, scores]):
            row = {"system": system.name, "persons": query_count, "subjects": subjects, "work": "name and birth date"}
            row |= {"seconds": done.seconds, "max_rss_mb": done.max_rss_mb}
            counts = match_accuracy.counted(match_accuracy.read_scores(scores), cut=system.cut)
            known = pl.read_parquet(truth)
            row |= match_accuracy.alerts(counts, known["query_id"].to_list(), known)
            say(f"speed: {row}")
            yield row


def _details(bench: _Bench, persons: int, subjects: int) -> Iterator[dict[str, Any]]:
    """The same people with every detail that lists have, from CSV to CSV; no peer reads them all."""
    work, folder = bench.folder / "work", bench.folder / "details"
    add_details(work, folder)
    row = {"system": OURS.name, "persons": persons, "subjects": subjects, "work": "every detail"}
    lists = [folder / "register.csv", folder / "queries.csv", folder / "found.csv"]
    yield from _from_csv(bench, OURS, lists, row, work / "truth.parquet")


def _from_csv(
    bench: _Bench, system: System, arguments: Sequence[str | Path], row: dict[str, Any], truth: Path
) -> Iterator[dict[str, Any]]:
    """Runs a system from CSV to CSV, its last argument; gives the row with what it took and what it found."""
    if done := bench.run(system, arguments):
        row |= {"seconds": done.seconds, "max_rss_mb": done.max_rss_mb}
        scores_read, known = pl.read_csv(arguments[-1], infer_schema=False), pl.read_parquet(truth)
        row |= match_accuracy.alerts(scores_read, known["query_id"].to_list(), known)
        say(f"{row['work']}: {row}")
        yield row


def _first(folder: Path, query_count: int) -> tuple[Path, Path]:
    """The first queries as the form the systems read, and their truth."""
    paths = folder / f"queries_{query_count}.parquet", folder / f"truth_{query_count}.parquet"
    for name, path in zip(("queries", "truth"), paths, strict=True):
        if not path.exists():
            pl.scan_parquet(folder / f"{name}.parquet").head(query_count).sink_parquet(path)
    return paths


def _numbers(bench: _Bench, rows: int) -> Iterator[dict[str, Any]]:
    """National numbers alone, from CSV to CSV, beside the bare join."""
    folder = _made(bench.folder / "numbers")
    make_numbers(folder, rows=rows)
    lists = [folder / "register.csv", folder / "queries.csv"]
    for system, first in ((OURS, []), (POLARS, ["--numbers"])):
        row = {"system": system.name, "persons": rows, "subjects": rows, "work": "national numbers"}
        arguments: list[str | Path] = [*first, *lists, folder / f"{system.name}.csv"]
        yield from _from_csv(bench, system, arguments, row, folder / "truth.parquet")


def _single(bench: _Bench, subjects: int) -> dict[str, Any]:
    folder = _made(bench.folder / "single")
    make_work(folder, persons=_CHECKS + 1_000, subjects=subjects)
    lists = [str(folder / "register.parquet"), str(folder / "queries.parquet")]
    command = [sys.executable, "-m", "aigis_bench.match_single", *lists, str(_CHECKS)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    say(f"single: {figures}")
    return figures


def _accuracy(bench: _Bench, sets: Iterable[KnownSet], *, full: bool) -> Iterator[dict[str, Any]]:
    for known in sets:
        for system in SYSTEMS:
            if (known.pairs and not system.pairs) or (known.rows > (system.most_rows or known.rows) and not full):
                continue
            scores = known.folder / f"{system.name}.parquet"
            if bench.run(system, _arguments(system, known, scores)):
                row = {"system": system.name, "set": known.name, **_judged(system, known, scores)}
                say(f"accuracy: { ({name: value for name, value in row.items() if name != 'curve'}) }")
                yield row


def _judged(system: System, known: KnownSet, path: Path) -> dict[str, Any]:
    """The curve of a system's scores on a set, and what its users get from its usual cut."""
    truth, scores = pl.read_parquet(known.folder / "truth.parquet"), match_accuracy.read_scores(path)
    if known.same:
        truth, scores = match_accuracy.both_ways(truth), match_accuracy.both_ways(scores)
    figures = match_accuracy.figures(match_accuracy.ranked(scores, truth), truths=len(truth))
    if known.pairs:
        return figures
    query_ids = pl.read_parquet(known.folder / "queries.parquet")["id"].to_list()
    usual = match_accuracy.alerts(match_accuracy.counted(scores, cut=system.cut), query_ids, truth)
    return {**figures, **usual}


def _sets(work: Path, data: Path | None, size: int) -> Iterator[KnownSet]:
    folder = _made(work / "generated")
    make_work(folder, persons=size, subjects=size)
    truth = pl.read_parquet(folder / "truth.parquet").filter(pl.col("subject_id") != "")
    truth.write_parquet(folder / "truth.parquet")
    yield KnownSet("generated", folder, 2 * size)
    if data:
        yield from known_sets(data, work)


def _arguments(system: System, known: KnownSet, scores: Path) -> list[str | Path]:
    if known.pairs:
        return ["--pairs", known.folder / "pairs.parquet", scores]
    lists: list[str | Path] = [known.folder / "register.parquet", known.folder / "queries.parquet", scores]
    return lists + (["--same"] if known.same else []) + (["--all"] if system.ours else [])


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder
