"""Judges whether identity details can be true: birth dates that cannot be, numbers that contradict what was typed.

Every way in asks here before anything is compared: a detail that cannot be true finds no banned person, and finding
none would read as `clear`. Agreement means compatible: of a date only the parts that both sides know are compared.
"""

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from aigis.core.errors import DetailsDisagree, ImpossibleBirthDate, InvalidInput
from aigis.core.person.birth import BirthDate
from aigis.core.person.numbers import birth_of, sex_of
from aigis.core.person.person import Person, Sex
from aigis.core.person.sandbox import resembles_sandbox
from aigis.core.remarks import Remark

OLDEST_YEAR = 1900
YOUNGEST_BANNED = 12  # years of age on the day of the decision; no court of the country punishes a younger child

_FUTURE = Remark("The date of birth is in the future. Correct it.")
_TOO_OLD = Remark("The date of birth is before 1900. Correct it.")
_CHILD = Remark(
    "According to the date of birth, the person was younger than 12 on %(day)s. A child "
    "cannot be banned. Correct the date."
)
_NUMBER_FUTURE = Remark("The date of birth in the national number is in the future. Read the number again.")
_NUMBER_CHILD = Remark(
    "According to the national number, the person was younger than 12 on %(day)s. A child "
    "cannot be banned. Correct the number."
)
_BIRTH = Remark(
    "The national number gives %(number_birth)s, but the entered date of birth is %(birth)s. Read the document again."
)
_MANS = Remark("The national number is a man's, but the entered sex is F. Read the document again.")
_WOMANS = Remark("The national number is a woman's, but the entered sex is M. Read the document again.")
_NUMBERS_BIRTH = Remark("One national number says %(number_birth)s, the other one %(birth)s: read the documents again.")
_NUMBERS_SEX = Remark("One national number is a man's, the other one a woman's: read the documents again.")
_NUMBERS_BIRTH_DECIDED = Remark(
    "One national number says %(number_birth)s, the other one %(birth)s. Correct one of them, or confirm that the"
    " decision has both."
)
_NUMBERS_SEX_DECIDED = Remark(
    "One national number is a man's, the other one a woman's. Correct one of them, or confirm that the decision has"
    " both."
)
_BIRTH_DECIDED = Remark(
    "The national number gives %(number_birth)s, but the entered date of birth is %(birth)s. "
    "Correct one of them, or confirm that the decision contains both."
)
_MANS_DECIDED = Remark(
    "The national number is a man's, but the entered sex is F. Correct one of them, or "
    "confirm that the decision contains both."
)
_WOMANS_DECIDED = Remark(
    "The national number is a woman's, but the entered sex is M. Correct one of them, or "
    "confirm that the decision contains both."
)
_SANDBOX = Remark(
    "This is the name or the document of a test identity. It cannot be registered. Read the document again."
)


def find_detail_faults(
    person: Person, *, today: date, banned_on: date | None = None, field: str = "person"
) -> Iterator[InvalidInput]:
    """Yields what cannot be true of identity details, the impossible before the contradictory.

    Args:
        person: the details as typed or read.
        today: the present Brussels day.
        banned_on: the day of the decision, where the details are those of a subject; None where a person is checked.
        field: the caller's name of the details, put before the name of the detail that is wrong.

    A partly known date is impossible only if every day it may stand for is. For a contradiction that two documents
    really state see `require_sound_subject`.
    """
    if banned_on is not None and resembles_sandbox(person):
        yield InvalidInput(_SANDBOX.template, field=field)
    yield from _impossible(person, today, banned_on, field)
    yield from _contradictions(person, field, decided=banned_on is not None)
    yield from _numbers_disagree(person, field, decided=banned_on is not None)


def find_disagreements(person: Person, *, on: date) -> tuple[DetailsDisagree, ...]:
    """Lists what disagrees in the details of a subject, for whoever approves that a decision has both."""
    faults = find_detail_faults(person, today=on, banned_on=on)
    return tuple(fault for fault in faults if isinstance(fault, DetailsDisagree))


def require_sound_details(person: Person, *, today: date, field: str = "person") -> None:
    """Raises ImpossibleBirthDate or DetailsDisagree for details with which a check or look-up would miss the person."""
    for fault in find_detail_faults(person, today=today, field=field):
        raise fault


def require_sound_subject(
    person: Person, *, today: date, banned_on: date, confirmed: bool, field: str = "person"
) -> bool:
    """Raises ImpossibleBirthDate for details that no banned person has, DetailsDisagree unless confirmed.

    Returns whether details disagree and that was confirmed, to be recorded with what is registered.
    """
    disagree = False
    for fault in find_detail_faults(person, today=today, banned_on=banned_on, field=field):
        if not (confirmed and isinstance(fault, DetailsDisagree)):
            raise fault
        disagree = True
    return disagree


def require_possible_birth(birth: BirthDate, *, today: date, field: str = "birth_date") -> None:
    """Raises ImpossibleBirthDate for a birth date in the future or before 1900."""
    if birth.year < OLDEST_YEAR:
        raise ImpossibleBirthDate(_TOO_OLD.template, field=field)
    if birth.earliest > today:
        raise ImpossibleBirthDate(_FUTURE.template, field=field)


def _impossible(person: Person, today: date, banned_on: date | None, field: str) -> Iterator[InvalidInput]:
    if person.birth:
        name = _below(field, "birth_date")
        if person.birth.year < OLDEST_YEAR:
            yield ImpossibleBirthDate(_TOO_OLD.template, field=name)
        yield from _too_young(person.birth, today, banned_on, name, (_FUTURE, _CHILD))
    for number in person.national_numbers:
        if birth := birth_of(number):
            name = _below(field, "national_number")
            yield from _too_young(birth, today, banned_on, name, (_NUMBER_FUTURE, _NUMBER_CHILD))


def _too_young(
    birth: BirthDate, today: date, banned_on: date | None, field: str, sentences: tuple[Remark, Remark]
) -> Iterator[InvalidInput]:
    not_born, child = sentences
    if birth.earliest > today:
        yield ImpossibleBirthDate(not_born.template, field=field)
    elif banned_on is not None and _age(birth, on=banned_on) < YOUNGEST_BANNED:
        yield ImpossibleBirthDate(child.template, field=field, values={"day": banned_on})


def _contradictions(person: Person, field: str, *, decided: bool) -> Iterator[InvalidInput]:
    for number in person.national_numbers:
        birth, sex = birth_of(number), sex_of(number)
        if birth and person.birth and not birth.compatible(person.birth):
            template = (_BIRTH_DECIDED if decided else _BIRTH).template
            values = {"number_birth": _spoken(birth), "birth": _spoken(person.birth)}
            yield DetailsDisagree(template, field=_below(field, "birth_date"), values=values)
        if sex is Sex.M and person.sex is Sex.F:
            yield DetailsDisagree((_MANS_DECIDED if decided else _MANS).template, field=_below(field, "sex"))
        if sex is Sex.F and person.sex is Sex.M:
            yield DetailsDisagree((_WOMANS_DECIDED if decided else _WOMANS).template, field=_below(field, "sex"))


def _numbers_disagree(person: Person, field: str, *, decided: bool) -> Iterator[InvalidInput]:
    """Compares the national numbers of one person, an NRN and an earlier BIS number, if nothing typed judges them."""
    name = _below(field, "national_number")
    for number, other in combinations(person.national_numbers, 2):
        birth, other_birth = birth_of(number), birth_of(other)
        if person.birth is None and birth and other_birth and not birth.compatible(other_birth):
            template = (_NUMBERS_BIRTH_DECIDED if decided else _NUMBERS_BIRTH).template
            values = {"number_birth": _spoken(birth), "birth": _spoken(other_birth)}
            yield DetailsDisagree(template, field=name, values=values)
        if person.sex in (None, Sex.X) and {sex_of(number), sex_of(other)} == {Sex.M, Sex.F}:
            yield DetailsDisagree((_NUMBERS_SEX_DECIDED if decided else _NUMBERS_SEX).template, field=name)


def _age(birth: BirthDate, *, on: date) -> int:
    """Years of age on a day, at most: an unknown part of the birth date counts as the earliest."""
    first = birth.earliest
    return on.year - first.year - ((on.month, on.day) < (first.month, first.day))


def _spoken(birth: BirthDate) -> date | BirthDate:
    """A birth date as a value of a sentence: a whole one as the day it is."""
    return birth.earliest if birth.full else birth


def _below(field: str, detail: str) -> str:
    return f"{field}.{detail}" if field else detail
