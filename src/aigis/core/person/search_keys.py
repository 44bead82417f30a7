"""What a subject is found by where only equal or not can be asked: short texts, alike for the query and the subject.

They become keyed codes before they are stored. Like the keys of matching they only propose: scoring decides.
"""

from aigis.core.person.birth import BirthDate
from aigis.core.person.names import PreparedName, prepare, skeleton, tokens
from aigis.core.person.numbers import birth_of
from aigis.core.person.person import Name, Person

_MOST_TOKENS = 8  # of one name; nobody is found better by a ninth


def sounds(person: Person) -> frozenset[str]:
    """The skeletons of every name: of each word, and of a family name in several words as if it were one."""
    return frozenset(skeleton for name in _prepared(person) for skeleton in _skeletons(name))


def births(person: Person) -> frozenset[str]:
    """The birth date, and each skeleton with the year and with month and day; nothing without name or birth date."""
    birth, bones = _birth(person), sounds(person)
    if birth is None or not bones:
        return frozenset()
    keys = {f"{bone}|{birth.year:04d}" for bone in bones}
    if birth.month and birth.day:
        keys.add(f"{birth.year:04d}-{birth.month:02d}-{birth.day:02d}")
        if (birth.month, birth.day) != (1, 1):  # the stand-in for any day would find thousands
            keys |= {f"{bone}|{birth.month:02d}-{birth.day:02d}" for bone in bones}
    return frozenset(keys)


def asked_sounds(text: str) -> tuple[frozenset[str], int]:
    """The skeletons of a name as somebody remembers it, in any order; and how many words it has that can be told.

    Words that follow each other are tried as one as well: 'van den Broucke' finds Vandenbroucke.
    """
    name = prepare(Name(text))
    words = tokens(text)[:_MOST_TOKENS]
    joined = {"".join(words[start:end]) for start in range(len(words)) for end in range(start + 2, len(words) + 1)}
    alone = [word for word in name.content[:_MOST_TOKENS] if len(word) > 1]
    return frozenset(filter(None, map(skeleton, (*alone, *joined)))), len(set(map(skeleton, alone)))


def _prepared(person: Person) -> list[PreparedName]:
    return [prepared for name in person.names if (prepared := prepare(name)).content]


def _skeletons(name: PreparedName) -> set[str]:
    words = name.content[:_MOST_TOKENS] + ((name.joined,) if name.joined else ())
    return {bone for word in words if len(word) > 1 and (bone := skeleton(word))}


def _birth(person: Person) -> BirthDate | None:
    by_number = (birth_of(number) for number in person.national_numbers)
    return person.birth or next((number_birth for number_birth in by_number if number_birth), None)
