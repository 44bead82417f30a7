"""The two bands of a match by name: from how many bits it is possible, and from how many certain."""

from dataclasses import dataclass

from aigis.core.matching import weights
from aigis.core.matching.weights import milli


@dataclass(frozen=True, slots=True)
class Bands:
    """Thousandths of a bit; those of the weights where nothing else is said. Identifiers decide by rule."""

    possible: int = milli(weights.POSSIBLE)
    certain: int = milli(weights.CERTAIN)
