"""Kinds of documents with rules of their own: Belgian, French and Arabic ones, visas, and the centuries of dates."""

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from aigis.core.errors import InvalidInput, WrongCheckDigit
from aigis.core.person.birth import BirthDate
from aigis.core.person.mrz.check_digits import check_digit
from aigis.core.person.mrz.dates import birth_date, expiry_date
from aigis.core.person.mrz.reader import Format, compose_mrva, compose_td1, compose_td2, compose_td3, read
from aigis.core.person.names import prepare
from aigis.core.person.person import Document, Name, Sex
from aigis.core.person.transliteration.arabic_mrz import CODES, decoded
from tests.core.person.zones import ANNA, BELGIAN, EXPIRY, FRENCH, TD3, TODAY, zone


def test_the_french_card_of_before_2021_is_read() -> None:
    found = zone(FRENCH)
    assert (found.format, found.expiry) == (Format.FRENCH_CARD, None)
    person = found.person()
    assert person.names == (Name("BERTHIER", "CORINNE"),)
    assert person.documents == (Document("FRA", "880692310285"),)
    assert (person.birth, person.sex, person.nationality) == (BirthDate(1965, 12, 6), Sex.F, "FRA")


def test_a_french_card_misread_names_its_field() -> None:
    for place, field in ((12, "document number"), (33, "date of birth"), (35, "whole")):
        wrong = str((int(FRENCH[1][place]) + 1) % 10)
        with pytest.raises(WrongCheckDigit, match=field):
            zone([FRENCH[0], FRENCH[1][:place] + wrong + FRENCH[1][place + 1 :]])


def test_a_french_card_cuts_the_given_names() -> None:
    second = FRENCH[1][:13] + "CORINNE<<MARIE" + FRENCH[1][27:35]
    found = zone([FRENCH[0], second + check_digit(FRENCH[0] + second)])
    assert found.name == Name("BERTHIER", "CORINNE MARIE", truncated=True)


def test_a_card_of_france_in_icaos_format_is_read_as_such() -> None:
    french = replace(ANNA, documents=(Document("FRA", "X4RTBPFW4"),), nationality="FRA")
    assert zone(compose_td2(french, expiry=EXPIRY)).person() == french
    assert zone(compose_td1(french, expiry=EXPIRY)).format is Format.TD1


@pytest.mark.parametrize("wrong", ["1301019873A", "1301019873<", "130101987S<"])
def test_a_national_number_that_lost_a_digit_is_not_passed_over(wrong: str) -> None:
    """A and 0, or `<` and 0, are one to the composite check digit; the card still carries a national number."""
    second = BELGIAN[1][:18] + wrong
    last = check_digit(BELGIAN[0][5:] + second[:7] + second[8:15] + second[18:29])
    with pytest.raises(WrongCheckDigit, match="national number"):
        zone([BELGIAN[0], second + last, BELGIAN[2]])


@pytest.mark.parametrize(
    ("number", "birth"),
    [("26010100137", BirthDate(1926, 1, 1)), ("26010100166", BirthDate(2026, 1, 1)), (None, BirthDate(2026, 1, 1))],
)
def test_a_national_number_tells_the_newborn_from_the_hundred_years_old(number: str | None, birth: BirthDate) -> None:
    assert birth_date("260101", today=TODAY, national_number=number) == birth


def test_a_national_number_makes_nobody_older_than_anybody_is() -> None:
    assert birth_date("130101", today=TODAY, national_number="13010198739") == BirthDate(2013, 1, 1)


def test_a_birth_date_is_never_in_the_future() -> None:
    for today in (date(2026, 1, 1), date(2099, 12, 31), date(2100, 1, 1)):
        for year in range(100):
            found = birth_date(f"{year:02d}0615", today=today)
            assert found is not None
            assert (found.year, 6, 15) <= (today.year, today.month, today.day) < (found.year + 100, 6, 15)


@pytest.mark.parametrize(
    ("field", "expiry"), [("760101", date(2076, 1, 1)), ("770101", date(1977, 1, 1)), ("261122", date(2026, 11, 22))]
)
def test_an_expiry_date_is_the_one_nearest(field: str, expiry: date) -> None:
    assert expiry_date(field, today=TODAY) == expiry


def test_a_name_in_icaos_arabic_codes_is_read_in_arabic_too() -> None:
    egyptian = replace(ANNA, names=(Name("EBDALRXHYM", "MXHMWD"),), nationality="EGY")
    printed, arabic = zone(compose_td3(egyptian, expiry=EXPIRY)).person().names
    assert printed == Name("EBDALRXHYM", "MXHMWD")
    assert arabic == Name("عبدالرحيم", "محمود")
    assert prepare(arabic).content == ("mhmud", "abdalrhim")


def test_an_albanian_x_is_no_arabic_code() -> None:
    albanian = replace(ANNA, names=(Name("XHAKA", "TAULANT"),), nationality="ALB")
    assert zone(compose_td3(albanian, expiry=EXPIRY)).person().names == albanian.names


@pytest.mark.parametrize("name", ["AHMED", "ROXANA MAX", "FELIX", ""])
def test_a_name_that_is_not_in_the_codes_stays_as_it_is(name: str) -> None:
    assert decoded(name) == name


def test_every_arabic_code_leads_back_to_its_letter() -> None:
    for letter, code in CODES.items():
        assert decoded(f"XH{code}") == f"ح{letter}", code


def test_a_visa_has_room_for_nine_characters_of_number() -> None:
    with pytest.raises(InvalidInput, match="nine"):
        compose_mrva(replace(ANNA, documents=(Document("UTO", "1234567890"),)), expiry=EXPIRY)


@pytest.mark.parametrize("code", ["V", "VA", "VD", "V<"])
def test_every_kind_of_visa_is_read(code: str) -> None:
    lines = compose_mrva(ANNA, expiry=EXPIRY, code=code)
    assert zone(lines).format is Format.MRVA


def test_a_kosovar_and_an_old_romanian_code_are_those_of_today() -> None:
    for code, state in (("RKS", "RKS"), ("XKX", "RKS"), ("ROM", "ROU")):
        lines = compose_td3(replace(ANNA, documents=(Document(code, "P1234567"),), nationality=code), expiry=EXPIRY)
        assert (zone(lines).state, zone(lines).nationality) == (state, state)


def examples(dev_data: Path) -> list[dict[str, str]]:
    with (dev_data / "mrz" / "icao9303_name_field_examples.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_name_that_icao_cuts_is_read_as_the_beginning_of_the_whole(dev_data: Path) -> None:
    """Each word read is a word of the name or its beginning, in their order; what fills its field is taken as cut."""
    for row in examples(dev_data):
        if row["format"] == "TD3-name":
            continue
        name = read(_whole(row), today=TODAY).name
        words = iter(_plain(f"{row['primary']} {row['secondary']}").split())
        for word in f"{name.family} {name.given}".split():
            assert any(whole.startswith(word) for whole in words), row
        assert name.truncated == (not row["mrz"].endswith("<")), row


def _whole(row: dict[str, str]) -> list[str]:
    """The name in a whole document: ICAO prints its line alone."""
    if row["format"] == "TD1":
        return [*compose_td1(ANNA, expiry=EXPIRY)[:2], row["mrz"].ljust(30, "<")]
    if row["format"] == "TD2":
        return [row["mrz"], compose_td2(ANNA, expiry=EXPIRY)[1]]
    return [row["mrz"], TD3[1]]


def _plain(name: str) -> str:
    return name.replace("-", " ").replace("'", "")
