"""Why a check was not clear, opened for those who may see it."""

import json
from dataclasses import dataclass
from uuid import UUID

from aigis.apps.audit.keys import month_key
from aigis.apps.checks.models import Check
from aigis.core import envelope


@dataclass(frozen=True, slots=True)
class StoredHit:
    """A hit as the check kept it; `evidence` holds (kind, bits, sentence)."""

    ban: UUID
    subject: UUID
    strength: str
    bits: float
    evidence: tuple[tuple[str, float, str], ...]


def hits_of(check: Check) -> tuple[StoredHit, ...]:
    """The hits of a check, strongest first; none for a clear one."""
    if check.matches is None:
        return ()
    plain = envelope.open_(month_key(check.checked_at), field="check.matches", closed=check.matches)
    return tuple(
        StoredHit(
            ban=UUID(row["ban"]),
            subject=UUID(row["subject"]),
            strength=row["strength"],
            bits=row["millibits"] / 1000,
            evidence=tuple((kind, thousandths / 1000, sentence) for kind, thousandths, sentence in row["evidence"]),
        )
        for row in json.loads(plain)
    )
