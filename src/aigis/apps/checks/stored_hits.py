"""What a check keeps of a match, so that it can be explained and weighed again years later."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from aigis.apps.audit import sealed_fields
from aigis.apps.audit.decryption import subject_key
from aigis.apps.checks.models import Check
from aigis.apps.checks.thresholds.current import InUse
from aigis.core.checks.decision import Hit
from aigis.core.matching.frequencies import Frequencies
from aigis.core.matching.index import Index
from aigis.core.matching.match import compare
from aigis.core.person.person import Person


@dataclass(frozen=True, slots=True)
class Basis:
    """What a round of checks is decided by: the register's version, the bands and the index."""

    register_version: int
    thresholds: InUse
    index: Index


class _CountedTokens(dict[str, int]):
    """Counts of tokens that notes which of them scoring asks for."""

    def __init__(self, frequencies: Frequencies) -> None:
        super().__init__()
        self._frequencies = frequencies

    def get(self, token: str, default: Any = None) -> int:
        """The number of subjects that bear the token."""
        self[token] = self._frequencies.count(token)
        return self[token]


def stored(hit: Hit, query: Person, basis: Basis, *, spared: int | None) -> dict[str, Any]:
    """A hit as kept: which ban, how strong, the evidence in thousandths of a bit with its sentences.

    `counts` are the subjects that bore each token the comparison asked for: with them the bits come out again without
    the register as it was. `spared` names the judgement because of which it does not refer.
    """
    match = hit.match
    lines = [[line.kind, round(line.bits * 1_000), line.sentence] for line in match.evidence]
    about = {"ban": hit.ban.ban, "subject": str(match.subject), "strength": match.strength.value}
    weighed = {"millibits": round(match.bits * 1_000), "by_identifier": match.by_identifier, "evidence": lines}
    return {**about, **weighed, "counts": _counts(hit, query, basis.index), **({"spared": spared} if spared else {})}


def without_counts(stored: dict[str, Any]) -> dict[str, Any]:
    """The same for the log, which proves what was weighed and need not hold what it was weighed with."""
    return {name: value for name, value in stored.items() if name != "counts"}


def _counts(hit: Hit, query: Person, index: Index) -> dict[str, int]:
    counted = _CountedTokens(index.frequencies)
    frequencies = Frequencies(index.frequencies.subjects, counted)
    compare(query, index.person(hit.match.subject), frequencies=frequencies, subject_id=hit.match.subject)
    return dict(sorted(counted.items()))


@dataclass(frozen=True, slots=True)
class StoredHit:
    """A hit as the check kept it; `evidence` holds (kind, bits, sentence).

    `counts` are the bearers of each token it was weighed with, empty where a check kept none; `spared` is the number of
    the judgement because of which it did not refer.
    """

    ban: UUID
    subject: UUID
    strength: str
    bits: float
    evidence: tuple[tuple[str, float, str], ...]
    by_identifier: bool = False
    counts: Mapping[str, int] = field(default_factory=dict)
    spared: int | None = None

    @property
    def millibits(self) -> int:
        """The bits in thousandths, as they were summed."""
        return round(self.bits * 1_000)


def hits_of(check: Check) -> tuple[StoredHit, ...]:
    """The hits of a check, strongest first; none for a clear one. Raises Erased where they are gone."""
    if check.matches is None:
        return ()
    rows = sealed_fields.open_json(subject_key(check.entry), field="check.matches", ciphertext=check.matches)
    return tuple(
        StoredHit(
            ban=UUID(row["ban"]),
            subject=UUID(row["subject"]),
            strength=row["strength"],
            bits=row["millibits"] / 1000,
            evidence=tuple((kind, thousandths / 1000, sentence) for kind, thousandths, sentence in row["evidence"]),
            by_identifier=row.get("by_identifier", False),
            counts=row.get("counts", {}),
            spared=row.get("spared"),
        )
        for row in rows
    )
