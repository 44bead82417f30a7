"""Invented people like those of a Belgian port: many origins and scripts, no real person meant.

The same count and seed give the same people. National numbers carry fitting check digits; no two people of one call,
nor of two calls with other counters, share one.
"""

from collections.abc import Iterator
from datetime import date
from random import Random

from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Document, Name, Person, Sex
from aigis_demo.origins import Origin, Written, draw_origin

HOLDERS = (1, 899)  # counters of national numbers: badge holders and banned people draw from ranges of their own
BANNED = (900, 993)

_OLDEST, _YOUNGEST = date(1955, 1, 1).toordinal(), date(2007, 12, 31).toordinal()
_MEN = 0.87
_ALIAS = 0.03
_LETTERS = "ABCDEFGHKLMNPRSTVXZ"


def people(count: int, seed: int, *, counters: tuple[int, int] = HOLDERS) -> Iterator[Person]:
    """Yields invented people, the same for the same seed, each with a birth date and a number, a document or both."""
    chance = Random(f"{seed}/{counters}")
    used: set[str] = set()
    for _ in range(count):
        yield _person(chance, used, counters)


def national_number(born: date, counter: int) -> str:
    """Gives the national number (NRN) of a birth date and counter, with its check digits."""
    return _with_check_digits(born.year, f"{born:%m%d}", counter)


def card_number(serial: int) -> str:
    """Gives the number of a Belgian identity card: ten digits and their remainder by 97, which is never 00."""
    return f"{serial:010d}{serial % 97 or 97:02d}"


def _person(chance: Random, used: set[str], counters: tuple[int, int]) -> Person:
    draw = chance.random
    origin = draw_origin(draw())
    man = draw() < _MEN
    born = date.fromordinal(_OLDEST + int(draw() * (_YOUNGEST - _OLDEST)))
    belgian = draw() < origin.belgian
    resident = belgian or draw() < origin.resident
    birth = _birth(born, draw() if draw() < origin.partial else 1.0)
    number = _number(chance, birth, man, counters, used, bis=not belgian and draw() < 0.5) if resident else None
    state = "BEL" if belgian else origin.state
    return Person(
        names=_names(chance, origin, man),
        birth=birth,
        national_numbers=(number,) if number else (),
        documents=(_document(chance, state, used),) if not resident or draw() < 0.4 else (),
        sex=Sex.M if man else Sex.F,
        nationality=state,
    )


def _names(chance: Random, origin: Origin, man: bool) -> tuple[Name, ...]:
    draw = chance.random
    given_names = (origin.men if man else origin.women).draw(draw())
    family = origin.families.draw(draw())
    if not man and origin.endings:
        family = _feminine(family, origin)
    if draw() < origin.doubled:
        family = _joined(family, origin.families.draw(draw()), "-" if origin.state == "D" else " ")
    if draw() < origin.second:
        given_names = _joined(given_names, (origin.men if man else origin.women).draw(draw()), " ")
    names = [Name(family[0], given_names[0])]
    if family[1] and draw() < 0.5:
        names.append(Name(family[1], given_names[1]))
    if draw() < _ALIAS:
        names.append(_alias(names[0], draw()))
    return tuple(names)


def _joined(first: Written, second: Written, by: str) -> Written:
    if first == second:
        return first
    return first[0] + by + second[0], first[1] + by + second[1] if first[1] else ""


def _feminine(family: Written, origin: Origin) -> Written:
    latin, original = family
    for ending, womens in origin.endings:
        if latin.endswith(ending):
            latin = latin.removesuffix(ending) + womens
        if original.endswith(ending):
            original = original.removesuffix(ending) + womens
    return latin, original


def _alias(name: Name, chance: float) -> Name:
    """Another name somebody goes by: parts swapped, only the first given name, or the family name's last part."""
    if chance < 0.3:
        return Name(name.given, name.family)
    if chance < 0.6:
        return Name(name.family, name.given.split()[0][0])
    return Name(name.family.split()[-1], name.given.split()[0].split("-")[0])


def _birth(born: date, chance: float) -> BirthDate:
    """All of the date at 1.0; below, the year alone, year and month, or the 1 January that stands for unknown."""
    if chance == 1.0:
        return BirthDate(born.year, born.month, born.day)
    if chance < 0.5:
        return BirthDate(born.year)
    return BirthDate(born.year, born.month) if chance < 0.7 else BirthDate(born.year, 1, 1)


def _number(
    chance: Random, birth: BirthDate, man: bool, counters: tuple[int, int], used: set[str], *, bis: bool
) -> str:
    first, last = counters
    month_day = f"{(birth.month or 0) + 40 * bis:02d}{birth.day or 0:02d}"  # BIS: the month raised by 40
    while True:
        counter = first + int(chance.random() * (last - first))
        counter += (counter % 2 == 0) == man  # odd counters are men's
        number = _with_check_digits(birth.year, month_day, counter)
        if number not in used:
            used.add(number)
            return number


def _with_check_digits(year: int, month_day: str, counter: int) -> str:
    body = f"{year % 100:02d}{month_day}{counter:03d}"
    check = 97 - int(("2" if year >= 2000 else "") + body) % 97
    return f"{body}{check:02d}"


def _document(chance: Random, state: str, used: set[str]) -> Document:
    while True:
        if state == "BEL":
            number = card_number(590_000_0000 + int(chance.random() * 20_000_000))
        else:
            letters = _LETTERS[int(chance.random() * 19)] + _LETTERS[int(chance.random() * 19)]
            number = f"{letters}{int(chance.random() * 10_000_000):07d}"
        if (key := state + number) not in used:
            used.add(key)
            return Document(state, number)
