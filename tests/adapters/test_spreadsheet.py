"""Reading lists that anybody may send: what they hold comes out, and what they do stays in the child."""

import io
import os
import resource
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from aigis.adapters.spreadsheet import MAX_BYTES, Row, read_table
from aigis.adapters.spreadsheet_child import MEMORY_BYTES
from aigis.core.errors import InvalidInput
from tests.adapters.old_files import old_workbook, open_document

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


def test_headers_are_found_below_titles_remarks_and_little_tables() -> None:
    def fill(sheet: Any) -> None:
        sheet.write_row(0, 0, ["Lijst", "havenverboden"])
        sheet.write_row(2, 0, ["Opgemaakt op", date(2026, 11, 22)])
        sheet.write_row(3, 0, ["Door", "griffie", "versie", 3])
        sheet.write_row(18, 0, ["Naam", "Geboren", "Foto"])
        sheet.write_row(19, 0, ["Maes", "1990"])

    table = read_table(workbook(fill), filename="x.xlsx")
    assert (table.headers, table.rows) == (("Naam", "Geboren", "Foto"), [Row(20, ("Maes", "1990", None))])


def test_titles_above_a_csv_do_not_hide_its_separator() -> None:
    text = "Lijst, opgemaakt door de griffie\n\nNaam;Geboren;Rechtbank\nMaes;1990;Gent, 1e kamer\nPeeters;1981;Luik\n"
    table = read_table(text.encode(), filename="x.csv")
    assert table.headers == ("Naam", "Geboren", "Rechtbank")
    assert table.rows[0] == Row(4, ("Maes", "1990", "Gent, 1e kamer"))


def sheets(**filled: list[list[Any]]) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        for name, rows in filled.items():
            sheet = book.add_worksheet(name)
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, row)
            if name == "Verborgen":
                sheet.hide()
    return content.getvalue()


def test_the_first_sheet_with_column_names_is_read_and_the_others_are_named() -> None:
    lines = [["Naam", "Geboren"], ["Maes", "1990"]]
    table = read_table(sheets(Uitleg=[["Wat dit is", "x"]], Lijst=lines, Oud=lines), filename="x.xlsx")
    assert (table.sheet, table.other_sheets, len(table.rows)) == ("Lijst", ("Uitleg", "Oud"), 1)
    assert read_table(sheets(Eerste=[["K1", "K2"], ["a", "b"]], Leeg=[]), filename="x.xlsx").sheet == "Eerste"


def test_a_hidden_sheet_is_not_read_and_named_if_it_is_a_list() -> None:
    lines = [["Naam", "Geboren"], ["Maes", "1990"]]
    table = read_table(sheets(Uitleg=[["x"]], Verborgen=lines, Lijst=lines), filename="x.xlsx")
    assert (table.sheet, table.other_sheets, table.other_lists) == ("Lijst", ("Uitleg",), ("Verborgen",))


def test_a_workbook_says_which_calendar_its_numbers_are_of() -> None:
    def fill(sheet: Any) -> None:
        sheet.write_row(0, 0, ["Naam", "Geboren"])
        sheet.write_row(1, 0, ["Maes", 29679])

    assert read_table(workbook(fill), filename="x.xlsx").epoch == date(1899, 12, 30)
    assert read_table(workbook(fill, date_1904=True), filename="x.xlsx").epoch == date(1904, 1, 1)
    assert read_table(b"Naam;Geboren\nMaes;29679\n", filename="x.csv").epoch is None


@pytest.mark.parametrize("of_1904", [False, True])
def test_an_old_workbook_is_read_and_says_its_calendar(of_1904: bool) -> None:
    rows: list[list[Any]] = [["Naam", "Geboren", "Nummer"], ["Maes", 29679, "Noël"], [None, None, "één"]]
    table = read_table(old_workbook(rows, of_1904=of_1904), filename="bans.xls")
    assert table.headers == ("Naam", "Geboren", "Nummer")
    assert table.rows == [Row(2, ("Maes", 29679, "Noël")), Row(3, (None, None, "één"))]
    assert table.epoch == (date(1904, 1, 1) if of_1904 else date(1899, 12, 30))


def test_an_open_document_is_read_with_its_dates() -> None:
    rows: list[list[Any]] = [["Naam", "Geboren", "Nummer"], ["Maes", date(1990, 5, 6), 7], ["Noël", "1981", None]]
    table = read_table(open_document(rows), filename="bans.ods")
    assert table.headers == ("Naam", "Geboren", "Nummer")
    assert table.rows == [Row(2, ("Maes", date(1990, 5, 6), 7)), Row(3, ("Noël", "1981", None))]


def test_merged_cells_count_for_all_their_rows() -> None:
    def fill(sheet: Any) -> None:
        sheet.merge_range(0, 0, 0, 3, "Havenverboden")
        sheet.write_row(1, 0, ["Naam", "Geboren", "Rechtbank"])
        sheet.merge_range(2, 2, 3, 2, "Gent")
        sheet.write_row(2, 0, ["Maes", "1990"])
        sheet.write_row(3, 0, ["Bo", "1991"])

    table = read_table(workbook(fill), filename="x.xlsx")
    assert [row.cells[:3] for row in table.rows] == [("Maes", "1990", "Gent"), ("Bo", "1991", "Gent")]


def test_dates_no_calendar_has_come_as_what_they_are_and_harm_nobody() -> None:
    def fill(sheet: Any) -> None:
        day = sheet.book_format
        sheet.write_row(0, 0, ["Naam", "Geboren"])
        for place, number in enumerate((-5.0, 0.0, 59.5, 2_958_466.0, 1e300, 60.0), start=1):
            sheet.write(place, 0, "Maes")
            sheet.write_number(place, 1, number, day)

    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        sheet.book_format = book.add_format({"num_format": "dd/mm/yyyy"})
        fill(sheet)
    assert len(read_table(content.getvalue(), filename="x.xlsx").rows) == 6


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


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("cp1252", ["Noël André", "Liège", "Œuvrard", "1 000 €", "Strauß", "ÉLÉONORE", "D’Hondt", "Müller"]),
        ("iso8859-15", ["Noël André", "Liège", "Œuvrard", "œuvre", "Šimon", "1 000 €", "Müller"]),
        ("cp850", ["Noël André", "Liège", "Çelik", "ÉLÉONORE", "Müller", "Núñez", "Françoise"]),
        ("mac_roman", ["Noël André", "Liège", "Œuvrard", "Çelik", "Müller", "Françoise", "D’Hondt"]),
    ],
)
def test_the_letters_tell_which_of_the_old_encodings_it_is(encoding: str, words: list[str]) -> None:
    lines = ["naam;plaats", *(f"{word};{words[0]}" for word in words)]
    table = read_table("\r\n".join(lines).encode(encoding), filename="list.csv")
    assert [row.cells[0] for row in table.rows] == words


@pytest.mark.parametrize("name", ["Jürgen", "José", "Zoë", "Hélène", "Günther", "François", "Bjørn"])
@pytest.mark.parametrize("encoding", ["cp1252", "cp850"])
def test_one_foreign_name_is_enough(encoding: str, name: str) -> None:
    content = f"naam;plaats\n{name};Gent\n".encode(encoding)
    assert read_table(content, filename="list.csv").rows[0].cells[0] == name


@pytest.mark.parametrize("guarded", ["'=1+1", "'+32 3 555", "'-", "'@x"])
def test_an_apostrophe_that_guards_against_formulas_is_no_part_of_the_cell(guarded: str) -> None:
    table = read_table(f"naam;plaats\n{guarded};'s-Gravenhage\n".encode(), filename="list.csv")
    assert table.rows[0].cells == (guarded[1:], "'s-Gravenhage")


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
    assert "too large when unpacked" in refusal(content)


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


def package(**parts: bytes) -> bytes:
    """An .xlsx of one sheet whose parts can be given otherwise."""
    types = b"http://schemas.openxmlformats.org/package/2006/relationships"
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    given = {
        "rels": b'<Relationships xmlns="%s"><Relationship Id="a" Type="%s/officeDocument" Target="xl/workbook.xml"/>'
        b"</Relationships>" % (types, office),
        "book": b'<workbook xmlns="%s" xmlns:r="%s"><sheets><sheet name="s" sheetId="1" r:id="b"/></sheets></workbook>'
        % (main, office),
        "book_rels": b'<Relationships xmlns="%s"><Relationship Id="b" Type="%s/worksheet" '
        b'Target="worksheets/sheet1.xml"/></Relationships>' % (types, office),
        "sheet": b'<worksheet xmlns="%s"><sheetData/></worksheet>' % main,
    } | parts
    names = ("_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml")
    members = dict(zip(names, (given[name] for name in ("rels", "book", "book_rels", "sheet")), strict=True))
    return archive({"[Content_Types].xml": b"<Types/>", **members})


_ENTITY = b"""<?xml version="1.0"?>
<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd"><!ENTITY a "ha"><!ENTITY b "&a;&a;">]>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="1"><c r="A1" t="inlineStr"><is><t>Naam</t></is></c><c r="B1" t="inlineStr"><is><t>Geboren</t></is></c></row>
<row r="2"><c r="A2" t="inlineStr"><is><t>&e;</t></is></c><c r="B2" t="inlineStr"><is><t>&b;&b;</t></is></c></row>
</sheetData></worksheet>"""
_FAR = b"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/>
<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>
</worksheet>"""
_NUL = b"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="1"><c r="A1" t="inlineStr"><is><t>Na\0am</t></is></c><c r="B1" t="s"><v>4000000000</v></c></row></sheetData>"""


@pytest.mark.parametrize(
    "sheet", [_ENTITY, _FAR, _NUL, b"", b"<", b"\xff\xfe<\0"], ids="entity far nul empty cut utf16".split()
)
def test_a_hostile_sheet_is_read_or_refused_and_never_more(sheet: bytes) -> None:
    started = time.monotonic()
    try:
        table = read_table(package(sheet=sheet), filename="x.xlsx")
    except InvalidInput as refused:
        assert refused.field == "file" and refused.sentence.endswith(".")
    else:
        assert "root:" not in str(table.rows) and "hahahaha" not in str(table.rows)
    assert time.monotonic() - started < 8
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 2**20 * 2  # kB: nothing of it came to us


def test_the_child_cannot_have_more_than_half_a_gigabyte() -> None:
    assert MEMORY_BYTES == 512 * 2**20
    code = f"from aigis.adapters import spreadsheet_child as c; c.limit_myself({os.getpid()}); bytearray(600 * 2**20)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300)
    assert "MemoryError" in done.stderr


def test_a_long_list_fits_into_that() -> None:
    rows = "\n".join(["Naam;Geboren;Rechtbank;Dossier;Van"] + ["Peeters;1981-04-03;corr;A/1;2026"] * 50_000)
    assert len(read_table(rows.encode(), filename="x.csv").rows) == 50_000


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
        assert refused.field == "file" and refused.sentence.endswith(".")
    assert time.monotonic() - started < 8  # the child's five, and room for a busy machine
