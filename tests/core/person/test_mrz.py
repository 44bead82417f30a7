"""Machine-readable zones as scanners send them."""

import csv
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aigis.core.errors import DomainError, InvalidInput, UnreadableZone, WrongCheckDigit
from aigis.core.person.birth import BirthDate
from aigis.core.person.mrz.check_digits import check_digit
from aigis.core.person.mrz.reader import Format, Zone, compose_td1, compose_td2, compose_td3, read
from aigis.core.person.person import Document, Name, Person, Sex

ROOT = Path(__file__).resolve().parents[3]
DATA = Path(os.environ.get("AIGIS_DEV_DATA", ROOT.parent / "shared" / "data")) / "mrz"
TODAY = date(2026, 11, 22)
EXPIRY = date(2030, 1, 2)

# ICAO Doc 9303 part 5, appendix B: a short and a long document number.
TD1 = ["I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"]
TD1_LONG = ["I<UTOD23145890<7349<<<<<<<<<<<", "3407127M9507122UTO<<<<<<<<<<<2", "STEVENSON<<PETER<JOHN<<<<<<<<<"]
# ICAO Doc 9303 part 6, appendix B, and part 4, appendix B.
TD2 = ["I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6"]
TD3 = ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"]
# ICAO Doc 9303 part 7, appendices A and B.
MRVA = ["V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L8988901C4XXX4009078F96121096ZE184226B<<<<<<"]
MRVB = ["V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "L8988901C4XXX4009078F9612109<<<<<<<<"]
# Specimen of the Belgian identity card of 2020.
BELGIAN = ["IDBEL600001476<9355<<<<<<<<<<<", "1301014F2311207UTO130101987390", "SPECIMEN<<SPECIMEN<<<<<<<<<<<<"]

ANNA = Person(
    names=(Name("ERIKSSON", "ANNA MARIA"),),
    birth=BirthDate(1974, 8, 12),
    documents=(Document("UTO", "D23145890"),),
    sex=Sex.F,
    nationality="UTO",
)
JAN = Person(
    names=(Name("Van den Bergh-Müller", "Jan Piet"),),
    birth=BirthDate(1985, 7, 30),
    national_numbers=("85073003328",),
    documents=(Document("BEL", "590123456789"),),
    sex=Sex.M,
    nationality="BEL",
)
US_KEYS = "1234567890qwazm<"
BELGIAN_KEYS = "&é\"'(§è!çàazqw,."
FRENCH_KEYS = "&é\"'(-è_çàazqw,."


def zone(lines: list[str] | str) -> Zone:
    return read(lines, today=TODAY)


def with_name(field: str) -> list[str]:
    """The TD1 specimen with another name, which no check digit covers."""
    return [*TD1[:2], field.ljust(30, "<")]


def with_birth(field: str) -> list[str]:
    """The TD3 specimen with another birth date and fitting check digits."""
    second = f"{TD3[1][:13]}{field}{check_digit(field)}{TD3[1][20:43]}"
    return [TD3[0], second + check_digit(second[:10] + second[13:20] + second[21:43])]


@pytest.mark.parametrize(("lines", "format"), [(TD1, Format.TD1), (TD2, Format.TD2)])
def test_the_cards_of_icao_are_read(lines: list[str], format: Format) -> None:
    found = zone(lines)
    assert (found.format, found.document_code, found.expiry) == (format, "I", date(2012, 4, 15))
    assert found.person() == ANNA


def test_the_passport_of_icao_is_read() -> None:
    found = zone(TD3)
    assert found.format is Format.TD3
    assert found.optional == ("ZE184226B",)
    assert found.person() == replace(ANNA, documents=(Document("UTO", "L898902C3"),))


@pytest.mark.parametrize(("lines", "format"), [(MRVA, Format.MRVA), (MRVB, Format.MRVB)])
def test_the_visas_of_icao_are_read(lines: list[str], format: Format) -> None:
    found = zone(lines)
    assert (found.format, found.number, found.nationality) == (format, "L8988901C", "XXX")
    assert (found.birth, found.expiry) == (BirthDate(1940, 9, 7), date(1996, 12, 10))


def test_a_long_document_number_goes_on_in_the_optional_data() -> None:
    found = zone(TD1_LONG)
    assert found.number == "D23145890734"
    assert found.optional == ()


def test_a_belgian_card_tells_card_number_and_national_number() -> None:
    found = zone(BELGIAN)
    assert found.person().documents == (Document("BEL", "600001476935"),)
    assert found.person().national_numbers == ("13010198739",)
    assert found.person().birth == BirthDate(2013, 1, 1)


@pytest.mark.parametrize("code", ["P<", "PP", "PD", "PS", "PX", "PO"])
def test_every_kind_of_passport_is_read(code: str) -> None:
    assert zone([code + TD3[0][2:], TD3[1]]).document_code == code.rstrip("<")


def test_germany_keeps_its_one_letter() -> None:
    german = replace(ANNA, documents=(Document("D", "C01X00T47"),), nationality="D")
    lines = compose_td3(german, expiry=EXPIRY)
    assert lines[0].startswith("PPD<<ERIKSSON")
    assert zone(lines).person() == german


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", "\t", "", " \r\n ", "\n\n"])
@pytest.mark.parametrize("lines", [TD1, TD2, TD3, MRVA])
def test_lines_may_end_as_the_scanner_likes(lines: list[str], end: str) -> None:
    assert zone(f"  {end.join(lines)}{end} ") == zone(lines)


def test_small_letters_and_start_and_end_signs_are_read() -> None:
    assert zone("\x02" + "\r".join(TD1).lower() + "\x03\r") == zone(TD1)


@pytest.mark.parametrize("keys", [BELGIAN_KEYS, FRENCH_KEYS])
@pytest.mark.parametrize("lines", [TD1, TD3, BELGIAN, MRVB])
def test_a_scanner_on_an_azerty_keyboard_is_understood(lines: list[str], keys: str) -> None:
    typed = "\r".join(lines).lower().translate(str.maketrans(US_KEYS, keys))
    assert zone(typed) == zone(lines)
    assert zone(typed.replace(",", "?").upper()) == zone(lines)


def test_a_half_exchanged_keyboard_is_refused() -> None:
    with pytest.raises(UnreadableZone):
        zone("\r".join(TD1).replace("1", "&"))


@pytest.mark.parametrize(
    ("line", "place", "field"),
    [
        (1, 9, "document number"),
        (1, 19, "date of birth"),
        (1, 27, "expiry date"),
        (1, 42, "optional data"),
        (1, 43, "whole"),
    ],
)
def test_a_wrong_check_digit_names_its_field(line: int, place: int, field: str) -> None:
    wrong = str((int(TD3[line][place]) + 1) % 10)
    lines = [TD3[0], TD3[1][:place] + wrong + TD3[1][place + 1 :]]
    with pytest.raises(WrongCheckDigit, match=f"{field}.*Scan again") as refusal:
        zone(lines)
    assert refusal.value.field == "mrz"


def test_a_wrong_national_number_on_a_belgian_card_is_named() -> None:
    with pytest.raises(WrongCheckDigit, match="national number"):
        zone([BELGIAN[0], BELGIAN[1].replace("13010198739", "13010198738"), BELGIAN[2]])


@pytest.mark.parametrize("lines", [TD1, TD1_LONG, TD2, TD3, BELGIAN])
def test_no_single_wrong_digit_in_a_covered_field_is_read(lines: list[str]) -> None:
    run = "".join(lines)
    width = len(lines[0])
    places = (
        [*range(5, 45), *range(48, 60)] if width == 30 else [*range(width, width + 10), *range(width + 13, 2 * width)]
    )
    for place in (place for place in places if run[place].isdigit()):
        wrong = str((int(run[place]) + 1) % 10)
        with pytest.raises(WrongCheckDigit):
            zone(run[:place] + wrong + run[place + 1 :])


def test_letters_taken_for_digits_are_put_right_where_the_check_digit_confirms_it() -> None:
    misread = BELGIAN[1].replace("0", "O").replace("1", "I").replace("2", "Z").replace("8", "B")
    assert misread != BELGIAN[1]
    assert zone([BELGIAN[0], misread, BELGIAN[2]]) == zone(BELGIAN)


def test_letters_taken_for_digits_are_not_put_right_against_the_check_digit() -> None:
    with pytest.raises(WrongCheckDigit, match="date of birth"):
        zone([TD1[0], "7S" + TD1[1][2:], TD1[2]])


@pytest.mark.parametrize(
    "lines",
    [
        with_name("ERIKSS0N<<ANNA"),
        ["I<UT0" + TD1[0][5:], *TD1[1:]],
        ["1<" + TD1[0][2:], *TD1[1:]],
        [TD1[0], TD1[1].replace("UTO", "U7O"), TD1[2]],
    ],
)
def test_digits_among_letters_are_refused_because_nothing_confirms_a_guess(lines: list[str]) -> None:
    with pytest.raises(UnreadableZone):
        zone(lines)


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("ERIKSSON<<ANNA<MARIA", Name("ERIKSSON", "ANNA MARIA")),
        ("ARKFREITH", Name("ARKFREITH")),
        ("VAN<DER<MUELLEN<<MARTIN", Name("VAN DER MUELLEN", "MARTIN")),
        ("PAPANDROPOULOUS<<JONATHON<ALEC", Name("PAPANDROPOULOUS", "JONATHON ALEC", truncated=True)),
        ("BENNELONG<WOOLOOMOOLOO<W<W<<DI", Name("BENNELONG WOOLOOMOOLOO W W", "DI", truncated=True)),
        ("NILAVADHANANANDA<<CHAYAPA<DEJ<", Name("NILAVADHANANANDA", "CHAYAPA DEJ")),
    ],
)
def test_a_name_that_fills_its_field_is_taken_as_cut(field: str, name: Name) -> None:
    assert zone(with_name(field)).name == name


def test_a_document_without_a_name_gives_a_person_without_one() -> None:
    assert zone(with_name("")).person().names == ()


@pytest.mark.parametrize(
    ("field", "birth"),
    [
        ("8104<<", BirthDate(1981, 4)),
        ("81<<<<", BirthDate(1981)),
        ("81XXXX", BirthDate(1981)),
        ("810400", BirthDate(1981, 4)),
        ("810000", BirthDate(1981)),
        ("81<<03", BirthDate(1981)),
        ("<<<<<<", None),
        ("000000", None),
        ("261122", BirthDate(2026, 11, 22)),
        ("261123", BirthDate(1926, 11, 23)),
        ("000229", BirthDate(2000, 2, 29)),
    ],
)
def test_birth_dates_are_read_as_far_as_they_are_known(field: str, birth: BirthDate | None) -> None:
    assert zone(with_birth(field)).birth == birth


@pytest.mark.parametrize("field", ["811301", "810231", "8A0403", "8104<3"])
def test_an_impossible_birth_date_is_refused_though_its_check_digit_fits(field: str) -> None:
    with pytest.raises(UnreadableZone):
        zone(with_birth(field))


def test_an_unspecified_sex_is_told_as_such() -> None:
    assert zone([TD1[0], TD1[1].replace("F", "<"), TD1[2]]).sex is Sex.X


@pytest.mark.parametrize(
    "lines",
    ["", [], TD1[:2], [TD1[0], TD1[1], TD1[2][:-1]], [TD3[0] + "<", TD3[1][:-1]], "A" * 89, "\0" * 90, "Ж" * 90],
)
def test_a_cut_or_foreign_zone_is_refused(lines: list[str] | str) -> None:
    with pytest.raises(UnreadableZone) as refusal:
        zone(lines)
    assert refusal.value.field == "mrz"


@given(
    st.one_of(
        st.text(), st.text("<0123456789ABOI", min_size=72, max_size=90), st.text("&é\"'(§è!çàaqwzm,.;<\r\t\ud800")
    )
)
@example("\0" * 90)
@example("\ud800" * 72)
@example("<" * 1_000_000)
@example("<" * 88)
@example("\u0130" * 72)
def test_any_input_gives_a_zone_or_one_of_our_errors(text: str) -> None:
    for lines in (text, [text], list(text)):
        try:
            assert zone(lines).person()
        except DomainError as refusal:
            assert refusal.field == "mrz"


LETTERS = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=12)
PEOPLE = st.builds(
    lambda family, given, born, state, number, sex: Person(
        names=(Name(family, given),),
        birth=BirthDate(born.year, born.month, born.day),
        documents=(Document(state, number),),
        sex=sex,
        nationality="XXA",
    ),
    LETTERS,
    st.lists(LETTERS, max_size=2).map(" ".join),
    st.dates(date(1927, 1, 1), date(2026, 1, 1)),
    st.sampled_from(["D", "FRA", "UTO", "GBD"]),
    st.text("ABCXYZ0123456789", min_size=1, max_size=9),
    st.sampled_from(Sex),
)


@given(PEOPLE, st.sampled_from([compose_td1, compose_td2, compose_td3]))
def test_what_was_composed_is_read_again(person: Person, compose: Callable[..., list[str]]) -> None:
    lines = compose(person, expiry=EXPIRY)
    found = zone(lines)
    name = found.name
    assert replace(found.person(), names=person.names) == person
    assert found.expiry == EXPIRY
    assert person.names[0] == name or (name.truncated and person.names[0].family.startswith(name.family))


def test_a_composed_belgian_card_carries_both_long_numbers() -> None:
    lines = compose_td1(JAN, expiry=EXPIRY)
    assert lines[0][5:19] == "590123456<789" + check_digit("590123456789")
    assert lines[2] == "VAN<DEN<BERGH<MUELLER<<JAN<PIE"
    assert zone(lines).person() == replace(JAN, names=(Name("VAN DEN BERGH MUELLER", "JAN PIE", truncated=True),))


@pytest.mark.parametrize("field", [BirthDate(1981), BirthDate(1981, 4), None])
def test_a_partial_birth_date_is_composed_and_read_again(field: BirthDate | None) -> None:
    assert zone(compose_td2(replace(ANNA, birth=field), expiry=EXPIRY)).birth == field


def test_a_name_without_room_is_cut_at_a_letter() -> None:
    long = replace(ANNA, names=(Name("PAPANDROPOULOUS", "JONATHAN ALEC TREVOR"),))
    field = compose_td1(long, expiry=EXPIRY)[2]
    assert len(field) == 30
    assert not field.endswith("<")
    assert zone(compose_td1(long, expiry=EXPIRY)).name.truncated


def test_what_has_no_room_is_not_composed() -> None:
    for person in (replace(ANNA, documents=()), replace(ANNA, names=()), replace(ANNA, names=(Name("!"),)), JAN):
        with pytest.raises(InvalidInput):
            compose_td3(person, expiry=EXPIRY)
    with pytest.raises(InvalidInput):
        compose_td2(ANNA, expiry=EXPIRY, optional="ABCDEFGH")


@pytest.mark.skipif(not DATA.exists(), reason="needs the development data")
def test_collected_specimens_are_read_unless_a_check_digit_is_wrong() -> None:
    with (DATA / "mrz_specimens_dev.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert rows
    for row in rows:
        sound = all(row[column] == "1" for column in row if column.endswith("_check_ok"))
        if sound:
            assert zone(row["mrz"].split("|")).number, row
        else:
            with pytest.raises(WrongCheckDigit):
                zone(row["mrz"].split("|"))


@pytest.mark.skipif(not DATA.exists(), reason="needs the development data")
def test_names_with_room_are_composed_as_icao_prints_them() -> None:
    with (DATA / "icao9303_name_field_examples.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["format"] == "TD3" and row["mrz"].endswith("<<")]
    assert rows
    for row in rows:
        person = replace(ANNA, names=(Name(row["primary"], row["secondary"]),))
        assert compose_td3(person, expiry=EXPIRY)[0] == row["mrz"]
