"""`aigis bench match`: invented work with its truth, accuracy by cut, the report, and the shape of the contract."""

import json
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Any
from xml.etree import ElementTree

import polars
import pytest

from aigis.core.person.birth import BirthDate
from aigis.core.person.numbers import national_number
from aigis_bench import match_accuracy, match_report
from aigis_bench.match_details import add_details
from aigis_bench.match_noise import noisy
from aigis_bench.match_sets import known_sets
from aigis_bench.match_work import make_numbers, make_work
from tests.running import environment

FIGURES: dict[str, Any] = {
    "machine": "2 cores",
    "versions": {"rapidfuzz": "3.14"},
    "single": {"subjects": 1000, "p50_ms": 0.1, "p99_ms": 0.3, "index_seconds": 0.2},
    "speed": [
        {"system": "aigis", "work": "names", "persons": 100, "subjects": 10, "seconds": 1.0, "max_rss_mb": 90.0,
         "recall": 0.98, "false_alerts": 0.001, "false_certain": 0.0},
        {"system": "a join", "work": "names", "persons": 100, "subjects": 10, "seconds": 0.1, "max_rss_mb": 95.0,
         "recall": 0.5, "false_alerts": 0.0},
        {"system": "slow", "work": "names", "persons": 10, "subjects": 10, "seconds": 1.0, "max_rss_mb": 20.0,
         "recall": 0.9, "false_alerts": 0.0},
    ],
    "accuracy": [
        {"system": "aigis", "set": "Set 1", "f1": 0.9, "recall_at_p99": 0.8, "curve": [[0.1, 1.0], [0.9, 0.9]]},
        {"system": "slow", "set": "Set 1", "f1": 0.8, "recall_at_p99": 0.85, "curve": [[0.1, 1.0], [0.8, 0.9]]},
    ],
}  # fmt: skip


def scored(*rows: tuple[str, str, float]) -> polars.DataFrame:
    return polars.DataFrame(list(rows), schema=["query_id", "subject_id", "score"], orient="row")


def pairs(*rows: tuple[str, str]) -> polars.DataFrame:
    return polars.DataFrame(list(rows), schema=["query_id", "subject_id"], orient="row")


def test_figures_are_those_of_the_best_cut() -> None:
    known = pairs(("a", "1"), ("b", "2"), ("c", "3"), ("d", "4"))
    scores = scored(("a", "1", 9), ("b", "2", 8), ("x", "2", 7), ("c", "3", 6), ("y", "1", 5), ("d", "1", 5))
    figures = match_accuracy.figures(match_accuracy.ranked(scores, known), truths=4)
    assert (figures["f1"], figures["cut"]) == (0.75, 6)  # three of four found, one of four wrong
    assert figures["recall_at_p99"] == 0.5  # the first two are right, the third is not
    assert figures["curve"] == [[0.25, 1.0], [0.5, 0.6667], [0.75, 0.5]]


def test_scores_that_are_equal_are_taken_or_left_together() -> None:
    table = match_accuracy.ranked(scored(("a", "1", 9), ("x", "1", 9)), pairs(("a", "1")))
    assert match_accuracy.figures(table, truths=1)["f1"] == pytest.approx(2 / 3, abs=1e-3)
    assert match_accuracy.figures(table, truths=1)["recall_at_p99"] == 0.0


def test_a_list_searched_for_itself_counts_nobody_with_himself_and_no_pair_twice() -> None:
    known = match_accuracy.both_ways(pairs(("a", "b")))
    scores = match_accuracy.both_ways(scored(("a", "a", 99), ("a", "b", 5), ("b", "a", 7), ("c", "b", 6)))
    table = match_accuracy.ranked(scores, known)
    assert sorted(table.rows()) == [(6, False), (6, False), (7, True), (7, True)]


def test_no_scores_at_all_are_no_accuracy() -> None:
    empty = scored().cast({"score": polars.Float64, "query_id": polars.String, "subject_id": polars.String})
    figures = match_accuracy.figures(match_accuracy.ranked(empty, pairs(("a", "1"))), truths=1)
    assert (figures["f1"], figures["recall_at_p99"], figures["curve"]) == (0.0, 0.0, [])


def test_details_are_everybodys_own_and_known_people_are_asked_about_with_theirs(tmp_path: Path) -> None:
    make_work(tmp_path, persons=1_500, subjects=1_200)
    add_details(tmp_path, made := tmp_path / "details")
    register, queries = (polars.read_csv(made / f"{name}.csv", infer_schema=False) for name in ("register", "queries"))
    truth = polars.read_parquet(tmp_path / "truth.parquet")
    for detail in ("national_number", "document"):
        held = register[detail].drop_nulls()
        assert 400 < len(held) == held.n_unique()
        shared = queries.join(register, on=detail).select(query_id="id", subject_id="id_right")
        known = truth.filter(polars.col("subject_id") != "").select("query_id", "subject_id")
        assert 10 < len(shared) == len(shared.join(known, on=["query_id", "subject_id"]))
    for number in register["national_number"].drop_nulls():
        assert national_number(number) == number
    born = register.filter(polars.col("national_number").is_not_null()).select("birth_date", "national_number").rows()
    assert all(birth[2:].replace("-", "") == number[:6] for birth, number in born)


def test_alerts_among_strangers_are_shares_of_the_strangers() -> None:
    found = scored(("a", "1", 9), ("b", "9", 9), ("x", "1", 9), ("x", "2", 9))
    shares = match_accuracy.alerts(found, ["a", "b", "x", "y", "z"], pairs(("a", "1"), ("b", "2"), ("y", "")))
    assert shares == {"recall": 0.5, "false_alerts": pytest.approx(1 / 3, abs=1e-4)}


def test_the_work_is_the_same_each_time_and_says_whom_each_query_is_about(tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        make_work(tmp_path / name, persons=600, subjects=50)
    truth = polars.read_parquet(tmp_path / "one" / "truth.parquet")
    queries = polars.read_parquet(tmp_path / "one" / "queries.parquet")
    assert truth.equals(polars.read_parquet(tmp_path / "other" / "truth.parquet"))
    assert truth["query_id"].equals(queries["id"])
    known = truth.filter(polars.col("subject_id") != "")
    assert 30 <= len(known) <= 90
    assert set(truth["kind"]) == {"known", "twin", "namesake", "stranger"}
    untouched = known.filter(polars.col("noise") == "exact+exact").join(queries, left_on="query_id", right_on="id")
    register = polars.read_parquet(tmp_path / "one" / "register.parquet")
    same = untouched.join(register, left_on="subject_id", right_on="id")
    assert len(same) > 0
    assert same.filter(polars.col("family_name") != polars.col("family_name_right")).is_empty()


def test_noise_leaves_a_date_that_exists_and_says_what_it_did() -> None:
    chance, kinds = Random(5), set()
    for _ in range(3_000):
        (family, given), birth, kind = noisy(("Van den Berg-Maes", "An Lies"), "1984-02-29", chance)
        assert BirthDate.parse(birth)
        assert family or given
        kinds.add(kind)
        if kind == "exact+exact":
            assert (family, given, birth) == ("Van den Berg-Maes", "An Lies", "1984-02-29")
    assert len({kind.partition("+")[0] for kind in kinds}) == 10


def test_invented_numbers_are_valid_and_half_of_the_queries_are_in_the_register(tmp_path: Path) -> None:
    make_numbers(tmp_path, rows=400)
    register, queries = (
        polars.read_csv(tmp_path / f"{name}.csv", infer_schema=False) for name in ("register", "queries")
    )
    for number in [*register["national_number"], *queries["national_number"]]:
        assert national_number(number) == number
    truth = polars.read_parquet(tmp_path / "truth.parquet")
    found = queries.join(register, on="national_number").select("id", "id_right").sort("id").rows()
    assert (
        found == truth.filter(polars.col("subject_id") != "").select("query_id", "subject_id").sort("query_id").rows()
    )
    assert len(found) == 200


def test_development_sets_are_laid_out_with_their_truth(tmp_path: Path) -> None:
    (tmp_path / "febrl").mkdir()
    (tmp_path / "febrl" / "dataset1.csv").write_text(
        "rec_id, given_name, surname, date_of_birth\n"
        "rec-1-org, an, peeters, 19810403\nrec-1-dup-0, ann, peters, 19810403\nrec-2-org, , maes,\n"
    )
    (tmp_path / "work").mkdir()
    (found,) = known_sets(tmp_path, tmp_path / "work")
    assert (found.name, found.same, found.rows) == ("FEBRL 1", True, 3)
    rows = polars.read_parquet(found.folder / "queries.parquet").rows()
    assert rows[0] == ("rec-1-org", "peeters", "an", "1981-04-03")
    assert rows[2] == ("rec-2-org", "maes", "", "")
    assert polars.read_parquet(found.folder / "truth.parquet").rows() == [("rec-1-dup-0", "rec-1-org")]


def test_the_report_says_where_a_peer_is_better_and_draws_every_curve(tmp_path: Path) -> None:
    match_report.write(tmp_path / "matching.md", FIGURES)
    page = (tmp_path / "matching.md").read_text()
    better = page.partition("## Where a peer is better")[2]
    assert "**a join** is 10.0 times as fast on names (recall 0.500 against 0.980)" in better
    assert "**slow** has the better recall at precision .99 on Set 1: 0.850 against 0.800" in better
    assert "best F1" not in better
    assert "memory" not in better  # the slow one had a tenth of the work
    assert "| splink (not measured) |" in page
    drawing = ElementTree.fromstring((tmp_path / "images" / "matching-set-1.svg").read_text())  # noqa: S314 -- our own
    texts = [text.text for text in drawing.iter("{http://www.w3.org/2000/svg}text")]
    assert {"aigis", "slow", "recall", "precision"} <= set(texts)
    assert "(images/matching-set-1.svg)" in page


@pytest.mark.bench
def test_bench_match_prints_its_figures_in_one_json_object(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "aigis.ops.cli", "bench", "match", "--persons", "300", "--subjects", "300"]
    done = subprocess.run(
        [*command, "--numbers", "2000", "--report", str(tmp_path / "matching.md")],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout.splitlines()[-1])
    ours = [row for row in figures["speed"] if row["system"] == "aigis"]
    assert [(row["persons"], row["subjects"]) for row in ours] == [(300, 300), (2_000, 2_000)]
    assert all(row.keys() >= {"system", "persons", "subjects", "seconds", "max_rss_mb", "recall"} for row in ours)
    assert all(row["recall"] > 0.9 for row in ours)
    assert {row["system"] for row in figures["speed"]} >= {"aigis", "rapidfuzz", "polars join"}
    assert all(row.keys() >= {"system", "set", "f1", "recall_at_p99"} for row in figures["accuracy"])
    assert (tmp_path / "matching.md").exists()
    named = {row["system"] for row in figures["speed"]} | {row["system"] for row in figures["left_out"]}
    assert named >= {"splink", "nomenklatura logic-v2"}
