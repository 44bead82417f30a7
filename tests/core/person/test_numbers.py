"""Belgian national numbers and document numbers."""

import csv
import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.be import bis, nn, ssn

from aigis.core.errors import InvalidInput, WrongCheckDigit
from aigis.core.person.birth import BirthDate
from aigis.core.person.numbers import birth_of, document, folded, kind_of, national_number, sex_of
from aigis.core.person.person import Document, Sex

ROOT = Path(__file__).resolve().parents[3]
VECTORS = Path(os.environ.get("AIGIS_DEV_DATA", ROOT.parent / "shared" / "data")) / "ids" / "nrn_bis_vectors.csv"


def with_check(body: str, *, century: int = 1900) -> str:
    """Completes nine digits to a national number."""
    prefix = "2" if century == 2000 else ""
    return f"{body}{97 - int(prefix + body) % 97:02d}"


@pytest.mark.parametrize(
    "written",
    ["85.07.30-033.28", "85 07 30 033 28", "850730-033-28", " 85/07/30/033/28\n", "85073003328", "85.07.30–033.28"],
)
def test_a_national_number_is_read_however_it_is_written(written: str) -> None:
    assert national_number(written) == "85073003328"


def test_each_single_wrong_digit_is_noticed() -> None:
    number = "85073003328"
    for place in range(11):
        for digit in set("0123456789") - {number[place]}:
            with pytest.raises(InvalidInput):
                national_number(number[:place] + digit + number[place + 1 :])


def test_a_wrong_check_says_read_it_again() -> None:
    with pytest.raises(WrongCheckDigit) as refusal:
        national_number("85073003329")
    assert refusal.value.field == "national_number"
    assert "Read the number again" in refusal.value.sentence


@pytest.mark.parametrize(
    "text", ["", "8507300332", "850730033281", "8507300332A", "٨٥٠٧٣٠٠٣٣٢٨", "85073003328" + " " * 99, "\0"]
)
def test_what_is_no_national_number_is_refused_as_such(text: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        national_number(text)
    assert not isinstance(refusal.value, WrongCheckDigit)
    assert refusal.value.field == "national_number"


@pytest.mark.parametrize("body", ["851330001", "853330001", "855330001", "856001001", "859901001"])
def test_an_impossible_month_is_refused_though_the_check_fits(body: str) -> None:
    with pytest.raises(InvalidInput, match="impossible date"):
        national_number(with_check(body))


@pytest.mark.parametrize(
    ("number", "birth"),
    [
        ("85073003328", BirthDate(1985, 7, 30)),
        ("17073003384", BirthDate(2017, 7, 30)),
        ("98472899765", BirthDate(1998, 7, 28)),
        ("01490700185", BirthDate(2001, 9, 7)),
        ("85073500107", BirthDate(1985, 7)),
        (with_check("850700001"), BirthDate(1985, 7)),
        ("24203200171", BirthDate(1924)),
        ("01200199934", BirthDate(2001)),
        (with_check("000229001", century=2000), BirthDate(2000, 2, 29)),
        (with_check("000229001"), BirthDate(1900, 2)),
        ("00010000135", BirthDate(2000, 1)),
        ("00000100166", None),
        ("00000000128", None),
        ("00400100184", None),
    ],
)
def test_the_birth_date_is_told_as_far_as_it_is_known(number: str, birth: BirthDate | None) -> None:
    assert birth_of(national_number(number)) == birth


def test_a_raised_month_makes_a_bis_number() -> None:
    assert [kind_of(number) for number in ("75060898009", "75260898052", "75460898095")] == ["nrn", "bis", "bis"]


def test_the_sex_is_told_except_by_bis_numbers_given_without_it() -> None:
    assert sex_of("75060898009") is Sex.F
    assert sex_of("85073003328") is Sex.M
    assert sex_of("75260898052") is None
    assert sex_of("75460898095") is Sex.F


@given(st.dates(date(1900, 1, 2), date(2025, 12, 31)), st.integers(1, 998), st.sampled_from([0, 20, 40]))
def test_numbers_agree_with_python_stdnum(born: date, counter: int, raised: int) -> None:
    body = f"{born:%y}{born.month + raised:02d}{born:%d}{counter:03d}"
    number = national_number(with_check(body, century=born.year // 100 * 100))
    peer = bis if raised else nn
    assert peer.is_valid(number)
    assert birth_of(number) == BirthDate(born.year, born.month, born.day)
    assert peer.get_birth_date(number) == born
    assert (sex := sex_of(number)) == peer.get_gender(number) or (sex is None and peer.get_gender(number) is None)


@given(st.from_regex(r"[0-9]{2}[0-6][0-9][0-3][0-9]{6}", fullmatch=True))
def test_every_number_we_accept_is_accepted_by_python_stdnum(text: str) -> None:
    try:
        number = national_number(text)
    except InvalidInput:
        assert not ssn.is_valid(text)
        return
    born = birth_of(number)
    assert ssn.is_valid(number) or (born is not None and born.year > date.today().year)  # noqa: DTZ011


@pytest.mark.skipif(not VECTORS.exists(), reason="needs the development data")
def test_the_collected_vectors_are_judged_alike() -> None:
    with VECTORS.open() as file:
        rows = list(csv.DictReader(file))
    assert rows
    for row in rows:
        try:
            accepted = bool(national_number(row["number"]))
        except InvalidInput:
            accepted = False
        assert accepted == (row["stdnum_ssn_valid"] == "True"), row
        known = row["nn_birth_date"] or row["bis_birth_date"]
        assert not known or str(birth_of(row["number"])) == known


@given(st.text())
def test_any_text_gives_a_number_or_a_refusal(text: str) -> None:
    for reading in (national_number, lambda number: document("BEL", number), lambda state: document(state, "A1")):
        try:
            assert reading(text)
        except InvalidInput as refusal:
            assert refusal.sentence


@pytest.mark.parametrize(
    ("state", "number", "expected"),
    [
        ("bel", "590-1234567-89", Document("BEL", "590123456789")),
        ("D<<", "c01x.00t4<7", Document("D", "C01X00T47")),
        ("DEU", "C01X00T47", Document("D", "C01X00T47")),
        ("D", "C01X00T47", Document("D", "C01X00T47")),
        ("UTO", " L898902C3 ", Document("UTO", "L898902C3")),
        ("de", "C01X00T47", Document("D", "C01X00T47")),
        ("be", "590123456789", Document("BEL", "590123456789")),
        ("MM", "1", Document("MMR", "1")),
        ("XXB", "1", Document("XXB", "1")),
        ("gbd", "A" * 24, Document("GBD", "A" * 24)),
        ("GRC", "Αζ 123456", Document("GRC", "AZ123456")),
        ("UKR", "МЕ123456", Document("UKR", "ME123456")),
        ("XKX", "P12345", Document("RKS", "P12345")),
    ],
)
def test_documents_come_to_one_form(state: str, number: str, expected: Document) -> None:
    assert document(state, number) == expected


@pytest.mark.parametrize("state", ["", "<<<", "B1", "BELG", "ß", "бел", "B L"])
def test_a_state_of_other_signs_is_refused(state: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        document(state, "A1")
    assert refusal.value.field == "document.state"


@pytest.mark.parametrize("number", ["", " - . <", "A" * 25, "A1/2", "Ä1", "ЖЩ1", "ß1", "1" + " " * 1000, "\ud800"])
def test_a_document_number_of_other_signs_is_refused(number: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        document("BEL", number)
    assert refusal.value.field == "document.number"


def test_only_o_and_i_are_folded() -> None:
    assert folded("OI01SB8Z2L") == "0101SB8Z2L"
