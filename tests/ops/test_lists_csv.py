"""All readers of CSV give the same cells, lines and slipped rows, or refuse alike; no row ever hides in another."""

import csv
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from aigis.adapters.delimited import delimited_list
from aigis.adapters.spreadsheet import read_table
from aigis.adapters.unreadable import Unreadable
from aigis.core.errors import InvalidInput
from aigis.ops.lists import csv as list_csv
from aigis.ops.lists.frame import LINE, OVER
from aigis.ops.lists.reader import open_list

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


def by_strict_records(path: Path) -> Rows:
    """What the standard library reads in its strict mode, with the lines counted by hand."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, skipinitialspace=True, strict=True)
        next(reader)
        found, line = [], reader.line_num + 1
        for record in reader:
            cells = [cell.strip() for cell in (*record, "", "")]
            if any(cells):
                found.append((line, cells[0], cells[1], any(cells[2:])))
            line = reader.line_num + 1
    return found


def by_delimited(path: Path) -> Rows:
    """What the reader of uploaded lists reads; it counts rows, so the lines are left out."""
    delimited = delimited_list(path.read_bytes())
    records = [[cell.strip() for cell in (*cells, "", "")] for cells in delimited.rows][1:]
    return [(0, cells[0], cells[1], any(cells[delimited.width :])) for cells in records if any(cells)]


def outcome(read: Callable[[Path], Rows], path: Path) -> Rows | None:
    """The rows, or None where the file is refused."""
    try:
        return read(path)
    except (InvalidInput, Unreadable, csv.Error):
        return None


@settings(deadline=None, max_examples=200)
@given(LINES, ENDS, st.booleans(), st.sampled_from([1, 3, 1_000]))
@example(['1,"a\n', 'b"', '2,"c"'], "\n", True, 1)
@example(["1,An,,x", "2,Bo"], "\n", True, 1)
def test_all_readers_hold_what_the_standard_library_reads_or_refuse(
    lines: list[str], end: str, last: bool, rows: int
) -> None:
    text = end.join(["id,full_name", *lines]) + (end if last else "")
    with TemporaryDirectory() as folder:
        path = Path(folder, "q.csv")
        path.write_bytes(text.encode())
        ours = outcome(lambda file: by_blocks(file, rows), path)
        delimited = outcome(by_delimited, path)
        assert delimited == (None if ours is None else [(0, *cells) for _, *cells in ours])
        expected = outcome(by_strict_records, path)
        if ours is None:
            assert expected is None or '"' in text
        else:
            assert ours == expected


PLAIN = st.sampled_from(["", "An", "1981-04-03", "art. 4", "Kaai 1", "é"])
FULL_ROWS = st.lists(st.tuples(PLAIN, PLAIN, PLAIN), min_size=1, max_size=8)


@settings(deadline=None, max_examples=300)
@given(FULL_ROWS, st.sampled_from(",;\t|"), ENDS, st.data())
def test_stray_quotation_marks_never_make_fewer_rows(
    rows: list[tuple[str, str, str]], separator: str, end: str, data: st.DataObject
) -> None:
    header = separator.join(["id", "full_name", "given_names", "birth_date"])
    body = end.join(separator.join([str(place), *cells]) for place, cells in enumerate(rows)) + end
    for place in sorted(data.draw(st.sets(st.integers(0, len(body)), max_size=3)), reverse=True):
        body = body[:place] + '"' + body[place:]
    with TemporaryDirectory() as folder:
        path = Path(folder, "q.csv")
        path.write_bytes(f"{header}{end}{body}".encode())
        for found in (outcome(lambda file: by_blocks(file, 2), path), outcome(by_delimited, path)):
            assert found is None or len(found) == len(rows)


@pytest.mark.parametrize(
    "text",
    [
        'id;full_name;note\n1;An;"x\n2;Bo;y\n3;Cé;z\n',
        'id;full_name;note\n1;An;"x\n2;Bo;y\n3;Cé;z"\n',
        'id;full_name;note\n1;"An;x\n2;Bo";y\n',
        'id;full_name;note\n"1;An;x\n2";Bo;y\n',
        'id;full_name;note\n1;An;"x\n2";Bo;y\n',
        'id,full_name,note\n1,"An,x\n2,Bo",y\n',
        'id,full_name,note\n"1,An,x\n2",Bo,y\n',
        'id;full_name;note\n1;"An"x;y\n',
        'id;full_name;"note\n1;An;x\n2;Bo;y"\n3;Cé;z\n',
        'full_name\n"An\nBo"\n',
    ],
)
def test_a_row_that_may_hide_others_refuses_the_file(text: str, tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    path.write_text(text if text.startswith("id") else f"id{text.removeprefix('full_name')}")
    assert (outcome(lambda file: by_blocks(file, 10), path), outcome(by_delimited, path)) == (None, None)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ('id;full_name;address\n1;An;"Kaai 1\n2000 Antwerpen"\n2;Bo;x\n', 2),
        ('address;id;full_name\n"Kaai 1\n2000 Antwerpen";1;An\nx;2;Bo\n', 0),
        ('id,address,full_name,note\n1,"Kaai 1, bus 2\n2000 Antwerpen, België",An,y\n2,x,Bo,z\n', 1),
    ],
)
def test_an_address_of_two_lines_is_one_cell(text: str, address: int, tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    path.write_text(text)
    assert [name for _, _, name, over in by_blocks(path, 10) if not over] == ["An", "Bo"]
    first = list(delimited_list(text.encode()).rows)[1]
    assert first[address].splitlines()[0].startswith("Kaai 1") and len(first[address].splitlines()) == 2


def test_a_refusal_names_the_row(tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    path.write_text('id;full_name\n1;An\n2;"Bo\n3;Cé\n')
    with pytest.raises(InvalidInput, match="q.csv: Row 3 opens a quotation mark that is never closed"):
        by_blocks(path, 1)
    with pytest.raises(InvalidInput, match="^Row 3 opens a quotation mark that is never closed"):
        read_table(path)


@pytest.mark.parametrize(
    ("row", "slipped"), [("1;An;x", True), ("1;An;;x", True), ("1;An;;", False), ("1;An", False), ("1", False)]
)
def test_a_row_wider_than_its_header_has_slipped_unless_all_it_has_more_is_empty(
    row: str, slipped: bool, tmp_path: Path
) -> None:
    path = tmp_path / "q.csv"
    path.write_text(f"id;full_name\n{row}\n2;Bo\n")
    assert [over for _, _, _, over in by_blocks(path, 10)] == [slipped, False]
    assert [one.slipped for one in read_table(path).rows] == [slipped, False]


def test_an_empty_column_name_at_the_end_is_a_column_too(tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    path.write_text("id;full_name;\n1;An;x\n")
    assert [one.slipped for one in read_table(path).rows] == [False]


@pytest.mark.parametrize(
    ("line", "regular"),
    [
        ('1,"An"', True), ('"1","An"', True), ('1,""', True), ('1,"a ""b"" c"', True), ('1,"x"\r', True),
        ("1,An", True), ('1, "An"', False), ('1,"An" ', False), ('1,O"Brien', False), ('1,"two', False),
        ('1,a""b', False),
    ],
)  # fmt: skip
def test_quotes_around_whole_cells_of_one_line_are_read_at_once(line: str, regular: bool) -> None:
    assert list_csv._a_line_a_row(f"{line}\n2,b\n".encode(), b",") is regular


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
