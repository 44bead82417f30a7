"""The keys of `blocking_keys.py` as plain tuples, for the few subjects of the overlay: quick to make for one person."""

from collections.abc import Iterator
from itertools import combinations, product

from aigis.core.matching.birth_dates import first_january
from aigis.core.matching.blocking_keys import KEYED_WORDS
from aigis.core.matching.prepared import Prepared
from aigis.core.matching.token_features import END_LETTERS
from aigis.core.person.birth import BirthDate
from aigis.core.person.names import skeleton
from aigis.core.person.numbers import folded

Key = tuple[str | int, ...]


def plain_keys(person: Prepared, *, alone: bool) -> set[Key]:
    """All keys under which a person is filed or looked for; `alone` adds those that need no date."""
    return {*_identifiers(person), *_identity(person, alone)}


def _identifiers(person: Prepared) -> Iterator[Key]:
    for number in person.person.national_numbers:
        yield "number", number
    for document in person.person.documents:
        yield "document", document.state, document.number
        yield "folded", document.state, folded(document.number)


def _identity(person: Prepared, alone: bool) -> Iterator[Key]:
    birth = person.birth
    for name in person.names:
        words = [name.words[at] for at in name.content[:KEYED_WORDS]]
        bones = {skeleton(word) for word in words if len(word) > 1}
        yield from (("pair", *pair) for pair in combinations(sorted(bones), 2))
        if alone:
            yield from (("alone", bone) for bone in bones)
            for one, other in combinations([word for word in words if len(word) > 1], 2):
                yield from (("ends", *sorted(both)) for both in product(_ends(one), _ends(other)))
        if birth:
            yield from _dated(birth, bones | {skeleton(run) for run in name.runs})


def _ends(word: str) -> tuple[str, str]:
    return word[:END_LETTERS], word[-END_LETTERS:]


def _dated(birth: BirthDate, bones: set[str]) -> Iterator[Key]:
    if birth.full:
        yield "day", str(birth)
    for bone in bones:
        yield "year", bone, birth.year
        if birth.month and birth.day and not first_january(birth):
            yield "month and day", bone, birth.month, birth.day
