"""Reads a scan: the zone of a document, a national number or a badge, through whatever keyboard layout it came."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from aigis.core.errors import InvalidInput, UnknownBadge, WrongCheckDigit
from aigis.core.person.mrz import reader as mrz_reader
from aigis.core.person.mrz.keyboards import value_readings
from aigis.core.person.mrz.messages import Keyboard
from aigis.core.person.numbers import national_number
from aigis.core.person.person import Person

HolderOf = Callable[[str], Person | None]

_ZONE = re.compile(r"<|^[A-Z0-9<]{30,44}$|^\S{28,}$", re.MULTILINE)
_NUMBER = re.compile(r"[\d\s./-]{11,20}")
_NOT_A_DIGIT = re.compile(r"\D")
_BADGE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{2,23}")
_BARE_NUMBER = re.compile(r"[0-9]{11}")
_NATIONAL_NUMBER_DIGITS = 11
_NEITHER = "This is no national number, and no badge with this number is known. Scan the identity document instead."


@dataclass(frozen=True, slots=True)
class Presented:
    """The person presented at a gate; `keyboard` is the wrong layout of the scanner, None if it is the right one."""

    person: Person
    keyboard: Keyboard | None = None
    by_badge: bool = False


def read_scan(text: str, *, today: date, holder_of: HolderOf) -> Presented:
    """Reads a scanned text; `holder_of` finds the person of a badge number.

    Raises InvalidInput if it is none of the three, or could be two different ones: a guess could let a person through.
    """
    if mrz_reader.has_the_size_of_a_zone(text) or _ZONE.search(text.upper()):
        zone = mrz_reader.read_scan(text, today=today)
        return Presented(zone.person, keyboard_to_report(zone.keyboards))
    values = list(value_readings(text))
    presented = list(dict.fromkeys(_presented(values, holder_of)))
    persons = {reading.person for reading in presented}
    if len(persons) > 1:
        raise InvalidInput("This number can be a badge or a national number. Scan the identity document.", field="scan")
    if not presented:
        raise _refusal(values)
    return presented[0]


def keyboard_to_report(keyboards: tuple[Keyboard | None, ...]) -> Keyboard | None:
    """Returns the layout to name to the guard; QWERTY stands for "another layout" if several may be meant."""
    if None in keyboards:
        return None
    return keyboards[0] if len(keyboards) == 1 else Keyboard.QWERTY


def _presented(values: list[tuple[str, Keyboard | None]], holder_of: HolderOf) -> Iterator[Presented]:
    for value, keyboard in values:
        holder = _holder(value, holder_of)
        if holder:
            yield Presented(holder, keyboard, by_badge=True)
        number = _read_number(value)
        if number and not (holder and number in holder.national_numbers):
            yield Presented(Person(national_numbers=(number,)), keyboard)


def _holder(value: str, holder_of: HolderOf) -> Person | None:
    """Finds the holder of a badge number, in the other case if caps lock may have changed that of all letters."""
    if not _BADGE.fullmatch(value):
        return None
    other = value.swapcase()
    return holder_of(value) or (holder_of(other) if other != value and _has_one_case(value) else None)


def _has_one_case(value: str) -> bool:
    return value in (value.upper(), value.lower())


def _read_number(value: str) -> str | None:
    try:
        return national_number(value) if _NUMBER.fullmatch(value) else None
    except InvalidInput:
        return None


def _refusal(values: list[tuple[str, Keyboard | None]]) -> InvalidInput:
    """Chooses the sentence for a text that is no document, national number or known badge."""
    for value, _ in values:
        if _NUMBER.fullmatch(value) and len(_NOT_A_DIGIT.sub("", value)) == _NATIONAL_NUMBER_DIGITS:
            return _refused_number(value)
    if any(_BADGE.fullmatch(value) for value, _ in values):
        return UnknownBadge(field="scan")
    return InvalidInput("This is neither a document nor a national number. Scan the document.", field="scan")


def _refused_number(value: str) -> InvalidInput:
    """Returns why a number is no national number; without signs between its digits it may be an unknown badge, too."""
    try:
        national_number(value)
    except WrongCheckDigit as refusal:
        return WrongCheckDigit(_NEITHER, field="scan") if _BARE_NUMBER.fullmatch(value) else refusal
    except InvalidInput as refusal:
        return InvalidInput(_NEITHER, field="scan") if _BARE_NUMBER.fullmatch(value) else refusal
    return InvalidInput(field="scan")
