"""Finds subjects whom too few details in common neither match with a query nor tell from it.

A number asked about is not in the register if the ban was registered without one. What is then left to compare may be a
birth date or a name alone: too little to match by bits, and no ground to answer `clear`.
"""

from collections.abc import Iterator
from uuid import UUID

import numpy as np

from aigis.core.matching import weights
from aigis.core.matching.birth_dates import packed
from aigis.core.matching.blocking_keys import DATE, mixed
from aigis.core.matching.candidates import Candidate, candidates
from aigis.core.matching.evidence import Identity, Kind, contributions
from aigis.core.matching.index import Index
from aigis.core.matching.prepared import Prepared
from aigis.core.matching.weights import TokenRelation
from aigis.core.person.identity import Detail, details_of
from aigis.core.person.person import Person

_TOLD_APART = frozenset({Identity.OTHER_NUMBER, TokenRelation.BOTH_LEFT, TokenRelation.FAMILY_LEFT})
_EVERY = -(1 << 40)  # millibits that every candidate reaches


def undetermined(query: Person, index: Index) -> Iterator[UUID]:
    """Yields the subjects that nothing tells from a query without a whole name or a whole birth date.

    What both hold agrees, and that is a name or a birth date. Nobody for a query that holds both in whole: bits decide.
    """
    known = details_of(query)
    if known >= {Detail.FULL_NAME, Detail.FULL_BIRTH}:
        return
    prepared = Prepared.of(query)
    if Detail.FULL_NAME in known and prepared.birth is not None and prepared.birth.full:  # a number tells it
        return
    for subject_id, subject in _proposed(prepared, index):
        if _agrees(prepared, subject, index):
            yield subject_id


def _proposed(query: Prepared, index: Index) -> Iterator[Candidate]:
    if query.names:
        yield from candidates(query, index, least=_EVERY)
        return
    if query.birth is not None and query.birth.full:
        keys = mixed(np.array([packed(query.birth) + DATE], dtype=np.int64))
        yield from (candidate for row in index.base.find(keys).tolist() if (candidate := index.at(row)))
        yield from ((subject, recent.prepared) for subject, recent in index.overlay.people.items())


def _agrees(query: Prepared, subject: Prepared, index: Index) -> bool:
    """Tells whether names and birth dates agree as far as both are known, and no other number tells them apart."""
    parts = contributions(query, subject, frequencies=index.frequencies)
    if any(part.relation in _TOLD_APART for part in parts):
        return False
    names, births = ([part for part in parts if part.kind is kind] for kind in (Kind.NAME, Kind.BIRTH))
    return (
        bool(names or births)
        and all(part.bits > 0 for part in births)
        and (not names or any(part.bits > 0 and part.relation not in weights.WEAK for part in names))
    )
