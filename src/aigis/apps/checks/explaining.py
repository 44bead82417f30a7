"""Why a check was not clear, opened for those who may see it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from aigis.apps.audit.opening import subject_key
from aigis.apps.checks.models import Check
from aigis.core import envelope


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
    plain = envelope.open_(subject_key(check.entry), field="check.matches", closed=check.matches)
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
        for row in json.loads(plain)
    )
