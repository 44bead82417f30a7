"""The check digits of a machine-readable zone, and the misread characters that they allow to put right.

Only one kind of misreading is put right: a letter where nothing but a digit can stand, and only if the check digit then
fits. As the weights have no factor in common with ten, a single wrong character so put right is always the original. A
digit where a letter was, or a letter where both may stand, has several readings that fit: there the zone is refused. So
it is where a number may have ended: 0 and `<` count the same, and nothing tells for which of them the O was taken.
"""

from typing import NamedTuple

from aigis.core.errors import InvalidInput
from aigis.core.person.mrz.layouts import FILLER, STATE, TD1, Format, Layout
from aigis.core.person.mrz.messages import Field, ReadingNote, letter_for_digit, two_numbers, wrong_check_digit
from aigis.core.person.numbers import national_number

_WEIGHTS = (7, 3, 1)
_VALUES = {FILLER: 0} | {sign: int(sign, 36) for sign in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
# Letters that cameras take for digits.
_MISREAD = str.maketrans("OQDILZSGTB", "0001125678")
_MISREAD_BUT_ZERO = str.maketrans("ILZSGTB", "1125678")
_NATIONAL_NUMBER_DIGITS = 11
_BELGIAN_CARD_DIGITS = 12
# Letters that a state's document numbers never hold: Germany uses no vowels, the Netherlands no O.
_NEVER_USED = {"D": str.maketrans("OI", "01"), "NLD": str.maketrans("O", "0")}


class Number(NamedTuple):
    """Where the document number of a zone stands: the places of its characters, and that of its check digit."""

    places: tuple[int, ...]
    check: int

    def read(self, run: str) -> str:
        """Gives the characters of the number, fillers included."""
        return "".join(run[position] for position in self.places)


def check_digit(field: str) -> str:
    """Computes the check digit of a field of capitals, digits and `<`: weights 7, 3, 1, modulo 10.

    Source: ICAO Doc 9303 part 3, section 4.9.
    """
    return str(sum(_VALUES[sign] * _WEIGHTS[index % 3] for index, sign in enumerate(field)) % 10)


def checked(run: str, layout: Layout) -> tuple[str, tuple[ReadingNote, ...]]:
    """Returns the run with misread digits put right once every check digit fits, and what was put right.

    Raises WrongCheckDigit (field `mrz`) with a sentence that names the first field that does not fit.
    """
    run, notes = _digits_put_right(run, layout)
    run, of_number = _number_put_right(run, layout)
    number = number_of(run, layout)
    _require(number.read(run), run[number.check], Field.NUMBER)
    _require_after(run, layout.birth, Field.BIRTH)
    if layout.expiry:
        _require_after(run, layout.expiry, Field.EXPIRY)
    if layout.checks_optional:
        _require_after(run, layout.optional[0], Field.OPTIONAL)
    _require_national_number(run, layout)
    if layout.composite is not None:
        _require("".join(run[part] for part in layout.covered), run[layout.composite], Field.WHOLE)
    return run, tuple(dict.fromkeys(notes + of_number))


def number_of(run: str, layout: Layout) -> Number:
    """Tells where the document number stands; on cards, one of more than nine characters goes on in the optional data.

    The check digit's place then holds `<`; number and check digit go on at the start of the optional data.
    Source: ICAO Doc 9303 part 5, section 4.2.2; part 6 likewise.
    """
    own = tuple(range(layout.number.start, layout.number.stop))
    rest = run[layout.optional[0]].partition(FILLER)[0]
    if not layout.number_may_overflow or run[layout.number.stop] != FILLER or len(rest) < 2:
        return Number(own, layout.number.stop)
    if FILLER in run[layout.number]:
        return Number(own, layout.number.stop)
    start = layout.optional[0].start
    return Number(own + tuple(range(start, start + len(rest) - 1)), start + len(rest) - 1)


def national_number_in(run: str, layout: Layout) -> str:
    """Gives what stands where a Belgian card carries the national number; empty on all other documents."""
    if layout is not TD1 or run[STATE] != "BEL":
        return ""
    number = run[layout.optional[1]].translate(_MISREAD).rstrip(FILLER)
    return number if sum(sign.isdigit() for sign in number) > _NATIONAL_NUMBER_DIGITS // 2 else ""


def _digits_put_right(run: str, layout: Layout) -> tuple[str, list[ReadingNote]]:
    """Reads digits where only digits (or `<`) can stand, whether their check digit will fit or not."""
    signs, notes = list(run), []
    end = number_of(run, layout).check
    for field, places in _digit_places(run, layout):
        for index in places:
            may_be_filler = index == end != layout.number.stop
            read = signs[index].translate(_MISREAD_BUT_ZERO if may_be_filler else _MISREAD)
            if read != signs[index]:
                signs[index] = read
                notes.append(letter_for_digit(field))
    return "".join(signs), notes


def _digit_places(run: str, layout: Layout) -> list[tuple[Field, range]]:
    """The places that hold nothing but digits (or `<`): dates, check digits, numbers known to have no letters."""
    check = number_of(run, layout).check
    places = [
        (Field.NUMBER, range(check, check + 1)),
        (Field.BIRTH, range(layout.birth.start, layout.birth.stop + 1)),
    ]
    if layout.expiry:
        places.append((Field.EXPIRY, range(layout.expiry.start, layout.expiry.stop + 1)))
    if layout.checks_optional:
        places.append((Field.OPTIONAL, range(layout.optional[0].stop, layout.optional[0].stop + 1)))
    if layout.format is Format.FRENCH_CARD:
        places.append((Field.NUMBER, range(layout.number.start, layout.number.stop)))
    if national_number_in(run, layout):
        places.append((Field.NATIONAL_NUMBER, range(layout.optional[1].start, layout.optional[1].stop)))
    if layout.composite is not None:
        places.append((Field.WHOLE, range(layout.composite, layout.composite + 1)))
    return places


def _number_put_right(run: str, layout: Layout) -> tuple[str, list[ReadingNote]]:
    """Reads digits for letters that this state's numbers cannot hold, where that alone makes the check digit fit.

    Raises WrongCheckDigit where the number fits both with and without its letters.
    """
    number = number_of(run, layout)
    as_scanned = number.read(run)
    as_digits = _as_digits(as_scanned, _letters_never_used(run, layout, number))
    if as_digits == as_scanned or check_digit(as_digits) != run[number.check]:
        return run, []
    if check_digit(as_scanned) == run[number.check]:
        raise two_numbers()
    signs = list(run)
    for index, sign in zip(number.places, as_digits, strict=True):
        signs[index] = sign
    return "".join(signs), [letter_for_digit(Field.NUMBER)]


def _as_digits(number: str, letters: dict[int, int]) -> str:
    """Reads the letters as digits, but no zero at the end of the number."""
    last = len(number.rstrip(FILLER)) - 1
    read = number.translate(letters)
    return number[:last].translate(letters) + number[last:] if read[last : last + 1] == "0" else read


def _letters_never_used(run: str, layout: Layout, number: Number) -> dict[int, int]:
    state = run[STATE].rstrip(FILLER)
    if state == "BEL" and layout is TD1 and len(number.places) == _BELGIAN_CARD_DIGITS:
        return _MISREAD
    return _NEVER_USED.get(state, {})


def _require_after(run: str, field: slice, name: Field) -> None:
    _require(run[field], run[field.stop], name)


def _require(field: str, check: str, name: Field) -> None:
    """Refuses a digit that does not fit; an empty field may have `<` in its place (part 4, section 4.2.2)."""
    if check != check_digit(field) and (check != FILLER or field.strip(FILLER)):
        raise wrong_check_digit(name)


def _require_national_number(run: str, layout: Layout) -> None:
    number = national_number_in(run, layout)
    try:
        if number:
            national_number(number)
    except InvalidInput:
        raise wrong_check_digit(Field.NATIONAL_NUMBER) from None
