"""The options of a compiled search."""

from dataclasses import dataclass

from aigis.core.matching import weights
from aigis.core.matching.weights import milli


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a search: the least millibits, all that reach them or by strength; or pairs row by row."""

    least: int = milli(weights.POSSIBLE)
    every: bool = False
    pairs: bool = False
