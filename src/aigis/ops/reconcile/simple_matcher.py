"""A second matcher, deliberately simple: who is beyond doubt the same person, by equal details alone.

It never finds all that the matcher finds. What it finds, the matcher must have found: a check that was answered `clear`
although this one meets a ban in force is a difference.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Details = Mapping[str, Any]  # a person as entries write it


def keys_of(person: Details) -> Iterator[tuple[str, ...]]:
    """Yields what alone tells a person: number with a name or date, document with a date, full name with full date."""
    birth = person.get("birth") or ""
    full_birth = birth if len(birth) == 10 else ""
    for number in person.get("numbers") or ():
        yield ("number", number)
    for state, number in person.get("documents") or ():
        if full_birth:
            yield ("document", state, number, full_birth)
    for family, given_names, *_ in person.get("names") or ():
        if full_birth and family and given_names:
            yield ("name", _folded(family), _folded(given_names), full_birth)


def _folded(name: str) -> str:
    """Lower case, without accents and anything that is no letter."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in plain if letter.isalpha())


# The sandbox as it is documented: name, birth date and document of each test identity.
_TEST_IDENTITIES = {
    ("vrijgeleide", "groen", "1970-03-14", "SANDB0X01"),
    ("zandbakproef", "rood", "1981-09-26", "SANDB0X02"),
    ("oefenpersoon", "oranje", "1962-11-05", "SANDB0X03"),
}


def is_test_identity(person: Details) -> bool:
    """Tells whether a person has one name, one document and a birth date, and they are those of a test identity."""
    names: Sequence[Any] = person.get("names") or ()
    documents: Sequence[Any] = person.get("documents") or ()
    if len(names) != 1 or len(documents) != 1 or documents[0][0] != "UTO" or person.get("numbers"):
        return False
    family, given_names = (_folded(part) for part in names[0][:2])
    birth, number = str(person.get("birth")), documents[0][1]
    # A name in one piece has the given names first.
    return any(
        family + given_names in (own_family + own_given, own_given + own_family) and (birth, number) == (own_birth, own)
        for own_family, own_given, own_birth, own in _TEST_IDENTITIES
    )


class SubjectIndex:
    """Finds the subjects that are beyond doubt a person."""

    def __init__(self, persons: Mapping[str, Details]) -> None:
        self._persons = persons
        self._by_key: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for subject, person in persons.items():
            for key in keys_of(person):
                self._by_key[key].add(subject)

    def find(self, person: Details) -> set[str]:
        """Returns the subjects that share a key with the person and have no other national number."""
        candidates = {subject for key in keys_of(person) for subject in self._by_key.get(key, ())}
        return {subject for subject in candidates if _same_numbers(person, self._persons[subject])}


def _same_numbers(left: Details, right: Details) -> bool:
    numbers = set(left.get("numbers") or ()), set(right.get("numbers") or ())
    return not (numbers[0] and numbers[1]) or bool(numbers[0] & numbers[1])
