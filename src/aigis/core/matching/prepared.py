"""A person as matching reads it: names in words, and the birth date, if need be, from the national number."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from aigis.core.matching.similarity import LETTERS
from aigis.core.person.birth import BirthDate
from aigis.core.person.fillers import without_fillers
from aigis.core.person.name_readings import may_be_read_otherwise, name_readings
from aigis.core.person.names import GENERATIONS, LINKS, PARTICLES, TITLES, readings, tokens
from aigis.core.person.numbers import birth_of
from aigis.core.person.person import Name, Person

WORDS = 16  # the most words of a name that are read
SMALL = PARTICLES | TITLES  # words that come and go with the clerk


@dataclass(frozen=True, slots=True)
class NameWords:
    """A name in words, given names first; positions tell those that are no particles, and those of the family name."""

    words: tuple[str, ...]
    content: tuple[int, ...]
    family: frozenset[int] = frozenset()  # empty where given and family name are not told apart
    cut: int = -1  # the word that may be the beginning of a longer one

    @property
    def runs(self) -> Iterator[str]:
        """Particles joined with the word they stand before: van den Berg is filed as Vandenberg too."""
        for at, behind in zip((-1, *self.content), self.content, strict=False):
            if behind - at > 1:
                yield "".join(self.words[at + 1 : behind + 1])[:LETTERS]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A person, its names in words (those that have any), and its birth date as stated or as its number tells."""

    person: Person
    names: tuple[NameWords, ...]
    birth: BirthDate | None

    @classmethod
    def of(cls, person: Person) -> "Prepared":
        """Prepares a person; costs some ten microseconds."""
        names = tuple(name_words_ for name in every_name(person) if (name_words_ := name_words(name)).content)
        return cls(person, names, birth_by(person))


def every_name(person: Person) -> list[Name]:
    """The names of a person as given, and those that they hold or may stand for, as 'Peeters née Maes' does."""
    return [reading for name in person.names for reading in _readings(name)]


def _readings(name: Name) -> tuple[Name, ...]:
    if may_be_read_otherwise(name.given, name.family):
        return name_readings(name)
    return (name,) if name.family.isalpha() else readings(name)


@lru_cache(maxsize=1 << 14)
def name_words(name: Name) -> NameWords:
    """Reads a name in words; filler words are none."""
    given_part, family = (
        tuple(word[:LETTERS] for word in without_fillers(tokens(field))) for field in (name.given, name.family)
    )
    words = given_part + family
    content = [*_content(given_part, linked=False), *(len(given_part) + at for at in _content(family, linked=True))]
    told_apart = range(len(given_part), min(len(words), WORDS)) if given_part and family else ()
    cut = min(len(given_part) or len(words), WORDS) - 1 if name.truncated else -1
    first_places = tuple(at for at in content if at < WORDS)
    return NameWords(words[:WORDS], first_places, frozenset(told_apart), cut)


def _content(field: tuple[str, ...], *, linked: bool) -> Iterator[int]:
    """The places of words that are no particle, title, generation or link; the last is never a particle or title."""
    links = linked and not LINKS.isdisjoint(field)
    places = [at for at, word in enumerate(field) if not links or at in (0, len(field) - 1) or word not in LINKS]
    while len(places) > 1 and field[places[-1]] in GENERATIONS:
        places.pop()
    return (at for at in places if at == places[-1] or field[at] not in SMALL)


def birth_by(person: Person) -> BirthDate | None:
    """The birth date as stated, or as a national number tells it."""
    return person.birth or next((birth for number in person.national_numbers if (birth := birth_of(number))), None)
