"""Where the fields of a machine-readable zone stand: ICAO Doc 9303 parts 4 (TD3), 5 (TD1), 6 (TD2) and 7 (visas)."""

from dataclasses import dataclass
from enum import StrEnum

FILLER = "<"
CODE = slice(0, 2)
STATE = slice(2, 5)


class Format(StrEnum):
    """The formats of travel documents and visas of Doc 9303, and one older than them."""

    TD1 = "TD1"
    TD2 = "TD2"
    TD3 = "TD3"
    MRVA = "MRV-A"
    MRVB = "MRV-B"
    FRENCH_CARD = "FRA-ID"  # the French identity card of before 2021, valid for years to come; not a format of ICAO


@dataclass(frozen=True, slots=True)
class Layout:
    """The places of the fields when the lines are joined into one run; a field's check digit stands right after it.

    `optional` are the fields for the issuing state's own use, `covered` the parts under the composite check digit and
    `composite` its place; visas have none. `name` holds family and given names, but for a card with a field for each.
    """

    format: Format
    width: int
    lines: int
    name: slice
    number: slice
    nationality: slice
    birth: slice
    expiry: slice | None
    optional: tuple[slice, ...]
    covered: tuple[slice, ...] = ()
    composite: int | None = None
    given_names: slice | None = None

    @property
    def sex(self) -> int:
        """The place of the sex: after the birth date's check digit in every format."""
        return int(self.birth.stop) + 1

    @property
    def checks_optional(self) -> bool:
        """Tells whether the optional data have a check digit of their own: in passports only."""
        return self.format is Format.TD3

    @property
    def number_may_overflow(self) -> bool:
        """Tells whether a document number may go on in the optional data after nine characters: on cards only."""
        return self.format in (Format.TD1, Format.TD2)


def _two_lines(format: Format, width: int, *, optional_ends: int, composite: bool) -> Layout:
    """The formats with two lines differ in width, in the end of the optional data, and in what follows them."""
    parts = (slice(width, width + 10), slice(width + 13, width + 20), slice(width + 21, 2 * width - 1))
    return Layout(
        format=format,
        width=width,
        lines=2,
        name=slice(5, width),
        number=slice(width, width + 9),
        nationality=slice(width + 10, width + 13),
        birth=slice(width + 13, width + 19),
        expiry=slice(width + 21, width + 27),
        optional=(slice(width + 28, width + optional_ends),),
        covered=parts if composite else (),
        composite=2 * width - 1 if composite else None,
    )


TD1 = Layout(
    format=Format.TD1,
    width=30,
    lines=3,
    name=slice(60, 90),
    number=slice(5, 14),
    nationality=slice(45, 48),
    birth=slice(30, 36),
    expiry=slice(38, 44),
    optional=(slice(15, 30), slice(48, 59)),
    covered=(slice(5, 30), slice(30, 37), slice(38, 45), slice(48, 59)),
    composite=59,
)
TD2 = _two_lines(Format.TD2, 36, optional_ends=35, composite=True)
TD3 = _two_lines(Format.TD3, 44, optional_ends=42, composite=True)
MRVA = _two_lines(Format.MRVA, 44, optional_ends=44, composite=False)
MRVB = _two_lines(Format.MRVB, 36, optional_ends=36, composite=False)

# Line 1: surname, department and office of issue. Line 2: a number of twelve digits (year, month and department of
# issue, a counter), given names, birth date, sex. No expiry date; the holder is French. The last digit covers all.
FRENCH_CARD = Layout(
    format=Format.FRENCH_CARD,
    width=36,
    lines=2,
    name=slice(5, 30),
    number=slice(36, 48),
    nationality=STATE,
    birth=slice(63, 69),
    expiry=None,
    optional=(slice(30, 36),),
    covered=(slice(0, 71),),
    composite=71,
    given_names=slice(49, 63),
)

_DOCUMENTS = {90: (TD1,), 72: (TD2,), 88: (TD3,)}
_VISAS = {72: (MRVB,), 88: (MRVA,)}
SIZES = frozenset(_DOCUMENTS)


def layouts_of(run: str) -> tuple[Layout, ...]:
    """Finds the layouts that a run of characters has the size of; a first letter V tells visas from documents."""
    if run.startswith("V") and len(run) in _VISAS:
        return _VISAS[len(run)]
    french = (FRENCH_CARD,) if len(run) == 72 and run.startswith("IDFRA") else ()
    return french + _DOCUMENTS.get(len(run), ())
