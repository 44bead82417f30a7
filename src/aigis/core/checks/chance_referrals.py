"""How many false alerts chance makes: strangers drawn from the traffic itself, and how far a day's count may stray.

A stranger is somebody from the traffic with the birth date of somebody else of the same decade: names as common as they
are at these gates, ages as they are there, and nobody who is in the register under both. What share of them reaches a
band, times the people of a day, is what chance alone makes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from math import exp, lgamma, log

from aigis.core.checks.judgements import identity
from aigis.core.crypto.canonical_json import canonical
from aigis.core.person.person import Person

TAIL = 0.0005  # of each side: one false alarm in some three years of days
_FEW = 2  # with fewer nobody can lend a birth date


def strangers(people: Sequence[Person], *, rounds: int) -> list[tuple[int, Person]]:
    """Makes strangers of people, each with their place among these: names stay, birth dates go round in each decade.

    Numbers and documents are left out: strangers share none. People without a full birth date lend and get none. The
    same people make the same strangers.
    """
    decades: dict[int, list[int]] = {}
    for index, person in enumerate(people):
        if person.names and person.birth is not None and person.birth.day:
            decades.setdefault(person.birth.year // 10, []).append(index)
    made = []
    for places in decades.values():
        order = sorted(places, key=lambda index: (_chance(people[index]), index))
        for step in range(1, min(rounds, len(order) - 1) + 1) if len(order) >= _FEW else ():
            lent = order[step:] + order[:step]
            made += [(index, _stranger(people[index], people[other])) for index, other in zip(order, lent, strict=True)]
    return sorted(made, key=lambda pair: pair[0])


def _stranger(person: Person, other: Person) -> Person:
    return replace(person, birth=other.birth, national_numbers=(), documents=())


def _chance(person: Person) -> bytes:
    """An order that has nothing to do with who somebody is."""
    return sha256(canonical(identity(person))).digest()


@dataclass(frozen=True, slots=True)
class Expected:
    """How many a day chance makes, and between which counts a day stays but for one in a thousand."""

    mean: float
    low: int
    high: int

    def holds(self, count: int) -> bool:
        """Tells whether chance explains a count."""
        return self.low <= count <= self.high


def expected(*, people: int, strangers: int, stranger_hits: Sequence[int]) -> Expected | None:
    """What to expect of so many people, where so many strangers were made; None where there were none.

    `found` counts the strangers found, by the person they were made of: several of one person say less than as many of
    several, so the sample counts as correspondingly smaller. The count of the sample and that of the day are Poisson's,
    the rate is uncertain (Jeffreys): together a negative binomial, whose outermost two times 0.05 % are left out.
    """
    if strangers <= 0:
        return None
    total = sum(stranger_hits)
    spread = max(1.0, sum(count * count for count in stranger_hits) / total) if total else 1.0
    seen, size = total / spread, strangers / spread
    mean = people * (seen + 0.5) / size
    low, high = _range(seen + 0.5, size / (size + people))
    return Expected(mean, low, high)


def _range(shape: float, probability: float) -> tuple[int, int]:
    """The counts between which a negative binomial stays but for its tails."""
    if probability >= 1.0:
        return 0, 0
    low, count, below = -1, 0, 0.0
    while True:
        chance = exp(
            lgamma(count + shape)
            - lgamma(shape)
            - lgamma(count + 1)
            + shape * log(probability)
            + count * log(1 - probability)
        )
        below += chance
        if low < 0 and below > TAIL:
            low = count
        if below >= 1 - TAIL:
            return low, count
        count += 1
