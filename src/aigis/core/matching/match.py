"""Is it the same person? One scorer for a single check, a screening of many, and one given pair."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from aigis.core.matching import compiled_search, explanations, search_options, weights
from aigis.core.matching.bands import Bands
from aigis.core.matching.candidates import Candidate, candidates, found_by_engine
from aigis.core.matching.evidence import Identity, Kind, Part, contributions
from aigis.core.matching.frequencies import Frequencies
from aigis.core.matching.index import Index
from aigis.core.matching.prepared import Prepared
from aigis.core.matching.types import Match, Strength
from aigis.core.matching.weights import BirthRelation, TokenRelation, milli
from aigis.core.person.person import Person

_NOBODY = UUID(int=0)
_IDENTIFIERS = frozenset({Identity.SAME_NUMBER, Identity.SAME_DOCUMENT})
_AGAINST = frozenset(
    {
        *(Identity.OTHER_NUMBER, Identity.OTHER_SEX),
        *(TokenRelation.BOTH_LEFT, TokenRelation.FAMILY_LEFT, TokenRelation.OTHER_GENDER),
    }
)
_BIRTH_EQUAL = frozenset({BirthRelation.EQUAL, BirthRelation.EQUAL_FIRST_JANUARY})
_ORDER = {Strength.CERTAIN: 0, Strength.POSSIBLE: 1, Strength.NONE: 2}
_USUAL = Bands()


def screen(
    queries: Sequence[Person], index: Index, *, least: float | None = None, bands: Bands = _USUAL
) -> list[tuple[Match, ...]]:
    """Finds, for each query, the subjects that are certainly or possibly the person by the bands, strongest first.

    With `least` it gives instead all that share a key and reach so many bits, whatever their strength.
    """
    prepared = [Prepared.of(query) for query in queries]
    return [
        _matches(query, subjects, index, None if least is None else milli(least), bands)
        for query, subjects in zip(prepared, _proposed(prepared, index, least, bands), strict=True)
    ]


def compare(
    query: Person, subject: Person, *, frequencies: Frequencies, subject_id: UUID = _NOBODY, bands: Bands = _USUAL
) -> Match:
    """Compares one query with one subject, with all evidence even where the strength is none.

    `frequencies` are those of the index the subject belongs to (`index.frequencies`).
    """
    ours, theirs = Prepared.of(query), Prepared.of(subject)
    parts = contributions(ours, theirs, frequencies=frequencies)
    return _match(parts, ours, theirs, subject_id, bands)


def _proposed(
    queries: Sequence[Prepared], index: Index, least: float | None, bands: Bands
) -> Iterable[Iterable[Candidate]]:
    """Proposes the subjects to compare each query with: by strength, by bits, or by both where a band is lower.

    The compiled search knows the bands of the weights; where a lower one is in use, it is asked for the bits as well.
    """
    bound = min(bands.possible, _USUAL.possible) if least is None else milli(least)
    if not compiled_search.is_warm():
        return [candidates(query, index, least=bound) for query in queries]
    if least is not None or bound == _USUAL.possible:
        return found_by_engine(queries, index, search_options.Asked(bound, least is not None))
    by_strength = found_by_engine(queries, index, search_options.Asked())
    by_bits = found_by_engine(queries, index, search_options.Asked(bound, every=True))
    return [dict([*first_matches, *other]).items() for first_matches, other in zip(by_strength, by_bits, strict=True)]


def _matches(
    query: Prepared, subjects: Iterable[Candidate], index: Index, least: int | None, bands: Bands
) -> tuple[Match, ...]:
    """Compares a query with the subjects proposed, and keeps those that are asked for."""
    match_list = []
    for subject_id, subject in subjects:
        parts = contributions(query, subject, frequencies=index.frequencies)
        if _strength(parts, bands) is not Strength.NONE if least is None else _total(parts) >= least:
            match_list.append(_match(parts, query, subject, subject_id, bands))
    return tuple(sorted(match_list, key=lambda match: (_ORDER[match.strength], -match.bits, match.subject)))


def _match(parts: list[Part], query: Prepared, subject: Prepared, subject_id: UUID, bands: Bands) -> Match:
    strength = _strength(parts, bands)
    identified = _identified(parts)
    clash = identified and _clash(parts)
    lines = explanations.evidence(parts, query=query.person, subject=subject.person)
    if strength is Strength.POSSIBLE:
        lines.append(explanations.remark(clash=clash, numbers_clash=_numbers_clash(parts)))
    return Match(subject_id, strength, _total(parts) / 1_000, identified, clash, tuple(lines))


def _strength(parts: list[Part], bands: Bands) -> Strength:
    """Bands and rules (weights.py has the figures): identifiers first, then name with birth date."""
    if _identified(parts):
        return Strength.POSSIBLE if _clash(parts) else Strength.CERTAIN
    if _certain_by_name(parts, bands):
        return Strength.CERTAIN
    if _total(parts) >= bands.possible and any(part.kind is Kind.NAME for part in parts):
        return Strength.POSSIBLE
    folded = any(part.relation is Identity.FOLDED_DOCUMENT for part in parts)
    return Strength.POSSIBLE if folded and not _name_and_birth_clash(parts) else Strength.NONE


def _certain_by_name(parts: list[Part], bands: Bands) -> bool:
    """Enough bits, a full equal birth date, two tokens of the name in common, nothing against."""
    relations = {part.relation for part in parts}
    bits = sum(part.bits for part in parts if part.relation is not Identity.FOLDED_DOCUMENT)
    agreed = sum(part.words for part in parts if _agrees(part))
    return (
        bits >= bands.certain
        and not relations.isdisjoint(_BIRTH_EQUAL)
        and relations.isdisjoint(_AGAINST)
        and agreed >= weights.TOKENS_FOR_CERTAIN
    )


def _agrees(part: Part) -> bool:
    return part.kind is Kind.NAME and part.bits > 0 and part.relation not in weights.WEAK


def _identified(parts: list[Part]) -> bool:
    return any(part.relation in _IDENTIFIERS for part in parts)


def _clash(parts: list[Part]) -> bool:
    return _numbers_clash(parts) or _name_and_birth_clash(parts)


def _numbers_clash(parts: list[Part]) -> bool:
    """One document, two people by their national numbers."""
    relations = {part.relation for part in parts}
    return Identity.SAME_DOCUMENT in relations and Identity.OTHER_NUMBER in relations


def _name_and_birth_clash(parts: list[Part]) -> bool:
    """No token of the names in common and birth dates that no keying error explains."""
    names = [part for part in parts if part.kind is Kind.NAME]
    strangers = bool(names) and sum(part.bits for part in names) < 0 and not any(part.bits > 0 for part in names)
    return strangers and any(part.relation in weights.BIRTH_CLASH for part in parts)


def _total(parts: list[Part]) -> int:
    return sum(part.bits for part in parts)
