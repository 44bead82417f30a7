"""What scanners and keyboards make of a zone: put right where the check digits confirm it, and then said."""

from dataclasses import replace

import pytest

from aigis.core.errors import InvalidInput, UnreadableZone, WrongCheckDigit
from aigis.core.person.mrz.check_digits import check_digit
from aigis.core.person.mrz.keyboards import value_readings
from aigis.core.person.mrz.reader import Field, Keyboard, compose_td3, has_the_size_of_a_zone, read_scan
from aigis.core.person.person import Document, Name
from tests.core.person.zones import ANNA, BELGIAN, EXPIRY, FRENCH, TD1, TD1_LONG, TD2, TD3, TODAY, zone
from tests.scanner_layouts import LAYOUTS

# What each layout makes of the keys of an American one; small letters and capitals alike.
BELGIAN_KEYS = str.maketrans("1234567890qwazm<", "&é\"'(§è!çàazqw,.")
FRENCH_KEYS = str.maketrans("1234567890qwazm<", "&é\"'(-è_çàazqw,.")
SHIFT_LOCK = str.maketrans("qwazm<", "azqw,;")
QWERTZ = str.maketrans("yz<", "zy;")
CZECH = ["P<CZESPECIMEN<<VZOR".ljust(44, "<"), "99003853<1CZE1101018M1207046110101111<<<<<94"]


def typed(lines: list[str] | tuple[str, ...], keys: dict[int, int]) -> str:
    return "\r".join(lines).lower().translate(keys)


@pytest.mark.parametrize(
    ("keys", "keyboard"), [(BELGIAN_KEYS, Keyboard.BELGIAN), (FRENCH_KEYS, Keyboard.FRENCH)], ids=["be", "fr"]
)
@pytest.mark.parametrize("lines", [TD1, TD1_LONG, TD3, BELGIAN, FRENCH], ids=str)
def test_an_azerty_keyboard_is_put_right_and_said(
    lines: tuple[str, ...], keys: dict[int, int], keyboard: Keyboard
) -> None:
    for arrived in (typed(lines, keys), typed(lines, keys).upper(), typed(lines, keys).replace(",", "?")):
        found = zone(arrived)
        assert found == zone(lines)
        assert [note.about for note in found.notes] == [keyboard]


def test_a_qwertz_keyboard_is_recognised_by_the_state_it_spells() -> None:
    arrived = typed(CZECH, QWERTZ)
    assert "cye" in arrived and "vyor" in arrived
    found = zone(arrived)
    assert (found.state, found.name) == ("CZE", Name("SPECIMEN", "VZOR"))
    assert [note.about for note in found.notes] == [Keyboard.QWERTZ]


def test_a_qwertz_keyboard_is_recognised_by_the_check_digit_of_the_number() -> None:
    person = replace(ANNA, documents=(Document("POL", "ZY1234567"),), names=(Name("ZYTA"),), nationality="POL")
    lines = compose_td3(person, expiry=EXPIRY)
    assert zone(typed(lines, QWERTZ)).person() == person


def test_shift_lock_on_an_azerty_keyboard_is_recognised_by_the_check_digit_of_the_number() -> None:
    person = replace(ANNA, documents=(Document("BEL", "AZ123456"),), names=(Name("ERIKSSON", "ANNA"),))
    lines = compose_td3(person, expiry=EXPIRY)
    found = zone(typed(lines, SHIFT_LOCK))
    assert found.person() == person
    assert [note.about for note in found.notes] == [Keyboard.AZERTY]


def test_a_keyboard_that_cannot_be_told_is_refused_with_what_to_do() -> None:
    person = replace(ANNA, names=(Name("YILMAZ", "ZEYNEP"),), documents=(Document("TUR", "U123456"),))
    lines = compose_td3(person, expiry=EXPIRY)
    with pytest.raises(UnreadableZone, match="keyboard layout") as refusal:
        zone(typed(lines, QWERTZ))
    assert refusal.value.field == "mrz"


def test_fillers_that_arrive_as_another_sign_are_put_right() -> None:
    person = replace(ANNA, names=(Name("KOHLER", "RUTH"),))
    lines = compose_td3(replace(person, documents=(Document("UTO", "C1234567"),)), expiry=EXPIRY)
    found = zone("\n".join(lines).replace("<", ";"))
    assert found == zone(lines)
    assert [note.about for note in found.notes]


@pytest.mark.parametrize("sign", ["&", "é", "§", ";", ".", ",", "M?"])
def test_what_no_keyboard_sends_together_is_refused(sign: str) -> None:
    """A real digit beside a digit's sign, or two signs for the filler: the text was damaged, not exchanged."""
    arrived = "\n".join(TD1).replace("2", sign[-1], 1) if len(sign) == 1 else "\n".join(TD1).replace("M", sign)
    with pytest.raises(InvalidInput):
        zone(arrived)


def test_letters_for_digits_are_said_for_each_field() -> None:
    wrong = {"0": "O", "1": "I", "2": "Z", "5": "S", "8": "B"}
    misread = "".join(wrong.get(sign, sign) for sign in BELGIAN[1])
    number = BELGIAN[0][:6] + BELGIAN[0][6:].translate(str.maketrans("01", "OI"))
    found = zone([number, misread, BELGIAN[2]])
    assert found == zone(BELGIAN)
    said = {note.about for note in found.notes}
    assert said == {Field.NUMBER, Field.BIRTH, Field.EXPIRY, Field.NATIONAL_NUMBER, Field.WHOLE}


@pytest.mark.parametrize("letter", ["O", "Q", "D"])
def test_a_german_number_has_no_letter_o(letter: str) -> None:
    lines = compose_td3(replace(ANNA, documents=(Document("D", "C01X00T47"),)), expiry=EXPIRY)
    misread = [lines[0], lines[1].replace("C01X00T47", f"C{letter}1X00T47")]
    if letter == "O":
        assert zone(misread) == zone(lines)
    else:
        with pytest.raises(WrongCheckDigit, match="document number"):
            zone(misread)


def test_an_o_at_the_end_of_a_number_may_be_a_filler_and_is_not_put_right() -> None:
    lines = compose_td3(replace(ANNA, documents=(Document("D", "C01X00T4"),)), expiry=EXPIRY)
    assert lines[1].startswith("C01X00T4<")
    with pytest.raises(WrongCheckDigit, match="document number"):
        zone([lines[0], lines[1].replace("C01X00T4<", "C01X00T4O")])


def test_two_signs_for_one_filler_are_refused() -> None:
    with pytest.raises(UnreadableZone):
        zone("\n".join(TD1).replace("<", ";").replace(";", ".", 1))


def test_a_number_that_fits_with_and_without_its_letters_is_refused() -> None:
    assert check_digit("OO1234567") == check_digit("001234567")
    lines = compose_td3(replace(ANNA, documents=(Document("NLD", "OO1234567"),)), expiry=EXPIRY)
    with pytest.raises(WrongCheckDigit, match="two ways"):
        zone(lines)


def test_letters_of_a_number_are_never_guessed_where_they_may_stand() -> None:
    with pytest.raises(WrongCheckDigit, match="document number"):
        zone([TD3[0], TD3[1].replace("L898902C3", "L8989O2C3")])


@pytest.mark.parametrize("mark", ["\ufeff", "\u200b", "\u200e", "\xad", "\x02", " "])
def test_marks_that_programs_leave_are_no_signs(mark: str) -> None:
    assert zone(mark + f"{mark}\n".join(TD3) + mark) == zone(TD3)


def test_wide_signs_of_an_input_method_are_read() -> None:
    wide = "\n".join(TD1).translate({sign: sign + 0xFEE0 for sign in range(0x21, 0x7F)})
    assert zone(wide) == zone(TD1)


def test_the_size_of_a_zone_is_told_whatever_the_keyboard() -> None:
    assert has_the_size_of_a_zone(typed(BELGIAN, BELGIAN_KEYS))
    assert has_the_size_of_a_zone("".join(TD3))
    for other in ("85.07.30-033.28", "B-00417", "", "<" * 89, "x" * 500):
        assert not has_the_size_of_a_zone(other)


@pytest.mark.parametrize(
    ("lines", "field"),
    [
        (["1" + TD1[0][1:], *TD1[1:]], "kind of document"),
        (["I<UT0" + TD1[0][5:], *TD1[1:]], "issuing country"),
        ([*TD1[:2], "ERIKSS0N<<ANNA".ljust(30, "<")], "name"),
        ([TD1[0], TD1[1].replace("UTO", "U7O"), TD1[2]], "nationality"),
    ],
)
def test_a_field_with_other_signs_is_named(lines: list[str], field: str) -> None:
    with pytest.raises(UnreadableZone, match=field) as refusal:
        zone(lines)
    assert refusal.value.field == "mrz"


@pytest.mark.parametrize(
    ("field", "word"), [("81<<3X", "date of birth"), ("811301", "date of birth"), ("<<081A", "date of birth")]
)
def test_a_birth_date_that_is_none_is_named(field: str, word: str) -> None:
    with pytest.raises(UnreadableZone, match=word):
        zone(_passport(birth=field))


def _passport(*, birth: str = "740812", expiry: str = "120415") -> list[str]:
    """The specimen of ICAO with other dates and fitting check digits."""
    second = f"{TD3[1][:13]}{birth}{check_digit(birth)}F{expiry}{check_digit(expiry)}{TD3[1][28:43]}"
    return [TD3[0], second + check_digit(second[:10] + second[13:20] + second[21:43])]


@pytest.mark.parametrize("expiry", ["<<<<<<", "3101<<", "991399"])
def test_a_document_may_name_no_day_of_expiry(expiry: str) -> None:
    assert zone(_passport(expiry=expiry)).expiry is None


@pytest.mark.parametrize("expiry", ["1204<5", "A20415", "12041K"])
def test_an_expiry_date_of_other_signs_is_refused(expiry: str) -> None:
    with pytest.raises(UnreadableZone, match="expiry date"):
        zone(_passport(expiry=expiry))


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("lines", [TD1, TD1_LONG, TD2, TD3, BELGIAN, FRENCH], ids=str)
@pytest.mark.parametrize("line_end", ["\n", "\t", ""])
def test_a_scan_keeps_the_person_through_every_layout(lines: tuple[str, ...], layout: str, line_end: str) -> None:
    """The name is among those read; everything that a check digit covers is the same."""
    scan = line_end.join((f"]C1{lines[0]}", *lines[1:]))
    person, scanned = zone(lines).person(), read_scan(scan.translate(LAYOUTS[layout]), today=TODAY)
    assert set(person.names) <= set(scanned.person.names)
    assert replace(scanned.person, names=()) == replace(person, names=())
    assert (None in scanned.keyboards) == (layout in ("american", "caps lock"))


def test_a_name_that_keyboards_leave_open_is_kept_in_each_reading() -> None:
    person = replace(ANNA, names=(Name("YILMAZ", "ZEYNEP"),), documents=(Document("TUR", "U123456"),))
    scanned = read_scan(typed(compose_td3(person, expiry=EXPIRY), QWERTZ), today=TODAY)
    assert {name.family for name in scanned.person.names} == {"YILMAZ", "ZILMAY"}
    assert set(scanned.keyboards) == {Keyboard.QWERTZ, Keyboard.QWERTY}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("number", ["HB-000117", "81.04.03-123.61", "20261130000117", "]C1B0042"])
def test_a_number_is_among_the_readings_of_what_arrived(number: str, layout: str) -> None:
    arrived = number.translate(LAYOUTS[layout])
    values = {value.upper() for value, _ in value_readings(arrived)}
    meant = number.removeprefix("]C1")
    # Letters and digits of Dvorak that hold no sign tell nothing; they are taken as they are.
    assert meant in values or (layout == "dvorak" and arrived.isalnum())


@pytest.mark.parametrize("text", ["&2", "é1a", "Ω", "12€", "§-"])
def test_a_number_that_no_layout_sends_has_no_reading_of_letters_and_digits(text: str) -> None:
    assert not [value for value, _ in value_readings(text) if value.isalnum()]
