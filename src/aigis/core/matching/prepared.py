"""A person as matching reads it: names in tokens, and the birth date, if need be, from the national number."""

from dataclasses import dataclass

from aigis.core.person.birth import BirthDate
from aigis.core.person.names import PreparedName, prepare
from aigis.core.person.numbers import birth_of
from aigis.core.person.person import Person


@dataclass(frozen=True, slots=True)
class Prepared:
    """A person, its names in tokens (those that have any), and its birth date as stated or as its number tells."""

    person: Person
    names: tuple[PreparedName, ...]
    birth: BirthDate | None

    @classmethod
    def of(cls, person: Person) -> "Prepared":
        """Prepares a person; costs some microseconds, so the index does it once per subject."""
        names = tuple(found for name in person.names if (found := prepare(name)).content)
        return cls(person, names, person.birth or _birth_by_number(person))


def _birth_by_number(person: Person) -> BirthDate | None:
    return next((found for number in person.national_numbers if (found := birth_of(number))), None)
