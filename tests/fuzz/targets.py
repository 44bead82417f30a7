"""What is fuzzed: readers of text from outside, each with what must hold for whatever they are given."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from unicodedata import category

from aigis.core.errors import DomainError
from aigis.core.person.birth import BirthDate
from aigis.core.person.mrz.keyboards import value_readings
from aigis.core.person.mrz.reader import has_the_size_of_a_zone, read, read_scan
from aigis.core.person.names import prepare, readings, skeleton, spelling, tokens
from aigis.core.person.numbers import birth_of, document, folded, kind_of, national_number, sex_of
from aigis.core.person.person import Name, Person
from aigis.core.person.transliteration.icao import forms

SEEDS = Path(__file__).parent / "seeds"
TODAY = date(2026, 11, 22)

Target = Callable[[str], None]


def mrz(text: str) -> None:
    """A zone is read into a person that the register can keep, or refused with the field `mrz`; a scan likewise."""
    has_the_size_of_a_zone(text)
    assert all(isinstance(value, str) for value, _ in value_readings(text))
    try:
        scan = read_scan(text, today=TODAY)
        assert scan.keyboards and Person.from_dict(scan.person.to_dict()) == scan.person
        zone = read(text, today=TODAY)
        assert zone.keyboard in scan.keyboards and set(zone.person().names) <= set(scan.person.names)
    except DomainError as refusal:
        assert refusal.field == "mrz" and refusal.sentence
        return
    person = zone.person()
    assert Person.from_dict(person.to_dict()) == person
    assert zone == read(text.split("\n"), today=TODAY)
    assert zone.birth is None or zone.birth.year <= TODAY.year
    assert all(note.sentence for note in zone.notes)


def number(text: str) -> None:
    """A national number is eleven digits that tell a birth date, a kind and a sex, or is refused."""
    try:
        found = national_number(text)
    except DomainError as refusal:
        assert refusal.field == "national_number" and refusal.sentence
        return
    assert len(found) == 11 and found.isascii() and found.isdigit() and national_number(found) == found
    birth, kind, sex = birth_of(found), kind_of(found), sex_of(found)
    assert birth is None or 1900 <= birth.year < 2100
    assert sex is not None or kind == "bis"


def identity_document(text: str) -> None:
    """A document, written as its state and its number, comes to a form that is its own, or is refused."""
    state, _, rest = text.partition(":")
    try:
        found = document(state, rest)
    except DomainError as refusal:
        assert refusal.field in ("document.state", "document.number") and refusal.sentence
        return
    assert document(found.state, found.number) == found
    assert folded(folded(found.number)) == folded(found.number)


def birth(text: str) -> None:
    """A birth date is written as it was read, or is refused."""
    try:
        assert str(BirthDate.parse(text)) == text
    except DomainError as refusal:
        assert refusal.field == "birth_date" and refusal.sentence


def names(text: str) -> None:
    """A name of letters has tokens, tokens stay as they are, and every reading of it can be prepared."""
    found = tokens(text)
    assert tokens(" ".join(found)) == found
    assert all(one.isascii() and one.isalnum() and one == one.lower() and skeleton(one) for one in found)
    assert found or not any(category(sign) in ("Lu", "Ll", "Lt", "Lo") for sign in text)
    family, _, given = text.partition(",")
    for name in readings(Name(family, given)):
        assert set(spelling(name)) == set(prepare(name).words)
    assert forms(text[:40])


TARGETS: Mapping[str, Target] = {
    "mrz": mrz,
    "national_number": number,
    "document": identity_document,
    "birth": birth,
    "names": names,
}


def seeds(target: str) -> list[str]:
    """The committed texts that a fuzzer starts from, one a file."""
    return [path.read_bytes().decode("utf-8", "surrogateescape") for path in sorted((SEEDS / target).iterdir())]
