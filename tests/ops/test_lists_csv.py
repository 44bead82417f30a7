"""A CSV file read in blocks gives the cells, lines and slipped rows that Python's own reader gives."""

import csv
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from aigis.core.errors import InvalidInput
from aigis.ops import lists_csv
from aigis.ops.list_frame import LINE, OVER
from aigis.ops.lists_in import open_list

Rows = list[tuple[int, str, str, bool]]

CELLS = st.sampled_from(
    [
        "",
        "1",
        "An",
        '""',
        '"An"',
        '"Peeters, An"',
        '"a ""b"" c"',
        ' "An"',
        '"An" ',
        '"two\nlines"',
        'O"Brien',
        '"',
        "é\u2028x",
    ]
)
LINES = st.lists(st.lists(CELLS, min_size=1, max_size=4).map(",".join), max_size=12)
ENDS = st.sampled_from(["\n", "\r\n"])


def by_blocks(path: Path, rows: int) -> Rows:
    listed = open_list(path, wanted=("id", "full_name"), needed=("id",))
    return [
        (line, one, other, over != "")
        for frame in listed.frames(rows)
        for line, one, other, over in frame.select(LINE, "id", "full_name", OVER).rows()
    ]


def by_records(path: Path) -> Rows:
    """What the standard library reads, with the lines counted by hand."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, skipinitialspace=True)
        next(reader)
        found, line = [], reader.line_num + 1
        for record in reader:
            cells = [cell.strip() for cell in (*record, "", "", "")]
            if any(cells[:3]):
                found.append((line, cells[0], cells[1], cells[2] != ""))
            line = reader.line_num + 1
    return found


@settings(deadline=None, max_examples=200)
@given(LINES, ENDS, st.booleans(), st.sampled_from([1, 3, 1_000]))
@example(['1,"a\n', 'b"', '2,"c"'], "\n", True, 1)
def test_blocks_hold_what_the_standard_library_reads(lines: list[str], end: str, last: bool, rows: int) -> None:
    text = end.join(["id,full_name", *lines]) + (end if last else "")
    with TemporaryDirectory() as folder:
        path = Path(folder, "q.csv")
        path.write_bytes(text.encode())
        assert by_blocks(path, rows) == by_records(path)


@pytest.mark.parametrize(
    ("line", "regular"),
    [
        ('1,"An"', True), ('"1","An"', True), ('1,""', True), ('1,"a ""b"" c"', True), ('1,"x"\r', True),
        ("1,An", True), ('1, "An"', False), ('1,"An" ', False), ('1,O"Brien', False), ('1,"two', False),
        ('1,a""b', False),
    ],
)  # fmt: skip
def test_quotes_around_whole_cells_of_one_line_are_read_at_once(line: str, regular: bool) -> None:
    assert lists_csv._a_line_a_row(f"{line}\n2,b\n".encode(), b",") is regular


def test_a_header_of_several_lines_and_quoted_headers_are_read(tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    path.write_text('"id","full_name","a note\nof two lines"\n1,An,x\n')
    assert by_blocks(path, 10) == [(3, "1", "An", False)]
    path.write_text('"id","full_name"\n1,"Peeters, An"\n')
    assert by_blocks(path, 10) == [(2, "1", "Peeters, An", False)]


def test_a_very_long_header_is_read(tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    path.write_text(f"id,full_name,{'x' * 200_000}\n1,An,x\n")
    assert by_blocks(path, 10) == [(2, "1", "An", False)]


def test_what_is_no_utf_8_is_refused_wherever_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    for body in (b"1,\xff\n", b'1,"\xff"\n', b'1,"a\nb"\n2,\xff\n'):
        path.write_bytes(b"id,full_name\n" + body)
        with pytest.raises(InvalidInput, match=r"q\.csv is no CSV file in UTF-8"):
            by_blocks(path, 1)
