"""Transliteration by ICAO Doc 9303 part 3, section 6."""

import csv
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigis.core.person.transliteration.arabic_mrz import CODES
from aigis.core.person.transliteration.icao import VARIANTS, forms, transliterate

ROOT = Path(__file__).resolve().parents[3]
TABLE = Path(os.environ.get("AIGIS_DEV_DATA", ROOT.parent / "shared" / "data")) / "mrz" / "icao9303_translit_tables.csv"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Jörg Müller-Groß", "JOERG MUELLER-GROSS"),
        ("Åse Sørensen", "AASE SOERENSEN"),
        ("Þórður Guðmundsson", "THORDUR GUDMUNDSSON"),
        ("CAÑON", "CANON"),
        ("Nguyễn Đặng", "NGUYEN DANG"),
        ("Wałęsa", "WALESA"),
        ("İlkay Işık", "ILKAY ISIK"),
        ("Mu\u0308ller", "MUELLER"),
        ("Щербаков Юрий", "SHCHERBAKOV IURII"),
        ("Ћирић Ђорђе", "CIRIC DORDE"),
        ("Ευάγγελος Μπακογιάννης", "EVANGELOS BAKOGIANNIS"),
        ("Παπανδρέου Ευθύμιος", "PAPANDREOU EFTHYMIOS"),
    ],
)
def test_names_are_written_as_travel_documents_write_them(written: str, expected: str) -> None:
    assert transliterate(written) == expected


@pytest.mark.parametrize("written", ["محمد", "김철수", "王伟"])
def test_scripts_without_a_table_are_left_as_they_are(written: str) -> None:
    assert transliterate(written) == written


def test_the_primary_variant_is_the_one_that_is_written() -> None:
    for letter, ways in VARIANTS.items():
        assert transliterate(letter) == transliterate(letter.lower()) == ways[0]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Ä", {"AE", "A"}),
        ("Å", {"AA", "A"}),
        ("Ñ", {"N", "NXX"}),
        ("Ö", {"OE", "O"}),
        ("Ø", {"OE", "O"}),
        ("Ü", {"UE", "UXX", "U"}),
        ("ß", {"SS"}),
        ("Þ", {"TH"}),
        ("Ð", {"D"}),
        ("Cañon", {"CANON", "CANXXON"}),
        ("Müller-Åse", {"MUELLER-AASE", "MUELLER-ASE", "MUXXLLER-AASE", "MUXXLLER-ASE", "MULLER-AASE", "MULLER-ASE"}),
        ("Юлія", {"IULIIA", "YULIIA"}),
        ("Щер", {"SHCHER", "SHTER"}),
        ("Μπάμπης", {"BAMPIS"}),
        ("Jan", {"JAN"}),
    ],
)
def test_every_form_that_a_state_may_write_is_listed(written: str, expected: set[str]) -> None:
    assert set(forms(written)) == expected
    assert forms(written)[0] == transliterate(written)


def test_the_forms_of_a_long_name_have_a_limit() -> None:
    assert len(forms("Ü" * 30)) == 32


@given(st.text(st.characters(max_codepoint=0x24F, categories=["Lu", "Ll"])))
def test_a_transliterated_name_stays_as_it_is(text: str) -> None:
    assert transliterate(transliterate(text)) == transliterate(text)


@pytest.mark.skipif(not TABLE.exists(), reason="needs the development data")
def test_letters_agree_with_the_printed_tables() -> None:
    misprinted = {"Һ"}  # the glyph of Ћ under another code point
    with TABLE.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["script"] in ("Latin", "Cyrillic")]
    assert len(rows) > 100
    for row in rows:
        if row["char"] not in misprinted:
            assert transliterate(row["char"]) == row["mrz"].split("/")[0], row
            assert set(row["mrz"].split("/")) <= set(forms(row["char"])), row


@pytest.mark.skipif(not TABLE.exists(), reason="needs the development data")
def test_arabic_codes_agree_with_the_printed_table() -> None:
    unwritten = ("", "DOUBLE")  # vowel signs and the stretch have no code, a doubled letter is written twice
    with TABLE.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["script"] == "Arabic" and row["mrz"] not in unwritten]
    assert len(rows) > 60
    for row in rows:
        if row["char"] != "ې":  # shares its code with ي, which it is read as
            assert CODES[row["char"]] == row["mrz"].split("/")[0], row
