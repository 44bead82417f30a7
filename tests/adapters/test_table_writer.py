"""Lists that go out as CSV: no program that opens them sees a formula, and reading them again gives the same texts."""

import csv
import io
import re
from collections.abc import Iterator

import pytest

from aigis.adapters.spreadsheet import read_table
from aigis.adapters.table_writer import table_bytes

FORMULAS = ["=1+1", "+1", "-1", "@SUM(1)", "＝SOM(1)", "＋1", " =1+1", '"=1+1', "\t=1", "\r=1"]
HIDDEN = [
    f"Aerts{separator}{formula}"
    for separator in (";", ",", "|", "\t", "\n", "\r\n")
    for formula in FORMULAS
    if "\r" not in formula
]


def cells_under(content: bytes, separator: str) -> Iterator[str]:
    """The cells as a spreadsheet sees them that takes this sign for the separator."""
    text = content.decode("utf-8-sig")
    for record in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
        yield from record


@pytest.mark.parametrize("for_programs", [False, True])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("text", [*FORMULAS, *HIDDEN])
def test_no_cell_is_a_formula_under_any_separator(text: str, separator: str, for_programs: bool) -> None:
    content = table_bytes(["name", text], [[text, "x"], ["y", text]], ending=".csv", for_programs=for_programs)
    formulas = [cell for cell in cells_under(content, separator) if re.match(r"[\s\"]*[=+\-@＝＋]", cell)]
    assert formulas == []
    assert not re.search(rb"[\n;,|\t]\"?\s*[=+@]", content)


def test_a_list_that_is_read_again_has_the_same_texts() -> None:
    texts = [*FORMULAS, *HIDDEN, "'t Hooft", "O'Neill", "x;'=1", "'=1", "1; 2", 'a "b" c']
    content = table_bytes(["naam", "voornaam"], [[text, "x"] for text in texts], ending=".csv")
    rows = read_table(content, filename="x.csv").rows
    assert [str(row.cells[0]).split() for row in rows] == [text.split() for text in texts]


def test_a_list_for_people_opens_in_a_belgian_spreadsheet() -> None:
    assert table_bytes(["é"], [["1; 2"]], ending=".csv") == '\ufeff"é"\r\n"1; 2"\r\n'.encode()
    assert table_bytes(["a", "b"], [["1", "2"]], ending=".csv").endswith(b'"a";"b"\r\n"1";"2"\r\n')


def test_a_list_for_programs_is_read_as_rfc_4180_says() -> None:
    assert table_bytes(["é", "b"], [["1", "2"]], ending=".csv", for_programs=True) == '"é","b"\r\n"1","2"\r\n'.encode()


def test_a_formula_that_only_holds_a_text_is_that_text() -> None:
    (row,) = read_table(b'naam;document\n="Aerts";="BEL:059""1"\n', filename="x.csv").rows
    assert row.cells == ("Aerts", 'BEL:059"1')
