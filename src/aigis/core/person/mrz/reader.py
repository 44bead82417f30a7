"""Reads the machine-readable zone of a travel document as a scanner sends it: ICAO Doc 9303."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from aigis.core.errors import InvalidInput
from aigis.core.person.birth import BirthDate
from aigis.core.person.mrz.check_digits import checked, national_number_in, number_of
from aigis.core.person.mrz.dates import birth_date, expiry_date
from aigis.core.person.mrz.layouts import CODE, FILLER, STATE, Format, Layout
from aigis.core.person.mrz.lines import TypedZone, has_the_size_of_a_zone, typed_zones
from aigis.core.person.mrz.messages import Field, Keyboard, ReadingNote, other_keyboard, two_keyboards, unreadable
from aigis.core.person.mrz.writer import compose_mrva, compose_mrvb, compose_td1, compose_td2, compose_td3
from aigis.core.person.numbers import document
from aigis.core.person.person import Name, Person, Sex
from aigis.core.person.states import icao_state, is_state
from aigis.core.person.transliteration.arabic_mrz import ARABIC_STATES, decoded

__all__ = [
    "Field",
    "Format",
    "Keyboard",
    "ReadingNote",
    "ScannedZone",
    "Zone",
    "compose_mrva",
    "compose_mrvb",
    "compose_td1",
    "compose_td2",
    "compose_td3",
    "has_the_size_of_a_zone",
    "read",
    "read_scan",
]

_CODE = re.compile(r"[A-Z][A-Z0-9<]")
_STATE = re.compile(r"[A-Z]{1,3}<*")
_NAME = re.compile(r"[A-Z<]+")
_SEXES = {"F": Sex.F, "M": Sex.M, "X": Sex.X, FILLER: Sex.X}


@dataclass(frozen=True, slots=True)
class Zone:
    """What a machine-readable zone says, after all its check digits were found to fit.

    `number` is the whole document number without fillers, empty where the document has none; `optional` the issuing
    state's own fields as printed. `national_number` is the Belgian one, on Belgian cards only. `notes` say what was put
    right in reading; two readings of one zone are equal whatever was put right.
    """

    format: Format
    document_code: str
    state: str
    number: str
    name: Name
    birth: BirthDate | None
    sex: Sex | None
    nationality: str | None
    expiry: date | None
    optional: tuple[str, ...]
    national_number: str | None
    notes: tuple[ReadingNote, ...] = field(default=(), compare=False)

    @property
    def keyboard(self) -> Keyboard | None:
        """The wrong keyboard layout that the zone came through; None if it came through the right one."""
        return next((note.about for note in self.notes if isinstance(note.about, Keyboard)), None)

    def person(self) -> Person:
        """Gives the identity details of the zone; a name in ICAO's Arabic codes also as it is written in Arabic."""
        return Person(
            names=tuple(dict.fromkeys((self.name, self._arabic()))) if self.name.full else (),
            birth=self.birth,
            national_numbers=(self.national_number,) if self.national_number else (),
            documents=(document(self.state, self.number),) if self.number else (),
            sex=self.sex,
            nationality=self.nationality,
        )

    def _arabic(self) -> Name:
        if ARABIC_STATES.isdisjoint((self.state, self.nationality)):
            return self.name
        return Name(decoded(self.name.family), decoded(self.name.given), self.name.truncated)


@dataclass(frozen=True, slots=True)
class ScannedZone:
    """The person of a scanned zone, and the keyboard layouts through which it may have come; None is the right one."""

    person: Person
    keyboards: tuple[Keyboard | None, ...]


def read(lines: Sequence[str] | str, *, today: date) -> Zone:
    """Reads a zone of format TD1, TD2, TD3, MRV-A or MRV-B, or a French identity card of before 2021.

    `today` decides the century of the dates. Raises WrongCheckDigit where a check digit does not fit and UnreadableZone
    where anything else is amiss, both with field `mrz` and a sentence that names the field of the zone; where several
    readings fit and say different things, it is refused. Source: ICAO Doc 9303 parts 3 to 7.
    """
    zones = _fitting_zones(lines, today)
    if len(zones) != 1:
        raise two_keyboards()
    return zones[0]


def read_scan(text: str, *, today: date) -> ScannedZone:
    """Reads the person of a zone that a scanner typed, as `read` does, but keeps names that keyboards leave open.

    No check digit covers a name. If several layouts fit and differ in the name alone, the person has each of the names:
    a check then finds a ban under any of them, so that no wrong layout can hide one. Raises as `read` does.
    """
    zones = _fitting_zones(text, today)
    if any(replace(zone, name=zones[0].name) != zones[0] for zone in zones):
        raise two_keyboards()
    persons = [zone.person() for zone in zones]
    names = tuple(dict.fromkeys(name for person in persons for name in person.names))
    return ScannedZone(replace(persons[0], names=names), tuple(zone.keyboard for zone in zones))


def _fitting_zones(lines: Sequence[str] | str, today: date) -> list[Zone]:
    """Lists the different readings that fit; of several, those whose states exist."""
    fitting: list[Zone] = []
    refusals: list[InvalidInput] = []
    for typed in typed_zones(lines):
        try:
            fitting.append(_zone(typed, today))
        except InvalidInput as refusal:
            refusals.append(refusal)
    if not fitting:
        raise refusals[0]
    zones = list(dict.fromkeys(fitting))
    if len(zones) > 1:
        zones = [zone for zone in zones if is_state(zone.state) and is_state(zone.nationality or zone.state)]
    if not zones:
        raise two_keyboards()
    return zones


def _zone(typed: TypedZone, today: date) -> Zone:
    layout = typed.layout
    run, notes = checked(typed.run, layout)
    _require_letters(run, layout)
    national_number = national_number_in(run, layout) or None
    return Zone(
        format=layout.format,
        document_code=run[CODE].rstrip(FILLER),
        state=icao_state(run[STATE].rstrip(FILLER)),
        number=number_of(run, layout).read(run).replace(FILLER, ""),
        name=_name(run, layout),
        birth=birth_date(run[layout.birth], today=today, national_number=national_number),
        sex=_SEXES.get(run[layout.sex]),
        nationality=icao_state(run[layout.nationality].rstrip(FILLER)) or None,
        expiry=expiry_date(run[layout.expiry], today=today) if layout.expiry else None,
        optional=_optional(run, layout),
        national_number=national_number,
        notes=((other_keyboard(typed.keyboard),) if typed.keyboard else ()) + notes,
    )


def _require_letters(run: str, layout: Layout) -> None:
    """Refuses digits where only letters can stand: no check digit guards these fields, so nothing may be put right."""
    nationality = run[layout.nationality]
    fits = {
        Field.CODE: _CODE.fullmatch(run[CODE]),
        Field.STATE: _STATE.fullmatch(run[STATE]),
        Field.NAME: _NAME.fullmatch(run[layout.name] + (run[layout.given_names] if layout.given_names else "")),
        Field.NATIONALITY: _STATE.fullmatch(nationality) or nationality == 3 * FILLER,
    }
    for name, fit in fits.items():
        if not fit:
            raise unreadable(name)


def _name(run: str, layout: Layout) -> Name:
    """A field filled up to its last place must be taken as cut (part 3, section 4.6)."""
    family, given_names = run[layout.name], run[layout.given_names] if layout.given_names else ""
    cut = not (family.endswith(FILLER) and (not given_names or given_names.endswith(FILLER)))
    if not given_names:
        family, _, given_names = family.strip(FILLER).partition(2 * FILLER)
    return Name(_words(family), _words(given_names), truncated=cut)


def _words(field: str) -> str:
    return " ".join(field.replace(FILLER, " ").split())


def _optional(run: str, layout: Layout) -> tuple[str, ...]:
    """The optional data, without what the document number took of them."""
    first, *others = (run[field] for field in layout.optional)
    if number_of(run, layout).check in range(layout.optional[0].start, layout.optional[0].stop):
        first = first.partition(FILLER)[2]
    return tuple(text for text in (field.strip(FILLER) for field in (first, *others)) if text)
