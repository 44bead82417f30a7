"""`aigis match`: the columns of the contract in and out, and the same bits as the matcher gives in process."""

import csv
import io
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr
from dataclasses import replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZipFile

import polars
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aigis.adapters.spreadsheet import read_table
from aigis.adapters.table_writer import write_table
from aigis.core.errors import InvalidInput
from aigis.core.matching.birth_dates import packed
from aigis.core.matching.frequencies import Frequencies
from aigis.core.matching.match import compare
from aigis.core.matching.prepared import birth_by
from aigis.core.matching.weights import FEWEST_SUBJECTS
from aigis.core.person.birth import BirthDate
from aigis.core.person.numbers import national_number
from aigis.core.person.person import Name, Person
from aigis.ops import cli
from aigis.ops.lists.frame import LINE
from aigis.ops.lists.persons import Notes, PersonReader
from aigis.ops.match import register as register_file
from aigis.ops.match.columns import ColumnReader
from aigis.ops.match.numbers import valid
from aigis.ops.prefetch import prefetch
from aigis_bench.match_work import make_work

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
    kinds = dict(zip(rows[0]["evidence"].split()[::2], rows[0]["evidence"].split()[1::2], strict=True))
    assert kinds.keys() == {"name", "birth", "prior"}
    assert sum(map(float, kinds.values())) == pytest.approx(float(rows[0]["bits"]), abs=0.15)
    assert float(rows[0]["bits"]) > 8


def test_evidence_comes_in_words_where_they_are_asked_for(match: Match) -> None:
    rows = match("id,full_name,birth_date\nq1,An Peeters,1981-04-03\n", "--explain")
    lines = rows[0]["evidence"].split(" | ")
    assert "The date of birth is the same: 1981-04-03. +14.0" in lines
    assert any(line.startswith("Peeters is in both names.") for line in lines)


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
    assert "q.csv, line 2, id q1, national_number: The check digits" in said
    assert "1 details or parts of them could not be read" in said


@pytest.mark.parametrize(
    ("written", "part"), [("1981-04-31", "1981-04"), ("1981-40-03", "1981"), ("0981-04-03", ""), ("3/4/1981", "")]
)
def test_of_a_day_that_there_never_was_the_rest_is_compared_and_said(
    match: Match, capsys: pytest.CaptureFixture[str], written: str, part: str
) -> None:
    whole, never = (match(f"id,full_name,birth_date\nq1,An Peeters,{birth}\n") for birth in (part, written))
    said = capsys.readouterr().err
    assert [row["evidence"] for row in never] == [row["evidence"] for row in whole] != []
    assert "q.csv, line 2, id q1, birth_date: " in said and "1 details or parts of them could not be read" in said
    assert (f"no more than {part} was compared" in said) == bool(part)


@pytest.mark.parametrize("quoted", ["", '"'])
def test_a_row_that_cannot_be_used_is_told_with_its_line_and_left_out(
    match: Match, capsys: pytest.CaptureFixture[str], quoted: str
) -> None:
    rows = match(
        "id,full_name,birth_date\n"
        f"{quoted}q1{quoted},An Peeters,1981-04-03\n"
        "\n"
        "q2,Peeters, An,1981-04-03\n"
        ",An Peeters,1981-04-03\n"
        "q3,,1981-04-03\n"
        "q4,An Peeters\n"
        "q5,An Peeters,1981-04-03\n"
    )
    assert {query for query, _, _ in found(rows)} == {"q1", "q4", "q5"}
    said = capsys.readouterr().err
    for line in ("q.csv, line 4: The row has more cells", "q.csv, line 5: The row has no id", "q.csv, line 6: The row"):
        assert line in said
    assert "3 rows could not be read" in said


def test_a_row_below_a_cell_of_several_lines_is_told_with_the_line_it_stands_on(
    match: Match, capsys: pytest.CaptureFixture[str]
) -> None:
    match('id,full_name,birth_date\nq1,"An\nPeeters",1981-04-03\nq2,,1981\n')
    assert "q.csv, line 4: The row says neither" in capsys.readouterr().err


def test_quotes_in_a_cell_and_blanks_before_it_are_read_as_offices_mean_them(match: Match) -> None:
    rows = match('id, full_name, birth_date\nq1, "Peeters, An", 1981-04-03\nq2,Zoltan "Zed" Vandenbroucke,1979-10-23\n')
    assert found(rows) == {("q1", "s1", "certain"), ("q2", "s2", "certain")}


def test_a_list_as_offices_make_it_is_read_by_its_headers(match: Match) -> None:
    rows = match("nr;Naam;Voornaam;Geboortedatum\nq1;Peeters;An;1981-04-03\n")
    assert found(rows) == {("q1", "s1", "certain")}


def test_a_column_beside_those_of_the_contract_changes_nothing(match: Match) -> None:
    rows = match("id,full_name,birth_date,surname\nq1,An Peeters,1981-04-03,Okonkwo\n")
    assert found(rows) == {("q1", "s1", "certain")}


FORMS = [".csv", ".parquet", ".xlsx"]


def as_file(folder: Path, name: str, ending: str, content: str) -> Path:
    """The same list in another form."""
    path = folder / f"{name}{ending}"
    plain = folder / f"{name}.csv"
    plain.write_text(content, encoding="utf-8")
    table = polars.read_csv(plain, infer_schema=False)
    if ending == ".parquet":
        table.with_columns(polars.col("birth_date").str.to_date("%Y-%m-%d", strict=False)).write_parquet(path)
    if ending == ".xlsx":
        write_table(path, table.columns, [["" if cell is None else cell for cell in row] for row in table.rows()])
    return path


@pytest.mark.parametrize("ending", FORMS)
def test_lists_of_every_form_give_the_same_matches(tmp_path: Path, ending: str) -> None:
    queries = 'id,full_name,birth_date,national_number\nq1,"Peeters, An",1981-04-03,\nq2,,,81040312361\nq3,Bo,,\n'
    register = as_file(tmp_path, "r", ending, REGISTER)
    asked = as_file(tmp_path, "q", ending, queries)
    assert cli.main(["match", "--register", str(register), "--queries", str(asked), "--out", f"{tmp_path}/m.csv"]) == 0
    assert found(read(tmp_path / "m.csv")) == {("q1", "s1", "certain"), ("q2", "s1", "certain")}


@pytest.mark.parametrize("ending", FORMS)
def test_matches_come_out_in_every_form_with_texts_as_texts(tmp_path: Path, ending: str) -> None:
    (tmp_path / "r.csv").write_text("id,full_name,birth_date\n=1+1,An Peeters,1981-04-03\n")
    (tmp_path / "q.csv").write_text("id,full_name,birth_date\n@q,An Peeters,1981-04-03\n")
    lists = ["--register", str(tmp_path / "r.csv"), "--queries", str(tmp_path / "q.csv")]
    assert cli.main(["match", *lists, "--out", str(tmp_path / f"m{ending}")]) == 0
    row = the_row(tmp_path / f"m{ending}")
    assert (row["query_id"], row["subject_id"], row["strength"]) == ("@q", "=1+1", "certain")
    assert float(row["bits"]) > 8
    assert (tmp_path / f"m{ending}").stat().st_mode & 0o777 == 0o600
    if ending == ".xlsx":
        assert b"<f>" not in ZipFile(tmp_path / "m.xlsx").read("xl/worksheets/sheet1.xml")
    assert {path.suffix for path in tmp_path.iterdir()} == {".csv", ending}


def the_row(path: Path) -> dict[str, Any]:
    """The only row of a table of any form."""
    if path.suffix == ".csv":
        return read(path)[0]
    if path.suffix == ".parquet":
        return polars.read_parquet(path).row(0, named=True)
    table = read_table(path)
    return dict(zip(table.headers, table.rows[0].cells, strict=True))


@pytest.mark.parametrize("ending", FORMS)
def test_a_result_without_matches_has_its_columns_all_the_same(tmp_path: Path, ending: str) -> None:
    (tmp_path / "r.csv").write_text("id,full_name,birth_date\ns,An Peeters,1981-04-03\n")
    (tmp_path / "q.csv").write_text("id,full_name,birth_date\n")
    lists = ["--register", str(tmp_path / "r.csv"), "--queries", str(tmp_path / "q.csv")]
    assert cli.main(["match", *lists, "--out", str(tmp_path / f"m{ending}")]) == 0
    columns = ["query_id", "subject_id", "bits", "strength", "evidence"]
    if ending == ".parquet":
        assert polars.read_parquet(tmp_path / "m.parquet").columns == columns
    elif ending == ".csv":
        assert (tmp_path / "m.csv").read_text().strip() == ",".join(columns)
    else:
        assert list(read_table(tmp_path / "m.xlsx").headers) == columns


def test_a_file_that_breaks_off_leaves_no_result_and_the_earlier_one_stays(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "r.csv").write_text("id,full_name,birth_date\ns,An Peeters,1981-04-03\n")
    lines = "q,An Peeters,1981-04-03\n" * 20_000  # the first chunk is matched and written before the fault is met
    (tmp_path / "q.csv").write_bytes(b"id,full_name,birth_date\n" + lines.encode() + b"q,\xff,1981\n")
    (tmp_path / "m.csv").write_text("of yesterday")
    lists = ["--register", str(tmp_path / "r.csv"), "--queries", str(tmp_path / "q.csv")]
    assert cli.main(["match", *lists, "--out", str(tmp_path / "m.csv")]) == 2
    assert "q.csv is no CSV file in UTF-8" in capsys.readouterr().err
    assert (tmp_path / "m.csv").read_text() == "of yesterday"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["m.csv", "q.csv", "r.csv"]


@pytest.mark.parametrize(
    ("name", "sentence"), [("x.parquet", "no Parquet file"), ("x.xlsx", "x.xlsx: "), ("x.txt", "ending")]
)
def test_a_file_that_is_not_what_its_name_says_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, sentence: str
) -> None:
    (tmp_path / name).write_text("id,full_name\n1,An Peeters\n")
    lists = ["--register", str(tmp_path / name), "--queries", str(tmp_path / name)]
    assert cli.main(["match", *lists, "--out", str(tmp_path / "m.csv")]) == 2
    assert sentence in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_the_result_never_replaces_a_list_and_has_a_form_that_can_be_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "r.csv").write_text("id,full_name\n1,An Peeters\n")
    lists = ["--register", str(tmp_path / "r.csv"), "--queries", str(tmp_path / "r.csv")]
    assert cli.main(["match", *lists, "--out", str(tmp_path / "r.csv")]) == 2
    assert cli.main(["match", *lists, "--out", str(tmp_path / "m.txt")]) == 2
    assert "must end in .csv, .parquet or .xlsx" in capsys.readouterr().err
    assert (tmp_path / "r.csv").read_text() == "id,full_name\n1,An Peeters\n"


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_a_long_list_of_queries_is_never_in_memory_as_a_whole(tmp_path: Path, ending: str) -> None:
    """Eight times the queries take hardly more memory, whatever the form."""

    def peak(rows: int) -> int:
        queries = tmp_path / f"q{rows}{ending}"
        names = polars.DataFrame({"id": range(rows)}).select(
            polars.col("id").cast(polars.String),
            polars.concat_str(polars.lit("Zz" * 200), "id").alias("full_name"),
            polars.lit("1931-01-02").alias("birth_date"),
        )
        names.write_parquet(queries, row_group_size=20_000) if ending == ".parquet" else names.write_csv(queries)
        opened = "from aigis.ops.lists.reader import open_list; from pathlib import Path; import sys\n"
        opened += "listed = open_list(Path(sys.argv[1]), wanted=('id', 'full_name', 'birth_date'), needed=('id',))\n"
        opened += "print(sum(len(frame) for frame in listed.frames(5_000)))\n"
        opened += "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"
        done = subprocess.run([sys.executable, "-c", opened, queries], capture_output=True, text=True, check=True)
        read_rows, kilobytes = map(int, done.stdout.split())
        assert read_rows == rows
        return kilobytes

    assert peak(400_000) - peak(50_000) < 60 * 1024  # the rows between are 140 MB of text


def test_a_list_longer_than_a_chunk_comes_out_in_order_and_its_lines_are_counted_on(
    match: Match, capsys: pytest.CaptureFixture[str]
) -> None:
    remark = "so many words that the rows do not fit into one block" * 50
    lines = "".join(f"q{number},An Peeters,1981-04-03,{remark}\n" for number in range(1_001))
    rows = match(f"id,full_name,birth_date,remark\n{lines},An Peeters,1981-04-03\n")
    assert "q.csv, line 1003: The row has no id" in capsys.readouterr().err
    assert [row["query_id"] for row in rows] == [f"q{number}" for number in range(1_001)]


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


def test_lists_of_numbers_alone_give_the_matches_and_bits_that_persons_get(
    match: Match, capsys: pytest.CaptureFixture[str]
) -> None:
    register = "id,national_number\ns1,81040312361\ns2,81040312361;85 07 30 033 28\ns3,85073003328\ns4,17073003384\n"
    queries = "id,national_number\nq1,81.04.03-123.61\nq2,85073003328;81040312361\nq3,81040312362\nq4,17073003384\n"
    joined = match(queries, register=register)
    said = capsys.readouterr().err
    scored = match(queries, "--min-bits", "8", register=register)
    assert [(row["query_id"], row["subject_id"]) for row in joined] == [
        ("q1", "s1"), ("q1", "s2"), ("q2", "s1"), ("q2", "s2"), ("q2", "s3"), ("q4", "s4"),
    ]  # fmt: skip
    assert joined == scored
    assert said == capsys.readouterr().err
    assert "q.csv, line 4, id q3, national_number: The check digits" in said


def number_of(day: str, before: int = 0) -> str:
    """A national number of six digits of a date, right or not, with fitting check digits; `before`: the century's 2."""
    body = int(f"{day}123")
    return f"{body:09d}{97 - (body + before) % 97:02d}"


DATES = "840229 830229 000229 840101 000101 000100 840000 840400 845231 840431 844229 000000 001232".split()


def test_numbers_alone_get_the_bits_of_the_birth_date_that_is_in_each(match: Match) -> None:
    numbers = [number_of(day, before) for day in DATES for before in (0, 2_000_000_000)]
    listed = "".join(f"{place},{number}\n" for place, number in enumerate(numbers))
    joined = match(f"id,national_number\n{listed}", register=f"id,national_number\n{listed}")
    named = match(
        f"id,national_number\n{listed}", register=f"id,national_number,full_name\n{listed}".replace("\n", ",\n")
    )
    assert joined == named
    assert len({row["bits"] for row in joined}) > 3


def written(number: str) -> list[str]:
    """A number as people write it, and as nobody should."""
    dotted = f"{number[:2]}.{number[2:4]}.{number[4:6]}-{number[6:9]}.{number[9:]}"
    return [number, dotted, f" {number} ", f"+{number[1:]}", f"-{number[1:]}", number[1:], f"{number[:-1]}x"]


HELD = [number_of(day, before) for day in ("840229", "040403", "000100", "845231") for before in (0, 2_000_000_000)]
NUMBERS = st.lists(st.sampled_from([one for number in HELD for one in written(number)] + [""]), max_size=3)
ROWS = st.lists(NUMBERS.map(";".join), min_size=1, max_size=6)


@settings(deadline=None, max_examples=60)
@given(ROWS, ROWS)
def test_any_lists_of_numbers_give_the_matches_and_bits_and_refusals_that_persons_get(
    register: list[str], queries: list[str]
) -> None:
    """The first has numbers alone and is joined; the second has a column of names and goes through the matcher."""
    found = []
    for more in ("", ",full_name"):
        with TemporaryDirectory() as folder, redirect_stderr(io.StringIO()) as said:
            for name, rows in (("r", register), ("q", queries)):
                lines = [f"{place},{row}{',' if more else ''}\n" for place, row in enumerate(rows)]
                Path(folder, f"{name}.csv").write_text(f"id,national_number{more}\n{''.join(lines)}", encoding="utf-8")
            lists = ["--register", f"{folder}/r.csv", "--queries", f"{folder}/q.csv", "--out", f"{folder}/m.csv"]
            assert cli.main(["match", *lists]) == 0
            found.append((read(Path(folder, "m.csv")), sorted(said.getvalue().splitlines())))
    assert found[0] == found[1]


@settings(deadline=None)
@given(st.integers(0, 99), st.integers(0, 99), st.integers(0, 40), st.integers(0, 96))
def test_a_number_is_valid_at_once_just_where_it_is_one_by_one(year: int, month: int, day: int, check: int) -> None:
    body = (year * 10_000 + month * 100 + day) * 1_000 + 123
    for digits in (check, 97 - body % 97, 97 - (body + 2_000_000_000) % 97):
        at_once = polars.select(valid(polars.lit(body * 100 + digits))).item()
        try:
            assert bool(national_number(f"{body * 100 + digits:011d}")) == at_once
        except InvalidInput:
            assert not at_once


CELLS = st.sampled_from(["", "An", "Peeters", "Peeters, An", ", An", "Maes,", "De Smet, Jan, Piet", ","])
BIRTHS = st.sampled_from(["", "1981", "1981-04", "1981-02-30", "1981-20-03", "0000-01-01", "x"])


NUMBER_CELLS = st.sampled_from(["", HELD[0], f"{HELD[1]}; {HELD[2]} ", f"{HELD[0]};1", "000000", HELD[3]])
PAPERS = st.sampled_from(["", "BEL:59012345", "NLD:IO1;D:c01 x", "BEL", "BEL:", "XX:1", " FRA : 12-34 "])
SMALL = st.tuples(st.sampled_from(["", "F", "vrouw", "X", "?"]), st.sampled_from(["", "BEL", "Belg", "d", "1"]))
ROW = st.tuples(CELLS, CELLS, CELLS, BIRTHS, CELLS.map(lambda one: f"{one}; Ali ; ;"), NUMBER_CELLS, PAPERS, SMALL)


def named(person: Person) -> Person:
    """A person without names that say nothing; whether one came in one piece is not read by matching."""
    return replace(person, names=tuple(replace(name, whole=False) for name in person.names if name.full))


@settings(deadline=None)
@given(st.lists(ROW, max_size=6), st.sets(st.integers(3, 8)))
def test_columns_say_what_is_read_of_each_row(rows: list[tuple[Any, ...]], left_out: set[int]) -> None:
    names = "full_name family_name given_names birth_date aliases national_number document sex nationality".split()
    cells = [(*row[:-1], *row[-1]) for row in rows]
    frame = polars.DataFrame(cells, schema=dict.fromkeys(names, polars.String), orient="row").with_columns(
        polars.lit("q").alias("id"), polars.int_range(polars.len(), dtype=polars.Int64).alias(LINE)
    )
    frame = frame.drop(names[place] for place in left_out)
    told, one_by_one = Notes(), Notes()
    columns = ColumnReader("q.csv", told).columns(frame).persons
    persons = [person for _, person in PersonReader("q.csv", one_by_one).persons(frame)]
    for place, person in enumerate(persons):
        assert named(columns.person(place)) == named(person)
        assert columns.births[place] == packed(birth_by(person))
    assert told.details == one_by_one.details


def detailed(listed: polars.DataFrame, *, seed: int) -> polars.DataFrame:
    """A list with details that are often somebody else's of it, too: shared, other, alike, several in a cell."""
    chance = Random(seed)

    def column(values: list[str], share: float) -> polars.Series:
        return polars.Series([chance.choice(values) if chance.random() < share else "" for _ in range(len(listed))])

    papers = [f"{state}:{letter}{number}" for state in ("BEL", "NLD") for letter in "O0" for number in range(4)]
    return listed.with_columns(
        aliases=column([", ".join(row) for row in listed.select("family_name", "given_names").rows()], 0.1),
        national_number=column([*HELD, f"{HELD[0]};{HELD[3]}", number_of("850730"), number_of("790423")], 0.1),
        document=column([*papers, f"{papers[3]};{papers[9]}"], 0.1),
        sex=column(["F", "M", "X"], 0.8),
        nationality=column(["BEL", "NLD", "D"], 0.8),
    )


@pytest.mark.parametrize("least", [[], ["--min-bits", "-20"], ["--min-bits", "9.5"]])
@pytest.mark.parametrize("details", [False, True])
def test_many_at_once_get_what_few_and_explained_ones_get(tmp_path: Path, details: bool, least: list[str]) -> None:
    make_work(tmp_path, persons=2_200, subjects=200)
    lists = {name: polars.read_csv(tmp_path / f"{name}.csv", infer_schema=False) for name in ("register", "queries")}
    if details:
        lists = {name: detailed(listed.fill_null(""), seed=len(name)) for name, listed in lists.items()}
    lists["register"].write_csv(tmp_path / "r.csv")
    found = {}
    for name, queries, more in (
        ("all", lists["queries"], []),
        ("few", lists["queries"].head(300), []),
        ("explained", lists["queries"], ["--explain"]),
    ):
        queries.write_csv(tmp_path / "q.csv")
        asked = ["--register", str(tmp_path / "r.csv"), "--queries", str(tmp_path / "q.csv"), *least, *more]
        assert cli.main(["match", *asked, "--out", str(tmp_path / "m.csv")]) == 0
        found[name] = read(tmp_path / "m.csv")
    few = set(lists["queries"].head(300)["id"])
    assert [row for row in found["all"] if row["query_id"] in few] == found["few"]
    assert [row | {"evidence": ""} for row in found["all"]] == [row | {"evidence": ""} for row in found["explained"]]
    assert len(found["few"]) > 20
    said = " ".join(row["evidence"] for row in found["all"])
    kinds = ["national_number +40.0", "document +36.0", "sex -2.0", "nationality +1.0"]
    kinds += ["document +16.0"] if "9.5" not in least else []  # it is not worth so much by itself
    assert all(kind in said for kind in (kinds if details else ["birth +14.0"]))
    said = " ".join(row["evidence"] for row in found["all"])
    assert all(kind in said for kind in ("birth", *(["number", "document", "sex", "nationality"] if details else [])))


def test_one_thing_is_made_ahead_and_what_goes_wrong_comes_in_its_place() -> None:
    made: list[int] = []

    def making() -> Iterator[int]:
        for number in (1, 2, 3):
            made.append(number)
            yield number
        raise InvalidInput("The fourth cannot be made.")

    coming = prefetch(making())
    assert next(coming) == 1
    assert len(made) <= 2
    assert [next(coming), next(coming)] == [2, 3]
    with pytest.raises(InvalidInput, match="fourth"):
        next(coming)


def test_results_of_a_low_cut_are_the_same_in_pieces_of_any_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_work(tmp_path, persons=2_100, subjects=150)
    lists = ["--register", str(tmp_path / "register.csv"), "--queries", str(tmp_path / "queries.csv")]
    written = []
    for first, at_once in ((5_000, 10**9), (7, 300)):
        monkeypatch.setattr(register_file, "_FIRST_PIECE", first)
        monkeypatch.setattr(register_file, "_MATCHES_AT_ONCE", at_once)
        assert cli.main(["match", *lists, "--out", str(tmp_path / "m.csv"), "--min-bits", "-25"]) == 0
        written.append((tmp_path / "m.csv").read_text())
    assert written[0] == written[1]
    assert written[0].count("\n") > 1_000
