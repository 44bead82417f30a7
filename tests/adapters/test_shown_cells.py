"""Workbooks are read as people saw them: formats, errors, formulas without results, hidden rows, merged cells."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
import xlsxwriter

from aigis.adapters.number_formats import ShownDate, adds_signs, shown_date, shown_number
from aigis.adapters.spreadsheet import Row, Table, read_table
from aigis.core.imports.cell_doubts import CellDoubt
from aigis.core.imports.cells import NOT_COMPUTED, Cell

HEADERS = ["naam", "voornaam", "geboortedatum", "document"]


def table(fill: Callable[[xlsxwriter.Workbook, Any], None], **options: Any) -> Table:
    """The table of a workbook whose only sheet has the headers in its first row."""
    return read_table(book(fill, **options), filename="x.xlsx")


def book(fill: Callable[[xlsxwriter.Workbook, Any], None], **options: Any) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, options) as workbook:
        sheet = workbook.add_worksheet("Lijst")
        sheet.write_row(0, 0, HEADERS)
        fill(workbook, sheet)
    return content.getvalue()


def formatted(value: Any, code: str, **options: Any) -> Row:
    """The row of one cell with a number format."""

    def fill(workbook: xlsxwriter.Workbook, sheet: Any) -> None:
        sheet.write(1, 0, "Aerts")
        sheet.write(1, 2, value, workbook.add_format({"num_format": code}))

    (row,) = table(fill, **options).rows
    return row


@pytest.mark.parametrize("calendar", [False, True])
@pytest.mark.parametrize(
    ("day", "code", "shown"),
    [
        (date(1981, 4, 1), "mmm-yy", "1981-04"),
        (date(1981, 4, 1), "mm/yyyy", "1981-04"),
        (date(1981, 4, 1), "[$-813]mmmm yyyy;@", "1981-04"),
        (date(1981, 1, 1), "yyyy", "1981"),
        (date(1981, 1, 1), '"geboren in "yyyy', "1981"),
        (date(1981, 4, 1), "dd/mm/yyyy", date(1981, 4, 1)),
        (date(1981, 4, 1), "[$-813]d mmmm yyyy;@", date(1981, 4, 1)),
    ],
)
def test_a_date_of_which_a_part_is_shown_is_that_part(day: date, code: str, shown: Cell, calendar: bool) -> None:
    row = formatted(day, code, date_1904=calendar)
    assert row.cells[2] == shown and row.doubts == ()


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(1981, 4, 15), "mmm-yy"),
        (date(1981, 4, 1), "yyyy"),
        (date(1981, 4, 1), "d mmm"),
        (datetime(1981, 4, 1, 6, 12), "hh:mm"),
        (datetime(1981, 4, 1, 6, 12), "mmm-yy"),
    ],
)
def test_a_date_that_holds_more_than_it_shows_has_to_be_confirmed(day: date, code: str) -> None:
    row = formatted(day, code)
    assert row.cells[2] == day and row.doubts == ((2, CellDoubt.PART_OF_DATE),)


@pytest.mark.parametrize(
    ("number", "code", "shown"),
    [
        (1234567, "000000000", "001234567"),
        (1040300139, '00"."00"."00"-"000"."00', "01.04.03-001.39"),
        (1040300139, "00\\.00\\.00\\-000\\.00", "01.04.03-001.39"),
        (590123456789, "000-0000000-00", "590-1234567-89"),
        (3041981, "00/00/0000", "03/04/1981"),
        (12345, '"BE"000000', "BE012345"),
        (12345, "000", "12345"),
        (12345, "#,##0", 12345),
        (12345, "0", 12345),
        (12345, "General", 12345),
        (12345, "0.00E+00", 12345),
    ],
)
def test_a_number_has_the_zeros_and_signs_of_its_format(number: int, code: str, shown: Cell) -> None:
    assert formatted(number, code).cells[2] == shown


def test_errors_and_formulas_without_results_are_kept_so_that_their_rows_are_refused() -> None:
    def fill(_: xlsxwriter.Workbook, sheet: Any) -> None:
        sheet.write_formula(1, 0, "=NA()", None, "#N/A")
        sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")
        sheet.write_formula(2, 0, "=A1", None, "@@@")
        sheet.write_formula(3, 3, "=A1", None, "@@@")

    content = _changed(book(fill), "xl/worksheets/sheet1.xml", lambda text: text.replace(b"<v>@@@</v>", b""))
    rows = read_table(content, filename="x.xlsx").rows
    assert [row.cells for row in rows] == [
        ("#N/A", "#DIV/0!", None, None),
        (NOT_COMPUTED, None, None, None),
        (None, None, None, NOT_COMPUTED),
    ]


def test_cells_without_references_are_found_by_their_order() -> None:
    def fill(workbook: xlsxwriter.Workbook, sheet: Any) -> None:
        month = workbook.add_format({"num_format": "mmm-yy"})
        for row in (1, 2):
            sheet.write_row(row, 0, ["Aerts", "Rik"])
            sheet.write(row, 2, date(1981, 4, 1), month)
        sheet.set_row(2, None, None, {"hidden": True})

    def without_references(text: bytes) -> bytes:
        return re.sub(rb'(<(?:c|row)) r="[A-Z]*[0-9]+"', rb"\1", text)

    rows = read_table(_changed(book(fill), "xl/worksheets/sheet1.xml", without_references), filename="x.xlsx").rows
    assert [row.cells[2] for row in rows] == ["1981-04", "1981-04"]
    assert [row.doubts for row in rows] == [(), ((-1, CellDoubt.HIDDEN_ROW),)]


def _changed(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            text = before.read(name)
            after.writestr(name, change(text) if name == part else text)
    return changed.getvalue()


def test_hidden_rows_are_read_and_have_to_be_confirmed() -> None:
    def fill(_: xlsxwriter.Workbook, sheet: Any) -> None:
        sheet.write_row(1, 0, ["Aerts"])
        sheet.write_row(2, 0, ["Baeten"])
        sheet.set_row(2, None, None, {"hidden": True})

    assert [(row.cells[0], row.doubts) for row in table(fill).rows] == [
        ("Aerts", ()),
        ("Baeten", ((-1, CellDoubt.HIDDEN_ROW),)),
    ]


def test_a_merged_cell_counts_for_all_its_rows() -> None:
    def fill(_: xlsxwriter.Workbook, sheet: Any) -> None:
        sheet.merge_range(1, 0, 3, 0, "Aerts")
        sheet.write(1, 1, "Rik")
        sheet.write(3, 1, "Tom")

    rows = table(fill).rows
    assert [(row.number, row.cells[:2]) for row in rows] == [(2, ("Aerts", "Rik")), (4, ("Aerts", "Tom"))]


@pytest.mark.parametrize("hidden", [False, True])
def test_lists_on_other_sheets_are_named(hidden: bool) -> None:
    def fill(workbook: xlsxwriter.Workbook, sheet: Any) -> None:
        sheet.write_row(1, 0, ["Aerts"])
        other, notes = workbook.add_worksheet("Mei"), workbook.add_worksheet("Notities")
        other.write_row(0, 0, HEADERS)
        other.write_row(1, 0, ["Baeten"])
        notes.write_row(0, 0, ["a", "b"])
        if hidden:
            other.very_hidden()

    found = table(fill)
    assert found.other_lists == ("Mei",)
    assert found.other_sheets == (("Notities",) if hidden else ("Mei", "Notities"))


@pytest.mark.parametrize(
    ("code", "part"),
    [
        ("dd/mm/yyyy hh:mm", ShownDate.WHOLE),
        ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", ShownDate.WHOLE),
        ("yyyy;@", ShownDate.YEAR),
        ("dddd", ShownDate.UNCLEAR),
        ("[h]:mm:ss", ShownDate.UNCLEAR),
        ("[Red]0000", None),
        ("General", None),
        ("@", None),
    ],
)
def test_formats_say_which_part_of_a_date_they_show(code: str, part: ShownDate | None) -> None:
    assert shown_date(code) is part


def test_signs_of_a_format_stay_where_they_are() -> None:
    assert adds_signs("0000 0000") and shown_number(1234567, "0000 0000") == "0123 4567"
    assert not adds_signs("0.00") and not adds_signs("0%") and not adds_signs("###")
    assert shown_number(-7, "000") == "-007"
