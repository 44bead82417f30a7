"""`aigis match`: the columns of the contract in and out, and the same bits as the matcher gives in process."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from aigis.core.matching.frequencies import Frequencies
from aigis.core.matching.match import compare
from aigis.core.matching.weights import FEWEST_SUBJECTS
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Name, Person
from aigis.ops import cli

REGISTER = """id,family_name,given_names,aliases,birth_date,national_number,document,sex,nationality
s1,Peeters,An,,1981-04-03,81040312361,BEL:592123456755,F,BEL
s2,Vandenbroucke,Zoltan,"Zed, Zoltan;Vandenbrouck Z",1979-10-23,,,M,BEL
s3,El Amrani,Youssef,,1990,,NLD:AB123,,
"""

Match = Callable[..., list[dict[str, str]]]


@pytest.fixture
def match(tmp_path: Path) -> Match:
    def matched(queries: str, *more: str, register: str = REGISTER) -> list[dict[str, str]]:
        (tmp_path / "r.csv").write_text(register, encoding="utf-8")
        (tmp_path / "q.csv").write_text(queries, encoding="utf-8")
        lists = ["--register", str(tmp_path / "r.csv"), "--queries", str(tmp_path / "q.csv")]
        assert cli.main(["match", *lists, "--out", str(tmp_path / "m.csv"), *more]) == 0
        return read(tmp_path / "m.csv")

    return matched


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def found(rows: list[dict[str, str]]) -> set[tuple[str, str, str]]:
    return {(row["query_id"], row["subject_id"], row["strength"]) for row in rows}


def test_queries_find_their_subjects_by_name_number_and_document(match: Match) -> None:
    rows = match(
        "id,full_name,birth_date,national_number,document\n"
        "q1,An Peeters,1981-04-03,,\n"
        "q2,Zoltan Vanden Broucke,1979-10-23,,\n"
        "q3,,,81.04.03-123.61,\n"
        "q4,Youssef El Amrani,,,NLD:ab-123\n"
        "q5,Marguerite Okonkwo,1975-12-30,,\n"
    )
    certain = {("q1", "s1"), ("q2", "s2"), ("q3", "s1"), ("q4", "s3")}
    assert found(rows) == {(query, subject, "certain") for query, subject in certain}
    assert list(rows[0]) == ["query_id", "subject_id", "bits", "strength", "evidence"]
    assert "The birth date is the same: 1981-04-03. +14.0" in rows[0]["evidence"]


def test_only_matches_with_so_many_bits_come_out_and_weaker_ones_when_asked_for(match: Match) -> None:
    queries = "id,full_name,birth_date\nq1,An Peeters,1981-04-03\nq2,Zoltan Vandenbroucke,\n"
    every = match(queries)
    assert found(match(queries, "--min-bits", "15")) == {("q1", "s1", "certain")}
    assert float(every[0]["bits"]) >= 15 > float(every[1]["bits"])
    lower = match("id,full_name,birth_date\nq3,Zoltan Broucke,1979\n", "--min-bits", "-30")
    assert lower
    assert all(float(row["bits"]) >= -30 for row in lower)


def test_what_cannot_be_read_is_told_and_left_out_and_the_row_stays(
    match: Match, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = match("id,full_name,birth_date,national_number\nq1,An Peeters,1981-04-03,81040312362\n")
    assert found(rows) == {("q1", "s1", "certain")}
    said = capsys.readouterr().err
    assert "q.csv, id q1, national_number: The check digits" in said
    assert "1 details could not be read" in said


def test_a_list_longer_than_a_chunk_comes_out_in_order(match: Match) -> None:
    lines = "".join(f"q{number},An Peeters,1981-04-03\n" for number in range(1_001))
    assert [row["query_id"] for row in match(f"id,full_name,birth_date\n{lines}")] == [f"q{n}" for n in range(1_001)]


def test_given_pairs_get_the_bits_of_the_matcher(tmp_path: Path) -> None:
    pairs, result = tmp_path / "p.csv", tmp_path / "m.csv"
    pairs.write_text(
        "id,left_full_name,left_birth_date,right_full_name,right_birth_date\n"
        "1,Jhon Peeters,1981-04-03,Peeters John,1981-04-03\n"
        '2,"Maes, Bo",,Zoltan Vandenbroucke,1979\n'
    )
    assert cli.main(["match", "--pairs", str(pairs), "--out", str(result)]) == 0
    same, other = read(result)
    birth = BirthDate(1981, 4, 3)
    left, right = (Person(names=(Name(name),), birth=birth) for name in ("Jhon Peeters", "Peeters John"))
    bits = compare(left, right, frequencies=Frequencies(FEWEST_SUBJECTS)).bits
    assert (same["id"], same["bits"], same["strength"]) == ("1", f"{bits:.3f}", "certain")
    assert (other["id"], other["strength"]) == ("2", "none")
    assert list(same) == ["id", "bits", "strength", "evidence"]


@pytest.mark.parametrize(
    ("register", "sentence"),
    [
        ("name,birth_date\nx,1981\n", "no column id"),
        ("id,birth_date\nx,1981\n", "no column full_name or"),
        ("", "no column id"),
    ],
)
def test_a_list_without_its_columns_is_refused_and_nothing_is_left_behind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], register: str, sentence: str
) -> None:
    (tmp_path / "r.csv").write_text(register)
    (tmp_path / "q.csv").write_text("id,full_name\n1,An Peeters\n")
    lists = ["--register", str(tmp_path / "r.csv"), "--queries", str(tmp_path / "q.csv")]
    assert cli.main(["match", *lists, "--out", str(tmp_path / "m.csv")]) == 2
    assert sentence in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["q.csv", "r.csv"]


def test_files_that_cannot_be_read_or_written_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "p.csv").write_bytes(b"id,left_full_name,left_birth_date,right_full_name,right_birth_date\n1,\xff,,,\n")
    assert cli.main(["match", "--pairs", str(tmp_path / "p.csv"), "--out", str(tmp_path / "m.csv")]) == 2
    assert "p.csv is no CSV file in UTF-8" in capsys.readouterr().err
    assert cli.main(["match", "--pairs", str(tmp_path / "nowhere.csv"), "--out", str(tmp_path / "m.csv")]) == 2
    assert "nowhere.csv cannot be read" in capsys.readouterr().err
    (tmp_path / "p.csv").write_text("id,left_full_name,left_birth_date,right_full_name,right_birth_date\n")
    assert cli.main(["match", "--pairs", str(tmp_path / "p.csv"), "--out", str(tmp_path / "no" / "m.csv")]) == 2
    assert "m.csv cannot be written" in capsys.readouterr().err


def test_lists_and_pairs_exclude_each_other(tmp_path: Path) -> None:
    result = ["--out", str(tmp_path / "m.csv")]
    assert cli.main(["match", *result]) == 2
    assert cli.main(["match", "--pairs", "p.csv", "--queries", "q.csv", *result]) == 2
    assert cli.main(["match", "--register", "r.csv", *result]) == 2
