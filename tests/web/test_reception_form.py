"""What a guard scans or types: read, or refused with the field's name; never guessed."""

from datetime import date

import pytest

from aigis.core.errors import InvalidInput, UnreadableZone, WrongCheckDigit
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Document, Name, Person
from aigis.web.forms.person import birth_date
from aigis.web.reception.form import Typed

TODAY = date(2026, 11, 22)
TD1 = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<"


def person(**given: str) -> Person:
    return Typed.of(given).person(today=TODAY)


def test_the_lines_of_a_scanner_become_a_person_whatever_its_line_ends() -> None:
    for ends in ("\n", "\r\n", "\r", "\n\n"):
        read = person(scan=TD1.replace("\n", ends) + ends)
        assert read.names[0].family == "ERIKSSON"
        assert read.documents == (Document("UTO", "D23145890"),)


def test_a_scanned_national_number_is_read_with_or_without_its_dots() -> None:
    assert person(scan="85073003328").national_numbers == person(scan="85.07.30-033.28").national_numbers


@pytest.mark.parametrize(
    ("scan", "error"),
    [
        (TD1.replace("7408122", "7408123"), WrongCheckDigit),
        (TD1.rpartition("\n")[0], UnreadableZone),
        ("85073003329", WrongCheckDigit),
        ("B-00417", InvalidInput),
        ("clear", InvalidInput),
    ],
)
def test_a_scan_that_does_not_fit_is_an_error_and_no_person(scan: str, error: type[InvalidInput]) -> None:
    with pytest.raises(error):
        person(scan=scan)


def test_a_scan_goes_before_details_left_from_the_person_before() -> None:
    assert person(scan="85073003328", family_name="Peeters", birth_date="1981").names == ()


def test_typed_details_become_a_person() -> None:
    given = person(
        family_name=" Peeters ", given_names="An", birth_date="3/4/1981", document_state="bel", document_number="ab 12"
    )
    assert given.names == (Name("Peeters", "An"),)
    assert given.birth == BirthDate(1981, 4, 3)
    assert given.documents == (Document("BEL", "AB12"),)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("03/04/1981", BirthDate(1981, 4, 3)),
        ("3.4.1981", BirthDate(1981, 4, 3)),
        ("03-04-1981", BirthDate(1981, 4, 3)),
        ("3 4 1981", BirthDate(1981, 4, 3)),
        ("4/1981", BirthDate(1981, 4)),
        ("1981", BirthDate(1981)),
        ("03041981", BirthDate(1981, 4, 3)),
        ("20121979", BirthDate(1979, 12, 20)),
        ("19101979", BirthDate(1979, 10, 19)),
        ("19791023", BirthDate(1979, 10, 23)),
        ("1981-04-03", BirthDate(1981, 4, 3)),
        ("1981-04", BirthDate(1981, 4)),
        (" 3 / 4 / 1981", BirthDate(1981, 4, 3)),
    ],
)
def test_a_birth_date_is_read_as_the_country_writes_it(written: str, meant: BirthDate) -> None:
    assert birth_date(written) == meant


@pytest.mark.parametrize(
    "written",
    [
        "31/02/1981",
        "13/13/1981",
        "0",
        "1981-13-03",
        "3/4/81",
        "030481",
        "31021981",
        "03041066",
        "3/4/1981x",
        "03/04/0001",
    ],
)
def test_another_birth_date_is_refused_with_the_way_to_write_it(written: str) -> None:
    with pytest.raises(InvalidInput, match="03/04/1981") as refused:
        birth_date(written)
    assert refused.value.field == "birth_date"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"given_names": "An"}, "family_name"),
        ({"document_state": "BEL"}, "document_number"),
        ({"document_number": "AB12"}, "document_state"),
        ({"document_state": "B1", "document_number": "AB12"}, "document_state"),
        ({"document_state": "BEL", "document_number": "??"}, "document_number"),
        ({"family_name": "Pee\x00ters"}, "family_name"),
        ({"family_name": "P" * 121}, "family_name"),
        ({"scan": "<" * 401}, "scan"),
    ],
)
def test_an_error_names_the_field_to_correct(given: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        person(**given)
    assert refused.value.field == field
