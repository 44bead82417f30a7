"""Writes machine-readable zones with fitting check digits, for test identities: ICAO Doc 9303 parts 3 to 7."""

import re
from collections.abc import Sequence
from datetime import date

from aigis.core.errors import InvalidInput
from aigis.core.person.birth import BirthDate
from aigis.core.person.mrz.check_digits import check_digit
from aigis.core.person.mrz.layouts import CODE, FILLER, MRVA, MRVB, STATE, TD1, TD2, TD3, Layout
from aigis.core.person.person import Name, Person, Sex
from aigis.core.person.transliteration.scripts import in_latin

_APOSTROPHES = re.compile("['’‘ʼ`´]")
_NOT_LETTERS = re.compile("[^A-Z]+")
_ALLOWED = re.compile("[A-Z0-9<]*")
_NUMBER_WIDTH = 9

Fields = Sequence[tuple[slice, str]]


def compose_td1(person: Person, *, expiry: date, code: str = "ID", optional: str = "") -> list[str]:
    """Writes the three lines of an identity card; a Belgian card carries the person's national number in the second.

    `optional` is for the first line, after what a document number of more than nine characters takes of it.
    Raises InvalidInput where the person has no name or document, or where something has no room.
    """
    belgian = person.national_numbers and person.documents and person.documents[0].state == "BEL"
    own = [(TD1.optional[1], person.national_numbers[0])] if belgian else []
    return _composed(TD1, person, expiry, optional, [(CODE, code), *own])


def compose_td2(person: Person, *, expiry: date, code: str = "ID", optional: str = "") -> list[str]:
    """Writes the two lines of 36 characters; raises as `compose_td1` does."""
    return _composed(TD2, person, expiry, optional, [(CODE, code)])


def compose_td3(person: Person, *, expiry: date, code: str = "PP", optional: str = "") -> list[str]:
    """Writes the two lines of a passport; raises as `compose_td1` does."""
    return _composed(TD3, person, expiry, optional, [(CODE, code)])


def compose_mrva(person: Person, *, expiry: date, code: str = "V", optional: str = "") -> list[str]:
    """Writes the two lines of 44 characters of a visa of passport size; the document is the visa or the passport.

    Raises as `compose_td1` does.
    """
    return _composed(MRVA, person, expiry, optional, [(CODE, code)])


def compose_mrvb(person: Person, *, expiry: date, code: str = "V", optional: str = "") -> list[str]:
    """Writes the two lines of 36 characters of a visa; raises as `compose_td1` does."""
    return _composed(MRVB, person, expiry, optional, [(CODE, code)])


def _composed(layout: Layout, person: Person, expiry: date, optional: str, own: Fields) -> list[str]:
    """Puts the fields in their places, then the check digits, then cuts the run into lines."""
    run = [FILLER] * (layout.width * layout.lines)
    for field, text in [*own, *_fields(layout, person, expiry, optional)]:
        width = field.stop - field.start
        if len(text) > width or not _ALLOWED.fullmatch(text):
            raise InvalidInput(f"'{text}' cannot stand in {width} places of a machine-readable zone.", field="mrz")
        run[field] = text.ljust(width, FILLER)
    run[layout.sex] = person.sex.value if person.sex in (Sex.F, Sex.M) else FILLER
    _put_check_digits(run, layout, overflows=len(_number(person)) > _NUMBER_WIDTH)
    return ["".join(run[start : start + layout.width]) for start in range(0, len(run), layout.width)]


def _fields(layout: Layout, person: Person, expiry: date, optional: str) -> Fields:
    number = _number(person)
    first, rest = number[:_NUMBER_WIDTH], number[_NUMBER_WIDTH:]
    if rest and not layout.number_may_overflow:
        raise InvalidInput("A passport's or visa's number has at most nine characters.", field="document.number")
    overflow = rest + check_digit(number) + FILLER if rest else ""
    return [
        (STATE, person.documents[0].state),
        (layout.name, _name_field(person.names[0], layout.name.stop - layout.name.start)),
        (layout.number, first),
        (layout.nationality, person.nationality or ""),
        (layout.birth, _birth(person.birth)),
        *([(layout.expiry, f"{expiry:%y%m%d}")] if layout.expiry else []),
        (layout.optional[0], (overflow + optional).rstrip(FILLER)),
    ]


def _put_check_digits(run: list[str], layout: Layout, *, overflows: bool) -> None:
    fields = [layout.birth] + ([layout.expiry] if layout.expiry else [])
    fields += [] if overflows else [layout.number]
    fields += [layout.optional[0]] if layout.checks_optional else []
    for field in fields:
        run[field.stop] = check_digit("".join(run[field]))
    if layout.composite is not None:
        run[layout.composite] = check_digit("".join(sign for part in layout.covered for sign in run[part]))


def _number(person: Person) -> str:
    if not person.documents or not person.names:
        raise InvalidInput("A machine-readable zone needs a name and a document.", field="mrz")
    return person.documents[0].number


def _birth(birth: BirthDate | None) -> str:
    """Unknown parts are written `<<` (part 3, section 4.8)."""
    if birth is None:
        return ""
    parts = (birth.year % 100, birth.month, birth.day)
    return "".join(2 * FILLER if part is None else f"{part:02d}" for part in parts)


def _name_field(name: Name, width: int) -> str:
    """Writes the name; one without room is cut so that a letter stands at the end and tells (part 3, section 4.6)."""
    family, given_letters = _letters(name.family), _letters(name.given)
    if not family:
        raise InvalidInput("A machine-readable zone needs a name in letters.", field="mrz")
    family = family[: width - 3].rstrip(FILLER) if given_letters else family
    text = f"{family}{2 * FILLER}{given_letters}" if given_letters else family
    if len(text) <= width:
        return text
    cut = text[:width]
    return cut if cut[-1] != FILLER else text[: width - 2] + text[width - 1 : width + 1]


def _letters(text: str) -> str:
    latin = in_latin(_APOSTROPHES.sub("", text)).upper()
    return _NOT_LETTERS.sub(FILLER, latin).strip(FILLER)
