"""How common each token is among the subjects, and how many subjects there are: all that scoring needs of the index."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import log2

from aigis.core.matching.weights import COMMONEST, FEWEST_SUBJECTS, RAREST, UNSEEN_SUBJECTS


@dataclass(frozen=True, slots=True)
class Frequencies:
    """Subjects per token: `counts` of the large part, `changes` since (may be negative)."""

    subjects: int
    counts: Mapping[str, int] = field(default_factory=dict)
    changes: Mapping[str, int] = field(default_factory=dict)

    @property
    def prior(self) -> float:
        """The bits that any comparison starts from: -log2 of the number of subjects."""
        return -log2(max(self.subjects, FEWEST_SUBJECTS))

    def rarity(self, token: str) -> float:
        """The bits that sharing this token is worth, 1 to 12."""
        count = self.counts.get(token, 0) + self.changes.get(token, 0)
        bits = -log2((count + 1) / (self.subjects + UNSEEN_SUBJECTS))
        return min(RAREST, max(COMMONEST, bits))

    def merged(self) -> dict[str, int]:
        """The counts with their changes made."""
        tokens = self.counts.keys() | self.changes.keys()
        totals = {token: self.counts.get(token, 0) + self.changes.get(token, 0) for token in tokens}
        return {token: count for token, count in totals.items() if count}
