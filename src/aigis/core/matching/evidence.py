"""One function per kind of evidence: what query and subject say together, in signed bits. The words come later."""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from aigis.core.matching import weights
from aigis.core.matching.alignment import align
from aigis.core.matching.birth_dates import birth_relation
from aigis.core.matching.frequencies import Frequencies
from aigis.core.matching.prepared import NameWords, Prepared
from aigis.core.matching.weights import BirthRelation, TokenRelation
from aigis.core.person.numbers import folded, kind_of
from aigis.core.person.person import Document, Sex


class Kind(StrEnum):
    """What a piece of evidence is about."""

    NATIONAL_NUMBER = "national_number"
    DOCUMENT = "document"
    NAME = "name"
    BIRTH = "birth"
    SEX = "sex"
    NATIONALITY = "nationality"
    PRIOR = "prior"


class Identity(StrEnum):
    """How identifiers and the smaller details relate."""

    SAME_NUMBER = "same_number"
    OTHER_NUMBER = "other_number"
    SAME_DOCUMENT = "same_document"
    FOLDED_DOCUMENT = "folded_document"
    OTHER_SEX = "other_sex"
    SAME_NATIONALITY = "same_nationality"
    OTHER_NATIONALITY = "other_nationality"
    PRIOR = "prior"


# What each relation says something about, and its millibits.
OF_IDENTITY = {
    Identity.SAME_NUMBER: (Kind.NATIONAL_NUMBER, weights.SAME_NUMBER),
    Identity.OTHER_NUMBER: (Kind.NATIONAL_NUMBER, weights.OTHER_NUMBER),
    Identity.SAME_DOCUMENT: (Kind.DOCUMENT, weights.SAME_DOCUMENT),
    Identity.FOLDED_DOCUMENT: (Kind.DOCUMENT, weights.FOLDED_DOCUMENT),
    Identity.OTHER_SEX: (Kind.SEX, weights.OTHER_SEX),
    Identity.SAME_NATIONALITY: (Kind.NATIONALITY, weights.SAME_NATIONALITY),
    Identity.OTHER_NATIONALITY: (Kind.NATIONALITY, weights.OTHER_NATIONALITY),
}
# Several of them may hold of one pair: where they are kept together, each has its bit.
BIT_OF = {relation: 1 << index for index, relation in enumerate(OF_IDENTITY)}


class Part(NamedTuple):
    """One contribution before it is put in words, in millibits; `left` is the query's value, `right` the subject's."""

    kind: Kind
    bits: int
    relation: TokenRelation | BirthRelation | Identity
    left: str = ""
    right: str = ""
    words: int = 1  # of a name: how many words it speaks of, particles aside


def contributions(query: Prepared, subject: Prepared, *, frequencies: Frequencies) -> list[Part]:
    """Weighs everything two persons say about each other; the bits of a match are the sum of these and nothing else."""
    prior = Part(Kind.PRIOR, frequencies.prior, Identity.PRIOR, str(frequencies.subjects))
    return [
        *numbers(query, subject),
        *documents(query, subject),
        *names(query, subject, frequencies=frequencies),
        *birth(query, subject),
        *sex(query, subject),
        *nationality(query, subject),
        prior,
    ]


def numbers(query: Prepared, subject: Prepared) -> Iterator[Part]:
    """Weighs the national numbers: one in common, or another valid one of the same kind (NRN or BIS)."""
    ours, theirs = query.person.national_numbers, subject.person.national_numbers
    if shared := sorted(set(ours) & set(theirs)):
        yield _part(Identity.SAME_NUMBER, shared[0], shared[0])
        return
    for number, other in sorted(
        (number, other) for number in ours for other in theirs if kind_of(number) == kind_of(other)
    ):
        yield _part(Identity.OTHER_NUMBER, number, other)
        return


def documents(query: Prepared, subject: Prepared) -> Iterator[Part]:
    """Weighs the documents: one in common, exactly or but for O and 0, I and 1; people hold several."""
    ours, theirs = query.person.documents, subject.person.documents
    if shared := sorted(f"{d.state} {d.number}" for d in set(ours) & set(theirs)):
        yield _part(Identity.SAME_DOCUMENT, shared[0], shared[0])
        return
    alike = sorted(
        (document.number, other.number) for document in ours for other in theirs if same_folded(document, other)
    )
    if alike:
        yield _part(Identity.FOLDED_DOCUMENT, *alike[0])


def same_folded(document: Document, other: Document) -> bool:
    """Tells whether two documents of one state differ at most in O and 0, I and 1."""
    return document.state == other.state and folded(document.number) == folded(other.number)


def names(query: Prepared, subject: Prepared, *, frequencies: Frequencies) -> list[Part]:
    """Weighs the names: of all names and aliases of both, the pair that speaks most for the same person."""
    ways = [align(name, other, frequencies=frequencies) for name, other in _name_pairs(query, subject)]
    best = max(ways, key=lambda pairs: sum(pair.bits for pair in pairs), default=[])
    return [Part(Kind.NAME, pair.bits, pair.relation, pair.left, pair.right, pair.words) for pair in best]


def birth(query: Prepared, subject: Prepared) -> Iterator[Part]:
    """Weighs the birth dates, as far as both are known."""
    if query.birth and subject.birth:
        relation = birth_relation(query.birth, subject.birth)
        yield Part(Kind.BIRTH, weights.BIRTH[relation], relation, str(query.birth), str(subject.birth))


def sex(query: Prepared, subject: Prepared) -> Iterator[Part]:
    """Weighs a different sex; the same one says no more than the given name did."""
    own_sex, other = query.person.sex, subject.person.sex
    if own_sex and other and own_sex is not other and Sex.X not in (own_sex, other):
        yield _part(Identity.OTHER_SEX, own_sex, other)


def nationality(query: Prepared, subject: Prepared) -> Iterator[Part]:
    """Weighs the nationality a little, either way: many people hold two."""
    own_nationality, other = query.person.nationality, subject.person.nationality
    if own_nationality and other:
        yield _part(
            Identity.SAME_NATIONALITY if own_nationality == other else Identity.OTHER_NATIONALITY,
            own_nationality,
            other,
        )


def _part(relation: Identity, left: str, right: str) -> Part:
    kind, bits = OF_IDENTITY[relation]
    return Part(kind, bits, relation, left, right)


def _name_pairs(query: Prepared, subject: Prepared) -> Iterator[tuple[NameWords, NameWords]]:
    return ((name, other) for name in query.names for other in subject.names)
