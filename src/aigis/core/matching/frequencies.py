"""How common each token is among the subjects, and how many subjects there are: all that scoring needs of the index."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from math import log2

from aigis.core.matching.weights import COMMONEST, FEWEST_SUBJECTS, RAREST, UNSEEN_SUBJECTS, milli


@dataclass(frozen=True, slots=True)
class Frequencies:
    """Subjects per token: `counts` of the large part, `changes` since (may be negative). Bits are in thousandths."""

    subjects: int
    counts: Mapping[str, int] = field(default_factory=dict)
    changes: Mapping[str, int] = field(default_factory=dict)

    @property
    def prior(self) -> int:
        """The bits that any comparison starts from: -log2 of the number of subjects."""
        return -milli(log2(max(self.subjects, FEWEST_SUBJECTS)))

    @property
    def commonness(self) -> int:
        """The bits from which those of a token's own count are taken off to give its rarity."""
        return _commonness(self.subjects)

    def rarity(self, token: str) -> int:
        """The bits that sharing this token is worth, 1,000 to 12,000."""
        return min(RAREST, max(COMMONEST, self.commonness - count_bits(self.count(token))))

    def count(self, token: str) -> int:
        """The number of subjects that bear this token."""
        return self.counts.get(token, 0) + self.changes.get(token, 0)

    def merged(self) -> dict[str, int]:
        """The counts with their changes made."""
        tokens = self.counts.keys() | self.changes.keys()
        totals = {token: self.count(token) for token in tokens}
        return {token: count for token, count in totals.items() if count}


@lru_cache(maxsize=64)
def _commonness(subjects: int) -> int:
    return milli(log2(subjects + UNSEEN_SUBJECTS))


@lru_cache(maxsize=4_096)
def count_bits(count: int) -> int:
    """The bits that a token loses by being borne by so many subjects."""
    return milli(log2(count + 1))
