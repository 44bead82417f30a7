"""The keys under which a person is filed and looked for: integers, alike for queries and subjects.

Keys only propose: two persons may share one by chance, and scoring decides. They are hashes that change with each
process, so they never leave memory.
"""

from collections.abc import Iterable, Iterator
from itertools import combinations

from aigis.core.matching.dates import first_january
from aigis.core.matching.prepared import Prepared
from aigis.core.person.birth import BirthDate
from aigis.core.person.names import PreparedName, skeleton
from aigis.core.person.numbers import folded
from aigis.core.person.person import Person

_NUMBER, _DOCUMENT, _FOLDED, _DATE, _YEAR, _MONTH_DAY, _PAIR = range(7)
_SKELETONS = 8  # names of more words are cut here: pairs grow with the square


def identifier_keys(person: Person) -> set[int]:
    """Keys of national numbers and documents, the weaker document key included."""
    keys = {hash((_NUMBER, number)) for number in person.national_numbers}
    for document in person.documents:
        keys.add(hash((_DOCUMENT, document.state, document.number)))
        keys.add(hash((_FOLDED, document.state, folded(document.number))))
    return keys


def identity_keys(person: Prepared) -> set[int]:
    """Keys of names and birth date: the day; skeleton with year, with month and day; two skeletons of one name."""
    keys: set[int] = set()
    if not person.names:
        return keys
    if person.birth:
        keys.update(_dated(person.birth, {bones for name in person.names for bones in _skeletons(name, name.joined)}))
    for name in person.names:
        keys.update(hash((_PAIR, one, other)) for one, other in combinations(sorted(_skeletons(name)), 2))
    return keys


def _dated(birth: BirthDate, skeletons: Iterable[str]) -> Iterator[int]:
    """Month and day help where a year was mistyped; 1 January, the stand-in for any day, would find thousands."""
    if birth.full:
        yield hash((_DATE, birth.year, birth.month, birth.day))
    for bones in skeletons:
        yield hash((_YEAR, bones, birth.year))
        if birth.full and not first_january(birth):
            yield hash((_MONTH_DAY, bones, birth.month, birth.day))


def _skeletons(name: PreparedName, joined: str = "") -> set[str]:
    """The skeletons of a name's content, initials left out; with the family name as one word where given."""
    words = name.content[:_SKELETONS] + ((joined,) if joined else ())
    return {skeleton(word) for word in words if len(word) > 1}
