"""`evidence.py` and the rules of `match.py` on persons in arrays: the bits of two persons and their strength."""

from aigis.core.matching import weights
from aigis.core.matching.kernel.birth_dates import birth_relation
from aigis.core.matching.kernel.constants import (
    BIRTH_EQUAL,
    BIRTH_EQUAL_FIRST_JANUARY,
    FOLDED_DOCUMENT,
    OTHER_NATIONALITY,
    OTHER_NUMBER,
    OTHER_SEX,
    SAME_DOCUMENT,
    SAME_NATIONALITY,
    SAME_NUMBER,
)
from aigis.core.matching.kernel.jit import compiled
from aigis.core.matching.kernel.names import align
from aigis.core.matching.kernel.pointers import People, get, identifier, name, person, put
from aigis.core.matching.kernel.scratch import (
    AGAINST,
    AGREED,
    BIRTH_BITS,
    BIRTH_CLASH,
    BORN,
    FOUND,
    NAME_BITS,
    POSITIVE,
    RELATED,
    STRENGTH,
    TOTAL,
)
from aigis.core.matching.packed import (
    BIRTH,
    EXACT,
    FOLDED_FORM,
    IDENTIFIERS_BEHIND,
    IDENTIFIERS_FIRST,
    KIND,
    NAMES_BEHIND,
    NAMES_FIRST,
    NATIONALITY,
    PAPER,
    SEX,
)
from aigis.core.matching.packed_names import WORDS_BEHIND, WORDS_FIRST
from aigis.core.matching.weights import milli

POSSIBLE_BITS, CERTAIN_BITS = milli(weights.POSSIBLE), milli(weights.CERTAIN)
SAME_NUMBER_BITS, OTHER_NUMBER_BITS, OTHER_SEX_BITS = weights.SAME_NUMBER, weights.OTHER_NUMBER, weights.OTHER_SEX
SAME_DOCUMENT_BITS, FOLDED_DOCUMENT_BITS = weights.SAME_DOCUMENT, weights.FOLDED_DOCUMENT
SAME_NATIONALITY_BITS, OTHER_NATIONALITY_BITS = weights.SAME_NATIONALITY, weights.OTHER_NATIONALITY
TOKENS_FOR_CERTAIN = weights.TOKENS_FOR_CERTAIN

NONE, POSSIBLE, CERTAIN = range(3)


@compiled
def compare(queries: People, i: int, subjects: People, j: int, work: tuple[int, int, int]) -> bool:
    """Writes the bits and the strength of a query beside a subject into the room; false where names say too little.

    `work` holds the room, the prior, and the least bits that the names must give before the rest is weighed.
    """
    room, prior, least = work
    named, enough = _names(queries, i, subjects, j, (room, least))
    if not enough:
        return False
    birth = birth_relation(person(queries.persons, i, BIRTH), person(subjects.persons, j, BIRTH))
    related = _identifiers(queries, i, subjects, j) | _details(queries, i, subjects, j)
    total = prior + get(room, FOUND, NAME_BITS) + get(room, BIRTH_BITS, birth) + _bits(related)
    against = related & (OTHER_NUMBER | OTHER_SEX) > 0 or get(room, FOUND, AGAINST) > 0
    put(room, FOUND, TOTAL, total)
    put(room, FOUND, BORN, get(room, BIRTH_BITS, birth))
    put(room, FOUND, RELATED, related)
    put(room, FOUND, STRENGTH, _strength(related, named, birth, against, room))
    return True


@compiled
def _names(queries: People, i: int, subjects: People, j: int, work: tuple[int, int]) -> tuple[bool, bool]:
    """Keeps what the pair of names says that speaks most for the same person.

    Tells whether there is any pair, and whether one says enough, which where there is none 0 bits must be.
    """
    room, least = work
    any_pair, named, most, agreed, against, positive = False, False, 0, 0, 0, 0
    for m in range(person(queries.persons, i, NAMES_FIRST), person(queries.persons, i, NAMES_BEHIND)):
        for n in range(person(subjects.persons, j, NAMES_FIRST), person(subjects.persons, j, NAMES_BEHIND)):
            if _worded(queries, m) and _worded(subjects, n):
                any_pair = True
                if not align(queries, m, subjects, n, work):
                    continue
                if not named or get(room, FOUND, NAME_BITS) > most:
                    named, most, agreed = True, get(room, FOUND, NAME_BITS), get(room, FOUND, AGREED)
                    against, positive = get(room, FOUND, AGAINST), get(room, FOUND, POSITIVE)
    put(room, FOUND, NAME_BITS, most)
    put(room, FOUND, AGREED, agreed)
    put(room, FOUND, AGAINST, against)
    put(room, FOUND, POSITIVE, positive)
    return any_pair, named if any_pair else least <= 0


@compiled
def _worded(people: People, m: int) -> bool:
    return name(people.names, m, WORDS_BEHIND) > name(people.names, m, WORDS_FIRST)


@compiled
def _identifiers(queries: People, i: int, subjects: People, j: int) -> int:
    """How national numbers and documents relate: one in common outweighs whatever else there is of its kind."""
    found = 0
    ours, theirs = queries.identifiers, subjects.identifiers
    for a in range(person(queries.persons, i, IDENTIFIERS_FIRST), person(queries.persons, i, IDENTIFIERS_BEHIND)):
        for b in range(person(subjects.persons, j, IDENTIFIERS_FIRST), person(subjects.persons, j, IDENTIFIERS_BEHIND)):
            if identifier(ours, a, KIND) == identifier(theirs, b, KIND):
                equal = identifier(ours, a, EXACT) == identifier(theirs, b, EXACT)
                if identifier(ours, a, KIND) != PAPER:
                    found |= SAME_NUMBER if equal else OTHER_NUMBER
                elif equal:
                    found |= SAME_DOCUMENT
                elif identifier(ours, a, FOLDED_FORM) == identifier(theirs, b, FOLDED_FORM):
                    found |= FOLDED_DOCUMENT
    if found & SAME_NUMBER:
        found &= ~OTHER_NUMBER
    if found & SAME_DOCUMENT:
        found &= ~FOLDED_DOCUMENT
    return found


@compiled
def _details(queries: People, i: int, subjects: People, j: int) -> int:
    """How sex and nationality relate."""
    other_sex = person(queries.persons, i, SEX) * person(subjects.persons, j, SEX) == 2  # women are 1 and men 2
    one, other = person(queries.persons, i, NATIONALITY), person(subjects.persons, j, NATIONALITY)
    nationality = 0
    if one != 0 and other != 0:
        nationality = SAME_NATIONALITY if one == other else OTHER_NATIONALITY
    return nationality | (OTHER_SEX if other_sex else 0)


@compiled
def _bits(related: int) -> int:
    bits = SAME_NUMBER_BITS if related & SAME_NUMBER else 0
    bits += OTHER_NUMBER_BITS if related & OTHER_NUMBER else 0
    bits += SAME_DOCUMENT_BITS if related & SAME_DOCUMENT else 0
    bits += FOLDED_DOCUMENT_BITS if related & FOLDED_DOCUMENT else 0
    bits += OTHER_SEX_BITS if related & OTHER_SEX else 0
    bits += SAME_NATIONALITY_BITS if related & SAME_NATIONALITY else 0
    return bits + (OTHER_NATIONALITY_BITS if related & OTHER_NATIONALITY else 0)


@compiled
def _strength(related: int, named: bool, birth: int, against: bool, room: int) -> int:
    strangers = named and get(room, FOUND, NAME_BITS) < 0 and get(room, FOUND, POSITIVE) == 0
    clash = strangers and get(room, BIRTH_CLASH, birth) == 1
    if related & (SAME_NUMBER | SAME_DOCUMENT):
        return POSSIBLE if clash or (related & SAME_DOCUMENT and related & OTHER_NUMBER) else CERTAIN
    bits = get(room, FOUND, TOTAL)
    folded = related & FOLDED_DOCUMENT > 0
    by_name = bits - (FOLDED_DOCUMENT_BITS if folded else 0)
    same_day = birth in (BIRTH_EQUAL, BIRTH_EQUAL_FIRST_JANUARY)
    if by_name >= CERTAIN_BITS and same_day and not against and get(room, FOUND, AGREED) >= TOKENS_FOR_CERTAIN:
        return CERTAIN
    if bits >= POSSIBLE_BITS and named:
        return POSSIBLE
    return POSSIBLE if folded and not clash else NONE
