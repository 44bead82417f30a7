"""The check digits of a machine-readable zone, and the few misread characters that they allow to put right."""

from aigis.core.errors import InvalidInput, WrongCheckDigit
from aigis.core.person.mrz_layout import FILLER, STATE, Layout
from aigis.core.person.numbers import national_number

_WEIGHTS = (7, 3, 1)
_VALUES = {FILLER: 0} | {sign: int(sign, 36) for sign in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
# Letters that cameras take for digits; put right in fields of digits only, where the check digit then confirms it.
_MISREAD = str.maketrans("OISBZ", "01582")
_NATIONAL_NUMBER_DIGITS = 11


def check_digit(field: str) -> str:
    """Computes the check digit of a field of capitals, digits and `<`: weights 7, 3, 1, modulo 10.

    Source: ICAO Doc 9303 part 3, section 4.9.
    """
    return str(sum(_VALUES[sign] * _WEIGHTS[place % 3] for place, sign in enumerate(field)) % 10)


def checked(run: str, layout: Layout) -> str:
    """Returns the run with misread digits put right once every check digit fits.

    Raises WrongCheckDigit (field `mrz`) with a sentence that names the first field that does not fit.
    """
    run = _digits_put_right(run, layout)
    number, check = long_number(run, layout) or (run[layout.number], run[layout.number.stop])
    _require(number, check, "document number")
    _require(run[layout.birth], run[layout.birth.stop], "birth date")
    _require(run[layout.expiry], run[layout.expiry.stop], "expiry date")
    if layout.checks_optional:
        _require(run[layout.optional[0]], run[layout.optional[0].stop], "optional data")
    _require_national_number(run, layout)
    if layout.composite is not None:
        _require("".join(run[part] for part in layout.covered), run[layout.composite], "whole")
    return run


def long_number(run: str, layout: Layout) -> tuple[str, str] | None:
    """Tells a document number of more than nine characters and its check digit; None where the number is no longer.

    The check digit's place then holds `<`; number and check digit go on at the start of the optional data.
    Source: ICAO Doc 9303 part 5, section 4.2.2; part 6 likewise.
    """
    first, rest = run[layout.number], run[layout.optional[0]].partition(FILLER)[0]
    overflows = layout.number_may_overflow and run[layout.number.stop] == FILLER and FILLER not in first
    if not overflows or len(rest) < 2:
        return None
    return first + rest[:-1], rest[-1]


def national_number_in(run: str, layout: Layout) -> str:
    """Gives the characters where a Belgian card carries the national number; empty on all other documents."""
    if layout.lines != 3 or run[STATE] != "BEL":
        return ""
    digits = run[layout.optional[1]].translate(_MISREAD)
    return digits if digits.isdigit() and len(digits) == _NATIONAL_NUMBER_DIGITS else ""


def _digits_put_right(run: str, layout: Layout) -> str:
    signs = list(run)
    for place in _digit_places(run, layout):
        signs[place] = signs[place].translate(_MISREAD)
    return "".join(signs)


def _digit_places(run: str, layout: Layout) -> set[int]:
    """The places that hold nothing but digits (or `<`): dates, check digits, the Belgian national number."""
    fields = [layout.birth, layout.expiry] + ([layout.optional[1]] if national_number_in(run, layout) else [])
    places = {place for field in fields for place in range(field.start, field.stop)}
    checks = {layout.number.stop, layout.birth.stop, layout.expiry.stop}
    checks |= {layout.optional[0].stop} if layout.checks_optional else set()
    return places | checks | ({layout.composite} if layout.composite is not None else set())


def _require(field: str, check: str, name: str) -> None:
    """Refuses a digit that does not fit; an empty field may have `<` in its place (part 4, section 4.2.2)."""
    if check == check_digit(field) or (check == FILLER and not field.strip(FILLER)):
        return
    raise _wrong(name)


def _require_national_number(run: str, layout: Layout) -> None:
    number = national_number_in(run, layout)
    try:
        if number:
            national_number(number)
    except InvalidInput:
        raise _wrong("national number") from None


def _wrong(name: str) -> WrongCheckDigit:
    what = "The check digit of the whole zone" if name == "whole" else f"The check digit of the {name}"
    return WrongCheckDigit(f"{what} does not fit. Scan again.", field="mrz")
