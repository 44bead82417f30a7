"""Reading lists that anybody may send: what they hold comes out, and what they do stays in the child."""

import io
import os
import time
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from aigis.adapters.spreadsheet import MAX_BYTES, Row, read_table
from aigis.core.errors import InvalidInput

DATA = Path(os.environ.get("AIGIS_DEV_DATA", Path(__file__).parents[3] / "shared" / "data")) / "malformed-xlsx"
HOSTILE = sorted(DATA.glob("*.xls*"))


def workbook(fill: Callable[[Any], None], **options: Any) -> bytes:
    """The bytes of a workbook with one sheet, filled by `fill(sheet)`."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"default_date_format": "dd/mm/yyyy", **options})
    fill(book.add_worksheet())
    book.close()
    return content.getvalue()


def refusal(content: bytes, filename: str = "bans.xlsx") -> str:
    """The sentence with which the file is refused, within five seconds."""
    started = time.monotonic()
    with pytest.raises(InvalidInput) as refused:
        read_table(content, filename=filename)
    assert time.monotonic() - started < 8  # the child's five, and room for a busy machine
    assert refused.value.field == "file"
    return refused.value.sentence


def test_a_workbook_comes_out_with_its_types_and_its_row_numbers() -> None:
    def fill(sheet: Any) -> None:
        sheet.write_row(0, 0, ["Naam", "Geboren", "Nummer", "Deel", "Finaal", "Om"])
        sheet.write_row(2, 0, ["  Peeters ", date(1981, 4, 3), 81040300175, 0.5, True])
        sheet.write_datetime(2, 5, datetime(2026, 11, 22, 6, 12))
        sheet.write_row(4, 0, ["Şahin Ωmega", None, None, -3])

    table = read_table(workbook(fill), filename="bans.xlsx")
    assert table.headers == ("Naam", "Geboren", "Nummer", "Deel", "Finaal", "Om")
    assert table.rows == [
        Row(3, ("Peeters", date(1981, 4, 3), 81040300175, 0.5, True, datetime(2026, 11, 22, 6, 12))),
        Row(5, ("Şahin Ωmega", None, None, -3, None, None)),
    ]
    assert type(table.rows[0].cells[2]) is int


def test_formulas_give_their_stored_values() -> None:
    def fill(sheet: Any) -> None:
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write_number(1, 0, 2)
        sheet.write_formula(1, 1, "=A2*21", None, 42)

    assert read_table(workbook(fill), filename="x.xlsx").rows == [Row(2, (2, 42))]


def test_the_macintosh_calendar_of_1904_gives_the_same_day() -> None:
    def fill(sheet: Any) -> None:
        sheet.write_row(0, 0, ["name", "day"])
        sheet.write_row(1, 0, ["x", date(1981, 4, 3)])

    assert read_table(workbook(fill, date_1904=True), filename="x.xlsx").rows == [Row(2, ("x", date(1981, 4, 3)))]


def test_a_title_above_the_columns_is_not_taken_for_them() -> None:
    def fill(sheet: Any) -> None:
        sheet.write(0, 0, "Lijst havenverboden 2026")
        sheet.write_row(2, 0, ["Naam", "Geboren"])
        sheet.write_row(3, 0, ["Maes", "1990"])

    table = read_table(workbook(fill), filename="x.xlsx")
    assert (table.headers, table.rows) == (("Naam", "Geboren"), [Row(4, ("Maes", "1990"))])


def test_cells_beyond_the_headers_are_kept() -> None:
    def fill(sheet: Any) -> None:
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write_row(1, 0, ["1", "2", "3"])

    table = read_table(workbook(fill), filename="x.xlsx")
    assert (table.headers, table.rows) == (("a", "b", ""), [Row(2, ("1", "2", "3"))])


def test_a_path_is_read_as_its_bytes_are(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("name;born\nMaes;1990\n", encoding="utf-8")
    assert read_table(path) == read_table(path.read_bytes(), filename="list.csv")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_every_usual_csv_is_understood(encoding: str, separator: str) -> None:
    lines = [["naam", "plaats", "datum"], ["Noël, André; één", "Liège", "1981"], ["D'Hondt", "Brugge", ""]]
    text = "\r\n".join(separator.join(f'"{cell}"' if "," in cell else cell for cell in line) for line in lines)
    table = read_table(text.encode(encoding), filename="list.csv")
    assert table.headers == ("naam", "plaats", "datum")
    assert [row.cells for row in table.rows] == [("Noël, André; één", "Liège", "1981"), ("D'Hondt", "Brugge", None)]


def test_a_cell_with_line_breaks_is_one_row_and_excels_separator_line_counts() -> None:
    table = read_table(b'sep=|\r\nname|note\r\nMaes|"two\r\nlines"\r\n\r\nPeeters|x\r\n', filename="list.csv")
    assert table.headers == ("name", "note")
    assert table.rows == [Row(3, ("Maes", "two\r\nlines")), Row(5, ("Peeters", "x"))]


def test_a_list_of_one_column_keeps_its_header() -> None:
    assert read_table(b"number\n1\n2\n", filename="x.csv").headers == ("number",)


@pytest.mark.parametrize(
    ("content", "filename"),
    [
        (b"", "empty.csv"),
        (b"  \n\n", "blank.csv"),
        (b"<html><table></table></html>", "export.csv"),
        (b"<html>", "export.xls"),
        (b"%PDF-1.7\x00\x01\x02", "list.pdf"),
        (b"\xff\xfe\x00", "odd.csv"),
        (b'a;b\n"' + b"x" * 40_000, "cell.csv"),
        (b"PK\x03\x04", "short.xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "short.xls"),
        (b"a,b\n1,2\n", "nul\0.c\0sv"),
    ],
)
def test_what_is_no_list_is_refused_with_a_sentence(content: bytes, filename: str) -> None:
    assert refusal(content, filename).endswith((".", ")."))


def test_a_file_over_the_limit_is_refused_before_anything_reads_it() -> None:
    assert "larger than 20 MB" in refusal(b"a" * (MAX_BYTES + 1), "list.csv")


def archive(members: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return content.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        archive({"xl/worksheets/sheet1.xml": b"\0" * 2**21}),
        archive({f"{number}.xml": b"x" for number in range(51)}),
    ],
    ids=["ratio", "members"],
)
def test_a_bomb_is_refused_by_its_directory(content: bytes) -> None:
    assert "unpacks to far more" in refusal(content)


def test_a_directory_that_lies_does_not_help_the_bomb() -> None:
    honest = archive({"[Content_Types].xml": b" " * 150_000_000})
    lying = honest.replace((150_000_000).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert lying != honest
    refusal(lying)


def test_two_cells_at_the_far_ends_of_a_sheet_end_the_child_and_not_us() -> None:
    def fill(sheet: Any) -> None:
        sheet.write(0, 0, "a")
        sheet.write(1_048_575, 16_383, "z")

    refusal(workbook(fill))


def test_one_long_text_used_in_every_row_is_refused_as_too_long() -> None:
    def fill(sheet: Any) -> None:
        for row in range(4_000):
            sheet.write(row, 0, "x" * 32_000)

    assert "too long" in refusal(workbook(fill))


def test_a_password_is_named_as_the_obstacle() -> None:
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    assert "password" in refusal(content)


@pytest.mark.skipif(not HOSTILE, reason="development data is not here")
@pytest.mark.parametrize("path", HOSTILE, ids=lambda path: path.name[-40:])
def test_every_hostile_workbook_is_read_or_refused_in_time(path: Path) -> None:
    started = time.monotonic()
    try:
        assert read_table(path).headers
    except InvalidInput as refused:
        assert refused.field == "file"
    assert time.monotonic() - started < 8
